"""Log lines say a message, or an error that was raised with one, as its English sentence rather than as its code."""

import logging
from collections.abc import Mapping
from typing import Any

from appliance.core.message import Message
from appliance.errors import ArchStatsError
from appliance.messages.translation import english_of, in_english


def log_in_english() -> None:
    """From now on, wherever the line is written: drivers log messages without knowing any language."""
    logging.setLogRecordFactory(record_in_english)


def record_in_english(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """A record whose values are sentences where they were messages."""
    record = logging.LogRecord(*args, **kwargs)
    if isinstance(record.args, tuple):
        record.args = tuple(map(_in_words, record.args))
    elif isinstance(record.args, Mapping):
        record.args = {name: _in_words(value) for name, value in record.args.items()}
    return record


def _in_words(value: object) -> object:
    if isinstance(value, Message):
        return in_english(value)
    return english_of(value) if isinstance(value, ArchStatsError) else value
