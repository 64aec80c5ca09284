"""Rounds: which there are, what has to hang for them, how far one has come, and how good a score on one is.

The catalogue is read from the data files of the package archeryutils; the package itself, which brings numpy, is
imported only when a handicap is asked for.
"""
