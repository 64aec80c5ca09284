"""What changes slowly from arrow to arrow: propagation speed, a common wind, the bias of each channel.

`explaining.py` says how a shot is explained by it, and what it is after that.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from appliance.core.air.session_fit import travel
from appliance.core.geometry import Sensor

AIR = 3
"""The state counts scale of the speed, wind x, wind y (mm/us), then a bias per channel (us)."""


class Change(NamedTuple):
    """How much the air may change from one shot to the next (standard deviations), and how often it does."""

    scale: float
    wind_mm_per_us: float
    bias_us: float
    share: float


@dataclass(frozen=True, slots=True)
class Weather:
    """Standard deviations before the first shot, and the ways in which air changes."""

    scale: float
    wind_mm_per_us: float
    bias_us: float
    changes: tuple[Change, ...]


OUTDOORS = Weather(
    scale=0.0018,
    wind_mm_per_us=0.002,
    bias_us=0.1,
    changes=(
        Change(scale=2e-6, wind_mm_per_us=2e-6, bias_us=0.001, share=0.96),
        Change(scale=5e-5, wind_mm_per_us=1e-3, bias_us=0.001, share=0.02),
        Change(scale=2e-4, wind_mm_per_us=3e-3, bias_us=0.001, share=0.02),
    ),
)
INDOORS = Weather(
    scale=0.0018,
    wind_mm_per_us=5e-5,
    bias_us=0.1,
    changes=(
        Change(scale=2e-6, wind_mm_per_us=2e-6, bias_us=0.001, share=0.995),
        # a door is opened, or somebody outdoors called it indoors
        Change(scale=2e-4, wind_mm_per_us=3e-3, bias_us=0.001, share=0.005),
    ),
)
PATIENCE = 3
"""So many shots in a row that no air explained, and the air is taken to have changed by more than air does."""


@dataclass(frozen=True, slots=True)
class SlowState:
    """`values`: scale less one, wind x and y, biases; `covariance` of them; `habits`: probability of each change.

    `unexplained`: shots since the last one that this air explained; `suspect`: the channel that so many shots in a row,
    `suspected`, spoke against.
    """

    values: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    habits: tuple[float, ...]
    weather: Weather
    unexplained: int = 0
    suspect: int | None = None
    suspected: int = 0

    def suspecting(self, channel: int | None) -> "SlowState":
        """After a shot that `channel` alone spoke against; None: no single one."""
        count = 0 if channel is None else self.suspected + 1 if channel == self.suspect else 1
        return replace(self, suspect=channel, suspected=count)

    @property
    def scale(self) -> float:
        """Of the propagation speed, over what the thermometer says."""
        return 1.0 + self.values[0]

    @property
    def wind_mm_per_us(self) -> tuple[float, float]:
        """Along x and y; 0.003 is 3 m/s."""
        return self.values[1], self.values[2]

    @property
    def wind_sigma_mm_per_us(self) -> float:
        """One standard deviation of the wind, the larger axis."""
        return math.sqrt(max(self.covariance[1][1], self.covariance[2][2]))

    def delays_us(self, sensors: Sequence[Sensor], speed_mm_per_us: float, x_mm: float, y_mm: float) -> list[float]:
        """How much later than in still air each channel hears a sound from (x, y), its bias included."""
        speed = speed_mm_per_us * self.scale
        moving, still = (speed, *self.wind_mm_per_us), (speed, 0.0, 0.0)
        place = (x_mm, y_mm)
        return [
            travel(sensor, place, moving)[0] - travel(sensor, place, still)[0] + self.values[AIR + k]
            for k, sensor in enumerate(sensors)
        ]

    def doubt_us(self, sensors: Sequence[Sensor], speed_mm_per_us: float, x_mm: float, y_mm: float) -> float:
        """What the state's own doubt adds to one time of arrival, rms over the channels, emission time unknown."""
        rows = [sight(sensor, (x_mm, y_mm), self.values, speed_mm_per_us)[2] for sensor in sensors]
        mean = [math.fsum(row[j] for row in rows) / len(rows) for j in range(AIR)]
        total = 0.0
        for k, row in enumerate(rows):
            a = [value - m for value, m in zip(row, mean, strict=True)]
            total += self.covariance[AIR + k][AIR + k]
            total += sum(a[i] * a[j] * self.covariance[i][j] for i in range(AIR) for j in range(AIR))
        return math.sqrt(total / len(rows))


def at_first(channels: int, weather: Weather) -> SlowState:
    """Before anything was shot."""
    sigmas = (weather.scale, weather.wind_mm_per_us, weather.wind_mm_per_us, *(weather.bias_us,) * channels)
    size = AIR + channels
    covariance = tuple(tuple(sigmas[i] ** 2 if i == j else 0.0 for j in range(size)) for i in range(size))
    return SlowState((0.0,) * size, covariance, tuple(change.share for change in weather.changes), weather)


def after_unexplained(state: SlowState, suspect: int | None) -> SlowState:
    """After a shot that no air explained: in the end it is the air that is not known, as little as after one gust.

    `suspect`: the channel without which it would have been explained best.
    """
    state = state.suspecting(suspect)
    if state.unexplained + 1 < PATIENCE:
        return replace(state, unexplained=state.unexplained + 1)
    widest = state.weather.changes[-1]
    added = (widest.scale, widest.wind_mm_per_us, widest.wind_mm_per_us)
    covariance = [list(row) for row in state.covariance]
    for k, sigma in enumerate(added):
        covariance[k][k] = max(covariance[k][k], sigma * sigma)
    return replace(state, covariance=tuple(map(tuple, covariance)), unexplained=0)


def sight(
    sensor: Sensor, place: Sequence[float], values: Sequence[float], speed: float
) -> tuple[float, tuple[float, float], tuple[float, float, float]]:
    """Travel time, its derivatives by the shot's x and y, and by scale and wind."""
    now = speed * (1.0 + values[0])
    t, along, common = travel(sensor, place, (now, values[1], values[2]))
    return t, (-along[0], -along[1]), (common[0] * speed, common[1], common[2])
