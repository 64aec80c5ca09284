"""Everything in one file and back, for a running appliance: what a phone downloads and uploads."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

from appliance.archive_file import ArchiveError, check_archive, counts, read_archive, write_archive
from appliance.backups import forget_oldest, new_backup
from appliance.database.pool import Pool
from appliance.database.transient import is_worth_waiting, sentence
from appliance.models.errors import DBUnavailable

PREFIX = "archive-"


class Archive:
    """`as_owner` opens the database as its owner, for as long as one file takes; `folder` has room for the file.

    `backups`: where what is replaced is kept.
    """

    def __init__(self, as_owner: Callable[[], AbstractAsyncContextManager[Pool]], folder: Path, backups: Path) -> None:
        self._as_owner = as_owner
        self._folder = folder
        self._backups = backups

    @asynccontextmanager
    async def _owned(self) -> AsyncIterator[Pool]:
        async with AsyncExitStack() as stack:
            try:
                pool = await stack.enter_async_context(self._as_owner())
            except Exception as error:
                if not is_worth_waiting(error):
                    raise
                raise DBUnavailable(sentence(error)) from error
            yield pool

    def clean(self) -> None:
        """Take away what a power cut left half written; only before anybody asks for a file."""
        for left in self._folder.glob(f"{PREFIX}*"):
            left.unlink(missing_ok=True)

    def new_file(self) -> Path:
        """A file of its own to write into; whoever asks for it takes it away."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=PREFIX, delete=False) as file:
            return Path(file.name)

    async def write(self, path: Path) -> None:
        """Everything as of this moment into `path`. Raises DBUnavailable."""
        async with self._owned() as pool:
            await write_archive(pool, path)

    async def take_in(self, path: Path, *, replace: bool = False) -> str:
        """Add what the file has and this appliance has not, or become equal to it; says what was new.

        What is replaced is kept as a backup first. Raises ArchiveError, nothing changed.
        """
        header = await asyncio.to_thread(check_archive, path)
        async with self._owned() as pool:
            if replace:
                await self._keep(pool)
            return counts(await read_archive(pool, path, header, replace=replace))

    async def _keep(self, pool: Pool) -> None:
        try:
            target = await asyncio.to_thread(new_backup, self._backups)
            half_written = self.new_file()
            try:
                await write_archive(pool, half_written)
                await asyncio.to_thread(half_written.replace, target)
            finally:
                half_written.unlink(missing_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise ArchiveError(
                f"what is here now cannot be kept as a backup ({reason}), so nothing was replaced"
            ) from error
        await asyncio.to_thread(forget_oldest, self._backups)


__all__ = ["Archive", "ArchiveError"]
