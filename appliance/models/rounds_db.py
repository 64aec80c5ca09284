"""Rounds shot over several sessions: which sessions belong together, their scores, and beginning the next pass."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple
from uuid import UUID

from appliance.core.message import refusal
from appliance.models.archers_db import RostersDB
from appliance.models.base_db import DBBase, Queryable, Source, Streaming, read_all, run_in_transaction
from appliance.models.errors import DBNotFound
from appliance.models.next_session import NextPass, NextSession, open_next
from appliance.models.reading import error_of_left_out
from appliance.models.reading_text import check_all
from appliance.schema.archers import RosterCreate, RosterEntry, RosterRead
from appliance.schema.sessions import SessionRead
from appliance.schema.targets import Face, TargetRead

MOST_SHOTS = 1000
"""Largest number of shots of one archer in one session; the longest round has 144."""


class RoundShots(NamedTuple):
    """An archer's counting shots in a session: points, Xs and ends in the order of the sheet, and the last end.

    `taken`: number of arrows of its end that each shot stands for: one, or all that were left where it ended a target.
    """

    session_id: UUID
    archer_id: UUID | None
    points: list[int | None]
    xs: list[bool]
    ends: list[int]
    last_end: int
    in_last_end: int
    taken: list[int]

    @property
    def arrows(self) -> int:
        """Number of arrows that the archer has had, shot or not."""
        return sum(self.taken)

    def up_to(self, arrows: int) -> "RoundShots":
        """This record cut to its first `arrows` arrows."""
        left = [arrows - had for had in accumulate(self.taken, initial=0)]
        kept = sum(one > 0 for one in left[:-1])
        taken = [min(*pair) for pair in zip(self.taken, left[:kept], strict=False)]
        return self._replace(points=self.points[:kept], xs=self.xs[:kept], ends=self.ends[:kept], taken=taken)


class Shooter(NamedTuple):
    """An archer who shot, or None for shots without an archer; `counts`: not only sighters and surplus arrows."""

    archer_id: UUID | None
    name: str | None
    bow_style: str | None
    counts: bool


class RoundsDB(DBBase):
    """Sessions of one round: each later one has the id of the first as `round_id`."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._pool = source

    async def sessions_of(self, session_id: UUID) -> list[SessionRead]:
        """The sessions of this session's round, in the order in which they began. Raises DBNotFound, DBUnreadable."""
        row = await self._one(
            "session",
            """
            SELECT asked.id, json_list(array_agg(part.json ORDER BY part.start_time, part.id)) AS rows
              FROM sessions AS asked
              JOIN session_read AS part ON coalesce(part.round_id, part.id) = coalesce(asked.round_id, asked.id)
             WHERE asked.id = $1
             GROUP BY asked.id
            """,
            session_id,
        )
        sessions = check_all(SessionRead, row["rows"]).rows
        if all(session.id != session_id for session in sessions):
            gone = DBNotFound(refusal("path.id", "row_not_there", what="session", id=str(session_id)))
            raise error_of_left_out(SessionRead, session_id) or gone
        return sessions

    async def sessions_of_archer(self, archer_id: UUID) -> list[SessionRead]:
        """The newest 1000 sessions with a round in which an archer shot, in the order in which they began."""
        text = await self._fetchval(
            """
            SELECT json_list(coalesce(array_agg(json ORDER BY start_time, id), '{}'))
              FROM (SELECT json, start_time, id FROM session_read
                     WHERE round_name IS NOT NULL
                       AND id IN (SELECT session_id FROM shots WHERE archer_id = $1 AND NOT is_sighter)
                     ORDER BY start_time DESC, id DESC LIMIT 1000) AS newest
            """,
            archer_id,
        )
        return check_all(SessionRead, text).rows

    async def faces_of(self, session_ids: Sequence[UUID]) -> dict[UUID, tuple[Face, ...]]:
        """The faces of each of these sessions, by target id."""
        rows = await self._fetch(
            "SELECT * FROM targets WHERE session_id = ANY($1::uuid[]) ORDER BY id LIMIT 10000", list(session_ids)
        )
        found: dict[UUID, tuple[Face, ...]] = dict.fromkeys(session_ids, ())
        for target in read_all(TargetRead, rows):
            found[target.session_id] += tuple(target.faces)
        return found

    async def shots_of(self, session_ids: Sequence[UUID], archer_id: UUID | None = None) -> list[RoundShots]:
        """Shots in these sessions that count, of each archer or of one, without ends that a coach holds back.

        Surplus arrows of an end are left out; arrows beyond the round are included with 0 points.
        """
        rows = await self._fetch(
            """
            SELECT session_id, archer_id,
                   coalesce(array_agg(counted ORDER BY end_number, shot_at, seq) FILTER (WHERE NOT is_held_back),
                            '{}') AS points,
                   coalesce(array_agg(is_x ORDER BY end_number, shot_at, seq) FILTER (WHERE NOT is_held_back),
                            '{}') AS xs,
                   coalesce(array_agg(end_number ORDER BY end_number, shot_at, seq) FILTER (WHERE NOT is_held_back),
                            '{}') AS ends,
                   max(end_number) AS last_end,
                   (sum(taken) FILTER (WHERE end_number = newest))::integer AS in_last_end,
                   coalesce(array_agg(taken ORDER BY end_number, shot_at, seq) FILTER (WHERE NOT is_held_back),
                            '{}') AS taken
              FROM (SELECT session_id, archer_id, end_number, shot_at, seq, counted, is_x, is_held_back, taken,
                           max(end_number) OVER (PARTITION BY session_id, archer_id) AS newest,
                           row_number() OVER (PARTITION BY session_id, archer_id ORDER BY end_number, shot_at, seq) AS n
                      FROM scored_shots
                     WHERE session_id = ANY($1::uuid[]) AND ($2::uuid IS NULL OR archer_id = $2)
                       AND (counts OR is_beyond)) AS scored
             WHERE n <= $3
             GROUP BY session_id, archer_id
             ORDER BY archer_id NULLS FIRST, session_id
             LIMIT 1000
            """,
            list(session_ids),
            archer_id,
            MOST_SHOTS,
        )
        return [RoundShots(**dict(row)) for row in rows]

    async def shooters_of(self, session_ids: Sequence[UUID]) -> list[Shooter]:
        """Everybody who shot in these sessions, sighters included, in the order in which their first arrows were
        recorded: an arrow entered later with an earlier time changes nothing.
        """
        rows = await self._fetch(
            """
            SELECT archers.id AS archer_id, archers.name, archers.bow_style, counts
              FROM (SELECT archer_id, bool_or(NOT is_sighter AND NOT is_surplus) AS counts, min(seq) AS first_seq
                      FROM shots WHERE session_id = ANY($1::uuid[]) GROUP BY archer_id) AS shot
              LEFT JOIN archers ON archers.id = archer_id
             ORDER BY first_seq
             LIMIT 1000
            """,
            list(session_ids),
        )
        return [Shooter(**dict(row)) for row in rows]

    async def keep_arrows(self, arrows: Mapping[UUID, int | None]) -> None:
        """Store how many arrows of its round each session has."""
        await keep_round_arrows(self._source, arrows)

    async def next_unsettled(self) -> UUID | None:
        """A session whose number of arrows of the round is not stored yet, as it is older than that column; or None."""
        found: UUID | None = await self._fetchval("SELECT session_id FROM unsettled_rounds LIMIT 1")
        return found

    async def settled(self, session_id: UUID) -> None:
        """Mark that the session's arrows of the round are stored."""
        await self._fetchval("DELETE FROM unsettled_rounds WHERE session_id = $1", session_id)

    async def go_on(self, session: SessionRead, following: NextPass) -> UUID:
        """Close `session` and open the next one of its round, with the same place and archers; returns its id.

        In one transaction. Raises DBNotFound, and DBException while a third session is open.
        """

        async def work(connection: Streaming) -> UUID:
            roster = await RostersDB(connection).get_one(session.id)
            places = _same_places(roster, session.arrows_per_end, following) if roster.archers else None
            return await open_next(
                connection, NextSession(session.id, session.id, following.arrows_per_end, places, following)
            )

        return await run_in_transaction(self._pool, work)


