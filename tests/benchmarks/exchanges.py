"""How soon arrows that are not placed name exchanged channels, and how often other sounds do:
python -m tests.benchmarks.exchanges [--bursts N] [--rows N] [--pairs N] [--seed N]

A survey that is 3 mm off, 1 us, arrows 60 mm about the middle, placed as the appliance does. A pair: how many arrows
that were not placed, and how many at all, until it is named. Hostile: a butt that hears nothing else than such sounds,
and one that hears them between arrows. A row: twelve arrows with one and the same fault.
"""

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from statistics import median

from appliance.core.air.state import at_first
from appliance.core.air.weather import INDOORS, OUTDOORS
from appliance.core.calibration.arrow_exchange import MOST_ARROWS, Times, exchanges_by_arrows
from appliance.core.calibration.exchange import Exchange
from appliance.core.errors import LocateError
from appliance.core.geometry import Sensor, SensorArray
from appliance.core.locating.placing import after_refusal
from tests.benchmarks.bursts import (
    KINDS,
    SPEED,
    Butt,
    Kind,
    TrueAir,
    array_of,
    behind,
    beside,
    double,
    glitch,
    permuted,
    unrelated,
)
from tests.benchmarks.chirps import some_wind
from tests.benchmarks.locating import placed

NAMES = ("4", "6", "8")
HOSTILE: tuple[Kind, ...] = (KINDS["bad channel"], beside, behind, unrelated, glitch, permuted, double)
DRAWN_MM, GROUP_MM, SIGMA_US, BOUND_US = 3.0, 60.0, 1.0, 3.0
MOVED_MM, LATE_US = 200.0, (30.0, 300.0)
MOST_SHOT = 60


class Session:
    """A butt with a rough survey, and what the appliance keeps of its sounds."""

    def __init__(self, name: str, dice: random.Random, *, is_windy: bool = False) -> None:
        true = array_of(name)
        wind = some_wind(dice) if is_windy else (0.0, 0.0)
        self.dice, self.butt = dice, Butt(true, SIGMA_US, TrueAir(1 + dice.gauss(0.0, 0.002), *wind))
        self.drawn = SensorArray(tuple(self._off(s) for s in true.sensors), true.region)
        self.state = at_first(len(true.sensors), OUTDOORS if is_windy else INDOORS)
        self.unplaced: list[Times] = []
        self.placed: list[Times] = []

    def _off(self, sensor: Sensor) -> Sensor:
        x_mm, y_mm = self.dice.gauss(sensor.x_mm, DRAWN_MM), self.dice.gauss(sensor.y_mm, DRAWN_MM)
        return replace(sensor, x_mm=x_mm, y_mm=y_mm)

    def arrow(self) -> list[float]:
        cx, cy = self.drawn.region.centre
        return self.butt.arrivals(self.dice, self.dice.gauss(cx, GROUP_MM), self.dice.gauss(cy, GROUP_MM))

    def heard(self, times_us: Sequence[float | None]) -> list[Exchange]:
        """What is named once this was heard."""
        known = [us for us in times_us if us is not None]
        if len(known) < len(times_us):
            return []
        times = tuple(us - min(known) for us in known)
        try:
            self.state = placed(times, self.drawn, self.state, BOUND_US).state
        except LocateError as error:
            self.state = after_refusal(self.state, error)
            self.unplaced = [*self.unplaced, times][-MOST_ARROWS:]
            return exchanges_by_arrows(self.drawn, self.unplaced, self.placed, SPEED)
        self.placed = [*self.placed, times][-MOST_ARROWS:]
        return []


def crossed(times: list[float], i: int, j: int) -> list[float]:
    times[i], times[j] = times[j], times[i]
    return times


def pair(name: str, i: int, j: int, dice: random.Random, *, is_windy: bool) -> tuple[int, int, list[Exchange]]:
    """Arrows not placed, arrows at all, and what is named by then."""
    session, unplaced = Session(name, dice, is_windy=is_windy), 0
    for shot in range(1, MOST_SHOT + 1):
        before = session.unplaced
        found = session.heard(crossed(session.arrow(), i, j))
        unplaced += session.unplaced is not before
        if found:
            return unplaced, shot, found
    return unplaced, MOST_SHOT, []


