"""Arithmetic and rules without I/O: positions, air, calibration, scoring."""
