"""The sight correction that moves a group to the centre.

Eye, pin and target are on one line, so the pin moves by the offset times eye-to-pin over eye-to-target, and follows the
arrows: for a high group it goes up, and the bow arm down (B. Lavender, Which way should I move my sight?,
freespace.virgin.net/billy.lavender). An offset that is not significant is not corrected.
"""

from dataclasses import dataclass

from appliance.core.advice.offset import Offset

METRES = {"m": 1.0, "yd": 0.9144, "ft": 0.3048}
"""Metres in a unit of distance; yard and foot by the definition of 1959."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Measurements of a bow's sight, None: not measured; `click_mm`, `mark_mm`: travel of the pin for a click, and for
    1 on its scale."""

    eye_to_sight_mm: float | None
    click_mm: float | None
    mark_mm: float | None


@dataclass(frozen=True, slots=True)
class Correction:
    """Travel of the pin in mm, in clicks, and on its scale, which grows downwards; None: not known.

    `mark_sigma`: the standard error of the corrected mark.
    """

    right_mm: float | None = None
    up_mm: float | None = None
    clicks_right: int | None = None
    clicks_up: int | None = None
    mark_change: float | None = None
    mark_sigma: float | None = None


def correction(offset: Offset, distance_m: float, sight: Sight) -> Correction:
    """The sight correction for an offset at this distance."""
    if sight.eye_to_sight_mm is None:
        return Correction()
    share = sight.eye_to_sight_mm / (1000 * distance_m)
    right, up = (
        offset.dx_mm * share if offset.is_significant_x else 0.0,
        offset.dy_mm * share if offset.is_significant_y else 0.0,
    )
    return Correction(
        right_mm=right,
        up_mm=up,
        clicks_right=None if sight.click_mm is None else round(right / sight.click_mm),
        clicks_up=None if sight.click_mm is None else round(up / sight.click_mm),
        mark_change=None if sight.mark_mm is None else -up / sight.mark_mm,
        mark_sigma=None if sight.mark_mm is None else offset.sigma_y_mm * share / sight.mark_mm,
    )
