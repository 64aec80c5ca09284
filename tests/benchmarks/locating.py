"""How good and how safe positions are: python -m tests.benchmarks.locating [--shots N] [--wrong N] [--sessions N]
[--arrays NAME ...] [--airs NAME ...] [--sigmas US ...] [--seed N] [--set THRESHOLD=VALUE ...] [--workers N]

By the one path that arrows take, over simulated shots (the model of the acoustics notes: four corners, corners and mid
sides, corners and mid edges of a 1.3 m butt, and a freETarget board of 230 mm). Three parts: error over the Cramer-Rao
bound and honesty of the ellipse (--shots); how many positions were confidently wrong, for good and for hostile bursts,
in air that is known, at the first arrow of a session and after twenty (--wrong bursts in all); and what share of the
arrows of a session is placed, by their number (--sessions). The defaults take minutes; a million bursts about an hour
on two cores. --set changes a threshold of `appliance/core/locating/thresholds.py`, to see what it costs and saves.
"""

import argparse
import ast
import math
import os
import random
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat

from appliance.core.air.state import SlowState, at_first
from appliance.core.air.weather import INDOORS, OUTDOORS, STILL
from appliance.core.errors import LocateError
from appliance.core.geometry import SensorArray
from appliance.core.locating import thresholds
from appliance.core.locating.burst import Timing
from appliance.core.locating.fix import Fix, Placed
from appliance.core.locating.placing import after_refusal, place_arrow
from tests.benchmarks.bursts import ARRAYS, BOARD, KINDS, SPEED, Burst, Butt, Place, TrueAir, array_of, clean

WRONG_MM = 20.0
SIGMAS_US = (0.5, 1.0, 2.0, 5.0)
ELLIPSE_99 = 9.2103
ELLIPSE_MILLIONTH = 27.63
CHUNK = 500
SEEDS = 10_000
"""Chunks that one seed has for itself."""
LEARNED_FROM = 20
SESSION = 12
GROUP_MM = 120.0
"""Standard deviation of the arrows of a session about the middle of the butt, along each axis."""
TICK_HZ = 80e6
BEFORE_US = 20_000.0
AIRS = ("known", "first outdoors", "first indoors", "learned outdoors", "learned indoors")
ONLY_OF_MANY = ("missing", "missing and bad")
"""Kinds that leave four channels nothing to be placed by."""


def timing(array: SensorArray, sigma_us: float) -> Timing:
    """A fine clock, and channels without bias."""
    return Timing(TICK_HZ, 32, SPEED, sigma_us, (0.0,) * len(array.sensors))


def ticks_of(times_us: Sequence[float | None]) -> list[int | None]:
    return [None if t is None else round((t + BEFORE_US) * TICK_HZ / 1e6) for t in times_us]


def placed(times_us: Sequence[float | None], array: SensorArray, state: SlowState, sigma_us: float) -> Placed:
    """As the appliance places it. Raises LocateError."""
    return place_arrow(ticks_of(times_us), array, state, timing(array, sigma_us))


@cache
def air_of(air: str, name: str, sigma_us: float) -> SlowState:
    """What the appliance knows of the air."""
    array = array_of(name)
    if air == "known":
        return at_first(len(array.sensors), STILL)
    state = at_first(len(array.sensors), OUTDOORS if air.endswith("outdoors") else INDOORS)
    if air.startswith("learned"):
        dice, butt = random.Random(1), Butt(array, sigma_us)
        for _ in range(LEARNED_FROM):
            state = _after(clean(dice, butt), array, state, sigma_us)[1]
    return state


def _after(
    burst: Burst, array: SensorArray, state: SlowState, sigma_us: float
) -> tuple[Placed | LocateError, SlowState]:
    try:
        found = placed(burst.times_us, array, state, sigma_us)
    except LocateError as refusal:
        return refusal, after_refusal(state, refusal)
    return found, found.state


