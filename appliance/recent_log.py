"""The latest lines of the log, kept in memory: a volunteer at the range can download them and send them on."""

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

LINES = 2000


class RecentLog(logging.Handler):
    """Keeps the newest LINES lines."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        self._lines: deque[str] = deque(maxlen=LINES)

    def emit(self, record: logging.LogRecord) -> None:
        """Called by logging."""
        self._lines.append(self.format(record))

    def text(self) -> str:
        """Oldest first."""
        return "".join(f"{line}\n" for line in self._lines)


@contextmanager
def recent_log() -> Iterator[RecentLog]:
    """Listening for as long as the body lasts."""
    handler = RecentLog()
    logging.getLogger().addHandler(handler)
    try:
        yield handler
    finally:
        logging.getLogger().removeHandler(handler)
