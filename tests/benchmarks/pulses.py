"""How well arrows are placed by pulses: python -m tests.benchmarks.pulses [--shots N] [--taps N] [--seed N]
[--materials NAME ...] [--arrays NAME ...]

On the twin of `drivers/sim/pulse_butt.py`, indoors, by the one path that arrows take: channels with gains, offsets and
biases of their own, calibrated by taps on a grid, then shots all over the face. Three ways: `as before` takes the lower
threshold's time as it is, `two thresholds` finds the onset and weighs, `calibrated share` takes off what the
calibration found to be left. Each as gross error (distance in the plane): rms, 50, 95 and 100 percentiles, the bias
across the face (the rms of the mean error in 16 squares, less what chance makes of it), and the ratio to two bounds:
that of the two crossings of a front of known shape and unknown strength in the pulse's own noise, and the same of known
strength. The array is told exactly; --survey-mm moves sensors, and the calibration has to find them.
"""

import argparse
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from appliance.core.air.sound import speed_mm_per_us
from appliance.core.air.state import at_first
from appliance.core.air.weather import INDOORS
from appliance.core.calibration.array_fit import ArrayFit, fit_array
from appliance.core.calibration.taps import Priors, Tap
from appliance.core.errors import LocateError
from appliance.core.events import Front
from appliance.core.geometry import Sensor, SensorArray
from appliance.core.linalg import inverse3
from appliance.core.locating.burst import Timing
from appliance.core.locating.onset import IN_TIME, lateness
from appliance.core.locating.placing import after_refusal, place_arrow
from drivers.sim.materials import MATERIALS, Material
from drivers.sim.pulse_butt import LOWER_NOISES, STEP_US, UPPER_LOWERS, Pulse, PulseButt, as_built, one_pole
from drivers.sim.virtual_butt import BUTT_MM
from tests.benchmarks.bursts import array_of

FACE_MM = 1220.0
SQUARES = 4
WAYS = ("as before", "two thresholds", "calibrated share")
SIGMA_US = 0.5
"""What the survey says: the clock, and what is left of the model."""
TAP_MM = 0.3


@dataclass(frozen=True, slots=True)
class Shot:
    """Where it was, what was heard, and the covariance bounds of its place (xx + yy), mm2."""

    place: tuple[float, float]
    pulses: Sequence[Pulse]
    bound_mm2: float
    known_strength_mm2: float


def make(butt: PulseButt, dice: random.Random, place: tuple[float, float]) -> Shot:
    """An arrow, with the strength that most have in its bounds."""
    bounds = [_best_sigmas(butt, k, place) for k in range(len(butt.sensors))]
    unknown, known = ([both[i] for both in bounds] for i in range(2))
    return Shot(place, butt.impact(*place, dice), _bound(butt, place, unknown), _bound(butt, place, known))


def _best_sigmas(butt: PulseButt, k: int, place: tuple[float, float]) -> tuple[float, float]:
    """Of the onset by the two crossings of a front of this shape: of unknown and of known strength, us.

    The noise of both crossings is that of one pole: correlated over its time constant.
    """
    _, amplitude = butt.noise_free_front(k, *place, butt.strength)
    front_us, band = butt.material.front_us, butt.electronics[k].bandwidth_hz
    noise = math.hypot(butt.noise, butt.shaft_share * amplitude)
    crossings = [_crossed(threshold / amplitude, front_us, band) for threshold in butt.thresholds]
    if None in crossings:
        return math.inf, math.inf
    slopes = [
        amplitude * (one_pole(t + STEP_US / 2, front_us, band) - one_pole(t - STEP_US / 2, front_us, band)) / STEP_US
        for t in crossings
        if t is not None
    ]
    (low, high), (at_low, at_high) = slopes, [t for t in crossings if t is not None]
    alike = math.exp(-(at_high - at_low) * 2 * math.pi * band / 1e6)
    by_low, by_high = butt.thresholds[0] / low, butt.thresholds[1] / high
    gain = by_low / (by_high - by_low)
    a, b = (1 + gain) / low, -gain / high
    unknown = noise * math.sqrt(a * a + b * b + 2 * alike * a * b)
    known = noise * math.sqrt((1 - alike * alike) / (low * low + high * high - 2 * alike * low * high))
    return unknown, known


