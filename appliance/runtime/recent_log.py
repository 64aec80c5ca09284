"""Keeps the latest log lines in memory, for download."""

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

LINES = 2000
# a traceback has some 4,000 characters
MAX_LINE = 8000
MAX_TEXT = 2_000_000


class RecentLog(logging.Handler):
    """A log handler that keeps the newest LINES lines, fewer if they are long."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        self._lines: deque[str] = deque()
        self._length = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Add a record; called by logging."""
        line = self.format(record)
        if len(line) > MAX_LINE:
            line = f"{line[: MAX_LINE // 2]} [...] {line[-MAX_LINE // 2 :]}"
        self._lines.append(line)
        self._length += len(line)
        while len(self._lines) > LINES or self._length > MAX_TEXT:
            self._length -= len(self._lines.popleft())

    def text(self) -> str:
        """All kept lines, oldest first."""
        return "".join(f"{line}\n" for line in self._lines)


@contextmanager
def recent_log() -> Iterator[RecentLog]:
    """A RecentLog on the root logger while the body runs."""
    handler = RecentLog()
    logging.getLogger().addHandler(handler)
    try:
        yield handler
    finally:
        logging.getLogger().removeHandler(handler)
