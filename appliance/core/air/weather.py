"""Standard deviations of speed of sound and wind that the air filter starts from, and of their changes between shots.

A light to moderate breeze (2 to 4 on the Beaufort scale) across an open range has gusts of 1 to 3 m/s about the mean.
The values are choices, not measurements; `tests/core/test_tracking.py` defines the changes that must be followed.
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
"""Error of a thermometer that is a degree off: the speed goes with the root of the absolute temperature, 0.5 / 273 a
degree."""
BIAS_US = 0.1
"""Error of a channel's bias after a calibration."""
CALM = {"scale": 2e-6, "wind_mm_per_us": 2e-6, "bias_us": 0.001}
"""Change between two shots in a calm: a thousandth of a degree, 2 mm/s. Not zero, so that old shots are forgotten."""

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
"""Calm, breezy and gusty: the wind is unknown by 2 m/s along each axis, and steps by 1 or 3 m/s at one shot in 25."""
INDOORS = Weather(
    scale=DEGREE_SCALE,
    wind_mm_per_us=5e-5,
    bias_us=BIAS_US,
    changes=(
        Change(**CALM, share=0.995),
        # a door is opened, or a butt outdoors was set to indoors
        Change(scale=2e-4, wind_mm_per_us=3e-3, bias_us=0.001, share=0.005),
    ),
)
"""A draught of 5 cm/s, one sigma; at one shot in 200 the hall turns out to be windy."""
STILL = Weather(scale=0.0, wind_mm_per_us=0.0, bias_us=0.0, changes=(Change(0.0, 0.0, 0.0, share=1.0),))
"""Air that is known exactly: nothing is estimated."""
MAX_UNEXPLAINED_SHOTS = 3
"""After this many shots in a row that no air explained, the air counts as changed by more than the weather allows. Two
may be two bad channels; for three the chance of that is BAD_CHANNEL_SHARE cubed, one in 10^8."""