def _crossed(share: float, front_us: float, band: float) -> float | None:
    """When a pulse of amplitude 1 passes `share`, us after its beginning."""
    low, high = 0.0, front_us
    if one_pole(high, front_us, band) < share:
        return None
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if one_pole(middle, front_us, band) < share else (low, middle)
    return high


def _bound(butt: PulseButt, place: tuple[float, float], sigmas_us: Sequence[float]) -> float:
    """Cramer-Rao, emission time unknown."""
    speed = speed_mm_per_us(butt.temp_c, butt.rh_pct)
    sums = [0.0] * 6
    for s, sigma_us in zip(butt.sensors, sigmas_us, strict=True):
        dx, dy = place[0] - s.x_mm, place[1] - s.y_mm
        distance = math.sqrt(dx * dx + dy * dy + s.z_mm**2)
        row, weight = (dx / distance, dy / distance, 1.0), 0.0 if math.isinf(sigma_us) else 1 / (speed * sigma_us) ** 2
        for n, (i, j) in enumerate(((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))):
            sums[n] += weight * row[i] * row[j]
    inverse = inverse3((sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]))
    assert inverse is not None
    return inverse[0] + inverse[3]


def tap_of(shot: Shot, tick_hz: float, way: str) -> Tap:
    late = [IN_TIME if way == WAYS[0] else lateness(p.front, tick_hz) for p in shot.pulses]
    times = [None if p.at_us is None else p.at_us - one.late_us for p, one in zip(shot.pulses, late, strict=True)]
    has_share = way == WAYS[2]
    return Tap(
        tuple(times),
        *shot.place,
        tuple(one.rise_us if has_share else 0.0 for one in late),
        tuple(one.sigma_us for one in late),
    )


def calibrated(butt: PulseButt, array: SensorArray, taps: Sequence[Shot], way: str, survey_mm: float) -> ArrayFit:
    priors = Priors(sensor_mm=max(survey_mm, 0.01), tap_mm=TAP_MM, speed_mm_per_us=1e-6)
    taps_of_grid = [tap_of(shot, butt.tick_hz, way) for shot in taps]
    places, speed = [shot.place for shot in taps], speed_mm_per_us(butt.temp_c, butt.rh_pct)
    return fit_array(array, taps_of_grid, places, speed_mm_per_us=speed, sigma_us=SIGMA_US, priors=priors)


def errors_of(
    butt: PulseButt, array: SensorArray, fit: ArrayFit, shots: Sequence[Shot], way: str
) -> list[tuple[Shot, float, float]]:
    """Of the shots that were placed."""
    fitted, state = SensorArray(fit.sensors, array.region), at_first(len(array.sensors), INDOORS)
    found = []
    for shot in shots:
        fronts: tuple[Front, ...] = () if way == WAYS[0] else tuple(p.front for p in shot.pulses)
        sigma_us = max(fit.residual_us, SIGMA_US) if way == WAYS[0] else SIGMA_US
        timing = Timing(
            butt.tick_hz, butt.tick_bits, fit.speed_mm_per_us, sigma_us, fit.bias_us, fronts, fit.left_shares
        )
        try:
            placed = place_arrow(butt.ticks(shot.pulses, 5e4), fitted, state, timing)
        except LocateError as refusal:
            state = after_refusal(state, refusal)
            continue
        state = placed.state
        found.append((shot, placed.fix.x_mm - shot.place[0], placed.fix.y_mm - shot.place[1]))
    return found


