"""The journal has threads of its own: uploads and exports may fill every other one."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from appliance.sensing.journal import Appended, Chunk, Journal, Opened

T = TypeVar("T")


class JournalThread:
    """The journal for the event loop: what is asked meanwhile waits, and is then written with one fsync.

    A second thread reads what earlier runs left, so that a slow card delays no acknowledgement by reading.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="journal-reader")

    @property
    def folder(self) -> Path:
        """Where it is."""
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
        """Each time that the journal was opened since this was asked last."""
        news = []
        while self._journal.news:
            news.append(self._journal.news.popleft())
        return news

    @property
    def has_reserve(self) -> bool:
        """Whether there is still space for the journal when the card is full."""
        return self._journal.has_reserve

    async def append(self, lines: Sequence[bytes]) -> Appended:
        """Durable when it returns. Raises JournalError."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._journal.append, lines)

    async def tend(self) -> Appended:
        """Look whether the files are still there. Raises JournalError."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._journal.tend)

    async def checkpoint(self, offset: int) -> None:
        """Everything before `offset` is in the database."""
        await asyncio.get_running_loop().run_in_executor(self._writer, self._journal.checkpoint, offset)

    async def read(self, position: int, until: int, limit: int) -> Chunk:
        """What was written earlier. Raises OSError."""
        return await asyncio.get_running_loop().run_in_executor(
            self._reader, self._journal.read, position, until, limit
        )

    async def beside(self, work: Callable[..., T], *arguments: Any) -> T:
        """Something else that concerns these files and delays no acknowledgement."""
        return await asyncio.get_running_loop().run_in_executor(self._reader, work, *arguments)

    async def close(self) -> None:
        """Close the file and end the threads."""
        await asyncio.get_running_loop().run_in_executor(self._writer, self._journal.close)
        self._writer.shutdown(wait=False)
        self._reader.shutdown(wait=False)
