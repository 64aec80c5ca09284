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
    """An arrow, as some channels heard it; `log_odds` holds its evidence and how probable it was beforehand."""

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
        """How many checks the channels make of each other."""
        return len(self.used) - 3

    @property
    def sigma_mm(self) -> float:
        """One standard deviation in the plane."""
        xx, _, yy = self.explained.covariance_mm2
        return math.sqrt(xx + yy)

    def is_outside(self, array: SensorArray) -> bool:
        """Whether the arrow is beside the butt under this hypothesis."""
        return is_outside(*self.place, self.explained.covariance_mm2, array)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A source other than one arrow: the reason to refuse if it is as probable, its log odds, and its place if any.

    Of two arrows the place is the first one's. A sound from behind and unrelated sounds are no arrow wherever they are.
    """

    reason: LocateReason
    log_odds: float
    place: tuple[float, float] | None = None
    covariance_mm2: Covariance | None = None
    is_arrow: bool = False


@dataclass(frozen=True, slots=True)
class Candidates:
    """All explanations of one burst: arrows, the most probable first, and what else it may be."""

    arrows: Sequence[Hypothesis]
    others: Sequence[Alternative]
