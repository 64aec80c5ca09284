"""What the appliance says, as it reads in English; and sentences to put in its mouth."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest

from appliance.core.message import Message, message
from appliance.messages.translation import described, english_of, in_english
from appliance.schema.messages import MessageRead


def english(said: Message | MessageRead | None) -> str:
    """The sentence; empty where there is none."""
    if said is None:
        return ""
    return said.text if isinstance(said, MessageRead) else in_english(said)


def all_english(said: Iterable[Message | MessageRead]) -> list[str]:
    """The sentences."""
    return [english(one) for one in said]


@contextmanager
def refusing(kind: type[Exception], sentence: str) -> Iterator[None]:
    """The body raises this error, and in English it says so."""
    with pytest.raises(kind) as refused:
        yield
    assert sentence in english_of(refused.value)


def as_said(text: str) -> Message:
    """A sentence that no catalogue has."""
    return message("as_said", text=text)


def stored(text: str) -> MessageRead:
    """The same as it is stored."""
    return described(as_said(text))
