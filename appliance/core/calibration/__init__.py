"""Where the sensors really are: fitted from taps at known points, and tested by marks."""
