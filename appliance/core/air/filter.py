"""How a shot is explained by the slow state, and what that state is after it.

A Kalman filter with every shot's own x, y and time eliminated. How fast the air changes is itself unknown: each shot is
explained three times, by still, breezy and gusty air, the explanations are weighted by their evidence and merged to one
normal state (generalised pseudo-Bayes of first order: Bar-Shalom, Li, Kirubarajan, Estimation with Applications to
Tracking and Navigation, 2001, section 11.6). So a calm hour is averaged over, and a squall is followed at once.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from operator import mul

from appliance.core.air.state import AIR, Change, SlowState, sight
from appliance.core.arrival import Arrival
from appliance.core.linalg import Sym3, backward, cholesky, determinant3, dot, forward, inverse3, multiply3

HABIT = 0.95
"""How far the last shot's air says how the next one's changes."""
CERTAIN = 0.8
"""An explanation of this probability is taken alone."""
NEAR_MM = 0.02
"""Travel times are not linear; over this distance that is less than a millionth of a millimetre."""


class Explained:
    """A shot as the slow state explains it: its place with the state's doubt included, and the state after it.

    `change` is the most probable way in which the air changed, `chi2` its own, `log_evidence` of all ways together;
    `residuals_us` one per reading; `gust` how far the wind moved from what it was, in standard deviations of that.
    """

    def __init__(self, before: SlowState, ways: Sequence["_Way"]) -> None:
        changes = before.weather.changes
        priors = [HABIT * h + (1 - HABIT) * change.share for h, change in zip(before.habits, changes, strict=True)]
        logs = [way.log_evidence + math.log(prior) for way, prior in zip(ways, priors, strict=True)]
        top = max(logs)
        weights = [math.exp(value - top) for value in logs]
        total = math.fsum(weights)
        self._before = before
        self._habits = tuple(weight / total for weight in weights)
        self.log_evidence = top + math.log(total)
        self.change = max(range(len(ways)), key=weights.__getitem__)
        best = ways[self.change]
        self.chi2 = best.chi2
        # a merged state would remember a little of every squall that was not: in calm air that costs a third more error
        is_certain = self._habits[self.change] > CERTAIN
        self._parts = [(1.0, best)] if is_certain else list(zip(self._habits, ways, strict=True))
        self._best = best
        self._moved = _mean([(weight, way.moved) for weight, way in self._parts])
        self.x_mm, self.y_mm = _mean([(weight, way.place) for weight, way in self._parts])

    @property
    def covariance_mm2(self) -> tuple[float, float, float]:
        xx = xy = yy = 0.0
        for weight, way in self._parts:
            dx, dy = way.place[0] - self.x_mm, way.place[1] - self.y_mm
            xx += weight * (way.inverse[0] + dx * dx)
            xy += weight * (way.inverse[1] + dx * dy)
            yy += weight * (way.inverse[3] + dy * dy)
        return xx, xy, yy

    @property
    def residuals_us(self) -> tuple[float, ...]:
        return self._best.left_us()

    @property
    def gust(self) -> float:
        change = self._before.weather.changes[self.change].wind_mm_per_us
        covariance = self._before.covariance
        return math.sqrt(sum(self._moved[k] ** 2 / (covariance[k][k] + change * change) for k in (1, 2)))

    @property
    def state(self) -> SlowState:
        size = len(self._moved)
        covariance = [[0.0] * size for _ in range(size)]
        for weight, way in self._parts:
            own = way.covariance()
            off = [value - mean for value, mean in zip(way.moved, self._moved, strict=True)]
            for i, (row, there) in enumerate(zip(covariance, own, strict=True)):
                for j in range(size):
                    row[j] += weight * (there[j] + off[i] * off[j])
        return replace(
            self._before,
            values=tuple(value + step for value, step in zip(self._before.values, self._moved, strict=True)),
            covariance=tuple(map(tuple, covariance)),
            habits=self._habits,
            unexplained=0,
        )


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
    *others, widest = state.weather.changes
    place = (x_mm, y_mm)
    # at most twice more from where it really was
    for _ in range(3):
        seen = _Seen(state, readings, place, speed_mm_per_us)
        last = seen.way(widest, sigma_us)
        if last is None:
            return None
        if math.dist(place, last.place) < NEAR_MM:
            break
        place = last.place
    ways = [seen.way(change, sigma_us) for change in others]
    found = [way for way in (*ways, last) if way is not None]
    return Explained(state, found) if len(found) == len(state.weather.changes) else None


def _mean(parts: Sequence[tuple[float, Sequence[float]]]) -> list[float]:
    """Weighted, component by component."""
    if len(parts) == 1:
        return list(parts[0][1])
    weights = [weight for weight, _ in parts]
    return [sum(map(mul, weights, values)) for values in zip(*(vector for _, vector in parts), strict=True)]


class _Seen:
    """Readings as expected from one place, before anything is said of how the air changed."""

    def __init__(self, state: SlowState, readings: Sequence[Arrival], place: tuple[float, float], speed: float) -> None:
        self.state, self.place = state, place
        self.channels = [AIR + reading.channel for reading in readings]
        rows = [sight(reading.sensor, place, state.values, speed) for reading in readings]
        self.ax, self.ay = [along[0] for _, along, _ in rows], [along[1] for _, along, _ in rows]
        self.by_air = [by_air for _, _, by_air in rows]
        late = [
            r.toa_us - travel_us - state.values[k]
            for r, k, (travel_us, _, _) in zip(readings, self.channels, rows, strict=True)
        ]
        mean = math.fsum(late) / len(late)
        self.residuals = [value - mean for value in late]
        # lower triangle of H P H', H being by_air beside one column per channel
        covariance = state.covariance
        (pss, psx, psy), (_, pxx, pxy), (_, _, pyy) = (row[:AIR] for row in covariance[:AIR])
        cross = [(covariance[0][k], covariance[1][k], covariance[2][k]) for k in self.channels]
        self.spread: list[list[float]] = []
        for i, ((hs, hx, hy), (cs, cx, cy), k) in enumerate(zip(self.by_air, cross, self.channels, strict=True)):
            gs = hs * pss + hx * psx + hy * psy + cs
            gx = hs * psx + hx * pxx + hy * pxy + cx
            gy = hs * psy + hx * pxy + hy * pyy + cy
            others = zip(self.by_air[: i + 1], cross, self.channels, strict=False)
            self.spread.append(
                [
                    gs * js + gx * jx + gy * jy + hs * ds + hx * dx + hy * dy + covariance[k][m]
                    for (js, jx, jy), (ds, dx, dy), m in others
                ]
            )

    def way(self, change: Change, sigma_us: float) -> "_Way | None":
        """The shot in air that changed so; None when the readings fix no place."""
        scale, wind, bias = change.scale**2, change.wind_mm_per_us**2, change.bias_us**2
        spread = []
        for i, (known, (hs, hx, hy)) in enumerate(zip(self.spread, self.by_air, strict=True)):
            s, x, y = scale * hs, wind * hx, wind * hy
            row = [k + s * js + x * jx + y * jy for k, (js, jx, jy) in zip(known, self.by_air[: i + 1], strict=True)]
            row[i] += bias + sigma_us * sigma_us
            spread.append(row)
        root = cholesky(spread)
        ax, ay, at = forward(root, self.ax), forward(root, self.ay), forward(root, [1.0] * len(root))
        r = forward(root, self.residuals)
        inverse = inverse3((dot(ax, ax), dot(ax, ay), dot(ax, at), dot(ay, ay), dot(ay, at), dot(at, at)))
        if inverse is None:
            return None
        dx, dy, dt = multiply3(inverse, dot(ax, r), dot(ay, r), dot(at, r))
        rest = [value - p * dx - q * dy - s * dt for value, p, q, s in zip(r, ax, ay, at, strict=True)]
        return _Way(self, change, root, (ax, ay, at), inverse, (dx, dy, dt), rest)


class _Way:
    """One explanation: how the air changed, and with it the shot's place; `inverse`: covariance of (x, y, time)."""

    def __init__(
        self,
        seen: _Seen,
        change: Change,
        root: list[list[float]],
        along: tuple[list[float], list[float], list[float]],
        inverse: Sym3,
        step: tuple[float, float, float],
        rest: list[float],
    ) -> None:
        self._seen, self._change, self._root, self._along, self._step, self._rest = (
            seen,
            change,
            root,
            along,
            step,
            rest,
        )
        self.inverse = inverse
        self.place = seen.place[0] + step[0], seen.place[1] + step[1]
        self.chi2 = dot(rest, rest)
        volume = 2 * sum(math.log(row[-1]) for row in root) - math.log(determinant3(inverse))
        self.log_evidence = -0.5 * (self.chi2 + volume + (len(root) - 3) * math.log(2 * math.pi))

    @cached_property
    def _added(self) -> list[float]:
        """Variances that the change adds to those of the state."""
        scale, wind, bias, _ = self._change
        return [scale**2, wind**2, wind**2, *(bias**2,) * (len(self._seen.state.values) - AIR)]

    @cached_property
    def moved(self) -> list[float]:
        """What the shot says that the state is off by."""
        seen = self._seen
        pull = [0.0] * len(seen.state.values)
        for u, k, (hs, hx, hy) in zip(backward(self._root, self._rest), seen.channels, seen.by_air, strict=True):
            pull[0] += u * hs
            pull[1] += u * hx
            pull[2] += u * hy
            pull[k] += u
        return [
            sum(map(mul, row, pull)) + added * own
            for row, added, own in zip(seen.state.covariance, self._added, pull, strict=True)
        ]

    def left_us(self) -> tuple[float, ...]:
        """What each reading is off by with all that is explained."""
        seen, (dx, dy, dt), moved = self._seen, self._step, self.moved
        ms, mx, my = moved[:AIR]
        return tuple(
            value - ax * dx - ay * dy - dt - hs * ms - hx * mx - hy * my - moved[k]
            for value, ax, ay, k, (hs, hx, hy) in zip(
                seen.residuals, seen.ax, seen.ay, seen.channels, seen.by_air, strict=True
            )
        )

    def covariance(self) -> list[list[float]]:
        """Of the state after the shot."""
        seen, (ax, ay, at) = self._seen, self._along
        prior = [list(row) for row in seen.state.covariance]
        for i, variance in enumerate(self._added):
            prior[i][i] += variance
        s, x, y = prior[:AIR]
        columns, told, through = [], [], []
        for i, own in enumerate(prior):
            gain = [
                hs * s[i] + hx * x[i] + hy * y[i] + own[k]
                for k, (hs, hx, hy) in zip(seen.channels, seen.by_air, strict=True)
            ]
            column = forward(self._root, gain)
            columns.append(column)
            told.append((sum(map(mul, ax, column)), sum(map(mul, ay, column)), sum(map(mul, at, column))))
            through.append(multiply3(self.inverse, *told[-1]))
        for i, (row, column, back) in enumerate(zip(prior, columns, told, strict=True)):
            for j in range(i + 1):
                row[j] += sum(map(mul, back, through[j])) - sum(map(mul, column, columns[j]))
                prior[j][i] = row[j]
        return prior
