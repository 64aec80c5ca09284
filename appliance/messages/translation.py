"""Translations of messages into the language that a reader asked for."""

import re
from collections.abc import Callable

from appliance.core.limits import SENTENCE
from appliance.core.message import Message, Value, message_of
from appliance.messages.catalogue import DEFAULT, SEPARATOR, catalogue, languages
from appliance.schema.messages import MessageRead, MessageValue

MAX_HEADER = 500
Translation = Callable[[Message], str]
"""A function that translates messages into one language."""

_RANGE = re.compile(r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?")


def translation(language: str) -> Translation:
    """A translation into one of `languages()`; English where that has no sentence."""
    chosen, english = catalogue(language), catalogue(DEFAULT)

    def translate(message: Message) -> str:
        found = chosen.text(message)
        found = english.text(message) if found is None else found
        return str(message) if found is None else found

    return translate


def in_english(message: Message) -> str:
    """The English sentence of a message."""
    return translation(DEFAULT)(message)


def english_of(error: BaseException) -> str:
    """The English text of an error, for the command line and logs."""
    return in_english(message_of(error))


def described(message: Message) -> MessageRead:
    """A message in the form in which it is stored and sent."""
    values = {name: _described(value) for name, value in message.values}
    return MessageRead(code=message.code, values=values, text=SENTENCE.plain(in_english(message)))


def described_if_any(message: Message | None) -> MessageRead | None:
    """The message with its English text; None for none."""
    return None if message is None else described(message)


def _described(value: Value) -> MessageValue:
    if isinstance(value, Message):
        return described(value)
    if isinstance(value, tuple):
        return [described(one) for one in value]
    # values from outside may have characters that cannot be stored
    return SENTENCE.plain(value) if isinstance(value, str) else value


def text_of(stored: MessageRead, translate: Translation) -> str:
    """A stored message in the language of `translate`; its English text where its code is not known any more."""
    return translate(stored.message) if catalogue(DEFAULT).has(stored.code) else stored.text


def accepted_language(header: str | None) -> str:
    """The available language that an Accept-Language header (RFC 9110, 12.5.4) prefers; the default without a match."""
    best, best_quality = DEFAULT, 0.0
    for part in (header or "")[:MAX_HEADER].split(","):
        found = _RANGE.fullmatch(part)
        if found is None:
            continue
        quality = float(found[2] or 1.0)
        language = known_language(found[1])
        if language is not None and quality > best_quality:
            best, best_quality = language, quality
    return best


def known_language(tag: str) -> str | None:
    """The available language of a tag, also without its country (RFC 4647, lookup); None: there is none."""
    parts = tag.split("-")
    by_lower = {name.lower(): name for name in languages()}
    tags = ("-".join(parts[:count]).lower() for count in range(len(parts), 0, -1))
    return DEFAULT if tag == "*" else next((by_lower[one] for one in tags if one in by_lower), None)


__all__ = [
    "SEPARATOR",
    "Translation",
    "accepted_language",
    "described",
    "described_if_any",
    "english_of",
    "in_english",
    "known_language",
    "text_of",
    "translation",
]
