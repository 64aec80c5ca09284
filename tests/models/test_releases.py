"""What a release makes of the record: times of the bow, whose it was, a miss, and all of it once."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from appliance.models.bows_db import BowsDB
from appliance.models.detections_db import DetectionsDB
from appliance.models.releases_db import Kept, ReleasesDB
from appliance.models.shots_db import ShotsDB
from appliance.schema.bows import BowCreate
from appliance.schema.shots import ShotRead, ShotUpdate
from appliance.sensing.settling import settle
from tests.builders import NOW, NOW_TEXT
from tests.models.helpers import Tables
from tests.models.test_identity import a_shot
from tests.models.test_shots_db import a_detection

SENSOR, OTHER = "e6260c01b6a37564", "e6260c01b6a37565"


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


class Range:
    """A session since `NOW`, in which archers shoot with bows that have sensors."""

    def __init__(self, tables: Tables, session_id: UUID) -> None:
        self.tables, self.session_id = tables, session_id
        self.releases = ReleasesDB(tables.admin)
        self._numbers: dict[str, int] = {}

    async def archer(self, name: str, sensor: str) -> UUID:
        archer_id = await self.tables.archer(name)
        await BowsDB(self.tables.admin).insert_one(archer_id, BowCreate(name="bow", sensor=sensor))
        return archer_id

    async def released(self, seconds: float, sensor: str = SENSOR, hold_s: float | None = 3.0) -> Kept:
        number = self._numbers[sensor] = self._numbers.get(sensor, 0) + 1
        bow_us = round(seconds * 1e6)
        drawn_at = None if hold_s is None else at(seconds - hold_s)
        return await self.releases.keep(sensor, 1, number, bow_us, drawn_at, at(seconds), None)

    async def landed(self, seconds: float, sequence: int, **changes: Any) -> UUID:
        """An impact that was placed, or `outcome` says otherwise."""
        given = a_detection(sequence, self.session_id, detected_at=at(seconds), **changes)
        (found,) = await DetectionsDB(self.tables.admin).insert_many([given])
        if changes.get("outcome", "located") == "located":
            shot = a_shot(self.session_id, found.id).model_copy(update={"arrow_landing_time": at(seconds)})
            await ShotsDB(self.tables.admin).insert_sensed_many([shot])
        return found.id

    async def decided(self, seconds: float = 100.0, heard_since: float = 0.0) -> None:
        """As the sensor wing does it, at this time."""
        now_s = at(seconds).timestamp()
        await settle(self.releases, [at(k) for k in range(0, 100, 10)], now_s, (at(heard_since).timestamp(), now_s))

    async def shots(self) -> list[ShotRead]:
        return (await ShotsDB(self.tables.admin).read_session(self.session_id)).rows

    async def outcomes(self) -> list[str | None]:
        rows = await self.tables.admin.fetch("SELECT outcome FROM releases ORDER BY released_at")
        return [row["outcome"] for row in rows]


@pytest.fixture
async def line(tables: Tables) -> Range:
    session_id = await tables.session()
    await tables.admin.execute("UPDATE session_spans SET opened_at = $1", NOW)
    return Range(tables, session_id)


async def two(line: Range, arrows_per_turn: int = 3) -> tuple[UUID, UUID]:
    robin, marian = await line.archer("Robin", SENSOR), await line.archer("Marian", OTHER)
    await line.tables.roster(line.session_id, [robin, marian], arrows_per_turn)
    await line.tables.admin.execute("UPDATE turn_marks SET holds_from = $1", NOW)
    return robin, marian


async def test_a_release_and_a_landing_are_one_shot_with_both_times(line: Range) -> None:
    await line.archer("Robin", SENSOR)
    assert await line.released(10) == "kept"
    await line.landed(10.3, 1)
    await line.decided()
    (shot,) = await line.shots()
    assert (shot.arrow_engage_time, shot.arrow_disengage_time, shot.arrow_landing_time) == (at(7), at(10), at(10.3))
    # nobody is registered in this session
    assert (shot.archer_id, shot.attribution) == (None, None)
    assert await line.outcomes() == ["landed"]


async def test_a_landing_without_a_release_is_a_shot_without_times_of_the_bow(line: Range) -> None:
    await line.landed(10.3, 1)
    await line.decided()
    (shot,) = await line.shots()
    assert (shot.arrow_engage_time, shot.arrow_disengage_time) == (None, None)


async def test_a_release_without_a_landing_is_a_miss_of_the_bows_archer(line: Range) -> None:
    _, marian = await two(line)
    assert await line.released(10, OTHER) == "kept"
    await line.decided()
    (shot,) = await line.shots()
    assert (shot.archer_id, shot.attribution, shot.x, shot.points) == (marian, "bow", None, 0)
    assert (shot.arrow_engage_time, shot.arrow_disengage_time, shot.shot_at) == (at(7), at(10), at(10))
    assert (shot.arrow_landing_time, shot.source) == (None, "sensor")
    await line.decided()
    assert len(await line.shots()) == 1


async def test_a_miss_that_is_taken_back_does_not_come_again(line: Range) -> None:
    await two(line)
    await line.released(10)
    await line.decided()
    (miss,) = await line.shots()
    await ShotsDB(line.tables.admin).delete_one(miss.id)
    await line.decided()
    await line.landed(10.3, 1)
    await line.decided()
    (shot,) = await line.shots()
    assert shot.arrow_disengage_time is None


async def test_a_landing_that_comes_late_takes_the_place_of_the_miss(line: Range) -> None:
    robin, _ = await two(line)
    await line.released(10)
    await line.decided()
    await line.landed(10.3, 1)
    await line.decided()
    (shot,) = await line.shots()
    assert (shot.x is None, shot.archer_id, shot.arrow_disengage_time) == (False, robin, at(10))
    assert await line.outcomes() == ["landed"]
    assert await line.tables.admin.fetchval("SELECT count(*) FROM deleted_shots") == 0


async def test_a_miss_of_which_a_person_said_something_stays(line: Range) -> None:
    await two(line)
    await line.released(10)
    await line.decided()
    (miss,) = await line.shots()
    await ShotsDB(line.tables.admin).update_one(miss.id, ShotUpdate(note="over the butt"))
    await line.landed(10.3, 1)
    await line.decided()
    assert [shot.x is None for shot in await line.shots()] == [True, False]


async def test_the_archer_is_whose_bow_it_was_and_the_next_are_dealt_anew(line: Range) -> None:
    robin, marian = await two(line, arrows_per_turn=1)
    await line.released(10, OTHER)
    await line.landed(10.3, 1)
    await line.landed(20.3, 2)
    before = [(shot.archer_id, shot.attribution) for shot in await line.shots()]
    assert before == [(robin, "order"), (marian, "order")]
    await line.decided()
    # the second arrow, of which no bow said anything, is whose turn it is now
    assert [(shot.archer_id, shot.attribution) for shot in await line.shots()] == [(marian, "bow"), (robin, "order")]


async def test_what_a_person_said_of_a_shot_stands_against_the_bow(line: Range) -> None:
    robin, _ = await two(line)
    await line.landed(10.3, 1)
    (shot,) = await line.shots()
    await ShotsDB(line.tables.admin).update_one(shot.id, ShotUpdate(archer_id=robin))
    await line.released(10, OTHER)
    await line.decided()
    (shot,) = await line.shots()
    assert (shot.archer_id, shot.attribution, shot.arrow_disengage_time) == (robin, "person", at(10))


async def test_a_person_may_move_what_a_bow_said(line: Range) -> None:
    robin, marian = await two(line)
    await line.landed(10.3, 1)
    await line.released(10, OTHER)
    await line.decided()
    (shot,) = await line.shots()
    assert shot.archer_id == marian
    await ShotsDB(line.tables.admin).update_one(shot.id, ShotUpdate(archer_id=robin))
    (shot,) = await line.shots()
    assert (shot.archer_id, shot.attribution) == (robin, "person")


async def test_an_impact_that_waits_in_the_inbox_is_no_miss_and_has_its_times_when_it_is_placed(line: Range) -> None:
    _, marian = await two(line)
    await line.released(10, OTHER)
    detection_id = await line.landed(10.3, 1, outcome="unplaced", x_mm=None, y_mm=None)
    await line.decided()
    assert await line.shots() == []
    await line.tables.admin.fetchval(
        "SELECT resolve_detection($1, 'placed', 600, 600, NULL, NULL, 'stuck')", detection_id
    )
    (shot,) = await line.shots()
    assert (shot.archer_id, shot.attribution) == (marian, "bow")
    assert (shot.arrow_engage_time, shot.arrow_disengage_time) == (at(7), at(10))


@pytest.mark.parametrize("outcome", ["noise", "off_butt", "test"])
async def test_what_is_no_arrow_on_the_butt_is_no_landing(line: Range, outcome: str) -> None:
    await line.archer("Robin", SENSOR)
    await line.released(10)
    await line.landed(10.3, 1, outcome=outcome)
    await line.decided()
    assert [shot.x for shot in await line.shots()] == [None]


async def test_a_tap_of_a_calibration_is_no_landing(line: Range) -> None:
    await line.archer("Robin", SENSOR)
    await line.released(10)
    await line.landed(10.3, 1)
    calibration = await line.tables.admin.fetchval("INSERT INTO calibrations (request) VALUES ('{}') RETURNING id")
    await line.tables.admin.execute("UPDATE detections SET calibration_id = $1", calibration)
    found = await line.releases.around(at(-10), at(30))
    assert [one.landings for one in found.sessions] == [[]]


async def test_the_same_release_is_kept_once(line: Range) -> None:
    await line.archer("Robin", SENSOR)
    for _ in range(2):
        assert await line.releases.keep(SENSOR, 1, 1, 5, None, at(10), None) == "kept"
    await line.decided()
    assert len(await line.shots()) == 1
    assert await line.releases.keep(SENSOR, 1, 1, 5, None, at(10), None) == "kept"
    await line.decided()
    assert len(await line.shots()) == 1


async def test_what_cannot_score_is_not_kept(line: Range) -> None:
    assert await line.released(10) == "nobody"
    await line.archer("Robin", SENSOR)
    assert await line.released(-10) == "no_session"
    await line.tables.admin.execute("INSERT INTO sensor_tests (began_at, ends_at) VALUES ($1, $2)", at(100), at(200))
    assert await line.released(150) == "test"
    marian = await line.archer("Marian", OTHER)
    await line.tables.roster(line.session_id, [marian])
    await line.tables.admin.execute("UPDATE turn_marks SET holds_from = $1 WHERE kind = 'setup'", at(300))
    assert await line.released(310) == "not_listed"
    assert await line.released(310, OTHER) == "kept"
    assert await line.outcomes() == [None]


@pytest.mark.parametrize(("closed_for", "kept"), [("59 minutes", "kept"), ("61 minutes", "too_old")])
async def test_a_release_of_a_session_that_was_closed_long_ago_is_not_kept(
    line: Range, closed_for: str, kept: Kept
) -> None:
    await line.archer("Robin", SENSOR)
    closed_at = await line.tables.admin.fetchval(
        "UPDATE session_spans SET opened_at = appliance_now() - interval '9 hours', "
        "closed_at = appliance_now() - $1::text::interval RETURNING closed_at",
        closed_for,
    )
    shot_at = closed_at - timedelta(hours=2)
    assert await line.releases.keep(SENSOR, 1, 1, 5, None, shot_at, None) == kept
    assert await line.releases.keep(SENSOR, 1, 2, 5, None, closed_at, None) == "no_session"
    assert len(await line.outcomes()) == (kept == "kept")


async def test_a_release_of_a_session_that_is_open_is_kept_however_long_it_was_on_its_way(line: Range) -> None:
    await line.archer("Robin", SENSOR)
    await line.tables.admin.execute("UPDATE session_spans SET opened_at = appliance_now() - interval '9 hours'")
    shot_at = await line.tables.admin.fetchval("SELECT appliance_now() - interval '8 hours'")
    assert await line.releases.keep(SENSOR, 1, 1, 5, None, shot_at, None) == "kept"


async def test_a_release_while_taps_are_awaited_is_no_arrow(line: Range) -> None:
    await line.archer("Robin", SENSOR)
    await line.tables.admin.execute(
        'INSERT INTO calibrations (request, asked_at) VALUES (\'{"points": [{"x": 1, "y": 1}]}\', $1)', at(5)
    )
    assert await line.released(10) == "test"


async def test_a_release_while_nothing_was_heard_is_no_miss(line: Range) -> None:
    await line.archer("Robin", SENSOR)
    await line.released(10)
    await line.decided(100, heard_since=50)
    assert (await line.shots(), await line.outcomes()) == ([], ["unheard"])
    # what the board kept meanwhile
    await line.landed(10.3, 1)
    await line.decided(101, heard_since=50)
    (shot,) = await line.shots()
    assert (shot.arrow_disengage_time, await line.outcomes()) == (at(10), ["landed"])


async def test_two_arrows_of_which_nobody_can_tell_whose_they_are_stay_as_they_were(line: Range) -> None:
    robin, _ = await two(line)
    await line.released(10)
    await line.released(10.05, OTHER)
    await line.landed(10.3, 1)
    await line.landed(10.35, 2)
    await line.decided()
    shots = await line.shots()
    assert [(shot.archer_id, shot.arrow_disengage_time) for shot in shots] == [(robin, None)] * 2
    assert await line.outcomes() == ["unclear", "unclear"]


async def test_one_impact_is_never_of_two_releases(line: Range) -> None:
    await line.archer("Robin", SENSOR)
    await line.released(10)
    await line.released(13)
    detection_id = await line.landed(10.3, 1)
    rows = await line.tables.admin.fetch("SELECT id FROM releases ORDER BY released_at")
    assert await line.releases.pair(rows[0]["id"], detection_id)
    assert not await line.releases.pair(rows[1]["id"], detection_id)
    assert not await line.releases.pair(rows[0]["id"], detection_id)
    assert await line.releases.miss(rows[0]["id"]) is None
    assert not await line.releases.pair(uuid4(), detection_id)


async def test_what_a_person_or_another_session_says_since_somebody_looked_is_seen_when_it_is_written(
    line: Range,
) -> None:
    await two(line)
    await line.released(10)
    await line.decided()
    (miss,) = await line.shots()
    detection_id = await line.landed(10.3, 1)
    release_id = await line.tables.admin.fetchval("SELECT id FROM releases")
    other_session = await line.tables.session(is_opened=False, end_time=NOW_TEXT)
    admin = line.tables.admin
    await admin.execute("UPDATE detections SET session_id = $2 WHERE id = $1", detection_id, other_session)
    assert not await line.releases.pair(release_id, detection_id)
    await admin.execute("UPDATE detections SET session_id = $2 WHERE id = $1", detection_id, line.session_id)
    await ShotsDB(admin).update_one(miss.id, ShotUpdate(note="over the butt"))
    assert not await line.releases.pair(release_id, detection_id)
    await ShotsDB(admin).delete_one(miss.id)
    assert not await line.releases.pair(release_id, detection_id)
    assert await line.outcomes() == ["missed"]


async def test_an_arrow_of_somebody_whose_bow_has_no_sensor_is_not_taken_from_them(line: Range) -> None:
    robin, marian = await line.archer("Robin", SENSOR), await line.tables.archer("Marian")
    await line.tables.roster(line.session_id, [marian, robin], arrows_per_turn=1)
    await line.tables.admin.execute("UPDATE turn_marks SET holds_from = $1", NOW)
    # Robin lets one go by mistake, or misses, while Marian shoots
    await line.released(10)
    await line.landed(10.3, 1)
    await line.decided()
    (shot,) = await line.shots()
    assert (shot.archer_id, shot.attribution, shot.arrow_disengage_time) == (marian, "order", None)
    assert await line.outcomes() == ["unclear"]
    # in turn it is Robin's
    await line.released(20)
    await line.landed(20.3, 2)
    await line.decided()
    assert [(one.archer_id, one.attribution) for one in await line.shots()] == [(marian, "order"), (robin, "bow")]


async def test_an_impact_of_which_nobody_knows_whose_it_is_may_be_of_whoever_has_no_sensor(line: Range) -> None:
    robin, marian = await line.archer("Robin", SENSOR), await line.tables.archer("Marian")
    await line.tables.roster(line.session_id, [robin, marian])
    await line.tables.admin.execute("UPDATE turn_marks SET holds_from = $1", NOW)
    await line.released(10)
    await line.landed(10.3, 1, outcome="unplaced", x_mm=None, y_mm=None)
    await line.decided()
    assert (await line.shots(), await line.outcomes()) == ([], ["unclear"])


async def test_releases_of_a_sensor_that_rattles_become_nothing(line: Range) -> None:
    await line.archer("Robin", SENSOR)
    for seconds in (10, 20, 22.6):
        await line.released(seconds)
    await line.releases.drop(SENSOR, at(22))
    assert await line.outcomes() == [None, "too_often", "too_often"]
    # what it said long before was an arrow
    await line.decided()
    assert [shot.shot_at for shot in await line.shots()] == [at(10)]


async def test_a_step_of_the_clock_moves_the_times_of_bows_with_the_shots(line: Range) -> None:
    await line.archer("Robin", SENSOR)
    run, other = uuid4(), uuid4()
    admin = line.tables.admin
    await line.landed(10.3, 1, clock_id=run)
    await line.releases.keep(SENSOR, 1, 1, 5, at(7), at(10), run)
    await line.releases.keep(SENSOR, 1, 2, 5, at(17), at(20), run)
    await line.decided()
    await admin.fetchval("SELECT date_again($1, $2, 3.6e9, $3, false)", run, other, at(8000))
    landed, miss = await line.shots()
    hour = timedelta(hours=1)
    assert (landed.arrow_engage_time, landed.arrow_disengage_time) == (at(7) + hour, at(10) + hour)
    assert landed.arrow_landing_time == at(10.3) + hour
    assert (miss.arrow_engage_time, miss.arrow_disengage_time) == (at(17) + hour, at(20) + hour)
    assert miss.shot_at == at(20) + hour
    rows = await admin.fetch("SELECT released_at, clock_id FROM releases ORDER BY released_at")
    assert [(row["released_at"], row["clock_id"]) for row in rows] == [(at(10) + hour, other), (at(20) + hour, other)]
