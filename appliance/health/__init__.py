"""What is well and what is not: parts, sensors, the computer itself."""
