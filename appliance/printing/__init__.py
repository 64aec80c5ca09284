"""Pages for paper: score sheets and calibration reports."""
