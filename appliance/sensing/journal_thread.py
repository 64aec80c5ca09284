"""Runs the journal in threads of its own, where it never waits for other work."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from appliance.sensing.journal import Appended, Chunk, Journal, Opened

T = TypeVar("T")


class JournalThread:
    """The journal for the event loop: the lines of one `append` share one fsync.

    A second thread reads what earlier runs left, so that reading from a slow card delays no acknowledgement.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="journal-reader")

    @property
    def folder(self) -> Path:
        """The folder of its files."""
        return self._journal.folder

    @property
    def broken_lines(self) -> int:
        """Lines whose checksum was wrong."""
        return self._journal.broken_lines

    @property
    def unknown_lines(self) -> int:
        """Lines that another version wrote."""
        return self._journal.unknown_lines

    def news(self) -> list[Opened]:
        """Openings of the journal since the last call."""
        news = []
        while self._journal.news:
            news.append(self._journal.news.popleft())
        return news

    @property
    def has_reserve(self) -> bool:
        """Whether the reserve for a full card is still there."""
        return self._journal.has_reserve

    async def append(self, lines: Sequence[bytes]) -> Appended:
        """Append lines; they are durable when it returns. Raises JournalError."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._journal.append, lines)

    async def tend(self) -> Appended:
        """Check the files and the reserve. Raises JournalError."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._journal.tend)

    async def checkpoint(self, offset: int) -> None:
        """Store the checkpoint: all before `offset` is recorded."""
        await asyncio.get_running_loop().run_in_executor(self._writer, self._journal.checkpoint, offset)

    async def read(self, position: int, until: int, limit: int) -> Chunk:
        """Read entries. Raises OSError."""
        return await asyncio.get_running_loop().run_in_executor(
            self._reader, self._journal.read, position, until, limit
        )

    async def beside(self, work: Callable[..., T], *arguments: Any) -> T:
        """Run other file work in a thread that delays no append."""
        return await asyncio.get_running_loop().run_in_executor(self._reader, work, *arguments)

    async def close(self) -> None:
        """Close the file and end the threads."""
        await asyncio.get_running_loop().run_in_executor(self._writer, self._journal.close)
        for threads in (self._writer, self._reader):
            threads.shutdown(wait=False)
