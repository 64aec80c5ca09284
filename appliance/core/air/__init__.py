"""Propagation of sound in air: speed, wind, and the estimation of both from shot to shot."""
