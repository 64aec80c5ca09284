"""What refusing more costs where four sensors check each other once: python -m tests.benchmarks.one_check
[--bursts N] [--sigmas US ...] [--seed N] [--workers N]

Unrelated sounds and two arrows that pass the one check by chance, beside clean arrows, in known air. Every position
that was taken for good is scored by its evidence against unrelated sounds: nothing tells these apart better (Neyman and
Pearson, Philosophical Transactions A 231, 1933), for this ratio holds all that four times of arrival say. Printed is
how many of the wrong positions would be left if the least likely clean arrows were refused as well. A quarter of
an hour on two quiet cores.
"""

import argparse
import os
import random
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

from appliance.core.air.state import at_first
from appliance.core.air.weather import STILL
from appliance.core.arrival import Arrival
from appliance.core.errors import LocateError
from appliance.core.geometry import SensorArray
from appliance.core.locating.alternatives import unrelated
from appliance.core.locating.hypotheses import generate
from appliance.core.locating.placing import in_still_air
from appliance.core.locating.scene import Scene
from tests.benchmarks.bursts import BOARD, KINDS, SPEED, Butt, Times, array_of
from tests.benchmarks.locating import ELLIPSE_MILLIONTH, WRONG_MM, nees_of, off_mm, placed

NAMES = ("4", BOARD)
HOSTILE = ("unrelated", "double")
PRICES = (0.003, 0.01, 0.03, 0.1, 0.2, 0.5)
"""Shares of the clean arrows that might be refused beside."""
CHUNK = 2500
CLEAN_SHARE = 0.2
"""Of the bursts of a hostile kind: so many clean ones are enough for a quantile."""


def lead(times_us: Times, array: SensorArray, sigma_us: float) -> float:
    """By how much the arrow leads unrelated sounds, as a logarithm of the odds."""
    heard = [
        Arrival(k, sensor, t, 0.0)
        for k, (sensor, t) in enumerate(zip(array.sensors, times_us, strict=True))
        if t is not None
    ]
    scene = Scene(heard, in_still_air(array, SPEED, sigma_us))
    return generate(scene).arrows[0].log_odds - unrelated(scene).log_odds


def believed(name: str, kind: str, sigma_us: float, bursts: int, seed: int) -> list[float]:
    """The leads of the clean arrows that are placed, or of the hostile bursts that are placed wrongly."""
    dice, array = random.Random(f"{name} {kind} {sigma_us} {seed}"), array_of(name)
    state, found = at_first(len(array.sensors), STILL), []
    for _ in range(bursts):
        burst = KINDS[kind](dice, Butt(array, sigma_us))
        try:
            fix = placed(burst.times_us, array, state, sigma_us).fix
        except LocateError:
            continue
        nees = min((nees_of(fix, place) for place in burst.right), default=ELLIPSE_MILLIONTH)
        if kind == "clean" or (off_mm(fix, burst.right) > WRONG_MM and nees >= ELLIPSE_MILLIONTH):
            found.append(lead(burst.times_us, array, sigma_us))
    return found


def shared(
    pool: ProcessPoolExecutor, name: str, kind: str, sigma_us: float, bursts: int, seed: int
) -> tuple[int, list[float]]:
    """Over all workers: how many bursts there were, and the leads."""
    chunks = max(bursts // CHUNK, 1)
    seeds = range(seed * 1000, seed * 1000 + chunks)
    parts = pool.map(believed, repeat(name), repeat(kind), repeat(sigma_us), repeat(min(bursts, CHUNK)), seeds)
    return chunks * min(bursts, CHUNK), sorted(value for part in parts for value in part)


def left(leads: Sequence[float], least: float) -> int:
    return sum(value >= least for value in leads)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bursts", type=int, default=15_000, help="of each hostile kind, array and sigma")
    parser.add_argument("--sigmas", type=float, nargs="+", default=(0.5, 1.0, 2.0, 5.0))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    with ProcessPoolExecutor(asked.workers) as pool:
        for name in NAMES:
            for sigma_us in asked.sigmas:
                _, clean = shared(pool, name, "clean", sigma_us, round(asked.bursts * CLEAN_SHARE), asked.seed)
                least = [clean[int(price * len(clean))] for price in PRICES]
                for kind in HOSTILE:
                    bursts, leads = shared(pool, name, kind, sigma_us, asked.bursts, asked.seed)
                    after = ", ".join(
                        f"{100 * price:g} % {left(leads, value)}" for price, value in zip(PRICES, least, strict=True)
                    )
                    print(
                        f"  {name:12s} {sigma_us:3.1f} us {kind:9s}: {len(leads)} wrong of {bursts}; refusing {after}",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
