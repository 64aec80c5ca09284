"""Runs the calibrations that a phone asked for through the database, and keeps the accepted one in force."""

import asyncio
import logging
import math
from collections.abc import Callable, Sequence
from uuid import UUID

from appliance.core.calibration.exchange import exchange_message, exchanges_by_taps
from appliance.core.calibration.quality import Calibrated, InForce, PointError, calibrate
from appliance.core.calibration.taps import CalibrationError, Priors, Tap
from appliance.core.geometry import SensorArray, separation_mm
from appliance.core.locating.burst import diameter_mm, latenesses, unwrap_candidates_us, with_quantisation
from appliance.core.message import Message, message, message_of
from appliance.database.channels import Notice, Resync
from appliance.messages.translation import described, described_if_any
from appliance.models.base_db import Queryable
from appliance.models.calibrations_db import CalibrationsDB
from appliance.models.errors import DBException, DBUnreadable
from appliance.schema.calibrations import (
    AcceptanceResult,
    CalibratedPoint,
    CalibratedSensor,
    CalibrationRead,
    CalibrationResult,
)
from appliance.schema.detections import DetectionRead
from appliance.schema.survey import Survey
from appliance.sensing.acceptance import accept
from appliance.sensing.in_force import measurer_in_force
from appliance.sensing.measure import Measurer, measurer, surveyed_places, unsurveyed
from appliance.sensing.refreshing import refresh_when_stale
from appliance.sensing.surveys import SurveyInForce

log = logging.getLogger(__name__)

REACH_SHARE = 1.1
"""Longest burst, as a share of the time of sound across the array: a tenth more for air, biases, moved sensors."""


class Calibrator:
    """Runs the calibration that is asked for, and hands over the one in force.

    `set_measurer` is called with the measurer of the survey and the calibration in force, at start and whenever one of
    them changes.

    The recorder decides which impacts are taps, by the time at which they were felt.
    """

    def __init__(
        self,
        source: Queryable,
        surveys: SurveyInForce,
        set_measurer: Callable[[Measurer], None],
    ) -> None:
        self._calibrations = CalibrationsDB(source)
        self._surveys = surveys
        self._set_measurer = set_measurer
        self._stale = asyncio.Event()
        self._tapping_id: UUID | None = None
        self._awaits_late_taps = False

    def on_notice(self, notice: Notice | Resync) -> None:
        """Called by the listener; has `run` refresh when the survey, a calibration or one of its taps changed."""
        if isinstance(notice, Resync) or notice.table in ("calibrations", "surveys"):
            self._stale.set()
        takes_taps = self._tapping_id is not None or self._awaits_late_taps
        if isinstance(notice, Notice) and notice.table == "detections" and takes_taps:
            self._stale.set()

    async def run(self) -> None:
        """Refresh after every such change, until cancelled."""
        await refresh_when_stale(self._stale, self.refresh)

    async def refresh(self) -> None:
        """Read the survey and the calibration in force, and finish the running one when all its taps are there.

        A proposal nobody has decided on yet is computed again when one of its taps is recorded late. Raises
        DBUnavailable.
        """
        survey = await self._surveys.read()
        if survey is None:
            self._set_measurer(unsurveyed())
            return
        in_force = measurer_in_force(survey, await self._calibrations.get_in_force())
        log.info("calibration in force: %s", in_force.calibration_version or "none, by the survey")
        self._set_measurer(in_force)
        active = await self._calibrations.get_active()
        if active is None:
            await self._give_up_unreadable()
        is_complete = active is not None and len(active.taps) >= active.taps_wanted
        self._tapping_id = active.id if active is not None and not is_complete else None
        if active is not None and active.status == "asked":
            await self._calibrations.start(active.id)
        if active is not None and is_complete:
            await self._finish(active, in_force)
        for outdated in await self._calibrations.find_outdated():
            await self._finish(outdated, in_force)
        self._awaits_late_taps = await self._calibrations.is_undecided()

    async def _give_up_unreadable(self) -> None:
        """End a calibration that cannot be read: it would take impacts for its taps for ever."""
        try:
            ended = await self._calibrations.give_up_unreadable(described(message("request_unreadable")))
        except DBException as error:
            log.warning("the calibration that waits for taps cannot be read, nor ended: %s", error)
            return
        if ended is not None:
            log.warning("calibration %s cannot be read: it waits for taps no longer", ended)

    async def _finish(self, active: CalibrationRead, in_force: Measurer) -> None:
        result: CalibrationResult | AcceptanceResult | None = None
        reason = None
        try:
            measured = [] if active.kind == "face" else await self._calibrations.measured(active.id)
            if active.kind == "acceptance":
                result = accept(in_force.survey, active, measured)
                reason = exchanged_by(in_force, active, measured)
            elif active.kind == "array":
                result = await asyncio.to_thread(fit_calibration, in_force, active, measured)
        except CalibrationError as error:
            reason = message_of(error)
        except DBUnreadable:
            reason = message("taps_unreadable")
        await self._calibrations.finish(active.id, result, described_if_any(reason))
        log.info("calibration %d: %s", active.version, reason or "proposed")


