"""What is heard while the sensors are tested is measured and scores nothing, whenever it is recorded."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from appliance.core.coincidence import Impact
from appliance.database.pool import Pool
from appliance.models.context_db import MomentContext
from appliance.models.sensor_tests_db import SensorTestsDB
from appliance.schema.sensor_tests import SensorTestUpdate
from appliance.sensing.items import Found, Prepared
from appliance.sensing.placing import Placer
from tests.builders import NOW
from tests.models.helpers import Tables
from tests.models.test_context import ask
from tests.sensing.bench import Bench, BenchClock, an_entry, an_impact, left_by_the_last_run
from tests.sensing.test_parts_alone import Air, an_item

SQUARE = ((300.0, 300.0), (1000.0, 300.0), (1000.0, 1000.0), (300.0, 1000.0))


async def now(tables: Tables) -> datetime:
    moment: datetime = await tables.admin.fetchval("SELECT clock_timestamp()")
    return moment


async def outcomes(tables: Tables) -> list[tuple[str, bool]]:
    """By number: what it was told to be, and whether there is a shot of it."""
    rows = await tables.admin.fetch(
        """
        SELECT outcome, shots.id IS NOT NULL AS is_shot
          FROM detections LEFT JOIN shots ON detection_id = detections.id ORDER BY sequence
        """
    )
    return [(row["outcome"], row["is_shot"]) for row in rows]


async def test_a_tap_in_a_test_is_no_shot_and_an_arrow_after_it_is(
    tables: Tables, sensing_pool: Pool, server_pool: Pool, tmp_path: Path
) -> None:
    session_id = await tables.session()
    bench, tests = Bench(sensing_pool, tmp_path), SensorTestsDB(server_pool)

    def at(moment: datetime) -> float:
        return (moment - bench.clock.began_at) / timedelta(microseconds=1)

    before = await now(tables)
    test_id = await tests.begin()
    within = await now(tables)
    await tests.update_one(test_id, SensorTestUpdate(is_on=False))
    after = await now(tables)
    async with bench.running():
        # what comes late is judged by when it was felt
        for sequence, moment in ((1, before), (2, within), (3, after)):
            bench.pipeline.emit(an_impact(sequence, impact_us=at(moment)))
        bench.pipeline.emit(an_impact(4, 60.0, 60.0, impact_us=at(within)))
        await bench.drained()
    assert await outcomes(tables) == [("located", True), ("test", False), ("located", True), ("test", False)]
    # it could still have been an arrow: the session is kept with it
    assert await tables.admin.fetchval("SELECT session_id FROM detections WHERE sequence = 2") == session_id


async def test_what_the_last_run_left_of_a_test_is_of_the_test(
    tables: Tables, sensing_pool: Pool, server_pool: Pool, tmp_path: Path
) -> None:
    await tables.session()
    await SensorTestsDB(server_pool).begin()
    left_by_the_last_run(tmp_path, an_entry(an_impact(1), at=await now(tables)))
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        await bench.drained()
    assert await outcomes(tables) == [("test", False)]


async def test_taps_of_a_calibration_stay_its_taps_and_one_too_many_is_no_shot(
    tables: Tables, sensing_pool: Pool, server_pool: Pool, tmp_path: Path
) -> None:
    await tables.session()
    calibration_id = await ask(tables, points=4)
    await SensorTestsDB(server_pool).begin()
    bench = Bench(sensing_pool, tmp_path)
    felt = (await now(tables) - bench.clock.began_at) / timedelta(microseconds=1)
    async with bench.running():
        for k, (x, y) in enumerate([*SQUARE, (650.0, 650.0)]):
            bench.pipeline.emit(an_impact(k + 1, x, y, impact_us=felt + k))
        await bench.drained()
    assert await outcomes(tables) == [("located", False)] * 4 + [("test", False)]
    taps = await tables.admin.fetchval("SELECT count(*) FROM detections WHERE calibration_id = $1", calibration_id)
    assert taps == 4


def test_a_knock_in_a_test_tells_nothing_of_the_air() -> None:
    air = Air()
    placer = Placer(air, BenchClock())  # type: ignore[arg-type]
    burst = an_impact(1)
    dated = Prepared(Found(Impact(burst, (), believed=True), (an_item(burst),)), NOW)
    placer.placed(dated, MomentContext(UUID(int=1), False, None, 0, is_test=True))
    assert len(placer._airs) == 0
    placer.placed(dated, MomentContext(UUID(int=1), False, None, 0))
    assert len(placer._airs) == 1
