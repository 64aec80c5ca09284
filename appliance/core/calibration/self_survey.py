"""Survey of the array by its own chirps: distances between sensors, compared with the survey made by hand.

The sum of both directions of a pair (`air/chirps.py`) is twice its distance over the speed of sound, free of the biases
of channels and of the delays of emitters except e, the extra delay of an emitter at all channels but its own. Averaged
over the rounds of a quiet minute it is known to a tenth of a millimetre. The distances determine the shape, and e with
it: for eight sensors 28 distances, 13 unknowns of shape and 8 of e. They do not determine where the array is on the
butt and how it is turned, nor, without a thermometer, its size, nor heights where the sensors are in a plane. For these
the survey by hand and the thermometer are priors; the size is also held by one distance measured by tape, if there is.
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
"""Iterations of Gauss-Newton: sensors some millimetres off over a metre settle in two."""
MIN_DISTANCES = 6
"""As many as four sensors have between them: one more than the unknowns of their shape."""


@dataclass(frozen=True, slots=True)
class TapedDistance:
    """Distance between the sensors of two channels, measured by tape; `sigma_mm`: its standard deviation."""

    first: int
    second: int
    distance_mm: float
    sigma_mm: float


@dataclass(frozen=True, slots=True)
class SelfSurvey:
    """Sensors by chirps; `moved_mm`: distance of each from the survey by hand; `scale`: speed of sound relative to that
    assumed; `left_out`: pairs whose distance contradicts the others.

    `tape_off_mm`: taped distance less that by chirps, where the tape was rejected; None where it was used, or missing.
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
    """Places of the sensors by chirps; None where too few pairs heard each other, or too few distances agree.

    `drawn`: the survey by hand; `drawn_mm`: standard deviation of its coordinates; `scale_sigma`: standard deviation of
    the speed, relative.
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
    """What is known without chirps: the survey by hand, the speed of sound, a taped distance."""

    drawn: Sequence[Sensor]
    drawn_mm: float
    scale_sigma: float
    speed_mm_per_us: float
    taped: TapedDistance | None = None


def _surveyed(priors: _Priors, distances: dict[tuple[int, int], tuple[float, float]]) -> SelfSurvey | None:
    """The survey by the distances that agree; the others are removed from `distances`. None where too few agree."""
    left_out: list[tuple[int, int]] = []
    # where most contradict, two channels may be exchanged, and the few that agree would hide it
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
        # beyond this it is the distance of an echo, or of a sensor that was moved meanwhile
        if off[worst] <= FAR_OFF_SIGMA:
            moved = tuple(separation_mm(a, b) for a, b in zip(sensors, priors.drawn, strict=True))
            return SelfSurvey(tuple(sensors), moved, scale, tuple(left_out))
        left_out.append(worst)
        del distances[worst]
    return None


def _distances_mm(
    count: int, rounds: Sequence[ChirpRound], speed: float, sigma_us: float
) -> dict[tuple[int, int], tuple[float, float]]:
    """Median distance of each pair over the rounds, mm, and its standard deviation (variance pi / 2 times a mean's)."""
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
    """Most probable sensors, scale, and e of each emitter, us.

    Unknowns, in units of their priors: x and y of each sensor, scale, e of each emitter, and the part common to all e.
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
