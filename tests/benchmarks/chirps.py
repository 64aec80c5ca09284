"""What chirps are worth: python -m tests.benchmarks.chirps [--sessions N] [--arrays NAME ...] [--seed N]

Sessions of twelve arrows outdoors at 1 us, a wind of 0 to 3 m/s that steps to another one arrow in four, a thermometer
a degree off, emitters late by up to 50 us each, channels and emitters with biases for chirps that arrows do not have
(`appliance/core/air/chirp_biases.py`; `--biases` so many times as large). Before each arrow chirps are heard for twenty
seconds, a round each two seconds, and the last step of the wind was at any time before. By the path that arrows take:
rms over the bound of still air, of all arrows and of first ones, and how many are refused, with chirps and without, and
with chirps on another evening of the same process, which knows the biases of the first. Then a survey: a drawing 2 mm
off in each coordinate, a thermometer half a degree off, a minute of rounds, and what is left after the best shift and
turn, and after the best size, which is the thermometer's; the same where somebody taped the longest distance, a
millimetre off; and what a round costs.
"""

import argparse
import math
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from appliance.core.air.chirp_biases import with_chirp_biases
from appliance.core.air.chirps import after_chirps
from appliance.core.air.state import SlowState, at_first
from appliance.core.air.weather import DEGREE_SCALE, OUTDOORS
from appliance.core.calibration.self_survey import TapedDistance, survey_by_chirps
from appliance.core.errors import LocateError
from appliance.core.geometry import Sensor, separation_mm
from appliance.core.locating.dilution import dilution_of_precision
from appliance.core.locating.placing import after_refusal
from drivers.sim.chirping import Emitters, some_emitters
from tests.benchmarks.bursts import SPEED, Butt, TrueAir, array_of
from tests.benchmarks.locating import placed

ARROWS = 12
ROUND_S, QUIET_S, SURVEY_S = 2.0, 20.0, 60.0
Arrow = tuple[float | None, float]
STEP_SHARE = 0.25
WIND_MOST = 0.003
LATE_US = 50.0
SIGMA_US = 1.0
TAPE_MM = 1.0
SURVEY_MM = 0.3
"""What a calibration leaves of a coordinate, one sigma."""


def some_wind(dice: random.Random) -> tuple[float, float]:
    speed, angle = dice.uniform(0.0, WIND_MOST), dice.uniform(0.0, 2 * math.pi)
    return speed * math.cos(angle), speed * math.sin(angle)


def an_array(name: str, dice: random.Random, times: float = 1.0) -> Emitters:
    """With emitters as they are built, or so many times as bad."""
    sensors = array_of(name).sensors
    built = some_emitters(sensors, [dice.uniform(0.0, LATE_US) for _ in sensors], dice, sigma_us=SIGMA_US)
    bias_us, to_others_us = ([times * us for us in of] for of in (built.bias_us, built.to_others_us))
    return replace(built, bias_us=bias_us, to_others_us=to_others_us)


def session(
    name: str,
    dice: random.Random,
    *,
    heard_by: Emitters | None,
    known: SlowState | None = None,
    arrows: int = ARROWS,
) -> tuple[list[Arrow], SlowState]:
    """Of each arrow the squared error (None: refused) and the bound in still air, mm2; and the air at the end.

    `known`: the air at the end of an evening before, with the same array.
    """
    array, off = array_of(name), 1 + dice.gauss(0.0, DEGREE_SCALE)
    state, wind, found = at_first(len(array.sensors), OUTDOORS), some_wind(dice), list[Arrow]()
    if known is not None:
        state = with_chirp_biases(state, len(array.sensors), known)
    for _ in range(arrows):
        other, rounds = wind, int(QUIET_S / ROUND_S)
        stepped = rounds
        if dice.random() < STEP_SHARE:
            other, stepped = some_wind(dice), dice.randrange(rounds)
        for k in range(0 if heard_by is None else rounds):
            now = wind if k < stepped else other
            assert heard_by is not None
            state = after_chirps(
                state, array.sensors, heard_by.chirp((SPEED * off, *now), dice),
                speed_mm_per_us=SPEED, sigma_us=SIGMA_US, survey_mm=SURVEY_MM,
            )  # fmt: skip
        wind = other
        butt = Butt(array, SIGMA_US, TrueAir(off, *wind))
        place = butt.on_the_butt(dice)
        bound = (dilution_of_precision(array.sensors, *place) * SPEED * SIGMA_US) ** 2
        state, error = shot(butt, place, state, dice)
        found.append((error, bound))
    return found, state


def shot(
    butt: Butt, place: tuple[float, float], state: SlowState, dice: random.Random
) -> tuple[SlowState, float | None]:
    try:
        one = placed([*butt.arrivals(dice, *place)], butt.array, state, SIGMA_US)
    except LocateError as refusal:
        return after_refusal(state, refusal), None
    return one.state, (one.fix.x_mm - place[0]) ** 2 + (one.fix.y_mm - place[1]) ** 2


def ratio(found: Sequence[Arrow]) -> float:
    known = [(error, bound) for error, bound in found if error is not None]
    return math.sqrt(sum(e for e, _ in known) / sum(b for _, b in known)) if known else math.nan


