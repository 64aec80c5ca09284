"""Locates a source behind the butt that explains every channel, with its depth as one more unknown."""

import math
from collections.abc import Sequence
from dataclasses import replace
from operator import mul
from typing import NamedTuple

from appliance.core.air.filter import Explained, explain
from appliance.core.arrival import Arrival
from appliance.core.linalg import solve_symmetric
from appliance.core.locating import thresholds
from appliance.core.locating.scene import Scene
from appliance.core.locating.solver import FAR_AWAY_MM

NEAREST_MM = 300.0
"""Smallest depth of a source behind the face: nearer there is the butt itself."""
FARTHEST_MM = 16_000.0
"""Largest depth of a source: the wave front is nearly flat across the array, with a sagitta of 25 mm, and from farther
away it looks the same."""
DEPTHS_MM = FARTHEST_MM - NEAREST_MM
USUAL_MM = 1500.0
"""Usual depth of a net or wall: the start where the closed form fails."""
MAX_ROUNDS = 12
"""Iterations of the search for the depth, which needs four to six; where it needs more no source is behind the butt."""
SETTLED_SHARE = 1e-3
"""Step that ends the search, as a share of the depth: shorter steps do not change the evidence."""
HOPELESS = 30.0
"""Chi-squared of the closed form, relative to the gate, beyond which a source behind is not searched: saves time."""


class RearSource(NamedTuple):
    """A source behind the butt, its depth and standard deviation; `explained`: the channels at this depth."""

    explained: Explained
    depth_mm: float
    depth_sigma_mm: float


def rear_source(scene: Scene) -> RearSource | None:
    """The source behind the face that explains all channels best, with the air estimated too; None where none does."""
    misfit, x_mm, y_mm, depth_mm = _any_depth(scene.still, scene.around.still_speed, scene.around.doubt_us)
    if misfit > HOPELESS * thresholds.GATE[len(scene.heard) - 3]:
        return None
    return _followed(scene, x_mm, y_mm, depth_mm)


def _followed(scene: Scene, x_mm: float, y_mm: float, depth_mm: float) -> RearSource | None:
    """Gauss-Newton over the depth, which is kept in its range; x, y, time and air are fitted at each step."""
    around, found = scene.around, None
    for _ in range(MAX_ROUNDS):
        depth_mm = min(max(depth_mm, NEAREST_MM), FARTHEST_MM)
        explained = explain(
            around.state,
            _from_depth(scene.heard, depth_mm),
            x_mm,
            y_mm,
            speed_mm_per_us=around.speed_mm_per_us,
            sigma_us=around.sigma_us,
        )
        if explained is None:
            return found
        x_mm, y_mm = explained.x_mm, explained.y_mm
        by_depth = [_later_us_per_mm(a, x_mm, y_mm, depth_mm, around.still_speed) for a in scene.heard]
        step = explained.free(by_depth)
        if abs(x_mm) + abs(y_mm) > FAR_AWAY_MM or step is None:
            return found
        if found is None or explained.log_evidence > found.explained.log_evidence:
            found = RearSource(explained, depth_mm, step[1])
        if abs(step[0]) < SETTLED_SHARE * depth_mm:
            break
        depth_mm += step[0]
    return found


def _from_depth(heard: Sequence[Arrival], depth_mm: float) -> list[Arrival]:
    """The same arrivals, sensors shifted along z so that the source lies in the plane z = 0."""
    return [replace(a, sensor=replace(a.sensor, z_mm=a.sensor.z_mm + depth_mm)) for a in heard]


def _later_us_per_mm(arrival: Arrival, x_mm: float, y_mm: float, depth_mm: float, speed: float) -> float:
    """Derivative of the travel time by the depth of the source, us/mm."""
    sensor = arrival.sensor
    down_mm = depth_mm + sensor.z_mm
    return down_mm / math.dist((sensor.x_mm, sensor.y_mm, 0.0), (x_mm, y_mm, down_mm)) / speed


def _any_depth(arrivals: Sequence[Arrival], speed: float, sigma_us: float) -> tuple[float, float, float, float]:
    """Chi-squared of the closed form with the depth of the source left free, and its (x, y, depth), mm.

    Sensors in one plane: squaring |p - s|^2 = v^2 (t - t0)^2 leaves equations that are linear in x, y, t0 and one more
    number, which holds the depth. Where these cannot be solved chi-squared is 0, so that the search is made.
    """
    start = min(a.toa_us for a in arrivals)
    matrix, right = [[0.0] * 4 for _ in range(4)], [0.0] * 4
    for a in arrivals:
        r = speed * (a.toa_us - start)
        x, y = a.sensor.x_mm, a.sensor.y_mm
        row = (2 * x, 2 * y, -2 * r, 1.0)
        known = x * x + y * y - r * r
        weight = a.weight(sigma_us)
        for i in range(4):
            right[i] += weight * row[i] * known
            for j in range(4):
                matrix[i][j] += weight * row[i] * row[j]
    try:
        x, y, r0, rest = solve_symmetric(matrix, right)
    except ArithmeticError:
        return 0.0, arrivals[0].sensor.x_mm, arrivals[0].sensor.y_mm, USUAL_MM
    # rest = r0^2 - x^2 - y^2 - depth^2
    depth2 = max(r0 * r0 - x * x - y * y - rest, 0.0)
    ranges = [
        speed * a.toa_us - math.sqrt((x - a.sensor.x_mm) ** 2 + (y - a.sensor.y_mm) ** 2 + depth2) for a in arrivals
    ]
    weights = [a.weight(sigma_us) for a in arrivals]
    mean = sum(map(mul, weights, ranges)) / sum(weights)
    misfit = sum(w * (value - mean) ** 2 for w, value in zip(weights, ranges, strict=True)) / (speed * sigma_us) ** 2
    return misfit, x, y, math.sqrt(depth2)
