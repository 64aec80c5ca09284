"""Shots: one per detection or entered by people, who may amend them. The database computes their points."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from appliance.models.base_db import DBBase, numbered_rows, page
from appliance.models.made_by import MADE_BY
from appliance.models.reading_text import check, check_all, check_page
from appliance.schema.base import MAX_PAGE, Checked, CheckedPage, Page, decode_cursor
from appliance.schema.shots import SensedShot, ShotCreate, ShotExport, ShotFilters, ShotRead, ShotUpdate

MOST_PRINTED = 10_000
"""Largest number of arrows on the score sheets of a session."""


class ShotsDB(DBBase):
    """The table shots. `shot_read` is the view of what clients see."""

    async def derive_nothing(self) -> None:
        """Until this transaction ends, new shots are stored without points, archer and turn."""
        await self._fetchval("SELECT store_underived()")

    async def derive_underived(self) -> int:
        """Derive what was stored without, as far as it can be by now; how many shots are left so."""
        left: int = await self._fetchval("SELECT derive_underived()")
        return left

    async def insert_sensed_many(self, shots: Sequence[SensedShot]) -> list[UUID | None]:
        """The new shots' ids, in the order given; None where a detection has its shot already."""
        rows = await self._fetch(
            """
            WITH inserted AS (
                INSERT INTO shots (session_id, detection_id, arrow_landing_time, x, y, sigma_major, sigma_minor,
                                   sigma_angle)
                SELECT session_id, detection_id, arrow_landing_time, x, y, sigma_major, sigma_minor, sigma_angle
                  FROM jsonb_to_recordset($1::text::jsonb) AS one(
                       n integer, session_id uuid, detection_id uuid, arrow_landing_time timestamptz, x float8,
                       y float8, sigma_major float8, sigma_minor float8, sigma_angle float8)
                 ORDER BY arrow_landing_time, n
                ON CONFLICT (detection_id) DO NOTHING
                RETURNING id, detection_id
            )
            SELECT id, detection_id FROM inserted
            """,
            numbered_rows(shots),
        )
        new: dict[UUID, UUID] = {row["detection_id"]: row["id"] for row in rows}
        return [new.pop(shot.detection_id, None) for shot in shots]

    async def insert_sensed(self, shot: SensedShot) -> UUID | None:
        """Store a detection's shot and return its id; None when the detection has its shot already."""
        return (await self.insert_sensed_many([shot]))[0]

    async def insert_one(self, shot: ShotCreate) -> UUID:
        """Store a shot entered by a person and return its id. Raises DBException when session or arrow do not exist."""
        new: UUID = await self._fetchval(
            "SELECT enter_shot($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            shot.session_id,
            shot.arrow_id,
            shot.arrow_landing_time,
            shot.x,
            shot.y,
            shot.end_number,
            shot.is_sighter,
            shot.fate,
            shot.points_called,
            shot.archer_id,
            shot.note,
            shot.is_x_called,
            MADE_BY.get(),
        )
        return new

    async def read_one(self, shot_id: UUID) -> Checked[ShotRead]:
        """A shot by id, with its JSON text. Raises DBNotFound, DBUnreadable."""
        return check(ShotRead, (await self._one("shot", "SELECT json FROM shot_read WHERE id = $1", shot_id))["json"])

    async def get_one_by_id(self, shot_id: UUID) -> ShotRead:
        """A shot by id. Raises DBNotFound, DBUnreadable."""
        return (await self.read_one(shot_id)).row

    async def archer_of(self, shot_id: UUID) -> UUID | None:
        """Id of a shot's archer, if any. Raises DBNotFound."""
        found: UUID | None = (await self._one("shot", "SELECT archer_id FROM shots WHERE id = $1", shot_id))[
            "archer_id"
        ]
        return found

    async def archer_of_deleted(self, shot_id: UUID) -> UUID | None:
        """Id of a deleted shot's archer, if any. Raises DBNotFound where no shot with this id was deleted."""
        row = await self._one(
            "deleted_shot",
            "SELECT (jsonb_populate_record(NULL::shots, shot)).archer_id FROM deleted_shots WHERE id = $1",
            shot_id,
        )
        found: UUID | None = row["archer_id"]
        return found

    async def read_session(self, session_id: UUID) -> CheckedPage[ShotRead]:
        """The shots of a session in the order in which they were shot; the last thousand of a longer one."""
        text: str = await self._fetchval(
            """
            SELECT json_list(array_agg(json ORDER BY shot_at, seq))
              FROM (SELECT json, shot_at, seq FROM shot_read
                     WHERE session_id = $1 ORDER BY shot_at DESC, seq DESC LIMIT $2) AS latest
            """,
            session_id,
            MAX_PAGE,
        )
        return check_all(ShotRead, text)

    async def export(self, session_id: UUID, cursor: str | None, limit: int) -> Page[ShotExport]:
        """A page of a session's shots for score sheets and spreadsheets, in shooting order, from `cursor` on."""
        after, after_seq = (None, None) if cursor is None else decode_cursor(cursor, datetime, int)
        rows = await self._fetch(
            """
            SELECT shot_read.id, shot_read.seq, shot_at, end_number, archer_id, archers.name AS archer,
                   archers.bow_style AS bow, human_identifier AS arrow,
                   arrow_landing_time AS time, x, y, face, points, is_x, points_called, is_x_called,
                   sigma_major, sigma_minor, is_sighter, is_surplus, is_beyond, is_out_of_time,
                   arrow_of_target,
                   fate, source, note
              FROM shot_read
              LEFT JOIN arrows ON arrows.id = arrow_id
              LEFT JOIN archers ON archers.id = archer_id
             WHERE session_id = $1 AND ($2::timestamptz IS NULL OR (shot_at, shot_read.seq) > ($2, $3::bigint))
             ORDER BY shot_at, shot_read.seq LIMIT $4
            """,
            session_id,
            after,
            after_seq,
            limit + 1,
        )
        return page(ShotExport, rows, limit, "shot_at", "seq")

    async def export_whole(self, session_id: UUID) -> list[ShotExport]:
        """All shots of a session for export; at MOST_PRINTED, more than anybody shoots in a day, it stops."""
        found = await self.export(session_id, None, MAX_PAGE)
        shots = found.rows
        while found.next_cursor is not None and len(shots) < MOST_PRINTED:
            found = await self.export(session_id, found.next_cursor, MAX_PAGE)
            shots += found.rows
        return shots

    async def find(self, filters: ShotFilters) -> CheckedPage[ShotRead]:
        """A page of shots, newest first: by time of shooting, or of landing where a range of landing times is given."""
        if filters.landing_from is not None or filters.landing_to is not None:
            return await self._find_landed(filters)
        shot_at, last = None, None
        if filters.cursor is not None:
            shot_at, last = decode_cursor(filters.cursor, datetime, int)
        found = await self._one(
            "list",
            """
            SELECT json_list(array_agg(json)) AS rows, count(*) AS found,
                   (array_agg(shot_at))[$14::integer] AS shot_at, (array_agg(seq))[$14] AS seq
              FROM (
                SELECT json, shot_at, seq FROM shot_read
                 WHERE ($1::uuid IS NULL OR arrow_id = $1)
                   AND ($2::uuid IS NULL OR archer_id = $2)
                   AND ($3::uuid IS NULL OR session_id = $3)
                   AND ($4::timestamptz IS NULL OR arrow_engage_time = $4)
                   AND ($5::timestamptz IS NULL OR arrow_disengage_time = $5)
                   AND ($6::timestamptz IS NULL OR arrow_landing_time = $6)
                   AND ($7::float8 IS NULL OR x = $7)
                   AND ($8::float8 IS NULL OR y = $8)
                   AND ($9::text IS NULL OR face = $9)
                   AND ($10::integer IS NULL OR end_number = $10)
                   AND ($11::boolean IS NULL OR (x IS NOT NULL) = $11)
                   AND ($12::timestamptz IS NULL OR (shot_at, seq) < ($12, $13::bigint))
                 ORDER BY shot_at DESC, seq DESC
                 LIMIT $14 + 1
              ) AS page
            """,
            *_equalities(filters),
            shot_at,
            last,
            filters.limit,
        )
        return check_page(ShotRead, found, filters.limit, "shot_at", "seq")

    async def _find_landed(self, filters: ShotFilters) -> CheckedPage[ShotRead]:
        # a separate statement, so that an old range is read by the index of landing times, not through all newer shots
        landed_at, last = None, None
        if filters.cursor is not None:
            landed_at, last = decode_cursor(filters.cursor, datetime, int)
        found = await self._one(
            "list",
            """
            SELECT json_list(array_agg(json)) AS rows, count(*) AS found,
                   (array_agg(arrow_landing_time))[$16::integer] AS arrow_landing_time, (array_agg(seq))[$16] AS seq
              FROM (
                SELECT json, arrow_landing_time, seq FROM shot_read
                 WHERE ($1::uuid IS NULL OR arrow_id = $1)
                   AND ($2::uuid IS NULL OR archer_id = $2)
                   AND ($3::uuid IS NULL OR session_id = $3)
                   AND ($4::timestamptz IS NULL OR arrow_engage_time = $4)
                   AND ($5::timestamptz IS NULL OR arrow_disengage_time = $5)
                   AND ($6::timestamptz IS NULL OR arrow_landing_time = $6)
                   AND ($7::float8 IS NULL OR x = $7)
                   AND ($8::float8 IS NULL OR y = $8)
                   AND ($9::text IS NULL OR face = $9)
                   AND ($10::integer IS NULL OR end_number = $10)
                   AND ($11::boolean IS NULL OR (x IS NOT NULL) = $11)
                   AND arrow_landing_time >= coalesce($12::timestamptz, '-infinity')
                   AND arrow_landing_time <= coalesce($13::timestamptz, 'infinity')
                   AND ($14::timestamptz IS NULL OR (arrow_landing_time, seq) < ($14, $15::bigint))
                 ORDER BY arrow_landing_time DESC, seq DESC
                 LIMIT $16 + 1
              ) AS page
            """,
            *_equalities(filters),
            filters.landing_from,
            filters.landing_to,
            landed_at,
            last,
            filters.limit,
        )
        return check_page(ShotRead, found, filters.limit, "arrow_landing_time", "seq")

    async def update_one(self, shot_id: UUID, update: ShotUpdate) -> None:
        """Change the fields that were sent; an end or archer that was sent is fixed from now on, even if the same.

        Raises DBNotFound, DBException.
        """
        await self._one(
            "shot",
            "SELECT amended FROM amend_shots(ARRAY[$1::uuid], $2, $3) AS amended WHERE amended > 0",
            shot_id,
            update.changes(),
            MADE_BY.get(),
        )

    async def delete_one(self, shot_id: UUID) -> None:
        """Delete a shot; it can be restored for as long as its session exists. Raises DBNotFound."""
        await self._one("shot", "SELECT id FROM remove_shot($1, $2) AS id WHERE id IS NOT NULL", shot_id, MADE_BY.get())

    async def restore_one(self, shot_id: UUID) -> None:
        """Restore a deleted shot as it was. Raises DBNotFound where no shot with this id was deleted."""
        await self._one(
            "deleted_shot", "SELECT id FROM restore_shot($1, $2) AS id WHERE id IS NOT NULL", shot_id, MADE_BY.get()
        )


def _equalities(filters: ShotFilters) -> tuple[object, ...]:
    """The values that both lists compare for equality, in the order of their parameters."""
    return (
        filters.arrow_id,
        filters.archer_id,
        filters.session_id,
        filters.arrow_engage_time,
        filters.arrow_disengage_time,
        filters.arrow_landing_time,
        filters.x,
        filters.y,
        filters.face,
        filters.end_number,
        filters.landed,
    )
