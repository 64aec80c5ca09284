"""A calibration in force whose result somebody changed by SQL: it is said, and impacts are placed by the survey."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.database.pool import Pool
from appliance.models.unreadable import UNREADABLE
from appliance.schema.calibrations import CalibratedSensor, CalibrationResult
from appliance.sensing.calibrator import Calibrator
from appliance.sensing.measure import Measurer, surveyed_places
from tests.builders import a_survey, surveys
from tests.models.helpers import Tables
from tests.sensing.bench import Bench, an_impact

Result = dict[str, Any]
MOVED_MM = 3.0
POINTS = [{"x_mm": x, "y_mm": y} for x in (200.0, 650.0, 1100.0) for y in (200.0, 650.0, 1100.0)]


def a_result() -> Result:
    """As a fit found it: every sensor three millimetres higher than surveyed."""
    survey = a_survey()
    found = CalibrationResult(
        sensors=[
            CalibratedSensor(id=s.id, x_mm=s.x_mm, y_mm=s.y_mm + MOVED_MM, z_mm=s.z_mm, bias_us=0.0, moved_mm=MOVED_MM)
            for s in survey.sensors
        ],
        speed_scale=1.0,
        residual_us=0.5,
        before_rms_mm=3.0,
        after_rms_mm=0.2,
        points=[],
        survey=surveyed_places(survey),
        is_better=True,
    )
    return found.model_dump(mode="json")


def sensor_with(**changes: Any) -> Callable[[Result], Any]:
    return lambda result: result | {"sensors": [result["sensors"][0] | changes, *result["sensors"][1:]]}


def result_with(**changes: Any) -> Callable[[Result], Any]:
    return lambda result: result | changes


ODD: dict[str, Callable[[Result], Any]] = {
    "nothing in it": lambda _: {},
    "a list": lambda _: [],
    "a text": lambda _: "odd",
    "null": lambda _: None,
    "without a speed": lambda result: {name: result[name] for name in result if name != "speed_scale"},
    "a speed of 0": result_with(speed_scale=0),
    "a speed below 0": result_with(speed_scale=-1),
    "a speed far too low": result_with(speed_scale=1e-9),
    "a speed far too high": result_with(speed_scale=1e9),
    "a speed in words": result_with(speed_scale="NaN"),
    "a sensor too few": lambda result: result | {"sensors": result["sensors"][:-1]},
    "a sensor too many": lambda result: result | {"sensors": [*result["sensors"], result["sensors"][0]]},
    "no sensors": result_with(sensors=[]),
    "sensors in another order": lambda result: result | {"sensors": result["sensors"][::-1]},
    "all sensors at one place": lambda result: result | {"sensors": [
        sensor | {"x_mm": 0.0, "y_mm": 0.0, "z_mm": 0.0} for sensor in result["sensors"]
    ]},
    "a sensor far away": sensor_with(x_mm=1e9),
    "a sensor nowhere": sensor_with(x_mm=None),
    "a sensor late by a day": sensor_with(bias_us=8.64e10),
    "a sensor late by a thousand rises": sensor_with(left_share=1000.0),
    "a sensor early by a thousand rises": sensor_with(left_share=-1000.0),
    "another field": sensor_with(colour="red"),
}  # fmt: skip


async def in_force(tables: Tables, result: Any) -> None:
    await tables.admin.execute(
        "INSERT INTO calibrations (status, request, result) VALUES ('accepted', $1, $2::text::jsonb)",
        {"kind": "array", "points": POINTS},
        json.dumps(result),
    )


async def placed(pool: Pool, tables: Tables, folder: Path) -> tuple[float, int | None]:
    """The height of an impact at (650, 650), and by which calibration; after a start that must not fail."""
    await tables.session()
    bench = Bench(pool, folder)
    used: list[Measurer] = []

    def use(measurer: Measurer) -> None:
        used.append(measurer)
        bench.pipeline.set_measurer(measurer)

    calibrator = Calibrator(pool, surveys(pool), use)
    await calibrator.refresh()
    bench.pipeline.emit(an_impact(1))
    async with bench.running():
        await bench.drained()
    assert (len(used), bench.pipeline.set_aside_count) == (1, 0)
    (row,) = await tables.admin.fetch("SELECT outcome, y_mm, calibration_version FROM detections")
    assert row["outcome"] == "located"
    return row["y_mm"], row["calibration_version"]


async def test_a_result_as_it_was_fitted_is_in_force(tables: Tables, sensing_pool: Pool, tmp_path: Path) -> None:
    await in_force(tables, a_result())
    height, version = await placed(sensing_pool, tables, tmp_path)
    assert height == pytest.approx(650.0 + MOVED_MM, abs=1.0)
    assert version == 1
    assert UNREADABLE.messages() == []


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
async def test_an_odd_result_is_reported_and_the_survey_holds(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, odd: Callable[[Result], Any]
) -> None:
    await in_force(tables, odd(a_result()))
    height, version = await placed(sensing_pool, tables, tmp_path)
    assert height == pytest.approx(650.0, abs=1.0)
    assert version is None
    (row,) = UNREADABLE.rows()
    assert row.kind == "calibrations"


async def test_what_was_mended_is_not_reported_any_more(tables: Tables, sensing_pool: Pool) -> None:
    await in_force(tables, a_result() | {"speed_scale": 0.0})
    used: list[Measurer] = []
    calibrator = Calibrator(sensing_pool, surveys(sensing_pool), used.append)
    for statement in (
        "SELECT",
        "UPDATE calibrations SET result = jsonb_set(result, '{speed_scale}', '1.01')",
        "UPDATE calibrations SET result = jsonb_set(result, '{speed_scale}', '7')",
        "DELETE FROM calibrations",
    ):
        await tables.admin.execute(statement)
        await calibrator.refresh()
    assert [measurer.calibration_version for measurer in used] == [None, 1, None, None]
    assert UNREADABLE.rows() == []


async def test_of_two_odd_results_the_one_that_would_be_in_force_is_reported(
    tables: Tables, sensing_pool: Pool
) -> None:
    calibrator = Calibrator(sensing_pool, surveys(sensing_pool), lambda _: None)
    for speed in (0.0, 7.0):
        await in_force(tables, a_result() | {"speed_scale": speed})
        await calibrator.refresh()
    newest = await tables.admin.fetchval("SELECT id FROM calibrations ORDER BY version DESC LIMIT 1")
    assert [row.key for row in UNREADABLE.rows()] == [str(newest)]
