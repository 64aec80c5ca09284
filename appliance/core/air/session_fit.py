"""Least-squares fit of the speed of sound and the wind to a session's shots, whose places and times are unknown too.

In air that moves with w the travel time t over r, from shot to sensor, solves |r - w t| = v t. Maximum a posteriori by
Gauss-Newton; each shot's x, y and time are eliminated, so that three unknowns are solved for together. Only the wind in
the plane of the face is fitted: a wind towards the butt cannot be distinguished from the speed.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.core.geometry import Sensor
from appliance.core.linalg import Sym3, inverse3, solve_symmetric
from appliance.core.message import message
from appliance.core.schur import add_own, back_substitute, eliminate

ROUNDS = 8
"""Iterations of Gauss-Newton: it settles in four, and the others cost nothing that matters."""
MIN_SHOTS = 3
"""Minimum number of shots: with five sensors, fewer leave no checks beside speed and wind."""


@dataclass(frozen=True, slots=True)
class MovingAir:
    """Propagation speed in still air, and the wind along x and y, mm/us."""

    speed_mm_per_us: float
    wind_x_mm_per_us: float = 0.0
    wind_y_mm_per_us: float = 0.0


@dataclass(frozen=True, slots=True)
class AirPriors:
    """Standard deviations of what is known beforehand: the speed within one degree, the wind within some m/s."""

    speed_mm_per_us: float = 0.0006
    wind_mm_per_us: float = 0.003


@dataclass(frozen=True, slots=True)
class AirFit:
    """The air, each shot's place in it and that place's covariance (xx, xy, yy), mm and mm2, the air taken as known."""

    air: MovingAir
    places: tuple[tuple[float, float], ...]
    covariances_mm2: tuple[tuple[float, float, float], ...]


def fit_air(
    sensors: Sequence[Sensor],
    shots: Sequence[Sequence[float | None]],
    starts: Sequence[tuple[float, float]],
    *,
    speed_mm_per_us: float,
    sigma_us: float,
    priors: AirPriors,
) -> AirFit:
    """Fit speed and wind. `shots`: times of arrival per channel, us (None: silent); `starts`: rough places, mm.

    Raises ValueError for fewer than MIN_SHOTS shots, which cannot distinguish wind from place, and where the times of a
    shot do not determine its place.
    """
    if len(shots) < MIN_SHOTS:
        raise ValueError(message("shots_for_wind", shots=len(shots), least=MIN_SHOTS))
    known = [speed_mm_per_us, 0.0, 0.0]
    scales = (priors.speed_mm_per_us, priors.wind_mm_per_us, priors.wind_mm_per_us)
    air = known[:]
    places = [
        [x, y, _first_guess(sensors, times, x, y, speed_mm_per_us)] for times, (x, y) in zip(shots, starts, strict=True)
    ]
    parts: list[_Part] = []
    for _ in range(ROUNDS):
        matrix = [[float(i == j) for j in range(3)] for i in range(3)]
        right = [(before - now) / scale for before, now, scale in zip(known, air, scales, strict=True)]
        parts = [
            _add_shot(sensors, times, place, air, scales, sigma_us, matrix, right)
            for times, place in zip(shots, places, strict=True)
        ]
        moved = solve_symmetric(matrix, right)
        air = [now + step * scale for now, step, scale in zip(air, moved, scales, strict=True)]
        places = [
            [now + step for now, step in zip(place, back_substitute(*part, moved), strict=True)]
            for place, part in zip(places, parts, strict=True)
        ]
    return AirFit(
        MovingAir(air[0], air[1], air[2]),
        tuple((x, y) for x, y, _ in places),
        tuple((inverse[0], inverse[1], inverse[3]) for inverse, _, _ in parts),
    )


_Part = tuple[Sym3, list[float], dict[int, list[float]]]


def _add_shot(
    sensors: Sequence[Sensor],
    times: Sequence[float | None],
    place: Sequence[float],
    air: Sequence[float],
    scales: Sequence[float],
    sigma_us: float,
    matrix: list[list[float]],
    right: list[float],
) -> _Part:
    """Add a shot with its own three unknowns eliminated; returns what `back_substitute` needs to find them."""
    own, local = [0.0] * 6, [0.0] * 3
    shared = {i: [0.0, 0.0, 0.0] for i in range(3)}
    for sensor, t in zip(sensors, times, strict=False):
        if t is None:
            continue
        travel_us, along, common = travel(sensor, place, air)
        r = (t - place[2] - travel_us) / sigma_us
        mine = (-along[0] / sigma_us, -along[1] / sigma_us, 1 / sigma_us)
        gains = [value * scale / sigma_us for value, scale in zip(common, scales, strict=True)]
        add_own(own, local, mine, r)
        for i, a in enumerate(gains):
            right[i] += a * r
            for m in range(3):
                shared[i][m] += a * mine[m]
                matrix[i][m] += a * gains[m]
    inverse = inverse3((own[0], own[1], own[2], own[3], own[4], own[5]))
    if inverse is None:
        raise ValueError(message("shot_without_place"))
    eliminate(matrix, right, inverse, local, shared)
    return inverse, local, shared


def travel(
    sensor: Sensor, place: Sequence[float], air: Sequence[float]
) -> tuple[float, tuple[float, float], tuple[float, float, float]]:
    """Travel time, us, and its derivatives by the sensor's x and y, and by speed and wind, in the order of `air`."""
    v, wx, wy = air
    rx, ry, rz = sensor.x_mm - place[0], sensor.y_mm - place[1], sensor.z_mm
    a, b = v * v - wx * wx - wy * wy, rx * wx + ry * wy
    t = (math.sqrt(b * b + a * (rx * rx + ry * ry + rz * rz)) - b) / a
    qx, qy = rx - wx * t, ry - wy * t
    d = wx * qx + wy * qy + v * v * t
    return t, (qx / d, qy / d), (-v * t * t / d, -t * qx / d, -t * qy / d)


def _first_guess(sensors: Sequence[Sensor], times: Sequence[float | None], x: float, y: float, speed: float) -> float:
    late = sorted(
        t - math.dist((s.x_mm, s.y_mm, s.z_mm), (x, y, 0.0)) / speed
        for s, t in zip(sensors, times, strict=False)
        if t is not None
    )
    return late[len(late) // 2] if late else 0.0
