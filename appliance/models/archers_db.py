"""Archers, and who shoots in a session."""

from typing import Any
from uuid import UUID

from appliance.core.message import refusal
from appliance.models.base_db import DBBase, Row, page, read
from appliance.models.errors import DBException, DBNotFound
from appliance.models.made_by import MADE_BY
from appliance.models.reading import error_of_left_out, read_all_as
from appliance.schema.archers import (
    ArcherCreate,
    ArcherFilters,
    ArcherRead,
    ArcherUpdate,
    EndUpdate,
    OtherArcherRead,
    RosterCreate,
    RosterEntryRead,
    RosterRead,
)
from appliance.schema.base import Page, decode_cursor

OF_THE_ROSTER = ("session_id", "arrows_per_turn", "rotates")
"""Columns of a roster's rows that belong to the whole roster."""


class ArchersDB(DBBase):
    """The tables archers and archer_arrows; `archer_read` is the view of what clients see."""

    async def insert_one(self, archer: ArcherCreate) -> UUID:
        """Store an archer and return the id. Raises DBException when an arrow does not exist."""
        new: UUID = await self._fetchval(
            """
            WITH new AS (
                INSERT INTO archers (name, bow_style, shaft_diameter, notes) VALUES ($1, $2, $3, $4) RETURNING id
            )
            SELECT id, own_arrows(id, $5) FROM new
            """,
            archer.name,
            archer.bow_style,
            archer.shaft_diameter,
            archer.notes,
            archer.arrow_ids,
        )
        return new

    async def get_one_by_id(self, archer_id: UUID) -> ArcherRead:
        """An archer by id. Raises DBNotFound, DBUnreadable."""
        return read(ArcherRead, await self._one("archer", "SELECT * FROM archer_read WHERE id = $1", archer_id))

    async def find(self, filters: ArcherFilters) -> Page[ArcherRead]:
        """A page of archers, by name."""
        last_name, last_id = None, None
        if filters.cursor is not None:
            last_name, last_id = decode_cursor(filters.cursor, str, UUID)
        rows = await self._fetch(
            """
            SELECT * FROM archer_read
             WHERE ($1::text IS NULL OR name = $1)
               AND ($2::text IS NULL OR bow_style = $2)
               AND ($3::text IS NULL OR (name, id) > ($3, $4::uuid))
             ORDER BY name, id
             LIMIT $5
            """,
            filters.name,
            filters.bow_style,
            last_name,
            last_id,
            filters.limit + 1,
        )
        return page(ArcherRead, rows, filters.limit, "name", "id")

    async def update_one(self, archer_id: UUID, update: ArcherUpdate) -> None:
        """Change the fields that were sent. Raises DBNotFound, DBException."""
        await self._one(
            "archer",
            """
            WITH changed AS (
                UPDATE archers AS old
                   SET (name, bow_style, shaft_diameter, notes)
                     = (SELECT new.name, new.bow_style, new.shaft_diameter, new.notes
                          FROM jsonb_populate_record(old, $2) AS new)
                 WHERE id = $1
                RETURNING id
            )
            SELECT id, CASE WHEN $3::uuid[] IS NOT NULL THEN own_arrows(id, $3) END FROM changed
            """,
            archer_id,
            update.changes(),
            update.arrow_ids if "arrow_ids" in update.model_fields_set else None,
        )

    async def delete_one(self, archer_id: UUID) -> None:
        """Delete an archer; the shots stay, without an archer. Raises DBNotFound, and DBException for an archer of a
        bracket, whose matches are decided by these arrows."""
        row = await self._one(
            "archer",
            """
            WITH standing AS (
                SELECT brackets.name FROM bracket_entries JOIN brackets ON brackets.id = bracket_entries.bracket_id
                 WHERE $1 = ANY (archer_ids)
                    -- of an entry that lost its archers: who has an arrow in one of its matches
                    OR (($1 = ANY (archer_ids)) IS NULL OR cardinality(archer_ids) = 0)
                       AND EXISTS (SELECT FROM matches JOIN shots ON shots.session_id = matches.session_id
                                    WHERE matches.bracket_id = brackets.id AND seed IN (seed_a, seed_b)
                                      AND shots.archer_id = $1)
                 ORDER BY made_at DESC LIMIT 1
            ), gone AS (
                DELETE FROM archers WHERE id = $1 AND NOT EXISTS (SELECT FROM standing)
            )
            SELECT (SELECT name FROM standing) AS bracket FROM archers WHERE id = $1
            """,
            archer_id,
        )
        if row["bracket"] is not None:
            raise DBException(refusal("path.id", "archer_in_bracket", bracket=row["bracket"]))