def true_air(dice: random.Random, air: str) -> TrueAir:
    """At a first arrow the air is anything that it may be; what was learned is right."""
    if not air.startswith("first"):
        return TrueAir()
    weather = OUTDOORS if air.endswith("outdoors") else INDOORS
    wind = weather.wind_mm_per_us
    return TrueAir(1 + dice.gauss(0.0, weather.scale), dice.gauss(0.0, wind), dice.gauss(0.0, wind))


def nees_of(fix: Fix, place: Place) -> float:
    """Squared error in units of the fix's own covariance."""
    xx, xy, yy = fix.covariance_mm2
    dx, dy = fix.x_mm - place[0], fix.y_mm - place[1]
    return (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / (xx * yy - xy * xy)


def off_mm(fix: Fix, right: Sequence[Place]) -> float:
    return min((math.dist((fix.x_mm, fix.y_mm), place) for place in right), default=math.inf)


def is_wrong(fix: Fix, right: Sequence[Place]) -> bool:
    """Whether it is far off, and farther than the fix itself says that it may be."""
    return off_mm(fix, right) > WRONG_MM and all(nees_of(fix, place) >= ELLIPSE_MILLIONTH for place in right)


@dataclass
class Tally:
    """Sums over shots; squares in mm2, the bound from each fix's own covariance."""

    shots: int = 0
    located: int = 0
    wrong: int = 0
    in_doubt: int = 0
    squares: float = 0.0
    bound: float = 0.0
    nees: float = 0.0
    inside: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def take(self, fix: Fix, right: Sequence[Place]) -> None:
        """Count a position."""
        error_mm = off_mm(fix, right)
        self.located += 1
        if error_mm > WRONG_MM:
            is_confident = is_wrong(fix, right)
            self.wrong += is_confident
            self.in_doubt += not is_confident
            return
        nees = min(nees_of(fix, place) for place in right)
        xx, _, yy = fix.covariance_mm2
        self.squares += error_mm * error_mm
        self.bound += xx + yy
        self.nees += nees
        self.inside += nees < ELLIPSE_99


def tally(name: str, air: str, kind: str, sigma_us: float, shots: int, seed: int) -> Tally:
    """One process's share."""
    dice, array, found = random.Random(f"{name} {kind} {sigma_us} {seed}"), array_of(name), Tally(shots=shots)
    state = air_of(air, name, sigma_us)
    for _ in range(shots):
        burst = KINDS[kind](dice, Butt(array, sigma_us, true_air(dice, air)))
        try:
            found.take(placed(burst.times_us, array, state, sigma_us).fix, burst.right)
        except LocateError as refusal:
            found.reasons[refusal.reason] += 1
    return found


def shared(
    pool: ProcessPoolExecutor, name: str, air: str, kind: str, sigma_us: float, shots: int, seed: int = 0
) -> Tally:
    """Over all workers; another `seed` gives other bursts."""
    whole, rest = divmod(shots, CHUNK)
    sizes = [CHUNK] * whole + ([rest] if rest else [])
    total = Tally()
    of = (repeat(name), repeat(air), repeat(kind), repeat(sigma_us))
    for part in pool.map(tally, *of, sizes, range(seed * SEEDS, seed * SEEDS + len(sizes))):
        total.add(part)
    return total


def accuracy(
    pool: ProcessPoolExecutor, shots: int, names: Sequence[str], sigmas_us: Sequence[float], seed: int
) -> None:
    print(f"{shots} clean shots each in known air: error over the bound, honesty of the ellipse")
    for name in names:
        for sigma_us in sigmas_us:
            t = shared(pool, name, "known", "clean", sigma_us, shots, seed)
            print(
                f"  {name:12s} {sigma_us:3.1f} us: rmse {math.sqrt(t.squares / t.located):5.2f} mm, "
                f"{math.sqrt(t.squares / t.bound):5.3f} x the bound, NEES {t.nees / t.located:5.3f}, "
                f"{100 * t.inside / t.located:5.2f} % inside the 99 % ellipse, {t.shots - t.located} refused",
                flush=True,
            )


def safety(
    pool: ProcessPoolExecutor,
    bursts: int,
    airs: Sequence[str],
    names: Sequence[str],
    sigmas_us: Sequence[float],
    seed: int,
) -> None:
    work = [(a, n, k) for a in airs for n in names for k in KINDS if n in ("6", "8") or k not in ONLY_OF_MANY]
    each = max(bursts // (len(work) * len(sigmas_us)), 1)
    print(f"{each} bursts of each kind, array, air and sigma {sigmas_us} us: confidently wrong by over {WRONG_MM:g} mm")
    all_wrong: Counter[str] = Counter()
    for air, name, kind in work:
        total, located = Tally(), []
        for sigma_us in sigmas_us:
            part = shared(pool, name, air, kind, sigma_us, each, seed)
            total.add(part)
            located.append(f"{100 * part.located / part.shots:.2f}")
        all_wrong[name] += total.wrong
        reason, count = next(iter(total.reasons.most_common(1)), ("", 0))
        print(
            f"  {air:16s} {name:12s} {kind:15s}: {total.wrong} wrong of {total.shots}, {total.in_doubt} in their own "
            f"ellipse; {' '.join(located)} % located, refused mostly as {reason or 'nothing'} ({count})",
            flush=True,
        )
    print("  wrong of all: " + ", ".join(f"{count} with {name}" for name, count in all_wrong.items()), flush=True)


def session(name: str, is_outdoors: bool, seed: int) -> list[bool]:
    """Which arrows of a session were placed."""
    dice, array = random.Random(f"{name} {seed}"), array_of(name)
    state = at_first(len(array.sensors), OUTDOORS if is_outdoors else INDOORS)
    butt = Butt(array, 1.0, true_air(dice, "first outdoors" if is_outdoors else "first indoors"))
    cx, cy = array.region.centre
    were_placed = []
    for _ in range(SESSION):
        place = butt.on_the_butt(dice) if name == BOARD else (dice.gauss(cx, GROUP_MM), dice.gauss(cy, GROUP_MM))
        found, state = _after(Burst([*butt.arrivals(dice, *place)], (place,)), array, state, 1.0)
        were_placed.append(isinstance(found, Placed))
    return were_placed


def first_arrows(pool: ProcessPoolExecutor, sessions: int, names: Sequence[str]) -> None:
    print(f"{sessions} sessions each at 1 us, in any wind of the prior: percent placed, by the arrow's number")
    for name in names:
        for is_outdoors in (True, False):
            found = list(pool.map(session, repeat(name), repeat(is_outdoors), range(sessions), chunksize=25))
            shares = (100 * sum(arrow) / sessions for arrow in zip(*found, strict=True))
            print(
                f"  {name:12s} {'outdoors' if is_outdoors else 'indoors':8s}: {' '.join(f'{s:5.1f}' for s in shares)}",
                flush=True,
            )


def set_thresholds(settings: Sequence[str]) -> None:
    """Take other values for this run, in this process."""
    for setting in settings:
        name, value = setting.split("=", 1)
        if not hasattr(thresholds, name):
            raise SystemExit(f"{name} is no threshold of {thresholds.__name__}")
        setattr(thresholds, name, ast.literal_eval(value))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shots", type=int, default=1000)
    parser.add_argument("--wrong", type=int, default=30_000)
    parser.add_argument("--sessions", type=int, default=100)
    parser.add_argument("--arrays", nargs="+", default=ARRAYS, choices=ARRAYS)
    parser.add_argument("--airs", nargs="+", default=AIRS, choices=AIRS)
    parser.add_argument("--sigmas", type=float, nargs="+", default=SIGMAS_US)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--set", nargs="+", default=[], metavar="THRESHOLD=VALUE")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    with ProcessPoolExecutor(asked.workers, initializer=set_thresholds, initargs=(asked.set,)) as pool:
        if asked.shots:
            accuracy(pool, asked.shots, asked.arrays, tuple(asked.sigmas), asked.seed)
        if asked.wrong:
            safety(pool, asked.wrong, asked.airs, asked.arrays, tuple(asked.sigmas), asked.seed)
        if asked.sessions:
            first_arrows(pool, asked.sessions, asked.arrays)


if __name__ == "__main__":
    main()
