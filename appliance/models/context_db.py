"""Session, calibration and sensor test at the time of an impact, however late it is recorded."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from appliance.models.base_db import DBBase


class MomentContext(NamedTuple):
    """The session that was open at a moment, and the calibration that waited for taps then.

    `taps_left`: number of its taps not recorded yet; of more impacts than that, the later ones are no taps. `is_test`:
    a sensor test was on, so that no impact counted.
    """

    session_id: UUID | None
    is_indoor: bool
    calibration_id: UUID | None
    taps_left: int
    is_test: bool = False


class ContextDB(DBBase):
    """The spans of sessions and calibrations."""

    async def at(self, moments: Sequence[datetime]) -> list[MomentContext]:
        """The open session, calibration and sensor test at each moment, in their order.

        Waits for concurrent writers, so that what began before a moment is always seen. Inside a transaction the answer
        stays valid until its end.
        """
        return await self._at(moments, is_certain=True)

    async def as_known_at(self, moments: Sequence[datetime]) -> list[MomentContext]:
        """The same from committed rows, without waiting for locks; it may change soon."""
        return await self._at(moments, is_certain=False)

    async def _at(self, moments: Sequence[datetime], *, is_certain: bool) -> list[MomentContext]:
        rows = await self._fetch(
            "SELECT session_id, is_indoor, calibration_id, taps_left, is_test FROM context_at($1, $2) ORDER BY n",
            moments,
            is_certain,
        )
        return [
            MomentContext(row["session_id"], row["is_indoor"], row["calibration_id"], row["taps_left"], row["is_test"])
            for row in rows
        ]
