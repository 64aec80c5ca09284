"""The taps of a calibration in the order in which they were made, also where one is recorded late."""

from datetime import datetime, timedelta
from uuid import UUID

from appliance.core.calibration.taps import MIN_TAPS
from appliance.database.channels import Resync
from appliance.database.pool import Pool
from appliance.models.calibrations_db import CalibrationsDB
from appliance.models.context_db import ContextDB
from appliance.models.detections_db import DetectionsDB
from appliance.schema.calibrations import CalibrationRead
from appliance.sensing.calibrator import Calibrator
from tests.builders import surveys
from tests.models.helpers import Tables
from tests.models.test_shots_db import a_detection

MARKS = [(200.0 + 60 * k, 300.0) for k in range(MIN_TAPS)]


async def tap(pool: Pool, k: int, at: datetime) -> UUID | None:
    """The tap on mark `k`, where the calibration takes it."""
    (context,) = await ContextDB(pool).at([at])
    x, y = MARKS[min(k, len(MARKS) - 1)]
    await DetectionsDB(pool).insert_many(
        [a_detection(k, None, detected_at=at, x_mm=x, y_mm=y, calibration_id=context.calibration_id)]
    )
    return context.calibration_id


async def test_a_tap_that_comes_late_is_put_in_its_place(sensing_pool: Pool, tables: Tables) -> None:
    points = [{"x_mm": x, "y_mm": y} for x, y in MARKS]
    asked = {"kind": "acceptance", "points": points}
    calibration_id: UUID = await tables.admin.fetchval(
        "INSERT INTO calibrations (request) VALUES ($1) RETURNING id", asked
    )
    start: datetime = await tables.admin.fetchval("SELECT clock_timestamp()")
    calibrator = Calibrator(sensing_pool, surveys(sensing_pool), lambda _: None)

    async def now() -> CalibrationRead:
        calibrator.on_notice(Resync())
        await calibrator.refresh()
        return await CalibrationsDB(sensing_pool).get_one_by_id(calibration_id)

    order = [0, 2, *range(3, MIN_TAPS)]
    for k in order:
        assert await tap(sensing_pool, k, start + timedelta(milliseconds=k)) == calibration_id
    assert (await now()).status == "running"
    # the archer taps once more than there are marks: the second tap is still on its way
    assert await tap(sensing_pool, MIN_TAPS, start + timedelta(milliseconds=MIN_TAPS)) == calibration_id
    wrong = await now()
    assert (wrong.status, wrong.acceptance is not None) == ("proposed", True)
    assert wrong.acceptance is not None
    assert not wrong.acceptance.is_good
    assert await tap(sensing_pool, 1, start + timedelta(milliseconds=1)) == calibration_id
    right = await now()
    assert right.acceptance is not None
    assert right.acceptance.rms_mm == 0.0
    assert [one.x_mm for one in right.taps[:MIN_TAPS]] == [x for x, _ in MARKS]
    assert await CalibrationsDB(sensing_pool).find_outdated() == []


async def test_what_a_person_accepted_is_not_worked_out_again(sensing_pool: Pool, tables: Tables) -> None:
    calibration_id: UUID = await tables.admin.fetchval(
        "INSERT INTO calibrations (request) VALUES ($1) RETURNING id",
        {"kind": "acceptance", "points": [{"x_mm": x, "y_mm": y} for x, y in MARKS]},
    )
    start: datetime = await tables.admin.fetchval("SELECT clock_timestamp()")
    calibrator = Calibrator(sensing_pool, surveys(sensing_pool), lambda _: None)
    for k in range(1, MIN_TAPS + 1):
        await tap(sensing_pool, k, start + timedelta(milliseconds=k))
    await calibrator.refresh()
    assert await CalibrationsDB(sensing_pool).is_undecided()
    await tables.admin.fetchval("SELECT decide_calibration($1, 'accepted')", calibration_id)
    before = await CalibrationsDB(sensing_pool).get_one_by_id(calibration_id)
    await tap(sensing_pool, 0, start)
    await calibrator.refresh()
    after = await CalibrationsDB(sensing_pool).get_one_by_id(calibration_id)
    assert (after.status, after.acceptance) == ("accepted", before.acceptance)
