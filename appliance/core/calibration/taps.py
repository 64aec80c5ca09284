"""The taps of a calibration, the uncertainty of its inputs, and checks that the taps suffice."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.core.message import message
from appliance.errors import InvalidValue

MIN_TAPS = 4
"""Minimum number of taps: two fix how the array is turned and shifted against its survey, and two more check that."""
MIN_TAP_CHANNELS = 4
"""Minimum number of channels that heard a tap: it brings three unknowns, so fewer say nothing about the array."""
COLLINEAR_SHARE = 0.05
"""Reference points lie on one line when none is farther off it than this share of its length."""


class CalibrationError(InvalidValue):
    """Taps that cannot calibrate an array; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Tap:
    """Times of arrival per channel, us from any origin (None: silent), and the reference point, mm, if it has one.

    `rises_us`: time of each pulse between its two thresholds; `sigmas_us`: standard deviation that the pulse adds to
    its time; empty, or 0, where not reported.
    """

    times_us: tuple[float | None, ...]
    x_mm: float | None
    y_mm: float | None
    rises_us: tuple[float, ...] = ()
    sigmas_us: tuple[float, ...] = ()

    def rise_us(self, channel: int) -> float:
        return self.rises_us[channel] if self.rises_us else 0.0

    def sigma_us(self, channel: int, common_us: float) -> float:
        """Standard deviation of one time of arrival, us; `common_us`: the part common to all times."""
        return math.hypot(common_us, self.sigmas_us[channel]) if self.sigmas_us else common_us

    @property
    def has_reference(self) -> bool:
        return self.x_mm is not None and self.y_mm is not None


@dataclass(frozen=True, slots=True)
class Priors:
    """Standard deviations of what is known beforehand, per axis, channel and coordinate of a reference point.

    A tape measure is good to 2 mm, a comparator's threshold to 3 us, a thermometer to one degree (0.0006 mm/us), a tap
    with a rod to half a millimetre. A parabolic front comes later than a straight one by 0.67 of its rise where the
    upper threshold is four times the lower: most are straighter.
    """

    sensor_mm: float = 2.0
    bias_us: float = 3.0
    speed_mm_per_us: float = 0.0006
    tap_mm: float = 0.5
    left_share: float = 0.2


def check_taps(taps: Sequence[Tap]) -> None:
    """Raises CalibrationError for too few taps that enough sensors heard, or unsuitable reference points."""
    heard = [tap for tap in taps if sum(t is not None for t in tap.times_us) >= MIN_TAP_CHANNELS]
    if len(heard) < MIN_TAPS:
        few = {"heard": len(heard), "taps": len(taps), "channels": MIN_TAP_CHANNELS, "least": MIN_TAPS}
        raise CalibrationError(message("taps_heard_by_few", **few))
    check_points([(tap.x_mm, tap.y_mm) for tap in taps if tap.x_mm is not None and tap.y_mm is not None])


def check_points(points: Sequence[tuple[float, float]]) -> None:
    """Raises CalibrationError for fewer than two different points, or for MIN_TAPS or more that are all on one line."""
    if len(set(points)) < 2:
        raise CalibrationError(message("points_too_few"))
    (ax, ay), *rest = points
    bx, by = max(rest, key=lambda p: math.hypot(p[0] - ax, p[1] - ay))
    length = math.hypot(bx - ax, by - ay)
    off = max(abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length for x, y in points)
    if len(points) >= MIN_TAPS and off < COLLINEAR_SHARE * length:
        raise CalibrationError(message("points_on_a_line"))
