"""The tag that was held to the arrow reader last."""

from datetime import datetime
from uuid import UUID

from appliance.models.base_db import DBBase, read_or_none
from appliance.schema.tags import TagHeldRead


class TagsDB(DBBase):
    """The table tags_held: one row."""

    async def hold(self, code: str, arrow_id: UUID, held_at: datetime) -> None:
        """Store the tag that was held to the reader, in place of the one before."""
        await self._fetchval(
            """
            INSERT INTO tags_held (code, arrow_id, held_at) VALUES ($1, $2, $3)
            ON CONFLICT (only_row) DO UPDATE
               SET code = excluded.code, arrow_id = excluded.arrow_id, held_at = excluded.held_at
            """,
            code,
            arrow_id,
            held_at,
        )

    async def get_last(self) -> TagHeldRead | None:
        """The tag read last; None when there was none."""
        row = await self._fetchrow(
            """
            SELECT code, arrow_id, held_at, human_identifier
              FROM tags_held LEFT JOIN arrows ON arrows.id = arrow_id
            """
        )
        return read_or_none(TagHeldRead, row)