def print_pairs(dice: random.Random, times: int) -> None:
    print("  arrows not placed (and at all) until named, median and most; alone or one of two; never or another")
    for name in NAMES:
        for is_windy in (False, True):
            results = [
                (Exchange(i, j, "sensors"), pair(name, i, j, dice, is_windy=is_windy))
                for i, j in combinations(range(len(array_of(name).sensors)), 2)
                for _ in range(times)
            ]
            named = [(unplaced, shot, found) for one, (unplaced, shot, found) in results if one in found]
            if not named:
                continue
            unplaced, shots, found = zip(*named, strict=True)
            alone = sum(len(each) == 1 for each in found)
            print(
                f"    {name} {'wind 0 to 3 m/s' if is_windy else 'indoors':16}"
                f"{median(unplaced):4.0f} {max(unplaced):3d}  ({median(shots):3.0f} {max(shots):3d})"
                f"   {alone:4d} alone, {len(named) - alone:3d} of two"
                f"   {sum(not found for _, (_, _, found) in results):3d} never,"
                f" {sum(bool(found) and one not in found for one, (_, _, found) in results):2d} another"
            )


def print_hostile(dice: random.Random, bursts: int) -> None:
    print(f"  false names, of {bursts} hostile sounds each")
    for name in NAMES:
        for label, arrows_each in (("alone", 0), ("between arrows", 1), ("between arrows in wind", 1)):
            session = Session(name, dice, is_windy=label.endswith("wind"))
            false = 0
            for n in range(bursts):
                if n % 200 == 0:
                    session = Session(name, dice, is_windy=label.endswith("wind"))
                false += session.heard(dice.choice(HOSTILE)(dice, session.butt).times_us) != []
                for _ in range(arrows_each):
                    false += session.heard(session.arrow()) != []
            print(f"    {name} {label:24}{false:5d}")


def moved(session: Session) -> Callable[[list[float]], list[float]]:
    """A sensor that fell down: another array hears."""
    k, dice = session.dice.randrange(len(session.drawn.sensors)), session.dice
    sensors = list(session.butt.array.sensors)
    x_mm, y_mm = dice.gauss(sensors[k].x_mm, MOVED_MM), dice.gauss(sensors[k].y_mm, MOVED_MM)
    sensors[k] = replace(sensors[k], x_mm=x_mm, y_mm=y_mm)
    session.butt = replace(session.butt, array=SensorArray(tuple(sensors), session.butt.array.region))
    return lambda times: times


def late(session: Session) -> Callable[[list[float]], list[float]]:
    """A channel that is late, always by as much."""
    k, us = session.dice.randrange(len(session.drawn.sensors)), session.dice.uniform(*LATE_US)
    return lambda times: [t + us if n == k else t for n, t in enumerate(times)]


def ring(session: Session) -> Callable[[list[float]], list[float]]:
    """Three cables in a ring: no pair."""
    a, b, c = session.dice.sample(range(len(session.drawn.sensors)), 3)
    return lambda times: crossed(crossed(times, a, b), b, c)


def gale(session: Session) -> Callable[[list[float]], list[float]]:
    """A wind of up to 12 m/s, which nobody shoots in."""
    air = session.butt.air
    session.butt = replace(session.butt, air=replace(air, wind_x=4 * air.wind_x, wind_y=4 * air.wind_y))
    return lambda times: times


def print_rows(dice: random.Random, rows: int) -> None:
    print(f"  false names, of {rows} rows of twelve arrows with one fault")
    for name in NAMES:
        for fault in (moved, late, ring, gale):
            false = 0
            for _ in range(rows):
                session = Session(name, dice, is_windy=fault is gale)
                spoilt = fault(session)
                found = [session.heard(spoilt(session.arrow())) for _ in range(MOST_ARROWS)]
                false += any(found)
            print(f"    {name} {fault.__name__:8}{false:5d}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--bursts", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=15)
    asked = parser.parse_args()
    dice = random.Random(asked.seed)
    print_pairs(dice, asked.pairs)
    print_rows(dice, asked.rows)
    print_hostile(dice, asked.bursts)


if __name__ == "__main__":
    main()
