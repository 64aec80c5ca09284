"""The base class of all errors that the appliance raises on purpose, and subclasses by what can be done about them.

The text of each is a sentence for a person: the command line prints it, HTTP answers with it.
"""


class ArchStatsError(Exception):
    """An expected error; the text says what is wrong, and what would be right."""


class InvalidValue(ArchStatsError, ValueError):
    """A value, file or message that is wrong: only other content helps."""


class Unavailable(ArchStatsError):
    """Something that is needed is away, busy or full: the same request may succeed later."""


class StartError(ArchStatsError):
    """A start or command that cannot go on before a person changes something."""
