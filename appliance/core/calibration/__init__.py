"""Places of the sensors: fitted to taps at known points or to chirps, and tested by marks."""
