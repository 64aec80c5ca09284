"""Arrows: registered, retired, found."""

from uuid import UUID

from appliance.models.base_db import DBBase
from appliance.models.reading_text import check, check_page
from appliance.schema.arrows import ArrowCreate, ArrowFilters, ArrowRead, ArrowUpdate
from appliance.schema.base import Checked, CheckedPage, decode_cursor


class ArrowsDB(DBBase):
    """The table arrows."""

    async def owner_of(self, arrow_id: UUID) -> UUID | None:
        """The archer who owns the arrow; None where it has no owner, or does not exist."""
        found: UUID | None = await self._fetchval("SELECT archer_id FROM archer_arrows WHERE arrow_id = $1", arrow_id)
        return found

    async def insert_one(self, arrow: ArrowCreate) -> UUID:
        """Store an arrow under its own id. Raises DBException when the id or identifier is taken."""
        new: UUID = await self._fetchval(
            """
            INSERT INTO arrows (id, human_identifier, length, registration_date, is_programmed, is_active,
                                voided_date, weight, diameter, spine, label_position)
            VALUES ($1, $2, $3, coalesce($4, now()), $5, $6, $7, $8, $9, $10, $11)
            RETURNING id
            """,
            arrow.id,
            arrow.human_identifier,
            arrow.length,
            arrow.registration_date,
            arrow.is_programmed,
            arrow.is_active,
            arrow.voided_date,
            arrow.weight,
            arrow.diameter,
            arrow.spine,
            arrow.label_position,
        )
        return new

    async def read_one(self, arrow_id: UUID) -> Checked[ArrowRead]:
        """An arrow by id, with its JSON text. Raises DBNotFound, DBUnreadable."""
        row = await self._one("arrow", "SELECT json FROM arrow_read WHERE id = $1", arrow_id)
        return check(ArrowRead, row["json"])

    async def get_one_by_id(self, arrow_id: UUID) -> ArrowRead:
        """An arrow by id. Raises DBNotFound, DBUnreadable."""
        return (await self.read_one(arrow_id)).row

    async def find(self, filters: ArrowFilters) -> CheckedPage[ArrowRead]:
        """A page of arrows, by identifier."""
        last = None
        if filters.cursor is not None:
            (last,) = decode_cursor(filters.cursor, str)
        found = await self._one(
            "list",
            """
            SELECT json_list(array_agg(json)) AS rows, count(*) AS found,
                   (array_agg(human_identifier))[$12::integer] AS human_identifier
              FROM (
                SELECT json, human_identifier FROM arrow_read
                 WHERE ($1::text IS NULL OR human_identifier = $1)
                   AND ($2::float8 IS NULL OR length = $2)
                   AND ($3::timestamptz IS NULL OR registration_date = $3)
                   AND ($4::boolean IS NULL OR is_programmed = $4)
                   AND ($5::boolean IS NULL OR is_active = $5)
                   AND ($6::timestamptz IS NULL OR voided_date = $6)
                   AND ($7::float8 IS NULL OR weight = $7)
                   AND ($8::float8 IS NULL OR diameter = $8)
                   AND ($9::float8 IS NULL OR spine = $9)
                   AND ($10::float8 IS NULL OR label_position = $10)
                   AND ($11::text IS NULL OR human_identifier > $11)
                 ORDER BY human_identifier
                 LIMIT $12 + 1
              ) AS page
            """,
            filters.human_identifier,
            filters.length,
            filters.registration_date,
            filters.is_programmed,
            filters.is_active,
            filters.voided_date,
            filters.weight,
            filters.diameter,
            filters.spine,
            filters.label_position,
            last,
            filters.limit,
        )
        return check_page(ArrowRead, found, filters.limit, "human_identifier")

    async def update_one(self, arrow_id: UUID, update: ArrowUpdate) -> None:
        """Change the fields that were sent. Raises DBNotFound, DBException."""
        await self._one(
            "arrow",
            """
            UPDATE arrows AS old
               SET (human_identifier, length, registration_date, is_programmed, is_active, voided_date, weight,
                    diameter, spine, label_position)
                 = (SELECT new.human_identifier, new.length, new.registration_date, new.is_programmed, new.is_active,
                           new.voided_date, new.weight, new.diameter, new.spine, new.label_position
                      FROM jsonb_populate_record(old, $2) AS new)
             WHERE id = $1
            RETURNING id
            """,
            arrow_id,
            update.changes(),
        )

    async def delete_one(self, arrow_id: UUID) -> None:
        """Delete an arrow; its shots stay, without an arrow. Raises DBNotFound."""
        await self._one("arrow", "DELETE FROM arrows WHERE id = $1 RETURNING id", arrow_id)
