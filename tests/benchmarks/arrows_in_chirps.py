"""Arrows that land while a chirp is listened to: python -m tests.benchmarks.arrows_in_chirps [--arrows N]
[--first N] [--arrays NAME ...] [--chirp-hz HZ] [--seed N]

The detector of the firmware itself, on simulated lines: emitters that are late, echoes, a butt that rings; each arrow
at a random time from 6 ms before the burst to 16 ms after it, at 1 us, somewhere on the butt. What became of it:
placed, with its error over the bound of a quiet moment; refused by the appliance; noise to it; not heard as a shot. And
how many chirps without an arrow were taken for one. The share of all arrows is that of the time, eight chirps each 8 s.
"""

import argparse
import math
import random
from collections import Counter
from dataclasses import dataclass, field

from appliance.core.air.state import at_first
from appliance.core.air.weather import INDOORS
from appliance.core.errors import LocateError
from appliance.core.locating.dilution import dilution_of_precision
from appliance.sensing.measure import OUTCOMES
from drivers.node.counts import Disturbance
from drivers.node.detector import Detector
from drivers.node.emitter_turns import EVERY_US
from drivers.node.usual_chirp import LEARNED_FROM, UsualChirp
from drivers.sim.chirping import Emitters, some_emitters
from tests.benchmarks.bursts import SPEED, Butt, TrueAir, array_of
from tests.benchmarks.locating import placed
from tests.node.sounding_lines import HandClock, SoundingLines

HZ = 62_500_000
SIGMA_US = 1.0
BEFORE_US, AFTER_US = 6_000.0, 16_000.0
TURN_US = (80, 350)
"""Of the firmware's program while it listens to a chirp, on a Pico (estimate)."""
QUIET_US = 100_000
BURST_LATE_US = 60.0
HALF_WAVES = 8
"""Of a chirp that pass the threshold: what sounds, and its ringing."""
RINGING = (5, 250.0)
"""Of an arrow (drivers/sim/pulse_butt.py: 4 fronts of 62 us)."""
ECHOING = 0.4
"""So many pairs of emitter and channel have an echo, 1 to 6 ms behind."""
LEARNED_ROUNDS = 3
ROUND_S = 8.0


