"""What changes slowly from arrow to arrow: propagation speed, a common wind, the bias of each channel.

A Kalman filter with every shot's own x, y and time eliminated. How fast the air changes is itself unknown: each shot is
explained three times, by still, breezy and gusty air, the explanations are weighted by their evidence and merged to one
normal state (generalised pseudo-Bayes of first order: Bar-Shalom, Li, Kirubarajan, Estimation with Applications to
Tracking and Navigation, 2001, section 11.6). So a calm hour is averaged over, and a squall is followed at once.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from appliance.core.air_fit import travel
from appliance.core.geometry import Sensor
from appliance.core.linalg import cholesky, determinant3, dot, forward, inverse3, multiply3
from appliance.core.multilateration import Arrival

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
HABIT = 0.95
"""How far the last shot's air says how the next one's changes."""
CERTAIN = 0.8
"""An explanation of this probability is taken alone."""
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
        rows = [_row(sensor, (x_mm, y_mm), self.values, speed_mm_per_us)[2] for sensor in sensors]
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


@dataclass(frozen=True, slots=True)
class Explained:
    """A shot as the slow state explains it: its place with the state's doubt included, and the state after it.

    `change` is the most probable way in which the air changed, `chi2` its own, `log_evidence` of all ways together;
    `residuals_us` one per reading; `gust` how far the wind moved from what it was, in standard deviations of that.
    """

    x_mm: float
    y_mm: float
    covariance_mm2: tuple[float, float, float]
    chi2: float
    log_evidence: float
    change: int
    residuals_us: tuple[float, ...]
    gust: float
    state: SlowState


def explain(
    state: SlowState,
    readings: Sequence[Arrival],
    x_mm: float,
    y_mm: float,
    *,
    speed_mm_per_us: float,
    sigma_us: float,
) -> Explained | None:
    """`speed_mm_per_us` by the thermometer; (x, y) about where it was. None when the readings fix no place."""
    place = (x_mm, y_mm)
    widest = len(state.weather.changes) - 1
    # once more from where it really was: travel times are not linear
    for _ in range(2):
        moved = _one_way(state, widest, readings, place, speed_mm_per_us, sigma_us)
        if moved is None:
            return None
        place = (moved.x_mm, moved.y_mm)
    ways = [
        way
        for change in range(widest + 1)
        if (way := _one_way(state, change, readings, place, speed_mm_per_us, sigma_us)) is not None
    ]
    if len(ways) <= widest:
        return None
    priors = [HABIT * h + (1 - HABIT) * c.share for h, c in zip(state.habits, state.weather.changes, strict=True)]
    logs = [way.log_evidence + math.log(prior) for way, prior in zip(ways, priors, strict=True)]
    top = max(logs)
    weights = [math.exp(value - top) for value in logs]
    total = math.fsum(weights)
    weights = [w / total for w in weights]
    change = max(range(len(ways)), key=weights.__getitem__)
    best = ways[change]
    # a merged state would remember a little of every squall that was not: in calm air that costs a third more error
    merged, covariance = _merge([best], [1.0]) if max(weights) > CERTAIN else _merge(ways, weights)
    return Explained(
        x_mm=merged[0],
        y_mm=merged[1],
        covariance_mm2=(covariance[0][0], covariance[0][1], covariance[1][1]),
        chi2=best.chi2,
        log_evidence=top + math.log(total),
        change=change,
        residuals_us=best.residuals_us,
        gust=_gust(state, change, merged),
        state=replace(
            state,
            values=tuple(merged[2:]),
            covariance=tuple(tuple(row[2:]) for row in covariance[2:]),
            habits=tuple(weights),
            unexplained=0,
        ),
    )


def _gust(state: SlowState, change_number: int, mean: Sequence[float]) -> float:
    change = state.weather.changes[change_number].wind_mm_per_us
    squares = 0.0
    for k in (1, 2):
        squares += (mean[2 + k] - state.values[k]) ** 2 / (state.covariance[k][k] + change * change)
    return math.sqrt(squares)


class _Way(NamedTuple):
    """One explanation; `mean` and `covariance` are over x, y and the state."""

    x_mm: float
    y_mm: float
    mean: list[float]
    covariance: list[list[float]]
    chi2: float
    log_evidence: float
    residuals_us: tuple[float, ...]


def _one_way(
    state: SlowState,
    change_number: int,
    readings: Sequence[Arrival],
    place: tuple[float, float],
    speed: float,
    sigma_us: float,
) -> _Way | None:
    change = state.weather.changes[change_number]
    size = len(state.values)
    added = (change.scale, change.wind_mm_per_us, change.wind_mm_per_us, *(change.bias_us,) * (size - AIR))
    prior = [list(row) for row in state.covariance]
    for i, sigma in enumerate(added):
        prior[i][i] += sigma * sigma
    rows = [_row(reading.sensor, place, state.values, speed) for reading in readings]
    late = [
        r.toa_us - travel_us - state.values[AIR + r.channel]
        for r, (travel_us, _, _) in zip(readings, rows, strict=True)
    ]
    start = math.fsum(late) / len(late)
    residuals = [value - start for value in late]
    gains = []
    for reading, (_, _, (hs, hx, hy)) in zip(readings, rows, strict=True):
        own = prior[AIR + reading.channel]
        gains.append(
            [hs * a + hx * b + hy * c + d for a, b, c, d in zip(prior[0], prior[1], prior[2], own, strict=True)]
        )
    spread = [
        [hs * g[0] + hx * g[1] + hy * g[2] + g[AIR + reading.channel] for g in gains]
        for reading, (_, _, (hs, hx, hy)) in zip(readings, rows, strict=True)
    ]
    for i in range(len(spread)):
        spread[i][i] += sigma_us * sigma_us
    root = cholesky(spread)
    ax = forward(root, [along[0] for _, along, _ in rows])
    ay = forward(root, [along[1] for _, along, _ in rows])
    at = forward(root, [1.0] * len(rows))
    r = forward(root, residuals)
    inverse = inverse3((dot(ax, ax), dot(ax, ay), dot(ax, at), dot(ay, ay), dot(ay, at), dot(at, at)))
    if inverse is None:
        return None
    dx, dy, dt = multiply3(inverse, dot(ax, r), dot(ay, r), dot(at, r))
    rest = [value - p * dx - q * dy - s * dt for value, p, q, s in zip(r, ax, ay, at, strict=True)]
    chi2 = dot(rest, rest)
    columns = [forward(root, [g[j] for g in gains]) for j in range(size)]
    seen = [(dot(ax, c), dot(ay, c), dot(at, c)) for c in columns]
    through = [multiply3(inverse, *s) for s in seen]
    moved = [dot(c, rest) for c in columns]
    covariance = [
        [inverse[0], inverse[1], *(-t[0] for t in through)],
        [inverse[1], inverse[3], *(-t[1] for t in through)],
    ]
    for i in range(size):
        own = [prior[i][j] - dot(columns[i], columns[j]) + dot(seen[i], through[j]) for j in range(size)]
        covariance.append([-through[i][0], -through[i][1], *own])
    volume = 2 * sum(math.log(root[i][i]) for i in range(len(root))) - math.log(determinant3(inverse))
    count = len(readings) - 3
    values = [value + step for value, step in zip(state.values, moved, strict=True)]
    left = []
    for value, reading, (_, along, (hs, hx, hy)) in zip(residuals, readings, rows, strict=True):
        explained = along[0] * dx + along[1] * dy + dt + hs * moved[0] + hx * moved[1] + hy * moved[2]
        left.append(value - explained - moved[AIR + reading.channel])
    return _Way(
        place[0] + dx,
        place[1] + dy,
        [place[0] + dx, place[1] + dy, *values],
        covariance,
        chi2,
        -0.5 * (chi2 + volume + count * math.log(2 * math.pi)),
        tuple(left),
    )


def _row(
    sensor: Sensor, place: Sequence[float], values: Sequence[float], speed: float
) -> tuple[float, tuple[float, float], tuple[float, float, float]]:
    """Travel time, its derivatives by the shot's x and y, and by scale and wind."""
    now = speed * (1.0 + values[0])
    t, along, common = travel(sensor, place, (now, values[1], values[2]))
    return t, (-along[0], -along[1]), (common[0] * speed, common[1], common[2])


def _merge(ways: Sequence[_Way], weights: Sequence[float]) -> tuple[list[float], list[list[float]]]:
    """Mean and covariance of the mixture."""
    size = len(ways[0].mean)
    mean = [math.fsum(w * way.mean[i] for w, way in zip(weights, ways, strict=True)) for i in range(size)]
    covariance = [[0.0] * size for _ in range(size)]
    for weight, way in zip(weights, ways, strict=True):
        off = [value - m for value, m in zip(way.mean, mean, strict=True)]
        for i in range(size):
            row, own, a = covariance[i], way.covariance[i], off[i]
            for j in range(size):
                row[j] += weight * (own[j] + a * off[j])
    return mean, covariance
