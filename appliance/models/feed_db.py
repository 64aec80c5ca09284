"""Numbered changes, for phones that missed some."""

from typing import NamedTuple
from uuid import UUID

from appliance.models.base_db import DBBase, Row
from appliance.models.reading_text import check_or_none
from appliance.schema.base import Checked
from appliance.schema.turns import TurnRead


class Change(NamedTuple):
    """One numbered change. `json`: the present shot or session as clients read it; None where it is gone.

    Rows of other tables, which change seldom, are read from these tables.
    """

    seq: int
    op: str
    table_name: str
    id: UUID
    session_id: UUID | None
    json: str | None = None


class FeedDB(DBBase):
    """The table changes, and the appliance's own row."""

    async def newest_seq(self) -> int:
        """The number of the newest visible change; 0 when there is none."""
        newest: int = await self._fetchval("SELECT coalesce(max(seq), 0) FROM changes")
        return newest

    async def since(self, seq: int, limit: int) -> list[Change] | None:
        """Changes after `seq` in order, at most `limit`; None when they are too old or too many."""
        return _changes(
            await self._fetch(
                """
                SELECT kept.oldest, kept.newest, change.*
                  FROM (SELECT coalesce(min(seq), 1) AS oldest, coalesce(max(seq), 0) AS newest FROM changes) AS kept
                  LEFT JOIN changes_since($1, $2) AS change ON true
                """,
                seq,
                limit + 1,
            ),
            seq,
            limit,
        )

    async def since_with_turn(self, seq: int, limit: int) -> tuple[list[Change] | None, Checked[TurnRead] | None]:
        """The same, and whose turn it is in the open session, in one statement: a second one would take half as much
        of this process's time as the arrow."""
        rows = await self._fetch(
            """
            SELECT kept.oldest, kept.newest, change.*, CASE WHEN row_number() OVER () = 1 THEN kept.turn END AS turn
              FROM (SELECT coalesce(min(seq), 1) AS oldest, coalesce(max(seq), 0) AS newest, open_turn() AS turn
                      FROM changes) AS kept
              LEFT JOIN changes_since($1, $2) AS change ON true
            """,
            seq,
            limit + 1,
        )
        return _changes(rows, seq, limit), check_or_none(TurnRead, rows[0]["turn"])

    async def appliance_id(self) -> UUID:
        """This appliance's id, which never changes."""
        own: UUID = await self._fetchval("SELECT id FROM appliance")
        return own


def _changes(rows: list[Row], seq: int, limit: int) -> list[Change] | None:
    oldest, newest = rows[0]["oldest"], rows[0]["newest"]
    if len(rows) > limit or not oldest - 1 <= seq <= newest:
        return None
    return [Change(*list(row.values())[2:8]) for row in rows if row["seq"] is not None]
