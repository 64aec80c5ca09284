import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from appliance.models.base_db import transaction
from appliance.models.detections_db import DetectionsDB
from appliance.models.errors import DBException, DBNotFound, DBUnavailable
from appliance.models.shots_db import ShotsDB
from appliance.models.summary_db import SummaryDB
from appliance.schema.detections import DetectionCreate, DetectionFilters
from appliance.schema.shots import SensedShot, ShotCreate, ShotFilters, ShotUpdate
from tests.builders import NOW
from tests.english import refusing
from tests.models.helpers import Tables
from tests.postgres import Cluster


def a_detection(sequence: int, session_id: UUID | None, **changes: object) -> DetectionCreate:
    return DetectionCreate.model_validate(
        {
            "node": "n", "boot": 1, "sequence": sequence, "session_id": session_id, "detected_at": NOW,
            "ticks": [1, None, 3], "tick_hz": 8e6, "tick_bits": 32, "amplitudes": [5, None, 6], "pulse_pins": [],
            "temp_c": 20.0, "rh_pct": None, "pressure_pa": None, "speed_mm_per_us": 0.343, "sigma_us": 1.0,
            "board_x_mm": None, "board_y_mm": None, "second_event": False, "outcome": "located", "reason": None,
            "calibration_version": None, "calibration_id": None,
            "x_mm": 650.0, "y_mm": 700.0, "covariance_mm2": (1.0, 0.0, 1.0), **changes,
        }
    )  # fmt: skip


def sensed(session_id: UUID, detection_id: UUID) -> SensedShot:
    return SensedShot(
        session_id=session_id, detection_id=detection_id, arrow_landing_time=NOW, x=650.0, y=700.0,
        sigma_major=1.0, sigma_minor=1.0, sigma_angle=0.0,
    )  # fmt: skip


async def test_the_same_burst_twice_is_one_detection_and_one_shot(tables: Tables, sensing_pool: Pool) -> None:
    session_id = await tables.session()
    detections, shots = DetectionsDB(sensing_pool), ShotsDB(sensing_pool)
    detection_id = await detections.insert_one(a_detection(1, session_id))
    assert detection_id is not None
    assert await detections.insert_one(a_detection(1, session_id)) is None
    assert await shots.insert_sensed(sensed(session_id, detection_id)) is not None
    assert await shots.insert_sensed(sensed(session_id, detection_id)) is None


async def test_detections_are_kept_as_measured(tables: Tables, sensing_pool: Pool, server_pool: Pool) -> None:
    session_id = await tables.session()
    created = a_detection(1, session_id)
    detection_id = await DetectionsDB(sensing_pool).insert_one(created)
    assert detection_id is not None
    read = await DetectionsDB(server_pool).get_one_by_id(detection_id)
    assert read.ticks == [1, None, 3]
    assert read.covariance_mm2 == [1.0, 0.0, 1.0]
    found = await DetectionsDB(server_pool).find(DetectionFilters(outcome="located"))
    assert [row.id for row in found.rows] == [detection_id]


async def test_shots_count_up_in_commit_order_under_many_writers(tables: Tables, server_pool: Pool) -> None:
    session_id = await tables.session()
    shots = ShotsDB(server_pool)
    await asyncio.gather(*(shots.insert_one(ShotCreate(session_id=session_id)) for _ in range(40)))
    rows = await tables.admin.fetch("SELECT seq FROM shots ORDER BY seq")
    changes = await tables.admin.fetch("SELECT seq FROM changes WHERE table_name = 'shots' ORDER BY seq")
    assert [r["seq"] for r in rows] == [r["seq"] for r in changes]
    assert len({r["seq"] for r in rows}) == 40


async def test_arrows_fill_ends_and_sighters_do_not_count(tables: Tables, server_pool: Pool) -> None:
    session_id = await tables.session(arrows_per_end=3)
    shots = ShotsDB(server_pool)
    await shots.insert_one(ShotCreate(session_id=session_id, is_sighter=True))
    for _ in range(7):
        await shots.insert_one(ShotCreate(session_id=session_id))
    ends = [shot.end_number for shot in (await shots.read_session(session_id)).rows if not shot.is_sighter]
    assert ends == [1, 1, 1, 2, 2, 2, 3]


async def test_pages_hold_every_shot_once(tables: Tables, server_pool: Pool) -> None:
    session_id = await tables.session()
    shots = ShotsDB(server_pool)
    ids = [await shots.insert_one(ShotCreate(session_id=session_id)) for _ in range(7)]
    seen: list[UUID] = []
    cursor = None
    for _ in range(4):
        page = await shots.find(ShotFilters(limit=2, cursor=cursor))
        seen += [row.id for row in page.rows]
        cursor = page.next_cursor
    assert seen == ids[::-1]
    assert cursor is None