async def keep_round_arrows(source: Queryable, arrows: Mapping[UUID, int | None]) -> None:
    """Store the number of arrows of its round in each of these sessions, beyond which none counts; None: no limit."""
    await source.fetch(
        """
        UPDATE sessions SET round_arrows = given.arrows
          FROM unnest($1::uuid[], $2::integer[]) AS given (id, arrows)
         WHERE sessions.id = given.id AND round_arrows IS DISTINCT FROM given.arrows
        """,
        list(arrows),
        list(arrows.values()),
    )


def _same_places(roster: RosterRead, arrows_per_end: int, following: NextPass) -> RosterCreate:
    """The same archers in the same order; each who had a face alone gets one again where there are enough of them.

    A turn that was the whole end of `arrows_per_end` arrows is the whole new end; any other is at most as long.
    """
    faces, turn = following.faces, roster.arrows_per_turn
    per_end = following.arrows_per_end
    per_turn = per_end if turn in (None, arrows_per_end) else min(turn or per_end, per_end)
    own = [entry.face for entry in roster.archers if entry.face is not None]
    names = [face.human_identifier for face in faces]
    kept = dict(zip(own, names, strict=False)) if len(own) <= len(names) else {}
    return RosterCreate(
        archers=[
            RosterEntry.model_validate(
                {name: getattr(entry, name) for name in RosterEntry.model_fields}
                | {"face": entry.face if entry.face in names else kept.get(entry.face or "")}
            )
            for entry in roster.archers
        ],
        arrows_per_turn=per_turn,
        **{
            name: getattr(roster, name)
            for name in RosterCreate.model_fields
            if name not in ("archers", "arrows_per_turn")
        },
    )
