"""How good and how safe positions are: python -m tests.benchmarks.locating [--shots N] [--wrong N]
[--in-air N] [--sigmas US ...] [--workers N]

Over simulated shots (the model of the acoustics notes: corners, corners and mid sides, corners and mid edges of a 1.3 m
butt): error over the Cramer-Rao bound, honesty of the ellipse, bad channels repaired, and how many positions were
confidently wrong: of the solver in still air (--wrong), and as the appliance asks it, in air that it has learned from
twenty arrows outdoors (--in-air). The defaults take two minutes; --shots 100000 --wrong 1000000 --in-air 200000 about
an hour on two cores.
"""

import argparse
import math
import os
import random
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import product, repeat

from appliance.core.air.state import OUTDOORS, SlowState, at_first
from appliance.core.arrival import Arrival
from appliance.core.errors import LocateError
from appliance.core.geometry import RectRegion, Sensor, SensorArray
from appliance.core.locating.hypotheses import Fix, locate
from appliance.core.locating.tracking import Timing, Tracked, locate_in_air
from drivers.sim.virtual_butt import BUTT_MM, DEMO_SENSORS

SPEED = 0.343
WRONG_MM = 20.0
SIGMAS_US = (0.5, 1.0, 2.0, 5.0)
ELLIPSE_99 = 9.2103
ELLIPSE_MILLIONTH = 27.63
CHUNK = 5000
LEARNED_FROM = 20
TICK_HZ = 80e6
BEFORE_US = 10_000.0
NAMES = {4: ("NW", "NE", "SE", "SW"), 6: ("NW", "NE", "E", "SE", "SW", "W"), 8: tuple(s.id for s in DEMO_SENSORS)}

Place = tuple[float, float]
Times = list[float | None]


@dataclass(frozen=True, slots=True)
class Burst:
    """What the channels heard, and the places that would be right; none: nothing is."""

    times_us: Times
    right: tuple[Place, ...]


Kind = Callable[[random.Random, Sequence[Sensor], float], Burst]


def array_of(count: int) -> SensorArray:
    sensors = tuple(s for s in DEMO_SENSORS if s.id in NAMES[count])
    return SensorArray(sensors, RectRegion(0.0, BUTT_MM, 0.0, BUTT_MM))


def heard(
    dice: random.Random, sensors: Sequence[Sensor], x: float, y: float, sigma_us: float, z: float = 0.0
) -> list[float]:
    """Times of arrival from (x, y, z)."""
    return [math.dist((s.x_mm, s.y_mm, s.z_mm), (x, y, z)) / SPEED + dice.gauss(0.0, sigma_us) for s in sensors]


def on_the_butt(dice: random.Random) -> Place:
    return dice.uniform(0.0, BUTT_MM), dice.uniform(0.0, BUTT_MM)


def clean(dice: random.Random, sensors: Sequence[Sensor], sigma_us: float) -> Burst:
    place = on_the_butt(dice)
    return Burst([*heard(dice, sensors, *place, sigma_us)], (place,))


def bad_channel(dice: random.Random, sensors: Sequence[Sensor], sigma_us: float) -> Burst:
    """One channel 30 to 300 us late, one time in eight early."""
    burst = clean(dice, sensors, sigma_us)
    channel, off_us = dice.randrange(len(sensors)), dice.uniform(30.0, 300.0) * (-1 if dice.random() < 0.125 else 1)
    times = [t if t is None or k != channel else t + off_us for k, t in enumerate(burst.times_us)]
    return Burst(times, burst.right)


def missing(dice: random.Random, sensors: Sequence[Sensor], sigma_us: float) -> Burst:
    """One or two channels silent."""
    burst = clean(dice, sensors, sigma_us)
    silent = dice.sample(range(len(sensors)), dice.choice((1, 2)))
    return Burst([None if k in silent else t for k, t in enumerate(burst.times_us)], burst.right)


def beside(dice: random.Random, sensors: Sequence[Sensor], sigma_us: float) -> Burst:
    """An arrow 60 to 1500 mm beside the butt, in its plane."""
    while True:
        x, y = dice.uniform(-1500.0, BUTT_MM + 1500.0), dice.uniform(-1500.0, BUTT_MM + 1500.0)
        if max(-x, x - BUTT_MM, -y, y - BUTT_MM) > 60.0:
            return Burst([*heard(dice, sensors, x, y, sigma_us)], ())


def behind(dice: random.Random, sensors: Sequence[Sensor], sigma_us: float) -> Burst:
    """The net, 1.5 to 8 m behind."""
    x, y = dice.uniform(-1000.0, BUTT_MM + 1000.0), dice.uniform(-500.0, BUTT_MM + 1000.0)
    return Burst([*heard(dice, sensors, x, y, sigma_us, -dice.uniform(1500.0, 8000.0))], ())