@dataclass
class Node:
    """A node's detector, and what is around it."""

    name: str
    dice: random.Random
    chirp_hz: float = 40_000
    clock: HandClock = field(default_factory=HandClock)

    def __post_init__(self) -> None:
        self.array = array_of(self.name)
        count = len(self.array.sensors)
        self.lines = SoundingLines(self.clock, count, HZ)
        self.detector = Detector(self.lines, count, HZ)
        self.emitters: Emitters = some_emitters(
            self.array.sensors, [self.dice.uniform(0.0, 50.0) for _ in range(count)], self.dice, sigma_us=SIGMA_US
        )
        self.echoes = {
            (i, j): self.dice.uniform(1_000.0, 6_000.0)
            for i in range(count)
            for j in range(count)
            if self.dice.random() < ECHOING
        }
        self.usual = [UsualChirp(count, HZ, k) for k in range(count)]
        self.detector.arm(self.clock.now_us)
        self.heard: list[Disturbance] = []
        self.chirps = 0

    def run(self, us: float) -> None:
        end = self.clock.now_us + us
        while self.clock.now_us < end:
            self.clock.now_us += self.dice.randrange(*TURN_US) if self.detector.is_chirping else 700
            heard = self.detector.step(self.clock.now_us)
            if heard:
                self.heard.append(heard)

    def chirp(self, emitter: int) -> bool:
        """False where something was heard already."""

        armed_us = self.clock.now_us

        def others(fronts: list[list[object]]) -> list[list[int]]:
            found = self.usual[emitter].sort(fronts, armed_us)  # type: ignore[arg-type]
            self.chirps += found.is_chirp
            if found.earlier is not None:
                self.heard.append(self.detector.shot_before(found.earlier[1], found.earlier[0]))
            return found.others

        if not self.detector.begin_chirp(self.clock.now_us, others):  # type: ignore[arg-type]
            return False
        self.clock.now_us += self.dice.randrange(80, 120)
        period_us = 1e6 / self.chirp_hz
        for j, us in enumerate(self.emitters.one(emitter, (SPEED, 0.0, 0.0), self.dice)):
            if us is not None:
                at_us = self.clock.now_us + BURST_LATE_US + us
                self.lines.sound(j, at_us, HALF_WAVES, period_us)
                if (emitter, j) in self.echoes:
                    self.lines.sound(j, at_us + self.echoes[emitter, j], HALF_WAVES // 2, period_us)
        return True

    def settle(self) -> None:
        """All is quiet again."""
        self.run(QUIET_US)
        for of_channel in self.lines.pulses:
            of_channel.clear()
        self.heard.clear()


def shoot(node: Node, emitter: int, more: int = 0) -> tuple[str, float, float]:
    """What became of an arrow in a chirp that so many more follow, its squared error and that of the bound, mm2."""
    dice, count = node.dice, len(node.array.sensors)
    butt = Butt(node.array, SIGMA_US, TrueAir(1.0, 0.0, 0.0))
    place = butt.on_the_butt(dice)
    lands_us = node.clock.now_us + BEFORE_US + dice.uniform(-BEFORE_US, AFTER_US)
    for k, us in enumerate(butt.arrivals(dice, *place)):
        node.lines.sound(k, lands_us + us, *RINGING)
    node.run(BEFORE_US)
    node.chirp(emitter)
    node.run(AFTER_US + 30_000)
    for _ in range(more):
        node.chirp(emitter)
        node.run(EVERY_US)
    heard, bound = list(node.heard), (dilution_of_precision(node.array.sensors, *place) * SPEED * SIGMA_US) ** 2
    if not heard:
        return "not heard", 0.0, bound
    if len(heard) > 1:
        return "twice", 0.0, bound
    (one,) = heard
    times = [(fields[0] - one.first) / HZ * 1e6 if one.mask >> k & 1 else None for k, fields in enumerate(one.fields)]
    try:
        fix = placed(times, node.array, at_first(count, INDOORS), SIGMA_US).fix
    except LocateError as refusal:
        # noise is no shot and does not wait in the inbox
        return ("noise" if OUTCOMES.get(refusal.reason) == "noise" else "refused"), 0.0, bound
    error = (fix.x_mm - place[0]) ** 2 + (fix.y_mm - place[1]) ** 2
    return ("placed" if error < 20.0**2 else "wrong"), error, bound


def report(name: str, arrows: int, chirp_hz: float, seed: int) -> None:
    node = Node(name, random.Random(seed), chirp_hz)
    count, outcomes, errors, bounds, false = len(node.array.sensors), Counter[str](), 0.0, 0.0, 0
    for _ in range(LEARNED_ROUNDS):
        for emitter in range(count):
            node.chirp(emitter)
            node.run(QUIET_US)
            false += len(node.heard)
            node.settle()
    for n in range(arrows):
        outcome, error, bound = shoot(node, n % count)
        node.settle()
        outcomes[outcome] += 1
        if outcome == "placed":
            errors, bounds = errors + error, bounds + bound
        node.chirp(n % count)
        node.run(QUIET_US)
        false += len(node.heard)
        node.settle()
    share = count * (BEFORE_US + AFTER_US) / 1e6 / ROUND_S / arrows
    counts = ", ".join(f"{found} {outcome}" for outcome, found in outcomes.most_common())
    print(
        f"{name}: of {arrows} arrows in chirps {counts}; {math.sqrt(errors / bounds):.2f} x the bound where placed; "
        f"{false} of {node.chirps} chirps alone taken for one. Of all arrows "
        f"{share * (outcomes['not heard'] + outcomes['noise']):.4%} lost, {share * outcomes['refused']:.4%} refused",
        flush=True,
    )


def report_first(name: str, arrows: int, chirp_hz: float, seed: int) -> None:
    """Of arrows in the chirps from which it is learned how an emitter sounds, each after a reset."""
    dice, outcomes = random.Random(seed), Counter[str]()
    for n in range(arrows):
        node, before = Node(name, random.Random(dice.random()), chirp_hz), n % LEARNED_FROM
        emitter = dice.randrange(len(node.array.sensors))
        for _ in range(before):
            node.chirp(emitter)
            node.run(EVERY_US)
        outcomes[shoot(node, emitter, LEARNED_FROM - 1 - before)[0]] += 1
    counts = ", ".join(f"{found} {outcome}" for outcome, found in outcomes.most_common())
    print(f"{name}: of {arrows} arrows in the first {LEARNED_FROM} chirps after a reset {counts}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--arrows", type=int, default=2000)
    parser.add_argument("--first", type=int, default=300)
    parser.add_argument("--arrays", nargs="*", default=["8", "6", "4"])
    parser.add_argument("--chirp-hz", type=float, default=40_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for name in asked.arrays:
        report_first(name, asked.first, asked.chirp_hz, asked.seed)
        report(name, asked.arrows, asked.chirp_hz, asked.seed)


if __name__ == "__main__":
    main()
