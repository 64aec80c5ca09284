"""What the appliance says, as it reads in English; and sentences to put in its mouth."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

from appliance.core.message import Message, message
from appliance.messages.translation import described, english_of, in_english
from appliance.schema.messages import MessageRead


def english(given: Message | MessageRead | None) -> str:
    """The sentence; empty where there is none."""
    if given is None:
        return ""
    return given.text if isinstance(given, MessageRead) else in_english(given)


def all_english(given: Iterable[Message | MessageRead]) -> list[str]:
    """The sentences."""
    return [english(one) for one in given]


E = TypeVar("E", bound=Exception)


@contextmanager
def refusing(kind: type[E], sentence: str) -> Iterator[pytest.ExceptionInfo[E]]:
    """Like pytest.raises: the body raises this error, and `sentence` matches what it says in English."""
    with pytest.raises(kind) as refused:
        yield refused
    assert re.search(sentence, english_of(refused.value))


def as_english(text: str) -> Message:
    """A sentence that no catalogue has."""
    return message("as_said", text=text)


def stored(text: str) -> MessageRead:
    """The same as it is stored."""
    return described(as_english(text))