@cache
def mirror_images(count: int) -> tuple[tuple[int, ...], ...]:
    """Orders of the channels by which the array is turned or mirrored onto itself."""
    sensors = array_of(count).sensors
    place = {(s.x_mm, s.y_mm): k for k, s in enumerate(sensors)}
    images = []
    for turn, flip in product(range(4), (False, True)):
        image = []
        for s in sensors:
            x, y = s.x_mm, BUTT_MM - s.y_mm if flip else s.y_mm
            for _ in range(turn):
                x, y = BUTT_MM - y, x
            image.append(place.get((x, y), -1))
        if -1 not in image:
            images.append(tuple(image))
    return tuple(images)


def _alike(times: Sequence[float], order: Sequence[int], image: Sequence[int], within_us: float) -> bool:
    return all(abs(times[k] - times[n]) <= within_us for k, n in zip(order, image, strict=True))


def garbage(dice: random.Random, sensors: Sequence[Sensor], sigma_us: float) -> Burst:
    """Unrelated triggers, an electrical glitch on all channels at once, or channels in the wrong order."""
    which = dice.randrange(3)
    if which == 0:
        return Burst([dice.uniform(0.0, 5000.0) for _ in sensors], ())
    if which == 1:
        return Burst([dice.uniform(0.0, 30.0) for _ in sensors], ())
    times = heard(dice, sensors, *on_the_butt(dice), sigma_us)
    order = list(range(len(sensors)))
    # a mirror image of a burst is as good a burst as any: no array can tell
    while any(_alike(times, order, image, 20 * sigma_us) for image in mirror_images(len(sensors))):
        dice.shuffle(order)
    return Burst([times[k] for k in order], ())


def double(dice: random.Random, sensors: Sequence[Sensor], sigma_us: float) -> Burst:
    """Two arrows within milliseconds; each channel latches the earlier."""
    one, two, later_us = on_the_butt(dice), on_the_butt(dice), dice.uniform(0.0, 4000.0)
    first, second = heard(dice, sensors, *one, sigma_us), heard(dice, sensors, *two, sigma_us)
    return Burst([min(a, b + later_us) for a, b in zip(first, second, strict=True)], (one, two))


KINDS: dict[str, Kind] = {
    "clean": clean,
    "bad channel": bad_channel,
    "missing": missing,
    "beside": beside,
    "behind": behind,
    "garbage": garbage,
    "double": double,
}


def placed(burst: Burst, array: SensorArray, sigma_us: float, *, in_air: bool) -> Fix | None:
    if in_air:
        found = tracked(burst.times_us, array, learned_air(len(array.sensors), sigma_us), sigma_us)
        return None if found is None else found.fix
    arrivals = [Arrival(k, array.sensors[k], t) for k, t in enumerate(burst.times_us) if t is not None]
    try:
        return locate(arrivals, array, SPEED, sigma_us)
    except LocateError:
        return None


def tracked(times_us: Sequence[float | None], array: SensorArray, state: SlowState, sigma_us: float) -> Tracked | None:
    """As the appliance places it."""
    ticks = [None if t is None else round((t + BEFORE_US) * TICK_HZ / 1e6) for t in times_us]
    try:
        return locate_in_air(ticks, array, state, Timing(TICK_HZ, 32, SPEED, sigma_us, (0.0,) * len(array.sensors)))
    except LocateError:
        return None


@cache
def learned_air(count: int, sigma_us: float) -> SlowState:
    """After some arrows in a calm outdoors."""
    dice, array, state = random.Random(1), array_of(count), at_first(count, OUTDOORS)
    for _ in range(LEARNED_FROM):
        found = tracked(clean(dice, array.sensors, sigma_us).times_us, array, state, sigma_us)
        state = state if found is None else found.state
    return state


