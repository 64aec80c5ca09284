"""An archer's bows and sets of arrows, and the sight marks of a bow."""

from datetime import datetime
from uuid import UUID

from appliance.models.base_db import DBBase, page, read, read_all
from appliance.schema.base import Page, decode_cursor
from appliance.schema.bows import (
    ArrowSetCreate,
    ArrowSetRead,
    ArrowSetUpdate,
    BowCreate,
    BowRead,
    BowUpdate,
    KitFilters,
    SightMarkCreate,
    SightMarkRead,
)


class BowsDB(DBBase):
    """The table bows."""

    async def insert_one(self, archer_id: UUID, bow: BowCreate) -> UUID:
        """Store a bow and return its id. Raises DBNotFound when there is no such archer."""
        row = await self._one(
            "archer",
            """
            INSERT INTO bows (archer_id, name, hand, eye_to_sight_mm, eye_to_arrow_mm, click_mm, mark_mm, sensor)
            SELECT id, $2, $3, $4, $5, $6, $7, $8 FROM archers WHERE id = $1 RETURNING id
            """,
            archer_id,
            bow.name,
            bow.hand,
            bow.eye_to_sight_mm,
            bow.eye_to_arrow_mm,
            bow.click_mm,
            bow.mark_mm,
            bow.sensor,
        )
        new: UUID = row["id"]
        return new

    async def get_one_by_id(self, bow_id: UUID) -> BowRead:
        """A bow by id. Raises DBNotFound, DBUnreadable."""
        return read(BowRead, await self._one("bow", "SELECT * FROM bows WHERE id = $1", bow_id))

    async def find(self, archer_id: UUID, filters: KitFilters) -> Page[BowRead]:
        """A page of an archer's bows, by name."""
        last_name, last_id = (None, None) if filters.cursor is None else decode_cursor(filters.cursor, str, UUID)
        rows = await self._fetch(
            """
            SELECT * FROM bows WHERE archer_id = $1 AND ($2::text IS NULL OR (name, id) > ($2, $3::uuid))
             ORDER BY name, id LIMIT $4
            """,
            archer_id,
            last_name,
            last_id,
            filters.limit + 1,
        )
        return page(BowRead, rows, filters.limit, "name", "id")

    async def archer_of(self, bow_id: UUID) -> UUID | None:
        """Whose it is, also where the rest of the row cannot be read. Raises DBNotFound."""
        row = await self._one("bow", "SELECT archer_id FROM bows WHERE id = $1", bow_id)
        found: UUID | None = row["archer_id"]
        return found

    async def update_one(self, bow_id: UUID, update: BowUpdate) -> None:
        """Change the fields that were sent. Raises DBNotFound, DBException."""
        await self._one(
            "bow",
            """
            UPDATE bows AS old
               SET (name, hand, eye_to_sight_mm, eye_to_arrow_mm, click_mm, mark_mm, sensor)
                 = (SELECT new.name, new.hand, new.eye_to_sight_mm, new.eye_to_arrow_mm, new.click_mm, new.mark_mm,
                           new.sensor
                      FROM jsonb_populate_record(old, $2) AS new)
             WHERE id = $1 RETURNING id
            """,
            bow_id,
            update.changes(),
        )

    async def delete_one(self, bow_id: UUID) -> None:
        """Delete a bow with its sight marks. Raises DBNotFound."""
        await self._one("bow", "DELETE FROM bows WHERE id = $1 RETURNING id", bow_id)


