"""The explanations of a burst that the judge compares: arrows, and other sources of sound."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.core.air.filter import Explained
from appliance.core.arrival import Arrival
from appliance.core.errors import LocateReason
from appliance.core.geometry import SensorArray
from appliance.core.locating.roots import is_outside

Covariance = tuple[float, float, float]
"""(xx, xy, yy), mm2."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """An arrow that explains the channels `used`; `log_odds`: log evidence plus log prior."""

    used: Sequence[Arrival]
    left_out: Arrival | None
    explained: Explained
    log_odds: float

    @property
    def place(self) -> tuple[float, float]:
        """Place of the arrow under this hypothesis, mm."""
        return self.explained.x_mm, self.explained.y_mm

    @property
    def dof(self) -> int:
        """Degrees of freedom: how many checks the channels make of each other."""
        return len(self.used) - 3

    @property
    def sigma_mm(self) -> float:
        """One standard deviation in the plane, mm."""
        xx, _, yy = self.explained.covariance_mm2
        return math.sqrt(xx + yy)

    def is_outside(self, array: SensorArray) -> bool:
        """Whether the arrow is beside the butt under this hypothesis."""
        return is_outside(*self.place, self.explained.covariance_mm2, array)


@dataclass(frozen=True, slots=True)
class Alternative:
    """An explanation other than one arrow: the reason to refuse if it is as probable, its log odds, its place if any.

    `place`: of two arrows the first one's. `is_arrow`: false for a sound from behind and for unrelated sounds, which
    are no arrow wherever they come from.
    """

    reason: LocateReason
    log_odds: float
    place: tuple[float, float] | None = None
    covariance_mm2: Covariance | None = None
    is_arrow: bool = False


@dataclass(frozen=True, slots=True)
class Candidates:
    """All explanations of one burst: arrows, the most probable first, and alternatives to an arrow."""

    arrows: Sequence[Hypothesis]
    others: Sequence[Alternative]
