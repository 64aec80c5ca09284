"""Results of locating an arrow."""

from dataclasses import dataclass

from appliance.core.air.state import SlowState
from appliance.core.errors import LocateError


@dataclass(frozen=True, slots=True)
class Fix:
    """A trusted position with its uncertainty.

    `covariance_mm2` is (xx, xy, yy), with the uncertainty of the air; `residual_mm` the rms of the channels used;
    `channels` those used and `left_out` those that disagreed; `dilution` the dilution of precision in the plane.
    """

    x_mm: float
    y_mm: float
    covariance_mm2: tuple[float, float, float]
    residual_mm: float
    chi2: float
    dilution: float
    channels: tuple[int, ...]
    left_out: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A fix, the residual of each channel (us; None: silent or left out), and the air state after it."""

    fix: Fix
    residuals_us: tuple[float | None, ...]
    state: SlowState


class UncheckedError(LocateError):
    """The channels agree, but an error of one would be undetectable: the place is refused, the air state is updated.

    `state`: the air after the arrow. Without this update four sensors would never learn the wind whose uncertainty
    keeps them from checking each other.
    """

    def __init__(self, place: tuple[float, float], state: SlowState) -> None:
        super().__init__("one_check_only", *place)
        self.state = state
