"""A Kalman filter over arrows: it places a burst by the slow state, and updates the slow state by the burst.

Every shot's own x, y and time are eliminated. How fast the air changes is itself unknown: each shot is explained once
for each way in which the air may have changed (outdoors calm, breezy or gusty); the explanations are weighted by their
evidence and merged into one normal state (generalised pseudo-Bayes of first order: Bar-Shalom, Li, Kirubarajan,
Estimation with Applications to Tracking and Navigation, 2001, section 11.6). So the estimate averages over a calm hour,
and follows a squall at once.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from operator import mul

from appliance.core.air.linearised import AirHypothesis, Integrity, Linearised
from appliance.core.air.state import SlowState
from appliance.core.arrival import Arrival

MODE_PERSISTENCE = 0.95
"""Probability that the air changes in the same way as at the shot before; otherwise each way has its share."""
CERTAIN = 0.8
"""Probability above which an explanation is used alone."""
SETTLED_MM = 0.02
"""Distance over which travel times are linear: the next order is its square over the path, 1e-5 mm at the nearest."""
MAX_ROUNDS = 3
"""Most linearisations, each at the place found before: each squares the error, so the third is below a micrometre."""


class Explained:
    """A shot explained by the slow state: its place, with the state's uncertainty included, and the state after it.

    `change`: index of the most probable change of the air, `chi2`: with that change, `log_evidence`: over all changes.
    """

    def __init__(self, before: SlowState, hypotheses: Sequence[AirHypothesis]) -> None:
        changes = before.weather.changes
        priors = [
            MODE_PERSISTENCE * mode + (1 - MODE_PERSISTENCE) * change.share
            for mode, change in zip(before.modes, changes, strict=True)
        ]
        logs = [one.log_evidence + math.log(prior) for one, prior in zip(hypotheses, priors, strict=True)]
        top = max(logs)
        weights = [math.exp(value - top) for value in logs]
        total = math.fsum(weights)
        self._before = before
        self._modes = tuple(weight / total for weight in weights)
        self.log_evidence = top + math.log(total)
        self.change = max(range(len(hypotheses)), key=weights.__getitem__)
        best = hypotheses[self.change]
        self.chi2 = best.chi2
        # always merging would mix a little of an improbable squall into every state: a third more error in calm air
        is_certain = self._modes[self.change] > CERTAIN
        self._parts = [(1.0, best)] if is_certain else list(zip(self._modes, hypotheses, strict=True))
        self._best = best
        self._moved = _mean([(weight, one.moved) for weight, one in self._parts])
        self.x_mm, self.y_mm = _mean([(weight, one.place) for weight, one in self._parts])

    @property
    def covariance_mm2(self) -> tuple[float, float, float]:
        """Covariance of the place, (xx, xy, yy), mm2."""
        xx = xy = yy = 0.0
        for weight, one in self._parts:
            dx, dy = one.place[0] - self.x_mm, one.place[1] - self.y_mm
            xx += weight * (one.inverse[0] + dx * dx)
            xy += weight * (one.inverse[1] + dx * dy)
            yy += weight * (one.inverse[3] + dy * dy)
        return xx, xy, yy

    @property
    def residuals_us(self) -> tuple[float, ...]:
        """Residual of each reading, us."""
        return self._best.residuals_us()

    def integrity(self) -> list[Integrity]:
        """How each reading is checked by the others."""
        return self._best.integrity()

    def free(self, derivatives: Sequence[float]) -> tuple[float, float] | None:
        """Estimate of one more unknown with these derivatives of the readings, and its standard deviation; None when
        the readings do not determine it."""
        return self._best.free(derivatives)

    @property
    def gust_sigma(self) -> float:
        """Change of the wind at this shot, in the standard deviations expected of it."""
        change = self._before.weather.changes[self.change].wind_mm_per_us
        covariance = self._before.covariance
        doubts = [covariance[k][k] + change * change for k in (1, 2)]
        return math.sqrt(sum(self._moved[k] ** 2 / v for k, v in zip((1, 2), doubts, strict=True) if v > 0))

    @property
    def state(self) -> SlowState:
        """The slow state after the shot."""
        size = len(self._moved)
        covariance = [[0.0] * size for _ in range(size)]
        for weight, one in self._parts:
            own = one.covariance()
            off = [value - mean for value, mean in zip(one.moved, self._moved, strict=True)]
            for i, (row, there) in enumerate(zip(covariance, own, strict=True)):
                for j in range(size):
                    row[j] += weight * (there[j] + off[i] * off[j])
        return replace(
            self._before,
            values=tuple(value + step for value, step in zip(self._before.values, self._moved, strict=True)),
            covariance=tuple(map(tuple, covariance)),
            modes=self._modes,
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
    """Explain a shot near (x, y) by the slow state; `speed_mm_per_us`: computed from the thermometer.

    None when the readings do not determine a place.
    """
    *others, widest = state.weather.changes
    place = (x_mm, y_mm)
    for _ in range(MAX_ROUNDS):
        linearised = Linearised(state, readings, place, speed_mm_per_us)
        last = linearised.after_change(widest, sigma_us)
        if last is None:
            return None
        if math.dist(place, last.place) < SETTLED_MM:
            break
        place = last.place
    found = [one for one in (*(linearised.after_change(c, sigma_us) for c in others), last) if one is not None]
    return Explained(state, found) if len(found) == len(state.weather.changes) else None


def _mean(parts: Sequence[tuple[float, Sequence[float]]]) -> list[float]:
    """Weighted sum of vectors, component by component; the weights sum to one."""
    if len(parts) == 1:
        return list(parts[0][1])
    weights = [weight for weight, _ in parts]
    return [sum(map(mul, weights, values)) for values in zip(*(vector for _, vector in parts), strict=True)]
