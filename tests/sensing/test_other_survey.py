"""What waits in the journal was measured by the sensors of then: it meets the survey of today."""

from pathlib import Path

import pytest

from appliance.database.pool import Pool
from appliance.schema.survey import Survey
from appliance.sensing.measure import measurer
from drivers.sim.virtual_butt import DEMO_SENSORS
from tests.builders import a_survey
from tests.models.helpers import Tables
from tests.sensing.bench import Bench, an_entry, an_impact, left_by_the_last_run, recorded

SHIFT_MM = 15.0


def survey_of(count: int, shift_mm: float = 0.0) -> Survey:
    listed = [{"id": s.id, "x_mm": s.x_mm + shift_mm, "y_mm": s.y_mm, "z_mm": s.z_mm} for s in DEMO_SENSORS[:count]]
    return a_survey(sensors=listed)


async def test_it_is_placed_by_the_survey_of_today(tables: Tables, sensing_pool: Pool, tmp_path: Path) -> None:
    await tables.session()
    left_by_the_last_run(tmp_path, *[an_entry(an_impact(number)) for number in (1, 2)])
    bench = Bench(sensing_pool, tmp_path, measure=measurer(survey_of(8, SHIFT_MM)))
    async with bench.running():
        await bench.drained()
    rows = await tables.admin.fetch("SELECT outcome, x_mm FROM detections")
    assert [row["x_mm"] for row in rows] == [pytest.approx(650.0 + SHIFT_MM, abs=1.5)] * 2


async def test_where_sensors_were_taken_away_it_is_kept_with_the_reason_and_what_comes_goes_on(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    await tables.session()
    left_by_the_last_run(tmp_path, an_entry(an_impact(1)))
    bench = Bench(sensing_pool, tmp_path, measure=measurer(survey_of(6)))
    async with bench.running():
        await bench.drained()
        six = an_impact(2)
        bench.pipeline.emit(an_impact(2, ticks=six.ticks[:6]))
        await bench.drained()
        assert bench.pipeline.set_aside_count == 0
    assert await recorded(tables) == [1, 2]
    rows = await tables.admin.fetch("SELECT outcome, reason FROM detections ORDER BY sequence")
    assert [row["outcome"] for row in rows] == ["unplaced", "located"]
    assert rows[0]["reason"] is not None
