"""When the sensors are tested: from its beginning to its end, and no longer than somebody looks after it."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.ellipse import error_ellipse
from appliance.database.pool import Pool
from appliance.models.context_db import ContextDB
from appliance.models.detections_db import DetectionsDB
from appliance.models.errors import DBException, DBNotFound
from appliance.models.sensor_tests_db import SensorTestsDB
from appliance.models.shots_db import ShotsDB
from appliance.schema.detections import DetectionResolve
from appliance.schema.sensor_tests import SensorTestUpdate
from tests.english import refusing
from tests.models.helpers import Tables
from tests.models.test_clock import LAST_WEEK, Computer, begun
from tests.models.test_shots_db import a_detection

MS = timedelta(milliseconds=1)
LASTS = timedelta(minutes=2)
ON, OFF = SensorTestUpdate(is_on=True), SensorTestUpdate(is_on=False)


async def clock(tables: Tables) -> datetime:
    now: datetime = await tables.admin.fetchval("SELECT clock_timestamp()")
    return now


async def over(tables: Tables, test_id: UUID) -> None:
    """As if nobody had extended it for long."""
    await tables.admin.execute(
        """
        UPDATE sensor_tests SET began_at = began_at - interval '1 h', ends_at = ends_at - interval '1 h' WHERE id = $1
        """,
        test_id,
    )


async def test_what_is_felt_from_the_beginning_to_the_end_is_of_the_test(
    tables: Tables, server_pool: Pool, sensing_pool: Pool
) -> None:
    tests = SensorTestsDB(server_pool)
    before = await clock(tables)
    test_id = await tests.begin()
    within = await clock(tables)
    running = await tests.get_one_by_id(test_id)
    assert running.is_on
    assert running.ends_at - running.began_at == LASTS
    assert await tests.get_on() == running
    await tests.update_one(test_id, OFF)
    after = await clock(tables)
    found = await ContextDB(sensing_pool).at([before, within, after, after + LASTS])
    assert [one.is_test for one in found] == [False, True, False, False]
    assert not (await tests.get_one_by_id(test_id)).is_on
    assert await tests.get_on() is None


async def test_there_is_one_at_a_time_and_beginning_again_extends_it(tables: Tables, server_pool: Pool) -> None:
    tests = SensorTestsDB(server_pool)
    test_id = await tests.begin()
    await tables.admin.execute("UPDATE sensor_tests SET ends_at = ends_at - interval '90 s'")
    short = await tests.get_one_by_id(test_id)
    assert await tests.begin() == test_id
    assert (await tests.get_one_by_id(test_id)).ends_at > short.ends_at + timedelta(seconds=80)
    await tables.admin.execute("UPDATE sensor_tests SET ends_at = ends_at - interval '90 s'")
    await tests.update_one(test_id, ON)
    assert (await tests.get_one_by_id(test_id)).ends_at > short.ends_at + timedelta(seconds=80)


async def test_one_that_nobody_extends_ends_and_is_not_on_again(
    tables: Tables, server_pool: Pool, sensing_pool: Pool
) -> None:
    tests = SensorTestsDB(server_pool)
    test_id = await tests.begin()
    await over(tables, test_id)
    assert await tests.get_on() is None
    assert [one.is_test for one in await ContextDB(sensing_pool).at([await clock(tables)])] == [False]
    with refusing(DBException, "this test of the sensors is over"):
        await tests.update_one(test_id, ON)
    # to end what has ended is no mistake, and changes nothing
    was = await tests.get_one_by_id(test_id)
    await tests.update_one(test_id, OFF)
    assert await tests.get_one_by_id(test_id) == was
    assert await tests.begin() != test_id


async def test_what_is_not_there_is_not_found(server_pool: Pool) -> None:
    tests = SensorTestsDB(server_pool)
    for attempt in (tests.get_one_by_id(uuid4()), tests.update_one(uuid4(), ON)):
        with pytest.raises(DBNotFound):
            await attempt


async def test_a_clock_that_is_set_moves_the_test_with_its_taps(
    tables: Tables, server_pool: Pool, sensing_pool: Pool
) -> None:
    computer = Computer(LAST_WEEK)
    wall = await begun(computer, sensing_pool)
    test_id = await SensorTestsDB(server_pool).begin()
    await tables.admin.execute(
        "UPDATE sensor_tests SET began_at = $1, ends_at = $1::timestamptz + interval '2 min'", LAST_WEEK
    )
    computer.wait(10)
    by = timedelta(days=7)
    computer.set(by)
    computer.is_synchronised = True
    await wall.record()
    moved = await SensorTestsDB(server_pool).get_one_by_id(test_id)
    assert (moved.began_at, moved.ends_at) == (LAST_WEEK + by, LAST_WEEK + by + LASTS)


async def test_an_arrow_that_a_test_swallowed_is_given_back_as_the_sensors_placed_it(
    tables: Tables, server_pool: Pool, sensing_pool: Pool
) -> None:
    session_id = await tables.session()
    await tables.target(session_id)
    detections = DetectionsDB(sensing_pool)
    swallowed = a_detection(1, session_id, outcome="test", covariance_mm2=(4.0, 1.0, 2.0))
    detection_id = await detections.insert_one(swallowed)
    assert detection_id is not None
    shot_id = await DetectionsDB(server_pool).resolve(detection_id, DetectionResolve(resolution="placed"))
    shot = await ShotsDB(server_pool).get_one_by_id(shot_id)
    assert (shot.x, shot.y, shot.source, shot.arrow_landing_time) == (650.0, 700.0, "sensor", swallowed.detected_at)
    ellipse = error_ellipse((4.0, 1.0, 2.0))
    assert (shot.sigma_major, shot.sigma_minor, shot.sigma_angle) == pytest.approx(
        (ellipse.sigma_major_mm, ellipse.sigma_minor_mm, ellipse.angle_deg)
    )
    with refusing(DBException, "resolved this impact already"):
        await DetectionsDB(server_pool).resolve(detection_id, DetectionResolve(resolution="placed"))


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": "test", "covariance_mm2": None},
        {"outcome": "unplaced"},
    ],
    ids=["the sensors did not place it", "of the inbox"],
)
async def test_what_the_sensors_did_not_place_needs_a_point(
    changes: dict[str, object], tables: Tables, server_pool: Pool, sensing_pool: Pool
) -> None:
    session_id = await tables.session()
    detection_id = await DetectionsDB(sensing_pool).insert_one(a_detection(1, session_id, **changes))
    assert detection_id is not None
    detections = DetectionsDB(server_pool)
    with refusing(DBException, "x, y: "):
        await detections.resolve(detection_id, DetectionResolve(resolution="placed"))
    shot_id = await detections.resolve(detection_id, DetectionResolve(resolution="placed", x=1.0, y=2.0))
    assert (await ShotsDB(server_pool).get_one_by_id(shot_id)).source == "manual"


async def test_without_a_session_a_test_swallows_no_arrow(server_pool: Pool, sensing_pool: Pool) -> None:
    detection_id = await DetectionsDB(sensing_pool).insert_one(a_detection(1, None, outcome="test"))
    assert detection_id is not None
    with refusing(DBException, "not in the inbox"):
        await DetectionsDB(server_pool).resolve(detection_id, DetectionResolve(resolution="placed"))


VARIANCE = st.floats(1e-3, 1e4)


async def test_the_ellipse_in_sql_is_that_of_the_core(tables: Tables) -> None:
    cases: list[tuple[float, float, float]] = []

    @given(VARIANCE, VARIANCE, st.floats(-0.99, 0.99))
    def collect(xx: float, yy: float, correlation: float) -> None:
        cases.append((xx, correlation * (xx * yy) ** 0.5, yy))

    collect()
    for covariance in cases:
        row = await tables.admin.fetchrow("SELECT * FROM error_ellipse($1)", list(covariance))
        expected = error_ellipse(covariance)
        assert row is not None
        assert (row["sigma_major"], row["sigma_minor"]) == pytest.approx(
            (expected.sigma_major_mm, expected.sigma_minor_mm), rel=1e-6, abs=1e-6
        )
        if row["sigma_major"] > 1.000001 * row["sigma_minor"]:
            # a circle has no direction
            assert (row["sigma_angle"] - expected.angle_deg + 90) % 180 == pytest.approx(90, abs=1e-6)
