"""What stops a start: one line that says what to do."""


class StartError(Exception):
    """The appliance cannot start."""
