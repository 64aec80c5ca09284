"""The array as its own chirps survey it: distances between sensors, and what they say of the drawing.

A pair's sum of both ways (`air/chirps.py`) is its distance over the speed of sound, twice, without biases of channels
and without how late its emitters are, but for e, what others hear them later than their own channels do. Averaged over
the rounds of a quiet minute it is worth a tenth of a millimetre. Distances fix the shape, and e with it: eight of them
and thirteen numbers of shape, of twenty-eight distances. Where the array sits on the butt and how it is turned they
cannot tell, nor, without a thermometer, its size, nor in a plane the heights. All of these are held by the drawing and
by the thermometer, as priors; the size besides by one distance between two sensors, where somebody taped it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from appliance.core.air.chirp_biases import EMITTER_US, EVERY_EMITTER_US
from appliance.core.air.chirps import FAR_OFF_SIGMA, OWN_MM, ChirpRound
from appliance.core.geometry import Sensor, separation_mm
from appliance.core.linalg import solve_symmetric

ROUNDS = 4
"""Of Gauss and Newton's method: sensors some millimetres off over a metre settle in two."""
MIN_DISTANCES = 6
"""Those of four sensors: one more than their shape has unknowns."""


@dataclass(frozen=True, slots=True)
class TapedDistance:
    """Between two channels, as somebody taped it; `sigma_mm`: one sigma."""

    first: int
    second: int
    distance_mm: float
    sigma_mm: float


@dataclass(frozen=True, slots=True)
class SelfSurvey:
    """Sensors by chirps, how far each is from the drawing, mm, and the distances that fit nothing, as pairs.

    `tape_off_mm`: how much longer a taped distance is that was not believed; None where it was, or there is none.
    """

    sensors: tuple[Sensor, ...]
    moved_mm: tuple[float, ...]
    scale: float
    left_out: tuple[tuple[int, int], ...]
    tape_off_mm: float | None = None


def survey_by_chirps(
    drawn: Sequence[Sensor],
    rounds: Sequence[ChirpRound],
    *,
    speed_mm_per_us: float,
    sigma_us: float,
    drawn_mm: float,
    scale_sigma: float,
    taped: TapedDistance | None = None,
) -> SelfSurvey | None:
    """Positions of the sensors from chirps; None where too few pairs received each other, or most fit nothing.

    `drawn_mm`: one sigma of a coordinate of the drawing; `scale_sigma`: of the speed, relative to what is told of it.
    """
    distances = _distances_mm(len(drawn), rounds, speed_mm_per_us, sigma_us)
    priors = _Priors(drawn, drawn_mm, scale_sigma, speed_mm_per_us)
    found = _surveyed(priors, dict(distances))
    if found is None or taped is None:
        return found
    off_mm = taped.distance_mm - separation_mm(found.sensors[taped.first], found.sensors[taped.second])
    doubts_mm = (taped.sigma_mm, taped.distance_mm * scale_sigma, EVERY_EMITTER_US * speed_mm_per_us)
    if abs(off_mm) > FAR_OFF_SIGMA * math.hypot(*doubts_mm):
        return replace(found, tape_off_mm=off_mm)
    return _surveyed(replace(priors, taped=taped), distances)


@dataclass(frozen=True, slots=True)
class _Priors:
    """What is known before chirps, and of the speed beside them."""

    drawn: Sequence[Sensor]
    drawn_mm: float
    scale_sigma: float
    speed_mm_per_us: float
    taped: TapedDistance | None = None


def _surveyed(priors: _Priors, distances: dict[tuple[int, int], tuple[float, float]]) -> SelfSurvey | None:
    """By the distances that fit each other; the others are taken from `distances`."""
    left_out: list[tuple[int, int]] = []
    # where most fit nothing, two channels are swapped perhaps, and a few that do fit would say that all is well
    least = max(MIN_DISTANCES, (len(distances) + 1) // 2)
    while len(distances) >= least:
        sensors, scale, late_us = _fitted(priors, distances)
        off = {
            (i, j): abs(
                separation_mm(sensors[i], sensors[j])
                + (late_us[i] + late_us[j]) / 2 * priors.speed_mm_per_us
                - mm * scale
            )
            / sigma_mm
            for (i, j), (mm, sigma_mm) in distances.items()
        }
        worst = max(off, key=off.__getitem__)
        # farther off in the end it was an echo, or of a sensor that was moved meanwhile
        if off[worst] <= FAR_OFF_SIGMA:
            moved = tuple(separation_mm(a, b) for a, b in zip(sensors, priors.drawn, strict=True))
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
    priors: _Priors, distances: dict[tuple[int, int], tuple[float, float]]
) -> tuple[list[Sensor], float, list[float]]:
    """Most probable places, scale, and how late each emitter is, us; unknowns are counted in units of their priors.

    They are: x and y of each sensor, the scale, e of each emitter, and what is common to all e.
    """
    drawn, drawn_mm, scale_sigma, speed = priors.drawn, priors.drawn_mm, priors.scale_sigma, priors.speed_mm_per_us
    places, count = [[s.x_mm, s.y_mm] for s in drawn], len(drawn)
    readings = [(pair, *measured, True) for pair, measured in distances.items()]
    if (one := priors.taped) is not None:
        readings.append(((one.first, one.second), one.distance_mm, one.sigma_mm, False))
    by_scale, by_every = 2 * count, 3 * count + 1
    size, scale, late, every_late = by_every + 1, 1.0, [0.0] * count, 0.0
    for _ in range(ROUNDS):
        matrix = [[float(i == j) for j in range(size)] for i in range(size)]
        right = [
            (was - now) / drawn_mm
            for place, s in zip(places, drawn, strict=True)
            for now, was in zip(place, (s.x_mm, s.y_mm), strict=True)
        ]
        right += [(1.0 - scale) / scale_sigma, *(-one / EMITTER_US for one in late), -every_late / EVERY_EMITTER_US]
        for (i, j), mm, sigma_mm, is_by_sound in readings:
            dx, dy = places[j][0] - places[i][0], places[j][1] - places[i][1]
            way_mm = math.sqrt(dx * dx + dy * dy + (drawn[j].z_mm - drawn[i].z_mm) ** 2)
            ux, uy = dx / way_mm * drawn_mm / sigma_mm, dy / way_mm * drawn_mm / sigma_mm
            row = {2 * i: -ux, 2 * i + 1: -uy, 2 * j: ux, 2 * j + 1: uy}
            off = (mm - way_mm) / sigma_mm
            if is_by_sound:
                row[by_scale] = -mm * scale_sigma / sigma_mm
                for k in (i, j):
                    row[by_scale + 1 + k] = speed / 2 * EMITTER_US / sigma_mm
                row[by_every] = speed * EVERY_EMITTER_US / sigma_mm
                late_mm = speed * (every_late + (late[i] + late[j]) / 2)
                off = (mm * scale - way_mm - late_mm) / sigma_mm
            for a, by_a in row.items():
                right[a] += by_a * off
                for b, by_b in row.items():
                    matrix[a][b] += by_a * by_b
        moved = solve_symmetric(matrix, right)
        for k, place in enumerate(places):
            place[0] += moved[2 * k] * drawn_mm
            place[1] += moved[2 * k + 1] * drawn_mm
            late[k] += moved[by_scale + 1 + k] * EMITTER_US
        scale += moved[by_scale] * scale_sigma
        every_late += moved[by_every] * EVERY_EMITTER_US
    sensors = [replace(s, x_mm=x, y_mm=y) for s, (x, y) in zip(drawn, places, strict=True)]
    return sensors, scale, [every_late + one for one in late]
