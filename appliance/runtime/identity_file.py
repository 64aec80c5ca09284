"""Which appliance this is, known before its database is: a file beside the data."""

import logging
from pathlib import Path
from uuid import UUID

from appliance.database.readiness import Readiness

log = logging.getLogger(__name__)

FILE_NAME = "appliance-id"


class Identity:
    """The id in the database; until that is there, the one that it had the last time."""

    def __init__(self, data_dir: Path, readiness: Readiness) -> None:
        self._path = data_dir / FILE_NAME
        self._readiness = readiness
        self._remembered = _read(self._path)

    def known(self) -> UUID | None:
        """None only on a new appliance whose database has never been there."""
        return self._readiness.appliance_id or self._remembered

    async def wait(self) -> UUID:
        """The id, as soon as it is known."""
        known = self.known()
        if known is not None:
            return known
        await self._readiness.wait()
        return await self.wait()

    def remember(self) -> None:
        """Write it down for the next start; a card that cannot be written costs a later start only some patience."""
        known = self._readiness.appliance_id
        if known is None or known == self._remembered:
            return
        self._remembered = known
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(f"{known}\n")
        except OSError as error:
            log.warning("%s cannot be written (%s)", self._path, error.strerror or error)


def _read(path: Path) -> UUID | None:
    try:
        return UUID(path.read_text().strip())
    except (OSError, ValueError):
        return None
