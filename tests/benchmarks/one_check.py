"""What refusing more costs where four sensors check each other once: python -m tests.benchmarks.one_check
[--bursts N] [--sigmas US ...] [--seed N] [--workers N]

Unrelated sounds and two arrows that pass the one check by chance, beside clean arrows, in known air. Every position
that was taken for good is scored by its evidence against unrelated sounds: nothing tells these apart better (Neyman and
Pearson, Philosophical Transactions A 231, 1933), for this ratio holds all that four times of arrival say. A row is how
many of the wrong positions would be left if the least likely clean arrows were refused as well; below the table stands
how many of them the threshold of six and more sensors would refuse.
"""

import argparse
import os
import random
from concurrent.futures import ProcessPoolExecutor
from itertools import product, repeat

from appliance.core.arrival import Arrival
from appliance.core.errors import LocateError
from appliance.core.geometry import SensorArray
from appliance.core.locating import thresholds
from appliance.core.locating.alternatives import unrelated
from appliance.core.locating.hypotheses import generate
from appliance.core.locating.placing import in_still_air
from appliance.core.locating.scene import Scene
from tests.benchmarks.bursts import BOARD, KINDS, SPEED, Butt, Times, array_of
from tests.benchmarks.locating import SIGMAS_US, air_of, is_wrong, placed

ARRAYS = ("4", BOARD)
CLEAN_FIRST = ("clean", "unrelated", "double")
REFUSED = (0.003, 0.01, 0.03, 0.1, 0.2, 0.5)
"""Shares of the clean arrows that might be refused beside."""


def lead(times_us: Times, array: SensorArray, sigma_us: float) -> float:
    """By how much the arrow leads unrelated sounds, as a logarithm of the odds."""
    heard = [Arrival(k, array.sensors[k], t, 0.0) for k, t in enumerate(times_us) if t is not None]
    scene = Scene(heard, in_still_air(array, SPEED, sigma_us))
    return generate(scene).arrows[0].log_odds - unrelated(scene).log_odds


def believed(name: str, sigma_us: float, kind: str, bursts: int, seed: int) -> list[float]:
    """The leads of the clean arrows that are placed, or of the hostile bursts that are placed wrongly, ascending."""
    dice, array = random.Random(f"{name} {kind} {sigma_us} {seed}"), array_of(name)
    state = air_of("known", name, sigma_us)
    found = []
    for _ in range(bursts):
        burst = KINDS[kind](dice, Butt(array, sigma_us))
        try:
            fix = placed(burst.times_us, array, state, sigma_us).fix
        except LocateError:
            continue
        if kind == "clean" or is_wrong(fix, burst.right):
            found.append(lead(burst.times_us, array, sigma_us))
    return sorted(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bursts", type=int, default=30_000, help="of each kind, array and sigma")
    parser.add_argument("--sigmas", type=float, nargs="+", default=SIGMAS_US)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    work = list(product(ARRAYS, asked.sigmas, CLEAN_FIRST))
    print(f"wrong of {asked.bursts} bursts; by the share of the clean ones that is refused beside")
    print(f"  {'':28s}" + "".join(f"{100 * share:6g} %" for share in (0.0, *REFUSED)))
    short = []
    with ProcessPoolExecutor(asked.workers) as pool:
        found = pool.map(believed, *zip(*work, strict=True), repeat(asked.bursts), repeat(asked.seed))
        for (name, sigma_us, kind), leads in zip(work, found, strict=True):
            if kind == "clean":
                least = [leads[int(share * len(leads))] for share in REFUSED]
                refused = sum(one < thresholds.LOG_ODDS_FAR_MIN for one in leads) / len(leads)
                short.append(f"{name} at {sigma_us:.1f} us {100 * refused:.1f} %")
                continue
            left = [len(leads), *(sum(one >= value for one in leads) for value in least)]
            print(f"  {name:12s} {sigma_us:3.1f} us {kind:9s}" + "".join(f"{count:8d}" for count in left), flush=True)
    print(f"clean ones that lead by less than LOG_ODDS_FAR_MIN: {', '.join(short)}")


if __name__ == "__main__":
    main()
