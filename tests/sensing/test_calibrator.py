"""What is made of taps, and which news make the calibrator look again."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from appliance.core.calibration.taps import MIN_TAPS, CalibrationError
from appliance.database.channels import Notice, Resync
from appliance.database.pool import Pool
from appliance.models.calibrations_db import CalibrationsDB
from appliance.runtime.background import background
from appliance.schema.calibrations import CalibrationPoint
from appliance.sensing.calibrator import Calibrator, exchanged_by, fit_calibration
from appliance.sensing.measure import measurer
from tests.builders import surveys
from tests.english import refusing
from tests.models.helpers import Tables
from tests.models.test_late_taps import MARKS, tap
from tests.sensing.tapped_butt import ASKED, SURVEY, calibration, heard

BY_SURVEY = measurer(SURVEY)


@pytest.mark.parametrize("odd", [{"tick_hz": 7e6}, {"tick_bits": 16}, {"node": "another"}])
def test_taps_that_two_boards_heard_calibrate_nothing(odd: dict[str, Any]) -> None:
    taps = list(heard()[0])
    taps[3] = taps[3].model_copy(update=odd)
    with refusing(CalibrationError, "two different boards"):
        fit_calibration(BY_SURVEY, ASKED, taps)
    # beyond those that were asked for it is none
    assert fit_calibration(BY_SURVEY, ASKED, [*heard()[0], taps[3]]) == calibration().result


def test_taps_of_more_channels_than_there_are_sensors_say_so() -> None:
    taps = list(heard()[0])
    taps[3] = taps[3].model_copy(update={"ticks": [*taps[3].ticks, 5]})
    with refusing(CalibrationError, "more sensors than are set up"):
        fit_calibration(BY_SURVEY, ASKED, taps)
    assert exchanged_by(BY_SURVEY, ASKED, taps) is None
    assert exchanged_by(BY_SURVEY, ASKED, []) is None
    assert exchanged_by(BY_SURVEY, ASKED, heard()[0]) is None


def test_each_tap_is_told_with_where_it_was_placed_before_and_after() -> None:
    free = 5
    asked = ASKED.model_copy(update={"points": [*ASKED.points]})
    asked.points[free] = CalibrationPoint()
    result = fit_calibration(BY_SURVEY, asked, heard()[0])
    assert [(point.x_mm, point.y_mm) for point in result.points] == [(p.x_mm, p.y_mm) for p in asked.points]
    odd = result.points[free]
    # where nobody says where it was there is nothing to compare
    assert {odd.before_mm, odd.after_mm, odd.before_x_mm, odd.before_y_mm, odd.after_x_mm, odd.after_y_mm} == {None}
    for point in [*result.points[:free], *result.points[free + 1 :]]:
        place = (point.x_mm or 0.0, point.y_mm or 0.0)
        before, after = (point.before_x_mm, point.before_y_mm), (point.after_x_mm, point.after_y_mm)
        assert point.before_mm == pytest.approx(math.dist(place, before))  # type: ignore[arg-type]
        assert point.after_mm == pytest.approx(math.dist(place, after))  # type: ignore[arg-type]
    assert not any(point.is_rejected or point.left_out for point in result.points)


async def test_news_of_taps_are_followed_while_some_are_awaited_or_may_come_late(
    sensing_pool: Pool, tables: Tables
) -> None:
    calibrator = Calibrator(sensing_pool, surveys(sensing_pool), lambda _: None)

    async def follows(*kinds: Notice | Resync) -> list[bool]:
        await calibrator.refresh()
        found = []
        for kind in kinds:
            calibrator.on_notice(kind)
            found.append(calibrator._stale.is_set())
            calibrator._stale.clear()
        return found

    an_impact = Notice("insert", "detections")
    # before it has looked it awaits none
    calibrator.on_notice(an_impact)
    assert not calibrator._stale.is_set()
    others: list[Notice | Resync] = [
        Resync(),
        Notice("update", "calibrations"),
        Notice("insert", "surveys"),
        Notice("insert", "shots"),
    ]
    assert await follows(an_impact, *others) == [False, True, True, True, False]
    calibration_id: UUID = await tables.admin.fetchval(
        "INSERT INTO calibrations (request) VALUES ($1) RETURNING id",
        {"kind": "acceptance", "points": [{"x_mm": x, "y_mm": y} for x, y in MARKS]},
    )
    start = await tables.admin.fetchval("SELECT clock_timestamp()")
    assert await follows(an_impact, *others) == [True, True, True, True, False]
    assert (await CalibrationsDB(sensing_pool).get_one_by_id(calibration_id)).status == "running"
    for k in range(MIN_TAPS):
        await tap(sensing_pool, k, start + timedelta(milliseconds=k))
    # proposed: one of before may come yet
    assert await follows(an_impact) == [True]
    await tables.admin.fetchval("SELECT decide_calibration($1, 'accepted')", calibration_id)
    assert await follows(an_impact, *others) == [False, True, True, True, False]


async def test_news_are_looked_at_while_it_runs(sensing_pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = asyncio.Event()
    refresh: Callable[[Calibrator], Awaitable[None]] = Calibrator.refresh

    async def watched(self: Calibrator) -> None:
        await refresh(self)
        looked.set()

    monkeypatch.setattr(Calibrator, "refresh", watched)
    calibrator = Calibrator(sensing_pool, surveys(sensing_pool), lambda _: None)
    async with background(calibrate=calibrator.run()):
        calibrator.on_notice(Resync())
        await asyncio.wait_for(looked.wait(), 20)
