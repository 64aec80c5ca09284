"""An impact is one row for ever, whoever sends it again; two that have one number are two."""

import time
from datetime import timedelta
from uuid import UUID

from appliance.core.events import Air, BurstKey, ImpactPulse
from appliance.core.identity import content_digest
from appliance.database.pool import Pool
from appliance.models.base_db import transaction
from appliance.models.detections_db import DetectionsDB
from appliance.models.shots_db import ShotsDB
from appliance.schema.shots import SensedShot
from tests.builders import NOW, a_burst
from tests.models.helpers import Tables
from tests.models.test_shots_db import a_detection

ONE, OTHER = "1" * 64, "2" * 64


def a_shot(session_id: UUID, detection_id: UUID, seconds: float = 0) -> SensedShot:
    return SensedShot(
        session_id=session_id, detection_id=detection_id, arrow_landing_time=NOW + timedelta(seconds=seconds),
        x=650.0, y=650.0, sigma_major=1.0, sigma_minor=1.0, sigma_angle=0.0,
    )  # fmt: skip


async def test_the_same_impact_is_known_however_often_it_comes(sensing_pool: Pool) -> None:
    detections = DetectionsDB(sensing_pool)
    first, again = await detections.insert_many([a_detection(1, None, digest=ONE), a_detection(1, None, digest=ONE)])
    assert (first.is_new, again.is_new, again.id) == (True, False, first.id)
    (later,) = await detections.insert_many([a_detection(1, None, digest=ONE)])
    assert later == (first.id, False, False)
    assert await sensing_pool.fetchval("SELECT count(*) FROM detections") == 1


async def test_another_impact_with_the_same_number_is_kept_and_marked(sensing_pool: Pool) -> None:
    detections = DetectionsDB(sensing_pool)
    (first,) = await detections.insert_many([a_detection(1, None, digest=ONE)])
    found = await detections.insert_many(
        [a_detection(1, None, digest=OTHER), a_detection(2, None, digest=ONE), a_detection(2, None, digest=OTHER)]
    )
    assert [(one.is_new, one.is_conflicting) for one in found] == [(True, True), (True, False), (True, True)]
    assert len({first.id, *(one.id for one in found)}) == 4
    (again,) = await detections.insert_many([a_detection(1, None, digest=OTHER)])
    assert again == (found[0].id, False, True)
    assert await detections.count_conflicting() == 2
    assert await detections.count_conflicting(timedelta(0)) == 0
    assert (await detections.get_one_by_id(found[0].id)).is_conflicting


async def test_what_was_recorded_before_there_were_digests_is_known_by_its_number(
    sensing_pool: Pool, tables: Tables
) -> None:
    detections = DetectionsDB(sensing_pool)
    (first,) = await detections.insert_many([a_detection(1, None)])
    assert await tables.admin.fetchval("SELECT digest FROM detections") == ""
    (again,) = await detections.insert_many([a_detection(1, None, digest=ONE)])
    assert again == (first.id, False, False)


async def test_the_same_number_on_another_appliance_is_another_impact(sensing_pool: Pool, tables: Tables) -> None:
    detections = DetectionsDB(sensing_pool)
    await detections.insert_many([a_detection(1, None, digest=ONE)])
    await tables.admin.execute("UPDATE detections SET appliance_id = gen_random_uuid()")
    (other,) = await detections.insert_many([a_detection(1, None, digest=ONE)])
    assert (other.is_new, other.is_conflicting) == (True, False)


async def test_many_come_back_in_their_order_with_all_that_was_measured(sensing_pool: Pool) -> None:
    detections = DetectionsDB(sensing_pool)
    given = [
        a_detection(k, None, digest=f"{k:064x}", node_time_us=2**62 + k, time_source="node") for k in range(9, 0, -1)
    ]
    found = await detections.insert_many([*given, given[0]])
    assert found[-1].id == found[0].id
    for one, inserted in zip(given, found, strict=False):
        stored = (await detections.get_one_by_id(inserted.id)).model_dump()
        for name, value in one.model_dump(exclude={"digest", "clock_id", "covariance_mm2"}).items():
            assert stored[name] == value, name
    assert await detections.insert_many([]) == []


