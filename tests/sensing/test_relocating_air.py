"""A session placed again over which the wind turned: each arrow in the air that explains it, before or after."""

import random
from datetime import timedelta
from uuid import UUID

import pytest

from appliance.core.air.state import SlowState
from appliance.core.coincidence import Impact
from appliance.core.events import Air
from appliance.database.pool import Pool
from appliance.models.detections_db import DetectionsDB
from appliance.models.relocations_db import RelocationsDB
from appliance.schema.detections import DetectionRead
from appliance.sensing.detection_rows import Moment, detection_row
from appliance.sensing.measure import Measurer, measurer
from appliance.sensing.relocating import Relocation, relocate
from drivers.sim.virtual_butt import VirtualButt
from tests.builders import NOW, a_burst, a_survey
from tests.models.helpers import Tables

WIND_M_PER_S = 5.0
ARROWS = 24
PLACES = [(350.0 + 90.0 * (k % 7), 300.0 + 110.0 * (k % 5)) for k in range(ARROWS)]


async def measured_while_the_wind_turned(pool: Pool, session_id: UUID, measure: Measurer) -> list[DetectionRead]:
    """As recorded: the first half in wind from one side, the second from the other."""
    dice = random.Random(11)
    air: SlowState = measure.at_first(is_indoor=False)
    for k, (x, y) in enumerate(PLACES):
        wind = WIND_M_PER_S if k < ARROWS // 2 else -WIND_M_PER_S
        ticks = VirtualButt(wind_x_m_per_s=wind, sigma_us=0.5).ticks(x, y, k * 1e6, dice)
        impact = Impact(a_burst(k + 1, ticks=ticks, air=Air(18.0, 55.0, 101_325.0)), (), believed=True)
        place = measure.place(impact, air)
        air = place.air or air
        moment = Moment(NOW + timedelta(seconds=k), session_id)
        await DetectionsDB(pool).insert_one(detection_row(measure, impact, place, moment))
    return await RelocationsDB(pool).page(session_id, None, ARROWS)


async def test_an_arrow_at_which_the_wind_turned_is_placed_in_the_air_after_it(
    tables: Tables, sensing_pool: Pool
) -> None:
    session_id = await tables.session()
    measure = measurer(a_survey())
    rows = await measured_while_the_wind_turned(sensing_pool, session_id, measure)
    assert len(rows) == ARROWS
    assert any(row.outcome == "unplaced" for row in rows)
    found: list[Relocation] = relocate(measure, rows, is_indoor=False)
    assert [one.new.outcome for one in found] == ["located"] * ARROWS
    for one, (x, y) in zip(found, PLACES, strict=True):
        assert one.new.x_mm == pytest.approx(x, abs=2.0)
        assert one.new.y_mm == pytest.approx(y, abs=2.0)


async def test_what_no_air_explains_stays_unplaced_with_its_reason(tables: Tables, sensing_pool: Pool) -> None:
    session_id = await tables.session()
    measure = measurer(a_survey())
    rows = await measured_while_the_wind_turned(sensing_pool, session_id, measure)
    dice = random.Random(2)
    rows[5] = rows[5].model_copy(update={"ticks": [dice.randrange(1000, 30_000) for _ in range(8)]})
    found = relocate(measure, rows, is_indoor=False)
    assert (found[5].new.outcome == "located", found[5].new.reason is None) == (False, False)
    assert [one.new.outcome for one in found[:5] + found[6:]] == ["located"] * (ARROWS - 1)
