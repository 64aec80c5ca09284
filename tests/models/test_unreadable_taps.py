"""A tap whose measurement cannot be read fails its calibration, with what to do; nothing else."""

import json
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from appliance.core.calibration.taps import MIN_TAPS
from appliance.database.pool import Pool
from appliance.models.calibrations_db import CalibrationsDB
from appliance.models.unreadable import UNREADABLE
from appliance.sensing.calibrator import Calibrator
from tests.builders import surveys
from tests.english import english
from tests.models.helpers import Tables
from tests.models.test_late_taps import MARKS, tap


async def test_a_tap_that_cannot_be_read_fails_its_calibration(sensing_pool: Pool, tables: Tables) -> None:
    key: UUID = await tables.admin.fetchval(
        "INSERT INTO calibrations (request) VALUES ($1) RETURNING id",
        {"kind": "acceptance", "points": [{"x_mm": x, "y_mm": y} for x, y in MARKS]},
    )
    start: datetime = await tables.admin.fetchval("SELECT clock_timestamp()")
    calibrator = Calibrator(sensing_pool, surveys(sensing_pool), lambda _: None)
    for k in range(MIN_TAPS):
        await tap(sensing_pool, k, start + timedelta(milliseconds=k))
    await tables.admin.execute("ALTER TABLE detections DROP CONSTRAINT detections_temp_c_in_domain")
    await tables.admin.execute("UPDATE detections SET temp_c = 'NaN' WHERE sequence = 1")
    await calibrator.refresh()
    found = await CalibrationsDB(sensing_pool).get_one_by_id(key)
    assert (found.status, found.acceptance) == ("failed", None)
    assert english(found.reason) == "what was measured of a tap cannot be read any more: tap all of them again"


async def test_a_calibration_in_force_that_cannot_be_read_is_none(sensing_pool: Pool, tables: Tables) -> None:
    await tables.admin.execute(
        "INSERT INTO calibrations (request, result, status) VALUES ($1, $2, 'accepted')",
        {"kind": "array", "points": [{} for _ in range(MIN_TAPS)]},
        {"sensors": "odd"},
    )
    used: list[int | None] = []
    await Calibrator(
        sensing_pool, surveys(sensing_pool), lambda measurer: used.append(measurer.calibration_version)
    ).refresh()
    assert used == [None]


@pytest.mark.parametrize(
    "request_text",
    [
        "5",
        "[]",
        "{}",
        '{"kind": "odd"}',
        '{"kind": "face", "colour": "red"}',
        '{"kind": "array", "points": 5}',
        json.dumps({"kind": "array", "points": [{}] * 5_000}),
        json.dumps({"kind": "array", "points": [5] * 16}),
        json.dumps({"kind": "acceptance", "points": [{"x_mm": "here", "y_mm": 5}] * 16}),
        json.dumps({"kind": "array", "points": [{}] + [{"shot_id": "that one"}] * 15}),
        json.dumps({"kind": "array", "points": [{"shot_id": "that one"}] * 16}),
    ],
    ids=range(11),
)
async def test_a_calibration_that_is_asked_for_and_cannot_be_read_takes_no_impacts_and_says_so(
    request_text: str, sensing_pool: Pool, tables: Tables
) -> None:
    key: UUID = await tables.admin.fetchval(
        "INSERT INTO calibrations (request) VALUES ($1::text::jsonb) RETURNING id", request_text
    )
    used: list[int | None] = []
    calibrator = Calibrator(
        sensing_pool, surveys(sensing_pool), lambda measurer: used.append(measurer.calibration_version)
    )
    await calibrator.refresh()
    row = await tables.admin.fetchrow("SELECT status, reason ->> 'code' AS reason FROM calibrations WHERE id = $1", key)
    assert row is not None
    assert tuple(row) == ("failed", "request_unreadable")
    assert await tap(sensing_pool, 0, await tables.admin.fetchval("SELECT clock_timestamp()")) is None
    # nor is it in the way once it is accepted
    await tables.admin.execute("UPDATE calibrations SET status = 'accepted' WHERE id = $1", key)
    await calibrator.refresh()
    assert used == [None, None]
    assert ("calibrations", str(key)) in {(row.kind, row.key) for row in UNREADABLE.rows()}