def fit_calibration(in_force: Measurer, asked: CalibrationRead, measured: Sequence[DetectionRead]) -> CalibrationResult:
    """Fit the surveyed array to the taps, and compare it with the one in force. Raises CalibrationError with advice."""
    survey, measured = in_force.survey, measured[: len(asked.points)]
    if len({(d.tick_hz, d.tick_bits, d.node) for d in measured}) > 1:
        raise CalibrationError(message("taps_of_two_clocks"))
    array = survey.array()
    if any(len(d.ticks) > len(array.sensors) for d in measured):
        raise CalibrationError(message("more_channels_than_sensors"))
    taps, speed = _taps(survey, asked, measured)
    found = calibrate(
        array,
        taps,
        speed_mm_per_us=speed,
        sigma_us=with_quantisation(survey.acoustics.sigma_us, measured[0].tick_hz),
        priors=Priors(tap_mm=asked.tap_mm),
        in_force=InForce(
            in_force.array,
            [bias - s.bias_us for bias, s in zip(in_force.biases_us, survey.sensors, strict=True)],
            speed * in_force.speed_scale,
            in_force.left_shares,
        ),
    )
    return _result(survey, asked, found, speed)


def exchanged_by(in_force: Measurer, asked: CalibrationRead, measured: Sequence[DetectionRead]) -> Message | None:
    """The message about channels that look exchanged by the taps, if any do."""
    survey, measured = in_force.survey, measured[: len(asked.points)]
    if not measured or any(len(d.ticks) > len(survey.sensors) for d in measured):
        return None
    taps, speed = _taps(survey, asked, measured)
    return exchange_message(exchanges_by_taps(survey.array().sensors, taps, speed), [s.id for s in survey.sensors])


def _taps(survey: Survey, asked: CalibrationRead, measured: Sequence[DetectionRead]) -> tuple[list[Tap], float]:
    """The taps, each at its point, and the mean speed of sound, mm/us."""
    # by the air alone, without the speed scale of an earlier calibration
    uncalibrated, array = measurer(survey), survey.array()
    speeds = [uncalibrated.speed(d.air) for d in measured]
    speed = math.fsum(speeds) / len(speeds)
    paired = zip(measured, asked.points, strict=True)
    return [_tap(d, point.x_mm, point.y_mm, survey, array, speed) for d, point in paired], speed


def _tap(
    detection: DetectionRead, x_mm: float | None, y_mm: float | None, survey: Survey, array: SensorArray, speed: float
) -> Tap:
    reach_us = REACH_SHARE * diameter_mm(array) / speed
    orders = unwrap_candidates_us(detection.ticks, detection.tick_hz, detection.tick_bits, reach_us)
    times = orders[0] if orders else []
    silent: list[float | None] = [None] * (len(array.sensors) - len(times))
    late = latenesses(detection.fronts, detection.tick_hz, len(array.sensors))
    return Tap(
        tuple(
            None if t is None else t - s.bias_us - one.late_us
            for t, s, one in zip([*times, *silent], survey.sensors, late, strict=True)
        ),
        x_mm,
        y_mm,
        tuple(one.rise_us for one in late),
        tuple(one.sigma_us for one in late),
    )


def _result(survey: Survey, asked: CalibrationRead, found: Calibrated, speed: float) -> CalibrationResult:
    fit, names = found.fit, [s.id for s in survey.sensors]
    return CalibrationResult(
        sensors=[
            CalibratedSensor(
                id=fitted.id,
                x_mm=fitted.x_mm,
                y_mm=fitted.y_mm,
                z_mm=fitted.z_mm,
                bias_us=bias_us,
                moved_mm=separation_mm(fitted, s),
                left_share=left_share,
            )
            for fitted, bias_us, left_share, s in zip(
                fit.sensors, fit.bias_us, fit.left_shares, survey.sensors, strict=True
            )
        ],
        speed_scale=fit.speed_mm_per_us / speed,
        residual_us=fit.residual_us,
        before_rms_mm=found.before_rms_mm,
        after_rms_mm=found.after_rms_mm,
        points=[
            CalibratedPoint(
                x_mm=point.x_mm,
                y_mm=point.y_mm,
                **_placed(error),
                left_out=[names[c] for c in tap.left_out],
                is_rejected=tap.is_rejected,
            )
            for point, tap, error in zip(asked.points, fit.taps, found.errors, strict=True)
        ],
        survey=surveyed_places(survey),
        is_better=found.is_better,
    )


def _placed(error: PointError | None) -> dict[str, float | None]:
    before, after = (None, None) if error is None else (error.before, error.after)
    return {
        "before_mm": None if error is None else error.before_mm,
        "after_mm": None if error is None else error.after_mm,
        "before_x_mm": before and before[0],
        "before_y_mm": before and before[1],
        "after_x_mm": after and after[0],
        "after_y_mm": after and after[1],
    }