def bias_mm(found: Sequence[tuple[Shot, float, float]]) -> float:
    """Root mean square over the squares of the mean error in each, less what chance makes of it."""
    squares: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for shot, dx, dy in found:
        at = (int(shot.place[0] / BUTT_MM * SQUARES), int(shot.place[1] / BUTT_MM * SQUARES))
        squares.setdefault(at, []).append((dx, dy))
    total = 0.0
    for errors in squares.values():
        n = len(errors)
        mx, my = math.fsum(e[0] for e in errors) / n, math.fsum(e[1] for e in errors) / n
        chance = math.fsum((e[0] - mx) ** 2 + (e[1] - my) ** 2 for e in errors) / max(n - 1, 1) / n
        total += mx * mx + my * my - chance
    return math.sqrt(max(total, 0.0) / len(squares))


def new_butt(board: Material, array: SensorArray, dice: random.Random) -> PulseButt:
    return PulseButt(array.sensors, board, electronics=[as_built(dice) for _ in array.sensors])


def grid_taps(butt: PulseButt, dice: random.Random, taps: int) -> tuple[list[Shot], list[Shot]]:
    """Taps on a grid over the face, some hard and some soft: where they were, and where they are told to have been."""
    side = max(round(math.sqrt(taps)), 2)
    grid = [BUTT_MM / 2 + FACE_MM * 0.45 * (2 * k / (side - 1) - 1) for k in range(side)]
    tapped = [make(replace(butt, strength_spread=0.5), dice, (x, y)) for x in grid for y in grid]
    return tapped, [
        replace(t, place=(t.place[0] + dice.gauss(0.0, TAP_MM), t.place[1] + dice.gauss(0.0, TAP_MM))) for t in tapped
    ]


def report(material: str, name: str, shots: int, taps: int, seed: int, survey_mm: float) -> None:
    dice = random.Random(f"{material} {name} {seed}")
    array = array_of(name)
    butt = new_butt(next(one for one in MATERIALS if one.name == material), array, dice)
    _, taps_of_grid = grid_taps(butt, dice, taps)
    surveyed = SensorArray(
        tuple(Sensor(s.id, *(v + dice.gauss(0.0, survey_mm) for v in (s.x_mm, s.y_mm, s.z_mm))) for s in array.sensors),
        array.region,
    )
    face = [make(butt, dice, in_the_face(dice)) for _ in range(shots)]
    for way in WAYS:
        found = errors_of(butt, surveyed, calibrated(butt, surveyed, taps_of_grid, way, survey_mm), face, way)
        gross = sorted(math.hypot(dx, dy) for _, dx, dy in found)
        rms = math.sqrt(math.fsum(e * e for e in gross) / len(gross))
        bounds = [
            math.sqrt(math.fsum(of_shot) / len(found))
            for of_shot in ([s.bound_mm2 for s, _, _ in found], [s.known_strength_mm2 for s, _, _ in found])
        ]
        print(
            f"{material:13s} {name:3s} {way:17s} rms {rms:5.2f} mm, {rms / bounds[0]:5.2f} x the bound, "
            f"{rms / bounds[1]:5.2f} x with strength known, bias {bias_mm(found):4.2f} mm, 50/95/100 % "
            f"{gross[len(gross) // 2]:.2f} {gross[int(len(gross) * 0.95)]:.2f} {gross[-1]:.2f} mm, "
            f"{shots - len(found)} of {shots} refused",
            flush=True,
        )


def in_the_face(dice: random.Random) -> tuple[float, float]:
    """Evenly over the face."""
    r, angle = FACE_MM / 2 * math.sqrt(dice.random()), dice.uniform(0, 2 * math.pi)
    return BUTT_MM / 2 + r * math.cos(angle), BUTT_MM / 2 + r * math.sin(angle)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shots", type=int, default=400)
    parser.add_argument("--taps", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--survey-mm", type=float, default=0.0)
    parser.add_argument("--materials", nargs="*", default=[m.name for m in MATERIALS])
    parser.add_argument("--arrays", nargs="*", default=["8"])
    asked = parser.parse_args()
    print(f"thresholds: {LOWER_NOISES:g} times the noise and {UPPER_LOWERS:g} times that; {asked.taps} taps")
    for material in asked.materials:
        for name in asked.arrays:
            report(material, name, asked.shots, asked.taps, asked.seed, asked.survey_mm)


if __name__ == "__main__":
    main()
