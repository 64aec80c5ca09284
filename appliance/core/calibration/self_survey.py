"""The array as its own chirps survey it: distances between sensors, and what they say of the drawing.

A pair's sum of both ways (`air/chirps.py`) is its distance over the speed of sound, twice, without biases and without
how late its emitters are. Averaged over the rounds of a quiet minute it is worth a tenth of a millimetre. Distances fix
the shape; where the array sits on the butt and how it is turned they cannot tell, nor, without a thermometer, its size,
nor in a plane the heights. All of these are held by the drawing and by the thermometer, as priors.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from appliance.core.air.chirps import FAR_OFF_SIGMA, OWN_MM, ChirpRound
from appliance.core.geometry import Sensor, separation_mm
from appliance.core.linalg import solve_symmetric

ROUNDS = 4
"""Of Gauss and Newton's method: sensors some millimetres off over a metre settle in two."""
MIN_DISTANCES = 6
"""Those of four sensors: one more than their shape has unknowns."""


@dataclass(frozen=True, slots=True)
class SelfSurvey:
    """Sensors by chirps, how far each is from the drawing, mm, and the distances that fit nothing, as pairs."""

    sensors: tuple[Sensor, ...]
    moved_mm: tuple[float, ...]
    scale: float
    left_out: tuple[tuple[int, int], ...]


def survey_by_chirps(
    drawn: Sequence[Sensor],
    rounds: Sequence[ChirpRound],
    *,
    speed_mm_per_us: float,
    sigma_us: float,
    drawn_mm: float,
    scale_sigma: float,
) -> SelfSurvey | None:
    """Where the sensors are; None where too few pairs heard each other.

    `drawn_mm`: one sigma of a coordinate of the drawing; `scale_sigma`: of the speed, relative to what is told of it.
    """
    distances = _distances_mm(len(drawn), rounds, speed_mm_per_us, sigma_us)
    left_out: list[tuple[int, int]] = []
    while len(distances) >= MIN_DISTANCES:
        sensors, scale = _fitted(drawn, distances, drawn_mm, scale_sigma)
        off = {
            pair: abs(separation_mm(sensors[pair[0]], sensors[pair[1]]) - mm * scale) / sigma_mm
            for pair, (mm, sigma_mm) in distances.items()
        }
        worst = max(off, key=off.__getitem__)
        # farther off in the end it was an echo, or of a sensor that was moved meanwhile
        if off[worst] <= FAR_OFF_SIGMA:
            moved = tuple(separation_mm(a, b) for a, b in zip(sensors, drawn, strict=True))
            return SelfSurvey(tuple(sensors), moved, scale, tuple(left_out))
        left_out.append(worst)
        del distances[worst]
    return None


def _distances_mm(
    count: int, rounds: Sequence[ChirpRound], speed: float, sigma_us: float
) -> dict[tuple[int, int], tuple[float, float]]:
    """Of each pair the median over the rounds, and its standard deviation (pi / 2 over that of a mean)."""
    found = {}
    for i, j in combinations(range(count), 2):
        sums = []
        for one in rounds:
            there, back = one.against_own(i, j), one.against_own(j, i)
            is_own_heard = one.times_us[i][i] is not None and one.times_us[j][j] is not None
            if there is not None and back is not None and is_own_heard:
                sums.append((there + back) / 2 * speed + OWN_MM)
        if sums:
            sums.sort()
            sigma_mm = speed * sigma_us * math.sqrt(math.pi / 2 / len(sums))
            found[i, j] = (sums[len(sums) // 2], sigma_mm)
    return found


def _fitted(
    drawn: Sequence[Sensor],
    distances: dict[tuple[int, int], tuple[float, float]],
    drawn_mm: float,
    scale_sigma: float,
) -> tuple[list[Sensor], float]:
    """Most probable places; unknowns are counted in units of their priors."""
    places = [[s.x_mm, s.y_mm] for s in drawn]
    size, scale = 2 * len(drawn) + 1, 1.0
    for _ in range(ROUNDS):
        matrix = [[float(i == j) for j in range(size)] for i in range(size)]
        right = [
            (was - now) / drawn_mm
            for place, s in zip(places, drawn, strict=True)
            for now, was in zip(place, (s.x_mm, s.y_mm), strict=True)
        ]
        right.append((1.0 - scale) / scale_sigma)
        for (i, j), (mm, sigma_mm) in distances.items():
            dx, dy = places[j][0] - places[i][0], places[j][1] - places[i][1]
            way_mm = math.sqrt(dx * dx + dy * dy + (drawn[j].z_mm - drawn[i].z_mm) ** 2)
            ux, uy = dx / way_mm * drawn_mm / sigma_mm, dy / way_mm * drawn_mm / sigma_mm
            row = {2 * i: -ux, 2 * i + 1: -uy, 2 * j: ux, 2 * j + 1: uy, size - 1: -mm * scale_sigma / sigma_mm}
            off = (mm * scale - way_mm) / sigma_mm
            for a, by_a in row.items():
                right[a] += by_a * off
                for b, by_b in row.items():
                    matrix[a][b] += by_a * by_b
        moved = solve_symmetric(matrix, right)
        for k, place in enumerate(places):
            place[0] += moved[2 * k] * drawn_mm
            place[1] += moved[2 * k + 1] * drawn_mm
        scale += moved[-1] * scale_sigma
    return [replace(s, x_mm=x, y_mm=y) for s, (x, y) in zip(drawn, places, strict=True)], scale
