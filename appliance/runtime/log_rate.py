"""Limits the rate of log lines that clients can cause."""

import logging
import time
from collections.abc import Callable

EVERY_S = 10.0
MAX_VALUE = 100


class LogRate:
    """A logger that writes one line of a kind per EVERY_S, with the number of those left out."""

    def __init__(self, log: logging.Logger, clock: Callable[[], float] = time.monotonic) -> None:
        self._log, self._clock = log, clock
        self._next_at: dict[str, float] = {}
        self._left_out: dict[str, int] = {}

    def warning(self, kind: str, *values: object) -> None:
        """Log a line; `kind` is its format, with a %s for each value."""
        now = self._clock()
        if now < self._next_at.get(kind, now):
            self._left_out[kind] = self._left_out.get(kind, 0) + 1
            return
        self._next_at[kind] = now + EVERY_S
        left_out = self._left_out.pop(kind, 0)
        more = f" (and {left_out} more like it)" if left_out else ""
        self._log.warning(kind + "%s", *(_in_one_line(value) for value in values), more)


def _in_one_line(value: object) -> str:
    """A value with unprintable characters replaced, cut to MAX_VALUE characters."""
    text = str(value)[:MAX_VALUE]
    return "".join(c if c.isprintable() else "?" for c in text)
