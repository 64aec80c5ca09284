"""What every chosen constant of placing costs: python -m tests.benchmarks.constants [--bursts N] [NAME ...]

Each is made smaller and larger, and the same simulated bursts are placed again: how many good arrows are placed, how
many are mended that one channel speaks against, how many positions are confidently wrong, the error, and the time. A
constant that stands in no row of CHOICES and in no test of its value is found by `tests/house/test_constants.py`.
"""

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module

from appliance.core.air.state import SlowState, at_first
from appliance.core.air.weather import OUTDOORS
from appliance.core.errors import LocateError
from tests.benchmarks.bursts import KINDS, Butt, array_of
from tests.benchmarks.locating import Tally, air_of, placed, true_air

CHOICES: dict[str, tuple[float, float]] = {
    "air.filter.MODE_PERSISTENCE": (0.5, 0.99),
    "air.filter.CERTAIN": (0.5, 0.99),
    "air.filter.MAX_ROUNDS": (2, 6),
    "air.linearised.SCARCELY": (1e-12, 1e-6),
    "air.weather.BIAS_US": (0.02, 0.5),
    "locating.hypotheses.QUICK_STARTS": (1, 6),
    "locating.hypotheses.NO_MISFIT_MM2": (1e-12, 1e-6),
    "locating.judge.LEAST_VARIANCE_MM2": (1e-15, 1e-6),
    "locating.rear_source.USUAL_MM": (500.0, 5000.0),
    "locating.rear_source.MAX_ROUNDS": (4, 36),
    "locating.rear_source.SETTLED_SHARE": (1e-5, 1e-1),
    "locating.rear_source.HOPELESS": (10.0, 300.0),
    "locating.solver.MAX_ROUNDS": (15, 240),
    "locating.solver.COST_ROUNDING_MM2": (0.0, 1e-9),
    "locating.solver.LEAST_CURVATURE": (1e-15, 1e-9),
    "locating.solver.OWN_TIME_RIDGE": (1e-9, 1e-3),
    "locating.solver.DAMPED": (0.01, 1.0),
    "locating.thresholds.BAD_CHANNEL_SHARE": (0.0005, 0.02),
    "locating.thresholds.BAD_CHANNEL_SPREAD_US": (150.0, 2400.0),
    "locating.thresholds.BEHIND_SHARE": (0.002, 0.2),
    "locating.thresholds.TWO_ARROWS_SHARE": (0.0003, 0.03),
    "locating.thresholds.UNRELATED_SHARE": (0.001, 0.1),
    "locating.thresholds.SAME_PLACE_MM": (0.5, 8.0),
    "locating.thresholds.INNOCENT_SHARE": (0.6, 1.0),
    "locating.thresholds.DILUTION_MAX": (1.0, 4.0),
    "locating.thresholds.SLOPE_MAX": (1.0, 9.0),
    "locating.thresholds.OUTSIDE_MAX_SIGMA": (2.0, 8.0),
    "locating.thresholds.FIVE_MAX_DOUBT_US": (2.0, 9.0),
    "locating.thresholds.KNOWN_AIR": (1.05, 3.0),
    "locating.thresholds.GUST_MAX_SIGMA": (0.5, 4.0),
    "locating.thresholds.WIND_RIVAL_MAX_SIGMA": (1.0, 6.0),
    "locating.thresholds.MIN_SUSPICIONS": (1, 5),
}
"""A smaller and a larger value of each, by the module below `appliance.core`."""
ARRAYS = ("4", "6", "8")
AIRS = ("first outdoors", "learned outdoors")
OF_FOUR = ("clean", "bad channel", "double")
"""What is asked of four sensors: one check tells an arrow from no other sound."""
SIGMA_US = 1.0


@dataclass(frozen=True, slots=True)
class Cost:
    """What a value leads to: percent placed of good bursts and of those with a bad channel, and the rest as counts."""

    good: float
    mended: float
    wrong: int
    rmse_mm: float
    us: float

    def __str__(self) -> str:
        return (
            f"{self.good:6.2f} % of good ones placed, {self.mended:6.2f} % mended, {self.wrong:3d} wrong, "
            f"{self.rmse_mm:5.3f} mm, {self.us:5.0f} us"
        )


@contextmanager
def changed(name: str, value: float) -> Iterator[None]:
    """Give a constant another value where it stands; the others read it there."""
    home, _, constant = name.rpartition(".")
    module = import_module(f"appliance.core.{home}")
    before = getattr(module, constant)
    setattr(module, constant, value)
    try:
        yield
    finally:
        setattr(module, constant, before)


def state_of(air: str, name: str, constant: str, value: float | None) -> SlowState:
    """What is known of the air; the doubt of biases is part of the weather, and is learned away."""
    if constant != "air.weather.BIAS_US" or value is None or air != "first outdoors":
        return air_of(air, name, SIGMA_US)
    return at_first(len(array_of(name).sensors), replace(OUTDOORS, bias_us=value))


def cost(constant: str, value: float | None, bursts: int) -> Cost:
    """Of the same bursts for every value."""
    by_kind: dict[str, Tally] = {kind: Tally() for kind in KINDS}
    started = time.process_time()
    for name in ARRAYS:
        for air in AIRS:
            state = state_of(air, name, constant, value)
            for kind, make in KINDS.items():
                if name == "4" and kind not in OF_FOUR:
                    continue
                dice = random.Random(f"{name} {air} {kind}")
                for _ in range(bursts):
                    burst = make(dice, Butt(array_of(name), SIGMA_US, true_air(dice, air)))
                    by_kind[kind].shots += 1
                    try:
                        fix = placed(burst.times_us, array_of(name), state, SIGMA_US).fix
                    except LocateError:
                        continue
                    by_kind[kind].take(fix, burst.right)
    shots = sum(tally.shots for tally in by_kind.values())
    clean, mended = by_kind["clean"], by_kind["bad channel"]
    return Cost(
        good=100 * clean.located / clean.shots,
        mended=100 * mended.located / mended.shots,
        wrong=sum(tally.wrong for tally in by_kind.values()),
        rmse_mm=(clean.squares / max(clean.located, 1)) ** 0.5,
        us=1e6 * (time.process_time() - started) / shots,
    )


def report(names: Sequence[str], bursts: int) -> None:
    print(f"{'as it is':42s} {cost('', None, bursts)}", flush=True)
    for name in names:
        for value in CHOICES[name]:
            with changed(name, value):
                print(f"{name:34s} {value:7g} {cost(name, value, bursts)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bursts", type=int, default=100, help="of each kind, array and air")
    parser.add_argument("names", nargs="*", default=list(CHOICES), metavar="NAME")
    asked = parser.parse_args()
    report([name for name in CHOICES if any(name.endswith(wanted) for wanted in asked.names)], asked.bursts)


if __name__ == "__main__":
    main()
