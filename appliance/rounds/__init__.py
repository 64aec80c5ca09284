"""Rounds: the catalogue, faces for each, the progress of archers, and handicaps.

The catalogue is read from the data files of the package archeryutils; the package itself, which imports numpy, is
imported only when a handicap is asked for.
"""