def nees_of(fix: Fix, place: Place) -> float:
    """Squared error in units of the fix's own covariance."""
    xx, xy, yy = fix.covariance_mm2
    dx, dy = fix.x_mm - place[0], fix.y_mm - place[1]
    return (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / (xx * yy - xy * xy)


def off_mm(fix: Fix, burst: Burst) -> float:
    return min((math.dist((fix.x_mm, fix.y_mm), place) for place in burst.right), default=math.inf)


@dataclass
class Tally:
    """Sums over shots; squares in mm2, the bound from each fix's own geometry at the truth."""

    shots: int = 0
    located: int = 0
    wrong: int = 0
    repaired: int = 0
    squares: float = 0.0
    bound: float = 0.0
    nees: float = 0.0
    inside: int = 0
    in_doubt: int = 0

    def add(self, other: "Tally") -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def tally(count: int, kind: str, sigma_us: float, in_air: bool, shots: int, seed: int) -> Tally:
    """One process's share."""
    dice, array, found = random.Random(f"{count} {kind} {sigma_us} {seed}"), array_of(count), Tally(shots=shots)
    for _ in range(shots):
        burst = KINDS[kind](dice, array.sensors, sigma_us)
        fix = placed(burst, array, sigma_us, in_air=in_air)
        if fix is None:
            continue
        error_mm = off_mm(fix, burst)
        found.located += 1
        found.repaired += bool(fix.left_out)
        nees = min((nees_of(fix, place) for place in burst.right), default=math.inf)
        if error_mm > WRONG_MM:
            # far off, but no farther than the fix itself says that it may be: not a wrong root
            found.in_doubt += nees < ELLIPSE_MILLIONTH
            found.wrong += nees >= ELLIPSE_MILLIONTH
            continue
        xx, _, yy = fix.covariance_mm2
        found.squares += error_mm * error_mm
        found.bound += xx + yy
        found.nees += nees
        found.inside += nees < ELLIPSE_99
    return found


def shared(
    pool: ProcessPoolExecutor, count: int, kind: str, sigma_us: float, shots: int, *, in_air: bool = False
) -> Tally:
    """Over all workers."""
    whole, rest = divmod(shots, CHUNK)
    sizes = [CHUNK] * whole + ([rest] if rest else [])
    total = Tally()
    for part in pool.map(
        tally, repeat(count), repeat(kind), repeat(sigma_us), repeat(in_air), sizes, range(len(sizes))
    ):
        total.add(part)
    return total


def accuracy(pool: ProcessPoolExecutor, shots: int, sigmas_us: Sequence[float]) -> None:
    print(f"{shots} clean shots each: error over the bound, honesty of the ellipse")
    for count in NAMES:
        for sigma_us in sigmas_us:
            t = shared(pool, count, "clean", sigma_us, shots)
            print(
                f"  {count} sensors, {sigma_us:3.1f} us: rmse {math.sqrt(t.squares / t.located):5.2f} mm, "
                f"{math.sqrt(t.squares / t.bound):5.3f} x the bound, NEES {t.nees / t.located:5.3f}, "
                f"{100 * t.inside / t.located:5.2f} % inside the 99 % ellipse, {t.shots - t.located} refused",
                flush=True,
            )


def safety(pool: ProcessPoolExecutor, bursts: int, sigmas_us: Sequence[float], *, in_air: bool) -> None:
    each = bursts // (2 * len(KINDS) * len(sigmas_us))
    print(
        f"{each} bursts each of every kind and sigma {sigmas_us} us, {'in learned air' if in_air else 'in still air'}: "
        f"more than {WRONG_MM:g} mm wrong, or located at all"
    )
    all_wrong: Counter[int] = Counter()
    for count in (6, 8):
        for kind in KINDS:
            parts = {sigma_us: shared(pool, count, kind, sigma_us, each, in_air=in_air) for sigma_us in sigmas_us}
            total = Tally()
            for part in parts.values():
                total.add(part)
            all_wrong[count] += total.wrong
            by_sigma = ", ".join(f"{s:g} us {part.wrong}" for s, part in parts.items() if part.wrong)
            extra = f", {100 * total.located / total.shots:6.3f} % located"
            if kind == "bad channel":
                shares = (f"{100 * part.located / part.shots:.3f} % at {s:g} us" for s, part in parts.items())
                extra += f" ({', '.join(shares)})"
            if total.in_doubt:
                extra += f", {total.in_doubt} more inside their own ellipse (1 in 10^6)"
            print(f"  {count} sensors, {kind:12s}: {total.wrong} wrong of {total.shots}{extra}  {by_sigma}", flush=True)
    print(f"  all: {sum(all_wrong.values())} wrong")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shots", type=int, default=2000)
    parser.add_argument("--wrong", type=int, default=60_000)
    parser.add_argument("--in-air", type=int, default=10_000)
    parser.add_argument("--sigmas", type=float, nargs="+", default=SIGMAS_US)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    with ProcessPoolExecutor(asked.workers) as pool:
        accuracy(pool, asked.shots, tuple(asked.sigmas))
        safety(pool, asked.wrong, tuple(asked.sigmas), in_air=False)
        safety(pool, asked.in_air, tuple(asked.sigmas), in_air=True)


if __name__ == "__main__":
    main()
