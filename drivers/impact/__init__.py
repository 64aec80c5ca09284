"""Impact sensors on GPIO."""