async def test_amend_keeps_what_is_absent_and_clears_what_is_null(tables: Tables, server_pool: Pool) -> None:
    session_id = await tables.session()
    await tables.target(session_id)
    shots = ShotsDB(server_pool)
    shot_id = await shots.insert_one(
        ShotCreate(session_id=session_id, arrow_landing_time=NOW, x=650.0, y=690.0, points_called=9)
    )
    await shots.update_one(shot_id, ShotUpdate(fate="bouncer"))
    shot = await shots.get_one_by_id(shot_id)
    assert (shot.fate, shot.points_called, shot.points, shot.source) == ("bouncer", 9, 10, "manual")
    await shots.update_one(shot_id, ShotUpdate(points_called=None))
    assert (await shots.get_one_by_id(shot_id)).points_called is None


async def test_what_is_not_there_is_not_found(server_pool: Pool) -> None:
    shots = ShotsDB(server_pool)
    for attempt in (
        shots.get_one_by_id(uuid4()),
        shots.delete_one(uuid4()),
        shots.update_one(uuid4(), ShotUpdate(fate="stuck")),
    ):
        with pytest.raises(DBNotFound):
            await attempt


async def test_a_broken_constraint_is_reported_in_our_words(tables: Tables, server_pool: Pool) -> None:
    shots = ShotsDB(server_pool)
    with refusing(DBException, "no such session"):
        await shots.insert_one(ShotCreate(session_id=uuid4()))
    session_id = await tables.session()
    with refusing(DBException, "no such arrow"):
        await shots.insert_one(ShotCreate(session_id=session_id, arrow_id=uuid4()))


async def test_a_plain_insert_by_another_process_is_a_whole_shot(tables: Tables, server_pool: Pool) -> None:
    session_id, arrow_id = await tables.session(), await tables.arrow()
    await tables.target(session_id)
    await tables.admin.execute(
        "INSERT INTO shots (arrow_id, session_id, arrow_engage_time, arrow_disengage_time, arrow_landing_time, x, y) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        arrow_id, session_id, NOW - timedelta(seconds=3), NOW - timedelta(seconds=1), NOW, 650.0, 652.0,
    )  # fmt: skip
    (shot,) = (await ShotsDB(server_pool).read_session(session_id)).rows
    assert (shot.points, shot.is_x, shot.face, shot.end_number) == (10, True, "80 cm", 1)
    assert shot.seq > 0


async def test_deleting_an_arrow_keeps_its_shots(tables: Tables, server_pool: Pool) -> None:
    session_id, arrow_id = await tables.session(), await tables.arrow()
    shots = ShotsDB(server_pool)
    shot_id = await shots.insert_one(ShotCreate(session_id=session_id, arrow_id=arrow_id))
    await tables.admin.execute("DELETE FROM arrows")
    assert (await shots.get_one_by_id(shot_id)).arrow_id is None


async def test_summary_adds_up(tables: Tables, server_pool: Pool) -> None:
    session_id = await tables.session(arrows_per_end=3)
    await tables.target(session_id)
    shots = ShotsDB(server_pool)
    for y in (650.0, 700.0, 740.0, 900.0):
        await shots.insert_one(ShotCreate(session_id=session_id, arrow_landing_time=NOW, x=650.0, y=y))
    await shots.insert_one(ShotCreate(session_id=session_id))
    summary = await SummaryDB(server_pool).of_session(session_id)
    assert [(e.end_number, e.arrows, e.score) for e in summary.ends] == [(1, 3, 27), (2, 2, 4)]
    assert (summary.score, summary.arrows, summary.misses, summary.tens, summary.xs) == (31, 5, 1, 1, 1)
    assert summary.group is not None
    assert summary.group.extreme_spread == pytest.approx(250)
    with pytest.raises(DBNotFound):
        await SummaryDB(server_pool).of_session(uuid4())


async def test_a_database_that_is_away_is_reported_as_such(
    location: DatabaseLocation, server_pool: Pool, cluster: Cluster
) -> None:
    shots = ShotsDB(server_pool)
    await cluster.allow(location, connections=False)
    await cluster.disconnect(location)
    try:
        with pytest.raises(DBUnavailable):
            await shots.find(ShotFilters())
    finally:
        await cluster.allow(location, connections=True)
    assert (await shots.find(ShotFilters())).rows == []


async def test_a_transaction_that_fails_leaves_nothing(tables: Tables, sensing_pool: Pool) -> None:
    session_id = await tables.session()
    with pytest.raises(DBException):
        async with transaction(sensing_pool) as connection:
            await DetectionsDB(connection).insert_one(a_detection(1, session_id))
            await ShotsDB(connection).insert_sensed(sensed(uuid4(), uuid4()))
    assert await tables.admin.fetchval("SELECT count(*) FROM detections") == 0
