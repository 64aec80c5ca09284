"""Calibration: places of the sensors, delay of each channel and speed of sound, fitted to taps on the butt.

The delay is a constant and, where the node reports the pulse's rise, a share of that, for weak pulses come later.

Maximum a posteriori by Gauss-Newton. Each tap brings three unknowns of its own (x, y, time); they are eliminated tap by
tap (Schur complement), so that only the array's 5 per sensor and the speed are solved for together. Normal priors are
the survey, biases about zero, the speed from the air, and reference points. Readings and reference points that
contradict all others first lose their weight (Geman-McClure) and are then left out.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from appliance.core.calibration.taps import CalibrationError, Priors, Tap, check_taps
from appliance.core.geometry import AT_SENSOR_MM, Sensor, SensorArray
from appliance.core.linalg import Sym3, inverse3, solve_symmetric
from appliance.core.message import message
from appliance.core.schur import add_own, back_substitute, eliminate

UNKNOWNS = ("x", "y", "z", "bias", "left_share")
"""Unknowns of each sensor."""
PER_SENSOR = len(UNKNOWNS)
WEIGHT_SCALES = (30.0, 30.0, 20.0, 12.0, 6.0, 4.0, 3.0, 3.0)
"""Scales of the Geman-McClure weights, in standard deviations, one iteration each: wide while sensors may be far from
their places (a sensor 10 mm off is 30 standard deviations at 1 us), then narrow; at 3 clean readings are unaffected."""
NO_PRIOR = 1e-9
"""Prior weight of a tap's place and time, mm-2 and us-2: a tap with only two channels left determines nothing, and must
not fail the fit; for others a standard deviation of 30 m and 30 ms has no effect."""
FINAL_ROUNDS = 3
"""Last iterations of Gauss-Newton, without weights, which only settle."""
REJECT_SIGMA = 5.0
"""Residual, in standard deviations, above which readings and reference points are left out: of clean ones 6 in 10^7."""


@dataclass(frozen=True, slots=True)
class FittedTap:
    """A tap's fitted place, the channels left out, and whether its reference point was rejected."""

    x_mm: float
    y_mm: float
    left_out: tuple[int, ...]
    is_rejected: bool


@dataclass(frozen=True, slots=True)
class ArrayFit:
    """The fitted array; `residual_us`: rms residual of the readings used.

    `left_shares`: delay of each sensor beyond that computed from its two thresholds, as a share of the pulse's rise.
    """

    sensors: tuple[Sensor, ...]
    bias_us: tuple[float, ...]
    speed_mm_per_us: float
    taps: tuple[FittedTap, ...]
    residual_us: float
    left_shares: tuple[float, ...] = ()


@dataclass(slots=True)
class _Place:
    """A tap while it is fitted."""

    x: float
    y: float
    t0: float


@dataclass(slots=True)
class _State:
    """All unknowns: sensors as [x, y, z], biases, shares of the rise, speed, taps."""

    sensors: list[list[float]]
    bias: list[float]
    share: list[float]
    speed: float
    places: list[_Place]


def fit_array(
    array: SensorArray,
    taps: Sequence[Tap],
    starts: Sequence[tuple[float, float]],
    *,
    speed_mm_per_us: float,
    sigma_us: float,
    priors: Priors,
) -> ArrayFit:
    """Least-squares fit of the array to `taps`. `starts`: rough place of each tap, mm. Raises CalibrationError."""
    check_taps(taps)
    fit = _Fit(array, taps, speed_mm_per_us, sigma_us, priors)
    state = fit.start(starts)
    for scale in WEIGHT_SCALES:
        fit.step(state, scale)
    fit.leave_out(state)
    for _ in range(FINAL_ROUNDS):
        fit.step(state, None)
    return fit.result(state)