async def test_every_detection_has_one_shot(sensing_pool: Pool, tables: Tables) -> None:
    session_id = await tables.session()
    found = await DetectionsDB(sensing_pool).insert_many([a_detection(k, session_id) for k in range(3)])
    shots = ShotsDB(sensing_pool)
    first = await shots.insert_sensed_many([a_shot(session_id, found[0].id)])
    new = await shots.insert_sensed_many([a_shot(session_id, one.id, 9 - k) for k, one in enumerate(found)])
    assert [one is None for one in (*first, *new)] == [False, True, False, False]
    by_detection = {shot.detection_id: shot.id for shot in (await ShotsDB(tables.admin).read_session(session_id)).rows}
    assert [by_detection[one.id] for one in found] == [first[0], *new[1:]]


async def test_fifty_at_once_cost_far_less_than_one_by_one(sensing_pool: Pool, tables: Tables) -> None:
    session_id = await tables.session()

    async def record(first: int, at_once: int) -> None:
        async with transaction(sensing_pool) as connection:
            found = await DetectionsDB(connection).insert_many(
                [a_detection(first + k, session_id) for k in range(at_once)]
            )
            await ShotsDB(connection).insert_sensed_many(
                [a_shot(session_id, one.id, first + k) for k, one in enumerate(found)]
            )

    await record(0, 1)
    took = []
    for size in (1, 50):
        began = time.perf_counter()
        for k in range(0, 50, size):
            await record(1000 * size + k, size)
        took.append(time.perf_counter() - began)
    assert took[1] < took[0] / 2, took


def test_a_digest_is_of_what_was_measured_and_of_nothing_else() -> None:
    burst = a_burst(1, ticks=(1, None, 3), node_time_us=5)
    same = a_burst(2, ticks=(1, None, 3), node_time_us=5, loop_us=9.0, air=Air(temp_c=3.0), impact_us=8.0)
    assert content_digest(burst) == content_digest(same)
    assert len(content_digest(burst)) == 64
    changed = [
        a_burst(1, ticks=(1, None, 4), node_time_us=5),
        a_burst(1, ticks=(1, 3, None), node_time_us=5),
        a_burst(1, ticks=(1, None, 3), node_time_us=6),
        a_burst(1, ticks=(1, None, 3), node_time_us=5, amplitudes=(1,)),
        a_burst(1, ticks=(1, None, 3), node_time_us=5, board_x_mm=1.0),
        a_burst(1, ticks=(1, None, 3), node_time_us=5, tick_hz=1e6),
    ]
    assert len({content_digest(one) for one in (burst, *changed)}) == 7


def test_pulses_are_told_apart_by_pin_and_time() -> None:
    one, other = ImpactPulse(17, NOW, 0.0), ImpactPulse(27, NOW, 5.0)
    assert content_digest([one, other]) == content_digest([other, one])
    assert len({content_digest([one]), content_digest([other]), content_digest([one, other])}) == 3


def test_a_stored_shot_that_a_board_tells_again_with_other_counters_is_the_same() -> None:
    key = BurstKey("freetarget-LANE 3", 2**62 + 7, 0)
    first = a_burst(1, key=key, ticks=(0, 3, 9, 4), amplitudes=(), tick_hz=10e6)
    again = a_burst(1, key=key, ticks=(None,) * 4, amplitudes=(), tick_hz=10e6, board_x_mm=1.0, board_y_mm=2.0)
    other = a_burst(1, key=BurstKey("freetarget-LANE 3", 2**62 + 8, 0), ticks=(0, 3, 9, 4), tick_hz=10e6)
    assert content_digest(first) == content_digest(again) != content_digest(other)
