"""Messages for people before translation: a code, and the values that its sentence needs."""

from dataclasses import dataclass, replace
from typing import TypeAlias, Union

Value: TypeAlias = Union[str, int, float, "Message", tuple["Message", ...]]


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence, or a part of one, not yet translated; a value may be a message itself.

    `place`: the part of the request that a refusal is about (body.length), else empty.
    """

    code: str
    values: tuple[tuple[str, Value], ...] = ()
    place: str = ""

    def __str__(self) -> str:
        """Place, code and values, for logs."""
        values = ", ".join(f"{name}={_plain(value)}" for name, value in self.values)
        return f"{self.place + ': ' if self.place else ''}{self.code}{f' ({values})' if values else ''}"

    def at(self, place: str) -> "Message":
        """The same message about `place` of a request."""
        return replace(self, place=place)


def message(code: str, **values: Value) -> Message:
    """The message with this code; the values are named as in its sentence in the catalogues."""
    return Message(code, tuple(values.items()))


def refusal(place: str, code: str, **values: Value) -> Message:
    """The message with this code, about `place` of a request."""
    return Message(code, tuple(values.items()), place)


def own_message(error: BaseException) -> Message | None:
    """The message that an error was raised with; None: with something else."""
    argument = error.args[0] if error.args else None
    return argument if isinstance(argument, Message) else None


def message_of(error: BaseException) -> Message:
    """The message that an error was raised with, else its text, of an OSError without the number, else its type."""
    if (own := own_message(error)) is not None:
        return own
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return message("as_said", text=text or type(error).__name__)


def _plain(value: Value) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)
