"""How air is and how it changes: the standard deviations that the filter starts from and allows for.

Of the wind across an open range: gusts of 1 to 3 m/s about the mean are what a light to moderate breeze (2 to 4 on the
Beaufort scale) has. They are choices, not measurements; `tests/core/test_tracking.py` says what must be followed.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Change(NamedTuple):
    """How much the air may change from one shot to the next (standard deviations), and how often it does."""

    scale: float
    wind_mm_per_us: float
    bias_us: float
    share: float


@dataclass(frozen=True, slots=True)
class Weather:
    """Standard deviations before the first shot, and the ways in which air changes, the calmest first.

    `scale` is relative to the speed of sound: 0.0018 is one degree. 0.001 mm/us is 1 m/s.
    """

    scale: float
    wind_mm_per_us: float
    bias_us: float
    changes: tuple[Change, ...]


DEGREE_SCALE = 0.0018
"""A thermometer that is a degree off: the speed goes with the root of the absolute temperature, 0.5 / 273 each."""
BIAS_US = 0.1
"""What is left of a channel's bias after a calibration."""
CALM = {"scale": 2e-6, "wind_mm_per_us": 2e-6, "bias_us": 0.001}
"""From one shot to the next in a calm: a thousandth of a degree, 2 mm/s. Not zero, so that what is old is forgotten."""

OUTDOORS = Weather(
    scale=DEGREE_SCALE,
    wind_mm_per_us=0.002,
    bias_us=BIAS_US,
    changes=(
        Change(**CALM, share=0.96),
        Change(scale=5e-5, wind_mm_per_us=1e-3, bias_us=0.001, share=0.02),
        Change(scale=2e-4, wind_mm_per_us=3e-3, bias_us=0.001, share=0.02),
    ),
)
"""Calm, breezy and gusty: the wind is unknown by 2 m/s along each axis, and one shot in 25 it steps by 1 or 3 m/s."""
INDOORS = Weather(
    scale=DEGREE_SCALE,
    wind_mm_per_us=5e-5,
    bias_us=BIAS_US,
    changes=(
        Change(**CALM, share=0.995),
        # a door is opened, or somebody outdoors called it indoors
        Change(scale=2e-4, wind_mm_per_us=3e-3, bias_us=0.001, share=0.005),
    ),
)
"""A draught of 5 cm/s at most, and one shot in 200 at which the hall turns out to be windy."""
STILL = Weather(scale=0.0, wind_mm_per_us=0.0, bias_us=0.0, changes=(Change(0.0, 0.0, 0.0, share=1.0),))
"""Air that is known: nothing to be in doubt of, nothing to learn."""
MAX_UNEXPLAINED_SHOTS = 3
"""So many shots in a row that no air explained, and the air is taken to have changed by more than air does. Two may be
two bad channels; with three the chance of that is BAD_CHANNEL_SHARE cubed, one in 10^8."""
