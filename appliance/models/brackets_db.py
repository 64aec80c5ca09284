"""Brackets: reads and writes their seeds and matches, and begins a match."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, get_args
from uuid import UUID

from appliance.core.message import refusal
from appliance.core.scoring.brackets import places
from appliance.core.scoring.matches import RULES, Side
from appliance.models.archers_db import RostersDB
from appliance.models.base_db import DBBase, Queryable, Source, Streaming, read, read_all, run_in_transaction
from appliance.models.errors import DBException
from appliance.models.made_by import MADE_BY
from appliance.models.match_results_db import locked
from appliance.models.next_session import NextSession, open_next
from appliance.models.stored_bracket import MatchOfBracket, MatchShot, StoredBracket, StoredMatch, require_one_bracket
from appliance.models.targets_db import TargetsDB
from appliance.models.timer_db import TimerDB
from appliance.schema.archers import Letter, RosterCreate, RosterEntry
from appliance.schema.brackets import BracketCreate, BracketEntryRead, BracketSummaryRead, SeedRead
from appliance.schema.timer import TimerCreate

MOST_LISTED = 100


class MatchSession(NamedTuple):
    """How the session of a match is shot: archers in their order, ends, turns.

    `instead_of`, `ruled_at`: the match's session and the time of a ruling as the caller read them; `closing`: the open
    session that ends. `first`, `timed`: where the sides alternate, which one begins, and how they are timed.
    """

    archer_ids: Sequence[UUID]
    arrows_per_end: int
    arrows_per_turn: int
    on_own_faces: bool
    seeds: tuple[int, int]
    instead_of: UUID | None
    ruled_at: datetime | None
    closing: UUID | None
    first: Side | None = None
    timed: TimerCreate | None = None


class OpenSession(NamedTuple):
    """The open session, and the match that is shot in it, if any."""

    session_id: UUID
    match_id: UUID | None


class BracketsDB(DBBase):
    """The tables brackets, bracket_entries and matches."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._pool = source

    async def find(self) -> list[BracketSummaryRead]:
        """The newest 100 brackets, newest first."""
        rows = await self._fetch(
            "SELECT * FROM bracket_read ORDER BY made_at DESC, id DESC LIMIT $1",
            MOST_LISTED,
        )
        return read_all(BracketSummaryRead, rows)

    async def get_one(self, bracket_id: UUID) -> StoredBracket:
        """A bracket with its entries, matches and shots. Raises DBNotFound, and DBUnreadable where its rows contradict
        each other."""
        summary = read(
            BracketSummaryRead, await self._one("bracket", "SELECT * FROM bracket_read WHERE id = $1", bracket_id)
        )
        entries = await self._fetch(
            """
            SELECT seed, name, archer_ids, score, counts, is_tied FROM bracket_entries
             WHERE bracket_id = $1 ORDER BY seed LIMIT 100
            """,
            bracket_id,
        )
        matches = await self._fetch(
            """
            SELECT id, bracket_id, stage, number, session_id, seed_a, seed_b, ruled_winner, ruled_by, ruled_at,
                   first_side, butt, result_a, result_b
              FROM matches WHERE bracket_id = $1 ORDER BY stage DESC, number LIMIT 100
            """,
            bracket_id,
        )
        ends = RULES[summary.format, summary.counting].ends
        shots = await self._fetch("SELECT * FROM arrows_of_matches($1, $2)", bracket_id, ends)
        found = StoredBracket(
            summary,
            read_all(BracketEntryRead, entries),
            read_all(StoredMatch, matches),
            [MatchShot(**dict(one)) for one in shots],
        )
        require_one_bracket(found)
        return found

    async def open_session(self) -> OpenSession | None:
        """The open session and its match; None where no session is open."""
        row = await self._fetchrow(
            """
            SELECT sessions.id AS session_id, matches.id AS match_id
              FROM sessions LEFT JOIN matches ON matches.session_id = sessions.id
             WHERE sessions.is_opened LIMIT 1
            """
        )
        return None if row is None else OpenSession(**dict(row))

    async def bracket_of(self, match_id: UUID) -> UUID:
        """Id of the bracket that a match belongs to. Raises DBNotFound, DBUnreadable."""
        row = await self._one("match", "SELECT id, bracket_id FROM matches WHERE id = $1", match_id)
        return read(MatchOfBracket, row).bracket_id

    async def insert_one(self, bracket: BracketCreate, entries: Sequence[SeedRead]) -> UUID:
        """Store a bracket with its seeds and matches in one transaction, and return its id."""

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
                INSERT INTO bracket_entries (bracket_id, seed, name, archer_ids, score, counts, is_tied)
                SELECT $1, seed, name, ARRAY(SELECT jsonb_array_elements_text(archer_ids)::uuid), score, counts,
                       is_tied
                  FROM jsonb_to_recordset($2) AS one(seed integer, name text, archer_ids jsonb, score integer,
                                                     counts jsonb, is_tied boolean)
                """,
                new,
                [entry.model_dump(mode="json") for entry in entries],
            )
            await connection.fetchval(
                """
                INSERT INTO matches (bracket_id, stage, number, butt)
                SELECT $1, stage, number, ($3::text[])[1 + (number - 1) % cardinality($3)]
                  FROM jsonb_to_recordset($2) AS one(stage integer, number integer)
                """,
                new,
                [place._asdict() for place in places(len(entries))],
                bracket.butts or [None],
            )
            return new

        return await run_in_transaction(self._pool, work)

    async def delete_one(self, bracket_id: UUID) -> None:
        """Delete a bracket; its sessions and arrows stay. Raises DBNotFound."""
        await self._one("bracket", "DELETE FROM brackets WHERE id = $1 RETURNING id", bracket_id)

    async def begin(self, match_id: UUID, shooting: MatchSession) -> UUID:
        """Open a session for the match, with place and faces of the one before, which is closed; the new session's id.

        In one transaction. Raises DBNotFound, and DBException where the match was begun or decided meanwhile, or there
        is no session to take place and faces from.
        """

        async def work(connection: Streaming) -> UUID:
            seeded_by = await locked(connection, match_id, shooting.instead_of, shooting.ruled_at)
            # the open session, else the one that seeded the bracket
            like = shooting.closing or seeded_by
            if like is None:
                raise DBException(refusal("path.id", "no_session_to_follow"))
            faces = await _own_faces(connection, like, len(shooting.archer_ids)) if shooting.on_own_faces else None
            roster = _roster(shooting, faces)
            new = await open_next(connection, NextSession(like, shooting.closing, shooting.arrows_per_end, roster))
            await connection.fetchval(
                """
                UPDATE matches
                   SET session_id = $2, seed_a = $3, seed_b = $4, ruled_winner = NULL, ruled_by = NULL, ruled_at = NULL,
                       clock_id = NULL, result_a = NULL, result_b = NULL, first_side = $5, chosen_end = NULL
                 WHERE id = $1
                """,
                match_id,
                new,
                *shooting.seeds,
                shooting.first,
            )
            if shooting.first is not None and shooting.timed is not None:
                # archers with faces of their own take turns from now on
                await connection.fetchval("SELECT mark_setup($1)", new)
                await connection.fetchval("SELECT begin_end_with($1, $2, $3)", match_id, shooting.first, MADE_BY.get())
                await TimerDB(connection).set_up(shooting.timed)
            return new

        return await run_in_transaction(self._pool, work)

    async def begin_shoot_off(self, match_id: UUID, timed: TimerCreate | None = None) -> None:
        """Let the ends of the match's session have one arrow from now on, timed by `timed`. Raises DBException where
        the session is not open."""

        async def work(connection: Streaming) -> None:
            session_id = await connection.fetchval(
                """
                UPDATE sessions SET arrows_per_end = 1 FROM matches
                 WHERE matches.id = $1 AND sessions.id = matches.session_id AND sessions.is_opened
                RETURNING sessions.id
                """,
                match_id,
            )
            if session_id is None:
                raise DBException(refusal("path.id", "match_not_open"))
            if timed is not None:
                await _alternate_by_arrow(connection, session_id)
                await TimerDB(connection).set_up(timed)

        await run_in_transaction(self._pool, work)


async def _own_faces(connection: Queryable, session_id: UUID, archers: int) -> list[str]:
    """Names of the session's faces from left to right, one for each archer. Raises DBException for too few."""
    hung = [face for target in await TargetsDB(connection).find_by_session(session_id) for face in target.faces]
    hung.sort(key=lambda face: (face.x, -face.y))
    names = list(dict.fromkeys(face.human_identifier for face in hung))
    if len(names) < archers:
        raise DBException(refusal("body.on_own_faces", "too_few_faces", faces=len(names), archers=archers))
    return names[:archers]


async def _alternate_by_arrow(connection: Queryable, session_id: UUID) -> None:
    """Let two teams take turns archer by archer: the first of one, the first of the other, and so on."""
    (roster,) = await RostersDB(connection).find_by_sessions([session_id])
    archers = sorted(roster.archers, key=lambda entry: entry.shooting_order)
    each = len(archers) // 2
    in_turn = [one for pair in zip(archers[:each], archers[each:], strict=True) for one in pair]
    entries = [
        RosterEntry(**entry.model_dump(include=set(RosterEntry.model_fields)) | {"shooting_order": k})
        for k, entry in enumerate(in_turn, 1)
    ]
    await RostersDB(connection).put(session_id, RosterCreate(archers=entries, arrows_per_turn=1))


def _roster(shooting: MatchSession, faces: Sequence[str] | None) -> RosterCreate:
    return RosterCreate(
        archers=[
            RosterEntry(
                archer_id=archer_id, letter=letter, shooting_order=k, face=None if faces is None else faces[k - 1]
            )
            for k, (archer_id, letter) in enumerate(zip(shooting.archer_ids, get_args(Letter), strict=False), 1)
        ],
        arrows_per_turn=shooting.arrows_per_turn,
    )
