"""One update of the air filter: a burst linearised about a position, for one way in which the air may have changed."""

import math
from collections.abc import Sequence
from functools import cached_property
from operator import mul
from typing import NamedTuple

from appliance.core.air.state import AIR_SIZE, SlowState, travel_jacobian
from appliance.core.air.weather import Change
from appliance.core.arrival import Arrival
from appliance.core.linalg import (
    Sym3,
    backward,
    cholesky,
    determinant3,
    dot,
    forward,
    forward_unit,
    inverse3,
    multiply3,
)

SCARCELY = 1e-9
"""Share of the information on an unknown that place and time leave over, below which it is only rounding."""


class Integrity(NamedTuple):
    """How one channel is checked by the others (reliability as in Baarda, 1968; the slope of RAIM as in Brown, 1992).

    `seen`: standard deviations of the check for one microsecond of error of the channel; `off`: the check's value, in
    standard deviations; `pull`: movement of the place along x and y for one microsecond of error, mm.
    """

    seen: float
    off: float
    pull: tuple[float, float]

    @property
    def pull_mm(self) -> float:
        """Movement of the place for one microsecond of error of the channel, mm."""
        return math.hypot(*self.pull)

    def unseen_mm(self, sigmas: float) -> float:
        """Largest movement of the place, mm, by an error that the check shows with less than `sigmas`."""
        return self.pull_mm * sigmas / self.seen if self.seen > 0 else math.inf

    @property
    def moved_mm(self) -> float:
        """Distance by which the place would move without the channel, mm."""
        return self.unseen_mm(abs(self.off))


class Linearised:
    """Readings linearised at one place: residuals, derivatives, and covariance before the air has changed."""

    def __init__(self, state: SlowState, readings: Sequence[Arrival], place: tuple[float, float], speed: float) -> None:
        self.state, self.place = state, place
        self.channels = [AIR_SIZE + reading.channel for reading in readings]
        self.own = [reading.sigma_us * reading.sigma_us for reading in readings]
        rows = [travel_jacobian(reading.sensor, place, state.values, speed) for reading in readings]
        self.by_x, self.by_y = [along[0] for _, along, _ in rows], [along[1] for _, along, _ in rows]
        self.by_air = [by_air for _, _, by_air in rows]
        late = [
            r.toa_us - travel_us - state.values[k]
            for r, k, (travel_us, _, _) in zip(readings, self.channels, rows, strict=True)
        ]
        mean = math.fsum(late) / len(late)
        self.residuals = [value - mean for value in late]
        # lower triangle of H P H', H being by_air beside one column per channel
        covariance = state.covariance
        (pss, psx, psy), (_, pxx, pxy), (_, _, pyy) = (row[:AIR_SIZE] for row in covariance[:AIR_SIZE])
        cross = [(covariance[0][k], covariance[1][k], covariance[2][k]) for k in self.channels]
        self.known: list[list[float]] = []
        for i, ((hs, hx, hy), (cs, cx, cy), k) in enumerate(zip(self.by_air, cross, self.channels, strict=True)):
            gs = hs * pss + hx * psx + hy * psy + cs
            gx = hs * psx + hx * pxx + hy * pxy + cx
            gy = hs * psy + hx * pxy + hy * pyy + cy
            others = zip(self.by_air[: i + 1], cross, self.channels, strict=False)
            self.known.append(
                [
                    gs * js + gx * jx + gy * jy + hs * ds + hx * dx + hy * dy + covariance[k][m]
                    for (js, jx, jy), (ds, dx, dy), m in others
                ]
            )

    def after_change(self, change: Change, sigma_us: float) -> "AirHypothesis | None":
        """The shot in air that changed by `change`; None when the readings do not determine a place."""
        scale, wind, bias = change.scale**2, change.wind_mm_per_us**2, change.bias_us**2
        covariance = []
        for i, (known, own, (hs, hx, hy)) in enumerate(zip(self.known, self.own, self.by_air, strict=True)):
            s, x, y = scale * hs, wind * hx, wind * hy
            row = [k + s * js + x * jx + y * jy for k, (js, jx, jy) in zip(known, self.by_air[: i + 1], strict=True)]
            row[i] += bias + sigma_us * sigma_us + own
            covariance.append(row)
        root = cholesky(covariance)
        ax, ay, at = forward(root, self.by_x), forward(root, self.by_y), forward(root, [1.0] * len(root))
        r = forward(root, self.residuals)
        inverse = inverse3((dot(ax, ax), dot(ax, ay), dot(ax, at), dot(ay, ay), dot(ay, at), dot(at, at)))
        if inverse is None:
            return None
        dx, dy, dt = multiply3(inverse, dot(ax, r), dot(ay, r), dot(at, r))
        rest = [value - p * dx - q * dy - s * dt for value, p, q, s in zip(r, ax, ay, at, strict=True)]
        return AirHypothesis(self, change, root, (ax, ay, at), inverse, (dx, dy, dt), rest)