class RostersDB(DBBase):
    """The tables rosters and session_archers."""

    async def get_one(self, session_id: UUID) -> RosterRead:
        """The roster of a session. Raises DBNotFound for an unknown session, DBUnreadable."""
        found = await self.find_by_sessions([session_id])
        if not found:
            gone = DBNotFound(refusal("path.id", "row_not_there", what="session", id=str(session_id)))
            raise error_of_left_out(RosterRead, session_id) or gone
        return found[0]

    async def find_by_sessions(self, session_ids: list[UUID]) -> list[RosterRead]:
        """The rosters of the sessions among `session_ids` that exist, in no order."""
        rows = await self._fetch(
            """
            SELECT sessions.id AS session_id, rosters.arrows_per_turn, coalesce(rotates, false) AS rotates,
                   listed.archer_id, listed.letter, listed.shooting_order, listed.detail, listed.face,
                   archers.name, archers.bow_style, others.others
              FROM sessions
             CROSS JOIN LATERAL (
                       SELECT coalesce(jsonb_agg(jsonb_build_object('archer_id', id, 'name', name)), '[]') AS others
                         FROM archers
                        WHERE id IN (SELECT archer_id FROM shots WHERE shots.session_id = sessions.id)
                          AND id NOT IN (SELECT archer_id FROM session_archers AS shooting
                                          WHERE shooting.session_id = sessions.id)) AS others
              LEFT JOIN rosters ON rosters.session_id = sessions.id
              LEFT JOIN session_archers AS listed ON listed.session_id = sessions.id
              LEFT JOIN archers ON archers.id = listed.archer_id
             WHERE sessions.id = ANY($1::uuid[])
             ORDER BY sessions.id, listed.shooting_order
             LIMIT 10000
            """,
            session_ids,
        )
        by_session: dict[UUID, list[Row]] = {}
        for row in rows:
            by_session.setdefault(row["session_id"], []).append(row)
        firsts = [found[0] for found in by_session.values()]
        return read_all_as(RosterRead, firsts, lambda fields: _roster(by_session[fields["session_id"]]))

    async def names_of(self, session_ids: list[UUID]) -> dict[str, str]:
        """Names, by archer id, of all who are listed in these sessions, shot, signed or corrected something there."""
        rows = await self._fetch(
            """
            SELECT id::text AS id, name FROM archers
             WHERE id IN (SELECT archer_id FROM session_archers WHERE session_id = ANY($1::uuid[])
                          UNION SELECT archer_id FROM shots WHERE session_id = ANY($1)
                          UNION SELECT archer_id FROM signatures WHERE session_id = ANY($1))
                OR id::text IN (SELECT made_by FROM corrections WHERE session_id = ANY($1))
             LIMIT 10000
            """,
            session_ids,
        )
        return {row["id"]: row["name"] for row in rows}

    async def put(self, session_id: UUID, roster: RosterCreate) -> UUID | None:
        """Replace the whole roster and return the correction's id, None where nothing changed. Raises DBNotFound, and
        DBException when an archer does not exist.
        """
        row = await self._one(
            "session",
            "SELECT correction_id FROM change_roster($1, $2, $3, $4, $5) AS changed WHERE is_there",
            session_id,
            roster.arrows_per_turn,
            [entry.model_dump(mode="json") for entry in roster.archers],
            roster.rotates,
            MADE_BY.get(),
        )
        made: UUID | None = row["correction_id"]
        return made

    async def take_back(self, session_id: UUID, correction_id: UUID) -> None:
        """Undo a change of the roster. Raises DBNotFound, and DBException when the same was changed again since."""
        found = await self._fetchval("SELECT take_back_roster($1, $2, $3)", session_id, correction_id, MADE_BY.get())
        if found is None:
            raise DBNotFound(refusal("path.correction_id", "row_not_there", what="correction", id=str(correction_id)))

    async def move_end(self, session_id: UUID, end_number: int, update: EndUpdate) -> None:
        """Reassign an end's shots, of one archer or of all, to another archer. Raises DBNotFound where it has none,
        DBException."""
        moved = await self._fetchval(
            """
            SELECT amend_shots(ARRAY(
                       SELECT id FROM shots
                        WHERE session_id = $1 AND end_number = $2 AND ($3::uuid IS NULL OR archer_id = $3)), $4, $5)
            """,
            session_id,
            end_number,
            update.from_archer_id,
            update.changes(),
            MADE_BY.get(),
        )
        if not moved:
            raise DBNotFound(refusal("path.id", "no_shots_in_end", session=str(session_id), end=str(end_number)))


def _roster(rows: list[Row]) -> RosterRead:
    listed = [row for row in rows if row["archer_id"] is not None]
    archers = read_all_as(RosterEntryRead, listed, _place)
    of_all = {name: rows[0][name] for name in OF_THE_ROSTER}
    # ids are text in JSON
    others = [OtherArcherRead.model_validate(one, strict=False) for one in rows[0]["others"]]
    return RosterRead(**of_all, archers=archers, others=others)


def _place(fields: dict[str, Any]) -> RosterEntryRead:
    return RosterEntryRead.model_validate({name: fields[name] for name in RosterEntryRead.model_fields})