class ArrowSetsDB(DBBase):
    """The table arrow_sets."""

    async def insert_one(self, archer_id: UUID, arrows: ArrowSetCreate) -> UUID:
        """Store a set of arrows and return its id. Raises DBNotFound when there is no such archer."""
        row = await self._one(
            "archer",
            """
            INSERT INTO arrow_sets (archer_id, name, shaft_diameter, weight)
            SELECT id, $2, $3, $4 FROM archers WHERE id = $1 RETURNING id
            """,
            archer_id,
            arrows.name,
            arrows.shaft_diameter,
            arrows.weight,
        )
        new: UUID = row["id"]
        return new

    async def get_one_by_id(self, arrow_set_id: UUID) -> ArrowSetRead:
        """A set of arrows by id. Raises DBNotFound, DBUnreadable."""
        return read(ArrowSetRead, await self._one("arrow_set", "SELECT * FROM arrow_sets WHERE id = $1", arrow_set_id))

    async def find(self, archer_id: UUID, filters: KitFilters) -> Page[ArrowSetRead]:
        """A page of an archer's sets of arrows, by name."""
        last_name, last_id = (None, None) if filters.cursor is None else decode_cursor(filters.cursor, str, UUID)
        rows = await self._fetch(
            """
            SELECT * FROM arrow_sets WHERE archer_id = $1 AND ($2::text IS NULL OR (name, id) > ($2, $3::uuid))
             ORDER BY name, id LIMIT $4
            """,
            archer_id,
            last_name,
            last_id,
            filters.limit + 1,
        )
        return page(ArrowSetRead, rows, filters.limit, "name", "id")

    async def archer_of(self, arrow_set_id: UUID) -> UUID | None:
        """Whose it is, also where the rest of the row cannot be read. Raises DBNotFound."""
        row = await self._one("arrow_set", "SELECT archer_id FROM arrow_sets WHERE id = $1", arrow_set_id)
        found: UUID | None = row["archer_id"]
        return found

    async def update_one(self, arrow_set_id: UUID, update: ArrowSetUpdate) -> None:
        """Change the fields that were sent. Raises DBNotFound, DBException."""
        await self._one(
            "arrow_set",
            """
            UPDATE arrow_sets AS old
               SET (name, shaft_diameter, weight)
                 = (SELECT new.name, new.shaft_diameter, new.weight FROM jsonb_populate_record(old, $2) AS new)
             WHERE id = $1 RETURNING id
            """,
            arrow_set_id,
            update.changes(),
        )

    async def delete_one(self, arrow_set_id: UUID) -> None:
        """Delete a set of arrows with its sight marks. Raises DBNotFound."""
        await self._one("arrow_set", "DELETE FROM arrow_sets WHERE id = $1 RETURNING id", arrow_set_id)


class SightMarksDB(DBBase):
    """The table sight_marks."""

    async def insert_one(self, bow_id: UUID, mark: SightMarkCreate) -> UUID:
        """Store a sight mark and return its id. Raises DBNotFound when there is no such bow, DBException for arrows of
        another archer."""
        row = await self._one(
            "bow",
            """
            INSERT INTO sight_marks (bow_id, arrow_set_id, distance, distance_unit, mark, sigma, set_at, clock_id)
            SELECT id, $2, $3, $4, $5, $6, coalesce($7, appliance_now()),
                   CASE WHEN $7 IS NULL THEN current_clock_id() END
              FROM bows WHERE id = $1 RETURNING id
            """,
            bow_id,
            mark.arrow_set_id,
            mark.distance,
            mark.distance_unit,
            mark.mark,
            mark.sigma,
            mark.set_at,
        )
        new: UUID = row["id"]
        return new

    async def find(self, bow_id: UUID, filters: KitFilters) -> Page[SightMarkRead]:
        """A page of a bow's sight marks, newest first."""
        last, last_id = (None, None) if filters.cursor is None else decode_cursor(filters.cursor, datetime, UUID)
        rows = await self._fetch(
            """
            SELECT id, bow_id, arrow_set_id, distance, distance_unit, mark, sigma, set_at
              FROM sight_marks WHERE bow_id = $1 AND ($2::timestamptz IS NULL OR (set_at, id) < ($2, $3::uuid))
             ORDER BY set_at DESC, id DESC LIMIT $4
            """,
            bow_id,
            last,
            last_id,
            filters.limit + 1,
        )
        return page(SightMarkRead, rows, filters.limit, "set_at", "id")

    async def archer_of(self, mark_id: UUID) -> UUID | None:
        """Whose bow it is of, also where the rest of the row cannot be read. Raises DBNotFound."""
        row = await self._one(
            "sight_mark",
            """
            SELECT bows.archer_id FROM sight_marks LEFT JOIN bows ON bows.id = sight_marks.bow_id
             WHERE sight_marks.id = $1
            """,
            mark_id,
        )
        found: UUID | None = row["archer_id"]
        return found

    async def newest(self, bow_id: UUID, arrow_set_id: UUID | None) -> list[SightMarkRead]:
        """The newest mark at each distance with this set of arrows, or with none (None)."""
        rows = await self._fetch(
            """
            SELECT DISTINCT ON (distance_unit, distance)
                   id, bow_id, arrow_set_id, distance, distance_unit, mark, sigma, set_at
              FROM sight_marks
             WHERE bow_id = $1 AND arrow_set_id IS NOT DISTINCT FROM $2
             ORDER BY distance_unit, distance, set_at DESC, id DESC LIMIT 1000
            """,
            bow_id,
            arrow_set_id,
        )
        return read_all(SightMarkRead, rows)

    async def delete_one(self, mark_id: UUID) -> None:
        """Delete a sight mark. Raises DBNotFound."""
        await self._one("sight_mark", "DELETE FROM sight_marks WHERE id = $1 RETURNING id", mark_id)
