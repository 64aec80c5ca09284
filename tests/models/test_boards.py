"""Which board the sensors were measured with, and which one the newest impact came from."""

from datetime import UTC, timedelta

import pytest

from appliance.models.detections_db import DetectionsDB
from appliance.models.sensors_db import SensorsDB
from appliance.models.surveys_db import SurveysDB
from tests.builders import NOW, a_survey
from tests.models.helpers import Tables
from tests.models.test_many_shots import rows_read
from tests.models.test_shots_db import a_detection

OLD, NEW = (f"archstats-{number:016x}" for number in (1, 2))
SOME = 300


async def hear(tables: Tables, node: str, count: int = 1) -> None:
    """So many impacts, after all others."""
    known = await tables.admin.fetchval("SELECT count(*) FROM detections")
    since = await tables.admin.fetchval("SELECT max(created_at) FROM surveys") or NOW.astimezone(UTC)
    await DetectionsDB(tables.admin).insert_many(
        [
            a_detection(k, None, node=node, detected_at=since + timedelta(seconds=k), outcome="no_session")
            for k in range(known, known + count)
        ]
    )


async def test_a_board_is_another_than_the_first_since_the_survey(tables: Tables) -> None:
    boards = SensorsDB(tables.admin).boards
    assert await boards() == (None, None)
    await hear(tables, NEW)
    await SurveysDB(tables.admin).insert_one(a_survey(), "page")
    await hear(tables, OLD)
    assert await boards() == (OLD, OLD)
    await hear(tables, NEW)
    assert await boards() == (OLD, NEW)


@pytest.mark.parametrize("node", ["left butt", "archstats-1", f"{OLD}0", f" {OLD}", OLD.upper(), "x" * 100])
async def test_a_name_that_is_no_hardware_number_is_not_named(tables: Tables, node: str) -> None:
    await SurveysDB(tables.admin).insert_one(a_survey(), "page")
    await hear(tables, OLD)
    await hear(tables, node)
    assert await SensorsDB(tables.admin).boards() == (OLD, None)


async def test_how_much_is_read_for_it_does_not_grow_with_what_was_shot(tables: Tables) -> None:
    await SurveysDB(tables.admin).insert_one(a_survey(), "page")
    for node in (OLD, "a freETarget", NEW):
        await hear(tables, node, SOME)
    await tables.admin.execute("ANALYZE detections")
    async with tables.admin.transaction():
        before = await rows_read(tables)
        assert await SensorsDB(tables.admin).boards() == (OLD, NEW)
        assert await rows_read(tables) - before < 10
