"""What sound does in air: its speed, the wind, and how both are followed from shot to shot."""
