"""What is on the box and beside the line: button, status lamp, shooting lights."""
