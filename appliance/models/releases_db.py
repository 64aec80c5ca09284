"""Releases of bows, and the outcome of each."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, get_args
from uuid import UUID

from appliance.core.advice.sight import METRES
from appliance.core.bow_pairing import GIVEN_UP_S, LEAST_BETWEEN_S, Landing, Release
from appliance.models.base_db import DBBase, read_all
from appliance.schema.releases import ImpactTimeRead, OpenReleaseRead

Kept = Literal["kept", "numbered_twice", "nobody", "no_session", "too_old", "test", "not_listed"]
"""Whether a release was stored (`numbered_twice`: with the number of another one of its sensor), else why not: no bow
has the sensor, no session was open or it was closed too long ago, a test or taps were on, or its archer is not
listed."""
MOST = 200
"""Largest number of rows that are read and decided together."""
MOST_IN_HOURS = 2000
"""Largest number of releases read for a span of hours: twice what six archers shoot in an hour, an arrow each 20 s."""


class InSession(NamedTuple):
    """Open releases and unpaired impacts of one session, and its distance."""

    distance_m: float
    releases: list[Release]
    landings: list[Landing]


class Around(NamedTuple):
    """What is open between two moments, by session. `known_to`: rows behind it were not read, as there are more than
    MOST; None: all were read."""

    sessions: list[InSession]
    known_to: datetime | None


class ReleasesDB(DBBase):
    """The table releases."""

    async def keep(
        self,
        sensor: str,
        boot: int,
        sequence: int,
        bow_us: int,
        drawn_at: datetime | None,
        released_at: datetime,
        clock_id: UUID | None,
        late_by: timedelta = timedelta(),
    ) -> Kept:
        """Store a release, idempotently; `late_by`: how long it waited in this box before it could be stored."""
        word = await self._fetchval(
            "SELECT keep_release($1, $2, $3, $4, $5, $6, $7, $8)",
            sensor,
            boot,
            sequence,
            bow_us,
            drawn_at,
            released_at,
            clock_id,
            timedelta(seconds=GIVEN_UP_S) + late_by,
        )
        return next(known for known in get_args(Kept) if known == word)

    async def waiting(self) -> list[datetime]:
        """Times of up to MOST releases without an outcome; unreadable rows come last, so they displace no others."""
        rows = await self._fetch(
            """
            SELECT id, session_id, sensor, archer_id, drawn_at, released_at, outcome, distance, distance_unit,
                   is_readable
              FROM open_releases WHERE outcome IS NULL ORDER BY is_readable DESC, released_at, id LIMIT $1
            """,
            MOST,
        )
        return [one.released_at for one in read_all(OpenReleaseRead, rows)]

    async def silent(self, since: datetime, until: datetime) -> list[datetime]:
        """Times of the releases in that span without an impact, which a late impact may still belong to."""
        rows = await self._fetch(
            """
            SELECT released_at FROM open_releases
             WHERE is_readable AND outcome IS NOT NULL AND released_at BETWEEN $1 AND $2
             ORDER BY released_at DESC LIMIT $3
            """,
            since,
            until,
            MOST_IN_HOURS,
        )
        return [row["released_at"] for row in rows]

    async def when_detected(self, detection_ids: Sequence[UUID]) -> list[datetime]:
        """The times of these detections."""
        rows = await self._fetch("SELECT id, detected_at FROM detections WHERE id = ANY ($1::uuid[])", detection_ids)
        return [impact.detected_at for impact in read_all(ImpactTimeRead, rows)]

    async def around(self, begin: datetime, end: datetime) -> Around:
        """Releases that may still be paired with an impact, and impacts that may still be paired with a release.

        A miss that a person corrected is not among them.
        """
        rows = await self._fetch(
            """
            SELECT id, session_id, sensor, archer_id, drawn_at, released_at, outcome, distance, distance_unit,
                   is_readable
              FROM open_releases AS released
             WHERE released_at BETWEEN $1 AND $2
               AND NOT EXISTS (SELECT FROM corrections AS made
                                WHERE made.session_id = released.session_id AND made.shot_id = released.shot_id)
             ORDER BY is_readable DESC, released_at, id LIMIT $3
            """,
            begin,
            end,
            MOST,
        )
        found: dict[UUID, InSession] = {}
        is_full = len(rows) == MOST and rows[-1]["is_readable"]
        ends = [rows[-1]["released_at"]] if is_full else []
        for read in read_all(OpenReleaseRead, rows):
            one = found.setdefault(read.session_id, InSession(read.distance * METRES[read.distance_unit], [], []))
            at_s, is_decided = read.released_at.timestamp(), read.outcome is not None
            one.releases.append(Release(read.id, read.sensor, read.archer_id, at_s, is_decided))
        rows = await self._fetch(
            """
            SELECT heard.id, heard.session_id, heard.detected_at, shots.archer_id,
                   has_bow_sensor(heard.session_id, shots.archer_id) AS has_sensor
              FROM detections AS heard LEFT JOIN shots ON shots.detection_id = heard.id
             WHERE detected_at BETWEEN $1 AND $2 AND heard.session_id = ANY ($3::uuid[]) AND calibration_id IS NULL
               AND (shots.id IS NOT NULL AND arrow_disengage_time IS NULL
                    OR outcome = 'unplaced' AND resolution IS NULL)
               AND NOT EXISTS (SELECT FROM releases WHERE releases.detection_id = heard.id)
             ORDER BY detected_at, heard.id LIMIT $4
            """,
            begin,
            end,
            list(found),
            MOST,
        )
        ends += [rows[-1]["detected_at"]] if len(rows) == MOST else []
        for row in rows:
            found[row["session_id"]].landings.append(
                Landing(row["id"], row["archer_id"], row["detected_at"].timestamp(), row["has_sensor"])
            )
        return Around(list(found.values()), min(ends, default=None))

    async def pair(self, release_id: UUID, detection_id: UUID) -> bool:
        """Pair a release with its impact; False where either was decided otherwise meanwhile."""
        is_so: bool = await self._fetchval("SELECT pair_release($1, $2)", release_id, detection_id)
        return is_so

    async def miss(self, release_id: UUID) -> UUID | None:
        """Record a miss for a release and return its shot's id; None where it was decided otherwise meanwhile."""
        shot_id: UUID | None = await self._fetchval("SELECT miss_release($1)", release_id)
        return shot_id

    async def leave(self, release_ids: Sequence[UUID], outcome: Literal["unheard", "unclear"]) -> None:
        """Record that these releases, as far as they are undecided, have neither an impact nor a miss."""
        await self._fetch(
            "UPDATE releases SET outcome = $2 WHERE id = ANY ($1::uuid[]) AND outcome IS NULL", release_ids, outcome
        )

    async def drop(self, sensor: str, at: datetime) -> None:
        """Discard a sensor's undecided releases within LEAST_BETWEEN_S of `at`: nobody shoots that often."""
        near = timedelta(seconds=LEAST_BETWEEN_S)
        await self._fetch(
            """
            UPDATE releases SET outcome = 'too_often'
             WHERE sensor = $1 AND outcome IS NULL AND released_at BETWEEN $2 AND $3
            """,
            sensor,
            at - near,
            at + near,
        )
