"""The slow state, which changes little from arrow to arrow: speed of sound, a common wind, the bias of each channel.

`filter.py` explains a shot by it and updates it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from appliance.core.air.session_fit import travel
from appliance.core.air.weather import MAX_UNEXPLAINED_SHOTS, Weather
from appliance.core.geometry import Sensor

AIR_SIZE = 3
"""Unknowns of the air in a state: scale of the speed, wind x, wind y (mm/us); a bias per channel (us) follows."""


@dataclass(frozen=True, slots=True)
class SlowState:
    """`values`: scale less one, wind x and y, biases; `modes`: probability of each change of the weather, last shot.

    `unexplained`: shots since the last one that this air explained; `suspect`: the channel that alone disagreed with
    the last `suspected` shots.
    """

    values: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    modes: tuple[float, ...]
    weather: Weather
    unexplained: int = 0
    suspect: int | None = None
    suspected: int = 0

    def suspecting(self, channel: int | None) -> "SlowState":
        """The state after a shot with which `channel` alone disagreed; None: no single one."""
        count = 0 if channel is None else self.suspected + 1 if channel == self.suspect else 1
        return replace(self, suspect=channel, suspected=count)

    @property
    def scale(self) -> float:
        """Ratio of the propagation speed to that computed from the thermometer."""
        return 1.0 + self.values[0]

    @property
    def wind_mm_per_us(self) -> tuple[float, float]:
        """Wind along x and y; 0.003 is 3 m/s."""
        return self.values[1], self.values[2]

    @property
    def wind_sigma_mm_per_us(self) -> float:
        """One standard deviation of the wind, the larger axis."""
        return math.sqrt(max(self.covariance[1][1], self.covariance[2][2]))

    def delays_us(self, sensors: Sequence[Sensor], speed_mm_per_us: float, x_mm: float, y_mm: float) -> list[float]:
        """Extra delay of each channel against still air for a source at (x, y), its bias included."""
        speed = speed_mm_per_us * self.scale
        moving, still = (speed, *self.wind_mm_per_us), (speed, 0.0, 0.0)
        place = (x_mm, y_mm)
        return [
            travel(sensor, place, moving)[0] - travel(sensor, place, still)[0] + self.values[AIR_SIZE + k]
            for k, sensor in enumerate(sensors)
        ]

    def doubt_us(self, sensors: Sequence[Sensor], speed_mm_per_us: float, x_mm: float, y_mm: float) -> float:
        """Standard deviation that the state's uncertainty adds to one time of arrival, us, rms over the channels,
        emission time unknown."""
        rows = [travel_jacobian(sensor, (x_mm, y_mm), self.values, speed_mm_per_us)[2] for sensor in sensors]
        mean = [math.fsum(row[j] for row in rows) / len(rows) for j in range(AIR_SIZE)]
        total = 0.0
        for k, row in enumerate(rows):
            a = [value - m for value, m in zip(row, mean, strict=True)]
            total += self.covariance[AIR_SIZE + k][AIR_SIZE + k]
            total += sum(a[i] * a[j] * self.covariance[i][j] for i in range(AIR_SIZE) for j in range(AIR_SIZE))
        return math.sqrt(total / len(rows))


def at_first(channels: int, weather: Weather) -> SlowState:
    """The state before anything was shot."""
    sigmas = (weather.scale, weather.wind_mm_per_us, weather.wind_mm_per_us, *(weather.bias_us,) * channels)
    size = AIR_SIZE + channels
    covariance = tuple(tuple(sigmas[i] ** 2 if i == j else 0.0 for j in range(size)) for i in range(size))
    return SlowState((0.0,) * size, covariance, tuple(change.share for change in weather.changes), weather)


def after_unexplained(state: SlowState, suspect: int | None) -> SlowState:
    """The state after a shot that no air explained; after MAX_UNEXPLAINED_SHOTS of them at least as uncertain as after
    the largest change.

    `suspect`: the channel without which the shot would have been explained best.
    """
    state = state.suspecting(suspect)
    if state.unexplained + 1 < MAX_UNEXPLAINED_SHOTS:
        return replace(state, unexplained=state.unexplained + 1)
    widest = state.weather.changes[-1]
    added = (widest.scale, widest.wind_mm_per_us, widest.wind_mm_per_us)
    covariance = [list(row) for row in state.covariance]
    for k, sigma in enumerate(added):
        covariance[k][k] = max(covariance[k][k], sigma * sigma)
    return replace(state, covariance=tuple(map(tuple, covariance)), unexplained=0)


def travel_jacobian(
    sensor: Sensor, place: Sequence[float], values: Sequence[float], speed: float
) -> tuple[float, tuple[float, float], tuple[float, float, float]]:
    """Travel time, us, and its derivatives by the shot's x and y, and by the state's scale and wind."""
    now = speed * (1.0 + values[0])
    t, along, common = travel(sensor, place, (now, values[1], values[2]))
    return t, (-along[0], -along[1]), (common[0] * speed, common[1], common[2])