def report(name: str, sessions: int, seed: int, arrows: int, times: float) -> None:
    dice = random.Random(f"{name} {seed}")
    alone, first, second = list[list[Arrow]](), list[list[Arrow]](), list[list[Arrow]]()
    for _ in range(sessions):
        heard_by = an_array(name, dice, times)
        alone.append(session(name, dice, heard_by=None, arrows=arrows)[0])
        evening, known = session(name, dice, heard_by=heard_by, arrows=arrows)
        first.append(evening)
        second.append(session(name, dice, heard_by=heard_by, known=known, arrows=1)[0])
    for what, every in (("arrows alone", alone), ("chirps", first), ("next evening", second)):
        all_of, firsts = [one for s in every for one in s], [s[0] for s in every]
        print(
            f"{name:3s} {what:12s} {ratio(all_of):5.2f} x the bound, first {ratio(firsts):5.2f} x, "
            f"{sum(e is None for e, _ in all_of)} of {len(all_of)} refused, of first ones "
            f"{sum(e is None for e, _ in firsts)} of {len(firsts)}",
            flush=True,
        )


def survey_error_mm(name: str, dice: random.Random, drawn_mm: float = 2.0) -> tuple[float, float, float, float]:
    """Rms distance to the true sensors after the best shift and turn: of the drawing, of the survey by chirps, of
    its shape, after the best size too, and of the survey with one taped distance."""
    true = array_of(name).sensors
    drawn = [Sensor(s.id, s.x_mm + dice.gauss(0, drawn_mm), s.y_mm + dice.gauss(0, drawn_mm), s.z_mm) for s in true]
    heard_by = an_array(name, dice)
    heard_by = replace(heard_by, bias_us=[us + dice.gauss(0.0, 2.0) for us in heard_by.bias_us])
    off = 1 + dice.gauss(0.0, DEGREE_SCALE / 2)
    rounds = [heard_by.chirp((SPEED * off, *some_wind(dice)), dice) for _ in range(int(SURVEY_S / ROUND_S))]
    longest = max(combinations(range(len(true)), 2), key=lambda pair: separation_mm(true[pair[0]], true[pair[1]]))
    taped_mm = separation_mm(true[longest[0]], true[longest[1]]) + dice.gauss(0.0, TAPE_MM)
    by_chirps, by_tape = (
        survey_by_chirps(
            drawn, rounds, speed_mm_per_us=SPEED, sigma_us=SIGMA_US, drawn_mm=drawn_mm, scale_sigma=DEGREE_SCALE / 2,
            taped=taped,
        )
        for taped in (None, TapedDistance(*longest, taped_mm, TAPE_MM))
    )  # fmt: skip
    assert by_chirps is not None
    assert by_tape is not None
    return (
        aligned_rms_mm(drawn, true),
        aligned_rms_mm(by_chirps.sensors, true),
        aligned_rms_mm(by_chirps.sensors, true, is_any_size=True),
        aligned_rms_mm(by_tape.sensors, true),
    )


def aligned_rms_mm(found: Sequence[Sensor], true: Sequence[Sensor], *, is_any_size: bool = False) -> float:
    """After the best shift and turn in the plane, and the best size if any will do."""
    a = [complex(s.x_mm, s.y_mm) for s in found]
    b = [complex(s.x_mm, s.y_mm) for s in true]
    a, b = ([p - sum(points) / len(points) for p in points] for points in (a, b))
    turn = sum(q * p.conjugate() for p, q in zip(a, b, strict=True))
    turn /= sum(abs(p) ** 2 for p in a) if is_any_size else abs(turn)
    return math.sqrt(sum(abs(q - turn * p) ** 2 for p, q in zip(a, b, strict=True)) / len(a))


def cost_ms(name: str, dice: random.Random, rounds: int = 50) -> float:
    """What a round costs in the middle of a session, of this thread's own time."""
    sensors, heard_by = array_of(name).sensors, an_array(name, dice)
    heard = [heard_by.chirp((SPEED, *some_wind(dice)), dice) for _ in range(rounds)]
    state, began = at_first(len(sensors), OUTDOORS), time.thread_time()
    for one in heard:
        state = after_chirps(
            state, sensors, one, speed_mm_per_us=SPEED, sigma_us=SIGMA_US, survey_mm=SURVEY_MM
        )  # fmt: skip
    return 1e3 * (time.thread_time() - began) / rounds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--arrays", nargs="*", default=["8"])
    parser.add_argument("--arrows", type=int, default=ARROWS)
    parser.add_argument("--biases", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for name in asked.arrays:
        report(name, asked.sessions, asked.seed, asked.arrows, asked.biases)
        dice = random.Random(asked.seed)
        errors = [survey_error_mm(name, dice) for _ in range(asked.sessions)]
        before, after, shape, taped = (math.sqrt(sum(e[k] ** 2 for e in errors) / len(errors)) for k in range(4))
        print(f"{name:3s} one round costs {cost_ms(name, dice):.1f} ms")
        print(
            f"{name:3s} survey: {before:.2f} mm as drawn, {after:.2f} by a minute of chirps, in shape {shape:.2f}, "
            f"with one taped distance {taped:.2f}"
        )


if __name__ == "__main__":
    main()