class _Fit:
    """One calibration: readings, priors, and which of them are left out."""

    def __init__(self, array: SensorArray, taps: Sequence[Tap], speed: float, sigma_us: float, priors: Priors) -> None:
        self._array, self._taps, self._speed, self._sigma, self._priors = array, taps, speed, sigma_us, priors
        self._out: list[set[int]] = [set() for _ in taps]
        self._rejected = [False] * len(taps)
        self._count = len(array.sensors)
        # unknowns are in units of their priors, so that each prior adds one to the diagonal
        own = (*(priors.sensor_mm,) * 3, priors.bias_us, priors.left_share)
        self._scales = [scale for _ in array.sensors for scale in own]
        self._scales.append(priors.speed_mm_per_us)

    def start(self, starts: Sequence[tuple[float, float]]) -> _State:
        sensors = [[s.x_mm, s.y_mm, s.z_mm] for s in self._array.sensors]
        state = _State(sensors, [0.0] * self._count, [0.0] * self._count, self._speed, [])
        for tap, (x, y) in zip(self._taps, starts, strict=True):
            place = _Place(x, y, 0.0)
            late = sorted(
                t - math.dist(sensors[c], (place.x, place.y, 0.0)) / self._speed
                for c, t in enumerate(tap.times_us)
                if t is not None
            )
            place.t0 = late[len(late) // 2] if late else 0.0
            state.places.append(place)
        return state

    def step(self, state: _State, scale: float | None) -> None:
        """One Gauss-Newton step; with `scale`, residuals of several scales have little weight."""
        size = len(self._scales)
        matrix = [[0.0] * size for _ in range(size)]
        right = [0.0] * size
        self._add_priors(state, matrix, right)
        eliminated = [self._add_tap(k, state, matrix, right, scale) for k in range(len(self._taps))]
        moved = solve_symmetric(matrix, right)
        steps = [value * scale for value, scale in zip(moved, self._scales, strict=True)]
        for c in range(self._count):
            dx, dy, dz, bias, share = steps[PER_SENSOR * c : PER_SENSOR * (c + 1)]
            state.sensors[c] = [value + step for value, step in zip(state.sensors[c], (dx, dy, dz), strict=True)]
            state.bias[c] += bias
            state.share[c] += share
        state.speed += moved[-1] * self._scales[-1]
        for place, (inverse, local, shared) in zip(state.places, eliminated, strict=True):
            x, y, t0 = back_substitute(inverse, local, shared, moved)
            place.x += x
            place.y += y
            place.t0 += t0

    def leave_out(self, state: _State) -> None:
        """Leave out the readings and reference points that are still beyond REJECT_SIGMA."""
        for k, tap in enumerate(self._taps):
            off = {c: abs(self._residual(k, c, state)) for c, t in enumerate(tap.times_us) if t is not None}
            self._out[k] = {c for c, r in off.items() if r > REJECT_SIGMA}
            self._rejected[k] = tap.has_reference and self._reference_offset(k, state) > REJECT_SIGMA

    def result(self, state: _State) -> ArrayFit:
        used = [
            self._residual(k, c, state) * tap.sigma_us(c, self._sigma)
            for k, tap in enumerate(self._taps)
            for c, t in enumerate(tap.times_us)
            if t is not None and c not in self._out[k]
        ]
        return ArrayFit(
            tuple(
                replace(s, x_mm=x, y_mm=y, z_mm=z)
                for s, (x, y, z) in zip(self._array.sensors, state.sensors, strict=True)
            ),
            tuple(state.bias),
            state.speed,
            tuple(
                FittedTap(place.x, place.y, tuple(sorted(self._out[k])), self._rejected[k])
                for k, place in enumerate(state.places)
            ),
            math.sqrt(math.fsum(r * r for r in used) / len(used)) if used else math.inf,
            tuple(state.share),
        )

    def _residual(self, k: int, c: int, state: _State) -> float:
        """Measured less predicted time of arrival, in standard deviations."""
        place, tap = state.places[k], self._taps[k]
        measured = tap.times_us[c]
        assert measured is not None  # noqa: S101  (asked for channels that heard it)
        distance = math.dist(state.sensors[c], (place.x, place.y, 0.0))
        late_us = state.bias[c] + state.share[c] * tap.rise_us(c)
        return (measured - place.t0 - distance / state.speed - late_us) / tap.sigma_us(c, self._sigma)

    def _reference_offset(self, k: int, state: _State) -> float:
        tap, place = self._taps[k], state.places[k]
        if tap.x_mm is None or tap.y_mm is None:
            return 0.0
        return math.hypot(tap.x_mm - place.x, tap.y_mm - place.y) / self._priors.tap_mm

    def _add_priors(self, state: _State, matrix: list[list[float]], right: list[float]) -> None:
        known = [value for s in self._array.sensors for value in (s.x_mm, s.y_mm, s.z_mm, 0.0, 0.0)] + [self._speed]
        each = range(self._count)
        now = [v for c in each for v in (*state.sensors[c], state.bias[c], state.share[c])] + [state.speed]
        for i, scale in enumerate(self._scales):
            matrix[i][i] += 1.0
            right[i] += (known[i] - now[i]) / scale

    def _add_tap(
        self, k: int, state: _State, matrix: list[list[float]], right: list[float], scale: float | None
    ) -> tuple[Sym3, list[float], dict[int, list[float]]]:
        """Add a tap with its own three unknowns eliminated; returns what `back_substitute` needs to find them."""
        tap, place, speed = self._taps[k], state.places[k], state.speed
        own, local = [NO_PRIOR, 0.0, 0.0, NO_PRIOR, 0.0, NO_PRIOR], [0.0, 0.0, 0.0]
        shared: dict[int, list[float]] = {}
        last = len(self._scales) - 1
        for c, t in enumerate(tap.times_us):
            if t is None or c in self._out[k]:
                continue
            x, y, z = state.sensors[c]
            dx, dy = x - place.x, y - place.y
            distance = math.sqrt(dx * dx + dy * dy + z * z) or AT_SENSOR_MM
            rise_us, sigma_us = tap.rise_us(c), tap.sigma_us(c, self._sigma)
            r = (t - place.t0 - distance / speed - state.bias[c] - state.share[c] * rise_us) / sigma_us
            root = 1.0 if scale is None else 1.0 / (1.0 + (r / scale) ** 2)
            gain = root / sigma_us
            r *= root
            ux, uy = dx / distance / speed * gain, dy / distance / speed * gain
            mine = (-ux, -uy, gain)
            first = PER_SENSOR * c
            slopes = (ux, uy, z / distance / speed * gain, gain, rise_us * gain)
            columns = [(first + k, slope * self._scales[first + k]) for k, slope in enumerate(slopes) if slope]
            columns.append((last, -distance / (speed * speed) * gain * self._scales[last]))
            add_own(own, local, mine, r)
            for i, a in columns:
                right[i] += a * r
                row = shared.setdefault(i, [0.0, 0.0, 0.0])
                for m in range(3):
                    row[m] += a * mine[m]
                for j, b in columns:
                    matrix[i][j] += a * b
        if tap.x_mm is not None and tap.y_mm is not None and not self._rejected[k]:
            off = self._reference_offset(k, state)
            root = 1.0 if scale is None else 1.0 / (1.0 + (off / scale) ** 2)
            weight = (root / self._priors.tap_mm) ** 2
            own[0] += weight
            own[3] += weight
            local[0] += weight * (tap.x_mm - place.x)
            local[1] += weight * (tap.y_mm - place.y)
        inverse = inverse3((own[0], own[1], own[2], own[3], own[4], own[5]))
        if inverse is None:
            raise CalibrationError(message("tap_fixes_nothing", tap=k + 1))
        eliminate(matrix, right, inverse, local, shared)
        return inverse, local, shared
