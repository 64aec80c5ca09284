"""Stores the appliance's id in a file, so that it is known before the database answers."""

import logging
from pathlib import Path
from uuid import UUID

from appliance.database.readiness import Readiness

log = logging.getLogger(__name__)

FILE_NAME = "appliance-id"


class Identity:
    """The id from the database, or from the file while the database is away."""

    def __init__(self, data_dir: Path, readiness: Readiness) -> None:
        self._path = data_dir / FILE_NAME
        self._readiness = readiness
        self._remembered = _read(self._path)

    def known(self) -> UUID | None:
        """The id; None on a new appliance whose database never answered."""
        return self._readiness.appliance_id or self._remembered

    async def wait(self) -> UUID:
        """Wait until the id is known, and return it."""
        known = self.known()
        if known is not None:
            return known
        await self._readiness.wait()
        return await self.wait()

    def remember(self) -> None:
        """Write the id into the file for the next start; a failure is only logged."""
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