class AirHypothesis:
    """A shot explained by one change of the air; `inverse`: covariance of its (x, y, time).

    Whitened by `root`, the Cholesky factor of the readings' covariance: `design` the columns of x, y and time, `rest`
    the residuals.
    """

    def __init__(
        self,
        linearised: Linearised,
        change: Change,
        root: list[list[float]],
        design: tuple[list[float], list[float], list[float]],
        inverse: Sym3,
        step: tuple[float, float, float],
        rest: list[float],
    ) -> None:
        self._linearised, self._change, self._root, self._design = linearised, change, root, design
        self._step, self._rest = step, rest
        self.inverse = inverse
        self.place = linearised.place[0] + step[0], linearised.place[1] + step[1]
        self.chi2 = dot(rest, rest)
        volume = 2 * sum(math.log(row[-1]) for row in root) - math.log(determinant3(inverse))
        self.log_evidence = -0.5 * (self.chi2 + volume + (len(root) - 3) * math.log(2 * math.pi))

    @cached_property
    def _added(self) -> list[float]:
        """Variances that the change adds to those of the state."""
        scale, wind, bias, _ = self._change
        return [scale**2, wind**2, wind**2, *(bias**2,) * (len(self._linearised.state.values) - AIR_SIZE)]

    @cached_property
    def moved(self) -> list[float]:
        """The correction of the state that the shot's residuals imply."""
        linearised = self._linearised
        gain = [0.0] * len(linearised.state.values)
        for u, k, (hs, hx, hy) in zip(
            backward(self._root, self._rest), linearised.channels, linearised.by_air, strict=True
        ):
            gain[0] += u * hs
            gain[1] += u * hx
            gain[2] += u * hy
            gain[k] += u
        return [
            sum(map(mul, row, gain)) + added * own
            for row, added, own in zip(linearised.state.covariance, self._added, gain, strict=True)
        ]

    def residuals_us(self) -> tuple[float, ...]:
        """The residual of each reading after place, time and air are fitted, us."""
        linearised, (dx, dy, dt), moved = self._linearised, self._step, self.moved
        ms, mx, my = moved[:AIR_SIZE]
        return tuple(
            value - ax * dx - ay * dy - dt - hs * ms - hx * mx - hy * my - moved[k]
            for value, ax, ay, k, (hs, hx, hy) in zip(
                linearised.residuals,
                linearised.by_x,
                linearised.by_y,
                linearised.channels,
                linearised.by_air,
                strict=True,
            )
        )

    def integrity(self) -> list[Integrity]:
        """How each reading is checked by the others, to first order.

        With R the covariance of the readings, A their derivatives by x, y and time and C = (A' R^-1 A)^-1, the checks
        are P r, P = R^-1 - R^-1 A C A' R^-1; an error of one microsecond in reading i moves (x, y, time) by
        C A' R^-1 e_i.
        """
        ax, ay, at = self._design
        found = []
        for i in range(len(self._root)):
            white = forward_unit(self._root, i)
            mx, my, mt = dot(white, ax[i:]), dot(white, ay[i:]), dot(white, at[i:])
            moves = multiply3(self.inverse, mx, my, mt)
            seen2 = dot(white, white) - mx * moves[0] - my * moves[1] - mt * moves[2]
            seen = math.sqrt(seen2) if seen2 > 0 else 0.0
            off = dot(white, self._rest[i:]) / seen if seen > 0 else 0.0
            found.append(Integrity(seen, off, (moves[0], moves[1])))
        return found

    def free(self, derivatives: Sequence[float]) -> tuple[float, float] | None:
        """Estimate of one more unknown, with its standard deviation; None when the readings do not determine it.

        `derivatives`: of the readings by the unknown. To first order, with place and time adjusted to it.
        """
        white = forward(self._root, derivatives)
        along = [dot(white, column) for column in self._design]
        held = dot(white, white) - dot(along, multiply3(self.inverse, *along))
        if held <= SCARCELY * dot(white, white):
            return None
        return dot(white, self._rest) / held, 1 / math.sqrt(held)

    def covariance(self) -> list[list[float]]:
        """Covariance of the state after the shot."""
        linearised, (ax, ay, at) = self._linearised, self._design
        prior = [list(row) for row in linearised.state.covariance]
        for i, variance in enumerate(self._added):
            prior[i][i] += variance
        s, x, y = prior[:AIR_SIZE]
        columns, cross_gain, weighted_gain = [], [], []
        for i, own in enumerate(prior):
            gain = [
                hs * s[i] + hx * x[i] + hy * y[i] + own[k]
                for k, (hs, hx, hy) in zip(linearised.channels, linearised.by_air, strict=True)
            ]
            column = forward(self._root, gain)
            columns.append(column)
            cross_gain.append((sum(map(mul, ax, column)), sum(map(mul, ay, column)), sum(map(mul, at, column))))
            weighted_gain.append(multiply3(self.inverse, *cross_gain[-1]))
        for i, (row, column, cross) in enumerate(zip(prior, columns, cross_gain, strict=True)):
            for j in range(i + 1):
                row[j] += sum(map(mul, cross, weighted_gain[j])) - sum(map(mul, column, columns[j]))
                prior[j][i] = row[j]
        return prior
