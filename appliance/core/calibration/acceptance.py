"""The acceptance test: position errors of taps on printed marks.

Gross error is the distance in the plane, not along the radius. Repeatability, where marks are tapped more than once, is
the rms distance of the taps from the mean of their mark, corrected for the degrees of freedom that the means take (the
pooled standard deviation in the plane, ISO 5725-2 for one operator on one day).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

GOOD_RMS_MM = 2.0
"""Largest rms gross error of a passed test; UNSURE_CALLS is what it means for line calls."""
GOOD_WORST_MM = 5.0
"""Largest gross error at any mark of a passed test, half a shaft of 9.3 mm: at GOOD_RMS_MM ten marks exceed it by
chance once in 50 tests, so a mark beyond it indicates a wrong sensor or survey there."""
UNSURE_CALLS = {"wide": 11, "narrow": 33}
"""Percent of arrows whose line call is less than 99 % sure at GOOD_RMS_MM, on zones of 61 mm (the 122 cm face) and of
20 mm (the 40 cm face)."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Position errors of an acceptance test, mm; None where no tap was placed, or (repeatability) repeated."""

    rms_mm: float | None
    worst_mm: float | None
    shift_mm: Point | None
    repeatability_mm: float | None
    is_good: bool


def accuracy(marks: Sequence[Point], placed: Sequence[Point | None]) -> Accuracy:
    """Errors of a test; `placed[k]`: measured place of the tap on `marks[k]`, None: not placed, and the test fails."""
    errors = [(p[0] - m[0], p[1] - m[1]) for m, p in zip(marks, placed, strict=True) if p is not None]
    if not errors:
        return Accuracy(None, None, None, None, is_good=False)
    rms_mm = math.sqrt(math.fsum(dx * dx + dy * dy for dx, dy in errors) / len(errors))
    worst_mm = max(math.hypot(*error) for error in errors)
    shift = math.fsum(dx for dx, _ in errors) / len(errors), math.fsum(dy for _, dy in errors) / len(errors)
    is_good = len(errors) == len(marks) and rms_mm <= GOOD_RMS_MM and worst_mm <= GOOD_WORST_MM
    return Accuracy(rms_mm, worst_mm, shift, _repeatability(marks, placed), is_good)


def _repeatability(marks: Sequence[Point], placed: Sequence[Point | None]) -> float | None:
    groups: dict[Point, list[Point]] = {}
    for mark, place in zip(marks, placed, strict=True):
        if place is not None:
            groups.setdefault(mark, []).append(place)
    again = [taps for taps in groups.values() if len(taps) > 1]
    freedom = sum(len(taps) - 1 for taps in again)
    if not freedom:
        return None
    squares = []
    for taps in again:
        x, y = math.fsum(p[0] for p in taps) / len(taps), math.fsum(p[1] for p in taps) / len(taps)
        squares += [math.dist(p, (x, y)) ** 2 for p in taps]
    return math.sqrt(math.fsum(squares) / freedom)
