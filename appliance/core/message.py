"""What the appliance says, before it is put into a language: a code, and the values that its sentence needs."""

from dataclasses import dataclass, replace
from typing import TypeAlias, Union

Value: TypeAlias = Union[str, int, float, "Message", tuple["Message", ...]]


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence or part of one, in no language yet; a value may be a message itself.

    `place`: of a refusal, what in the request it is about (body.length).
    """

    code: str
    values: tuple[tuple[str, Value], ...] = ()
    place: str = ""

    def __str__(self) -> str:
        """For logs: the code and the values, not a sentence."""
        values = ", ".join(f"{name}={_plain(value)}" for name, value in self.values)
        return f"{self.place + ': ' if self.place else ''}{self.code}{f' ({values})' if values else ''}"

    def at(self, place: str) -> "Message":
        """The same about `place`."""
        return replace(self, place=place)


def message(code: str, **values: Value) -> Message:
    """The message with this code; the names of its values are those that its sentence uses."""
    return Message(code, tuple(values.items()))


def refusal(place: str, code: str, **values: Value) -> Message:
    """The message with this code, about `place` of a request."""
    return Message(code, tuple(values.items()), place)


def message_of(error: BaseException) -> Message:
    """The message that an error was raised with, or its text; of an OSError without the number."""
    said = error.args[0] if error.args else None
    if isinstance(said, Message):
        return said
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return message("as_said", text=text or type(error).__name__)


def _plain(value: Value) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)
