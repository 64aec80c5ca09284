"""The root of all errors that the appliance raises on purpose, and its branches by what can be done about them.

The text of each is a sentence for the person who can do it: the command line prints it, HTTP answers with it.
"""


class ArchStatsError(Exception):
    """Something foreseen went wrong; the text says what, and what would be right."""


class InvalidValue(ArchStatsError, ValueError):
    """A value, a file or a message that cannot be right: only other content helps."""


class Unavailable(ArchStatsError):
    """Something that is needed is away, busy or full at present: the same may succeed later."""


class StartError(ArchStatsError):
    """A start or a command that cannot go on before a person changes something."""
