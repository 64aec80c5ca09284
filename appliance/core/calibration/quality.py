"""A whole calibration: fits the array, and measures the errors before and after.

Before is by what is in force at the time: the survey, or an earlier calibration. Errors are distances in the plane
(gross error, not along the radius) between reference points and located ones; after is leave-one-out, so that no point
takes part in the array that it tests.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from appliance.core.arrival import Arrival
from appliance.core.calibration.array_fit import ArrayFit, fit_array
from appliance.core.calibration.exchange import exchange_message, exchanges_by_taps
from appliance.core.calibration.taps import CalibrationError, Priors, Tap, check_taps
from appliance.core.errors import LocateError
from appliance.core.geometry import SensorArray
from appliance.core.locating.placing import in_still_air, place_arrivals

Point = tuple[float, float]
Fitter = Callable[[Sequence[int]], ArrayFit]
"""Fits the array to the taps with these indices."""

BETTER_SHARE = 0.9
"""Ratio of the error after to the error before below which a calibration is better. Where nothing was wrong both are
the noise of the taps, and leave-one-out is a little worse than the true error."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The survey or calibration in force; `bias_us`: besides the delays already taken off the taps' times."""

    array: SensorArray
    bias_us: Sequence[float]
    speed_mm_per_us: float
    left_shares: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class PointError:
    """A reference point and where it was located before and after a fit, mm in the butt's frame; None: not located."""

    reference: Point
    before: Point | None
    after: Point | None

    @property
    def before_mm(self) -> float | None:
        return None if self.before is None else math.dist(self.reference, self.before)

    @property
    def after_mm(self) -> float | None:
        return None if self.after is None else math.dist(self.reference, self.after)


@dataclass(frozen=True, slots=True)
class Calibrated:
    """The fitted array and its error per tap (None for taps without a reference point); rms over the reference points
    that were not rejected."""

    fit: ArrayFit
    errors: tuple[PointError | None, ...]
    before_rms_mm: float | None
    after_rms_mm: float | None

    @property
    def is_better(self) -> bool | None:
        """Whether it is better than what is in force: more reference points are located, or as many and closer.

        None where no reference point can be located after it.
        """
        if self.after_rms_mm is None:
            return None
        known = [error for error in self.errors if error is not None]
        gained = sum(error.before is None for error in known) - sum(error.after is None for error in known)
        if gained or self.before_rms_mm is None:
            return gained > 0
        return self.after_rms_mm < BETTER_SHARE * self.before_rms_mm


def calibrate(
    array: SensorArray,
    taps: Sequence[Tap],
    *,
    speed_mm_per_us: float,
    sigma_us: float,
    priors: Priors,
    in_force: InForce | None = None,
) -> Calibrated:
    """Fit the surveyed `array` to taps, and compare it with `in_force`, or with the survey where that is None.

    Raises CalibrationError when the taps cannot calibrate this array, or show that two channels are exchanged.
    """
    check_taps(taps)
    exchanged = exchange_message(exchanges_by_taps(array.sensors, taps, speed_mm_per_us), [s.id for s in array.sensors])
    if exchanged is not None:
        raise CalibrationError(exchanged)
    today = in_force or InForce(array, (0.0,) * len(array.sensors), speed_mm_per_us)
    # before a calibration the array is uncertain too, not only the times
    doubt_us = math.hypot(sigma_us, math.hypot(priors.sensor_mm / speed_mm_per_us, priors.bias_us))
    placed = [_place(tap, today, doubt_us) for tap in taps]
    # the located place rather than the reference: a tap that missed its point is only found out from its true place
    starts = [place or _reference(tap) or array.region.centre for place, tap in zip(placed, taps, strict=True)]

    def fitted(kept: Sequence[int]) -> ArrayFit:
        return fit_array(
            array,
            [taps[k] for k in kept],
            [starts[k] for k in kept],
            speed_mm_per_us=speed_mm_per_us,
            sigma_us=sigma_us,
            priors=priors,
        )

    everything = range(len(taps))
    fit = fitted(everything)
    errors: list[PointError | None] = []
    for k, tap in enumerate(taps):
        reference = _reference(tap)
        if reference is None:
            errors.append(None)
            continue
        errors.append(PointError(reference, placed[k], _without(k, taps, array, fitted, sigma_us)))
    judged = [error for error, tap in zip(errors, fit.taps, strict=True) if error is not None and not tap.is_rejected]
    return Calibrated(
        fit,
        tuple(errors),
        _rms([error.before_mm for error in judged]),
        _rms([error.after_mm for error in judged]),
    )


def _without(k: int, taps: Sequence[Tap], array: SensorArray, fitted: Fitter, sigma_us: float) -> Point | None:
    """Place of tap `k` by the array fitted to all other taps; None: not located."""
    try:
        fit = fitted([other for other in range(len(taps)) if other != k])
    except CalibrationError:
        return None
    judge = InForce(SensorArray(fit.sensors, array.region), fit.bias_us, fit.speed_mm_per_us, fit.left_shares)
    return _place(taps[k], judge, math.hypot(sigma_us, fit.residual_us))


def _place(tap: Tap, by: InForce, sigma_us: float) -> Point | None:
    array, shares = by.array, by.left_shares or (0.0,) * len(by.array.sensors)
    arrivals = [
        Arrival(c, array.sensors[c], t - by.bias_us[c] - shares[c] * tap.rise_us(c), tap.sigma_us(c, 0.0))
        for c, t in enumerate(tap.times_us)
        if t is not None
    ]
    try:
        fix = place_arrivals(arrivals, in_still_air(array, by.speed_mm_per_us, sigma_us)).fix
    except LocateError:
        return None
    return fix.x_mm, fix.y_mm


def _reference(tap: Tap) -> Point | None:
    return None if tap.x_mm is None or tap.y_mm is None else (tap.x_mm, tap.y_mm)


def _rms(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.sqrt(math.fsum(value * value for value in known) / len(known)) if known else None
