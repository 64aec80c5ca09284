"""Messages of the appliance for people, as stored and sent."""

from typing import Annotated, TypeAlias, Union

from pydantic import Field, StringConstraints

from appliance.core.message import Message, Value
from appliance.schema.base import Finite, Sentence, Strict

MAX_VALUES = 20
MessageCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
MessageValue: TypeAlias = Union[Sentence, int, Finite, "MessageRead", list["MessageRead"]]


class MessageRead(Strict):
    """A message: `code` and `values` are for translation, `text` is the English sentence.

    A value may be a message, or a list of messages.
    """

    code: MessageCode
    values: Annotated[dict[str, MessageValue], Field(max_length=MAX_VALUES)]
    text: Sentence

    @property
    def message(self) -> Message:
        """The message to translate with a catalogue."""
        return Message(self.code, tuple((name, _value(value)) for name, value in self.values.items()))


def _value(value: "MessageValue") -> Value:
    if isinstance(value, MessageRead):
        return value.message
    return tuple(one.message for one in value) if isinstance(value, list) else value
