"""Writes a message, or an error raised with one, into the log as its English sentence instead of its code."""

import logging
from collections.abc import Mapping
from typing import Any

from appliance.core.message import Message
from appliance.errors import ArchStatsError
from appliance.messages.translation import english_of, in_english


def log_in_english() -> None:
    """Translate the values of all later log records, so that modules may log messages without knowing a language."""
    logging.setLogRecordFactory(record_in_english)


def record_in_english(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """A log record in which messages and errors among the values are replaced by their sentences."""
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
