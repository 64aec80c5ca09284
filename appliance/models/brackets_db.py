"""Brackets: their seeds and matches as they are stored, and the arrows of each match."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from appliance.core.message import refusal
from appliance.core.scoring.brackets import MatchPlace
from appliance.core.scoring.matches import Counting, Format, Side
from appliance.models.base_db import DBBase, Source, Streaming, read, read_all, run_in_transaction
from appliance.models.errors import DBException
from appliance.schema.brackets import BracketCreate, BracketEntryRead, BracketSummaryRead

MOST_LISTED = 100


class RankedArcher(NamedTuple):
    """What an archer shot in the sessions that seed a bracket."""

    archer_id: UUID
    name: str
    score: int
    tens: int
    xs: int


class StoredMatch(NamedTuple):
    """A match as it is stored."""

    id: UUID
    bracket_id: UUID
    stage: int
    number: int
    session_id: UUID | None
    seed_a: int | None
    seed_b: int | None
    ruled_winner: Side | None
    ruled_by: str | None
    ruled_at: datetime | None

    @property
    def place(self) -> MatchPlace:
        return MatchPlace(self.stage, self.number)


class MatchShot(NamedTuple):
    """An arrow of a match."""

    match_id: UUID
    archer_id: UUID
    end_number: int
    points: int | None
    edge_mm: float | None
    sigma_mm: float | None


class StoredBracket(NamedTuple):
    """A bracket with all that its matches follow from."""

    summary: BracketSummaryRead
    entries: list[BracketEntryRead]
    matches: list[StoredMatch]
    shots: list[MatchShot]

    @property
    def format(self) -> Format:
        return self.summary.format

    @property
    def counting(self) -> Counting:
        return self.summary.counting


class MatchSession(NamedTuple):
    """How the session of a match is shot: archers in their order, ends, turns. `instead_of`: the session until now."""

    archer_ids: Sequence[UUID]
    arrows_per_end: int
    arrows_per_turn: int
    on_own_faces: bool
    seeds: tuple[int, int]
    instead_of: UUID | None


class BracketsDB(DBBase):
    """The tables brackets, bracket_entries and matches."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._pool = source

    async def ranked(self, session_ids: Sequence[UUID]) -> list[RankedArcher]:
        """Everybody who shot in these sessions what counts and may be shown. Raises DBException for an unknown one."""
        known = await self._fetchval("SELECT count(*) FROM sessions WHERE id = ANY($1::uuid[])", list(session_ids))
        if known < len(set(session_ids)):
            raise DBException(refusal("body.session_ids", "no_such_session"))
        rows = await self._fetch(
            """
            SELECT archers.id AS archer_id, archers.name, coalesce(sum(counted), 0)::integer AS score,
                   (count(*) FILTER (WHERE counted = 10))::integer AS tens,
                   (count(*) FILTER (WHERE is_x))::integer AS xs
              FROM counted_shots AS shot JOIN archers ON archers.id = shot.archer_id
             WHERE shot.session_id = ANY($1::uuid[]) AND NOT shot.is_surplus
             GROUP BY archers.id, archers.name ORDER BY archers.name, archers.id LIMIT 1000
            """,
            list(session_ids),
        )
        return [RankedArcher(**dict(row)) for row in rows]

    async def find(self) -> list[BracketSummaryRead]:
        """Newest first."""
        rows = await self._fetch(
            "SELECT * FROM bracket_read ORDER BY made_at DESC, id DESC LIMIT $1",
            MOST_LISTED,
        )
        return read_all(BracketSummaryRead, rows)

    async def get_one(self, bracket_id: UUID) -> StoredBracket:
        """Raises DBNotFound."""
        row = await self._one("bracket", "SELECT * FROM bracket_read WHERE id = $1", bracket_id)
        entries = await self._fetch(
            """
            SELECT seed, name, archer_ids, score, tens, xs, is_tied FROM bracket_entries
             WHERE bracket_id = $1 ORDER BY seed LIMIT 100
            """,
            bracket_id,
        )
        matches = await self._fetch(
            """
            SELECT id, bracket_id, stage, number, session_id, seed_a, seed_b, ruled_winner, ruled_by, ruled_at
              FROM matches WHERE bracket_id = $1 ORDER BY stage DESC, number LIMIT 100
            """,
            bracket_id,
        )
        shots = await self._fetch("SELECT * FROM arrows_of_matches($1)", bracket_id)
        return StoredBracket(
            read(BracketSummaryRead, row),
            read_all(BracketEntryRead, entries),
            [StoredMatch(**dict(one)) for one in matches],
            [MatchShot(**dict(one)) for one in shots],
        )

    async def bracket_of(self, match_id: UUID) -> UUID:
        """Whose match it is. Raises DBNotFound."""
        found: UUID = (await self._one("match", "SELECT bracket_id FROM matches WHERE id = $1", match_id))["bracket_id"]
        return found

    async def insert_one(
        self, bracket: BracketCreate, entries: Sequence[BracketEntryRead], places: Sequence[MatchPlace]
    ) -> UUID:
        """The bracket with its seeds and matches, whole; its id."""

        async def work(connection: Streaming) -> UUID:
            new: UUID = await connection.fetchval(
                "INSERT INTO brackets (name, format, counting, session_id) VALUES ($1, $2, $3, $4) RETURNING id",
                bracket.name,
                bracket.format,
                bracket.counting,
                bracket.session_ids[0],
            )
            await connection.fetchval(
                """
                INSERT INTO bracket_entries (bracket_id, seed, name, archer_ids, score, tens, xs, is_tied)
                SELECT $1, seed, name, ARRAY(SELECT jsonb_array_elements_text(archer_ids)::uuid), score, tens, xs,
                       is_tied
                  FROM jsonb_to_recordset($2) AS one(seed integer, name text, archer_ids jsonb, score integer,
                                                     tens integer, xs integer, is_tied boolean)
                """,
                new,
                [entry.model_dump(mode="json") for entry in entries],
            )
            await connection.fetchval(
                """
                INSERT INTO matches (bracket_id, stage, number)
                SELECT $1, stage, number FROM jsonb_to_recordset($2) AS one(stage integer, number integer)
                """,
                new,
                [place._asdict() for place in places],
            )
            return new

        return await run_in_transaction(self._pool, work)

    async def delete_one(self, bracket_id: UUID) -> None:
        """Its sessions and arrows stay. Raises DBNotFound."""
        await self._one("bracket", "DELETE FROM brackets WHERE id = $1 RETURNING id", bracket_id)

    async def begin(self, match_id: UUID, shooting: MatchSession) -> UUID:
        """Close what is open and shoot the match in a session of its own, at the place and faces of before; its id.

        All of it or nothing. Raises DBNotFound, and DBException where somebody else began it, or there is nothing to
        be like.
        """

        async def work(connection: Streaming) -> UUID:
            before = await connection.fetchrow("SELECT session_id FROM matches WHERE id = $1 FOR UPDATE", match_id)
            if before is None or before["session_id"] != shooting.instead_of:
                raise DBException(refusal("path.id", "match_has_begun"))
            # the open session, else the one that seeded the bracket
            like = await connection.fetchval(
                """
                SELECT id FROM (
                    SELECT id, is_opened FROM sessions WHERE is_opened
                    UNION ALL
                    SELECT brackets.session_id, false
                      FROM matches JOIN brackets ON brackets.id = matches.bracket_id
                     WHERE matches.id = $1 AND brackets.session_id IS NOT NULL) AS known
                 ORDER BY is_opened DESC LIMIT 1
                """,
                match_id,
            )
            if like is None:
                raise DBException(refusal("path.id", "no_session_to_follow"))
            await connection.fetchval("UPDATE sessions SET is_opened = false WHERE is_opened")
            new: UUID = await connection.fetchval(
                """
                INSERT INTO sessions (is_opened, start_time, location, is_indoor, distance, distance_unit,
                                      arrows_per_end)
                SELECT true, appliance_now(), location, is_indoor, distance, distance_unit, $2 FROM sessions
                 WHERE id = $1 RETURNING id
                """,
                like,
                shooting.arrows_per_end,
            )
            await connection.fetchval(
                """
                INSERT INTO targets (session_id, max_x, max_y, faces)
                SELECT $2, max_x, max_y, faces FROM targets WHERE session_id = $1 ORDER BY id
                """,
                like,
                new,
            )
            faces = await _own_faces(connection, new, len(shooting.archer_ids)) if shooting.on_own_faces else None
            roster = _listed(shooting.archer_ids, faces)
            await connection.fetchval("SELECT set_roster($1, $2, $3)", new, shooting.arrows_per_turn, roster)
            await connection.fetchval(
                """
                UPDATE matches
                   SET session_id = $2, seed_a = $3, seed_b = $4, ruled_winner = NULL, ruled_by = NULL, ruled_at = NULL
                 WHERE id = $1
                """,
                match_id,
                new,
                *shooting.seeds,
            )
            return new

        return await run_in_transaction(self._pool, work)

    async def begin_shoot_off(self, match_id: UUID) -> None:
        """From now on an end of its session has one arrow. Raises DBException where that is not open."""
        is_open = await self._fetchval(
            """
            UPDATE sessions SET arrows_per_end = 1 FROM matches
             WHERE matches.id = $1 AND sessions.id = matches.session_id AND sessions.is_opened RETURNING true
            """,
            match_id,
        )
        if is_open is None:
            raise DBException(refusal("path.id", "match_not_open"))

    async def rule(self, match_id: UUID, winner: Side, seeds: tuple[int, int], ruled_by: str) -> None:
        """A judge decides between these two. Raises DBNotFound."""
        await self._one(
            "match",
            """
            UPDATE matches
               SET ruled_winner = $2, seed_a = $3, seed_b = $4, ruled_by = $5, ruled_at = appliance_now(),
                   clock_id = current_clock_id()
             WHERE id = $1 RETURNING id
            """,
            match_id,
            winner,
            *seeds,
            ruled_by,
        )

    async def take_back_ruling(self, match_id: UUID) -> None:
        """Let the arrows decide again. Raises DBNotFound."""
        await self._one(
            "match",
            """
            UPDATE matches SET ruled_winner = NULL, ruled_by = NULL, ruled_at = NULL, clock_id = NULL
             WHERE id = $1 RETURNING id
            """,
            match_id,
        )


async def _own_faces(connection: Streaming, session_id: UUID, archers: int) -> list[str]:
    """Names of the faces that hang, from left to right, one for each archer. Raises DBException for too few."""
    rows = await connection.fetch(
        """
        SELECT face ->> 'human_identifier' AS name FROM targets, jsonb_array_elements(targets.faces) AS face
         WHERE targets.session_id = $1
         GROUP BY face ->> 'human_identifier'
         ORDER BY min((face ->> 'x')::float8), max((face ->> 'y')::float8) DESC LIMIT $2
        """,
        session_id,
        archers,
    )
    if len(rows) < archers:
        raise DBException(refusal("body.on_own_faces", "too_few_faces", faces=len(rows), archers=archers))
    return [row["name"] for row in rows]


def _listed(archer_ids: Sequence[UUID], faces: Sequence[str] | None) -> list[dict[str, Any]]:
    return [
        {
            "archer_id": str(archer_id),
            "letter": "ABCDEF"[k],
            "shooting_order": k + 1,
            "face": None if faces is None else faces[k],
        }
        for k, archer_id in enumerate(archer_ids)
    ]
