"""What becomes of a chirp, and of an arrow in it, with lines, emitters and clock in the test's hand."""

import math
import random
from dataclasses import dataclass, field

import pytest

from appliance.core.air.state import at_first
from appliance.core.air.weather import STILL
from appliance.core.errors import LocateError
from drivers.node.chirps import SILENT_CHIRPS, Chirps
from drivers.node.conversation import MOST_CHIRPS, Conversation, Identity
from drivers.node.detector import CHIRP_US, REST_US, WINDOW_US, Detector
from drivers.node.emitter_turns import EVERY_US, QUIET_AFTER_TRIGGER_US, EmitterTurns
from drivers.node.ports import Emitters
from drivers.node.usual_chirp import LEARNED_FROM, OFF_US
from drivers.sim.chirping import Emitters as Discs
from drivers.wire import fields
from drivers.wire.codec import decode
from drivers.wire.fields import EMITTER_SILENT
from drivers.wire.framer import Framer, framed
from drivers.wire.messages import Chirp, Shot
from tests.benchmarks.bursts import SPEED, Butt, TrueAir, array_of
from tests.benchmarks.locating import placed
from tests.node.sounding_lines import HandClock, SoundingLines

HZ = 8_000_000
STEP_US, CHIRP_STEP_US = 500, 200
NODE, ROUND_US = 5, 1_000_000
WAY_US = (15.0, 500.0, 1125.0, 2000.0)
"""From the burst to each channel, as far away from the emitter."""
ARRAY = array_of("8")
DISCS = Discs(ARRAY.sensors, [20.0] * 8, [0.0] * 8, sigma_us=0.5)
HALF_WAVES, RINGING = (8, 25.0), (5, 250.0)


class HandEmitters(Emitters):
    """Each sounds at the channels as `way` says, us, None: not at all; `late_us`: the burst itself."""

    def __init__(self, lines: SoundingLines, clock: HandClock) -> None:
        self.lines, self.clock, self.sounded = lines, clock, list[int]()
        self.ways: dict[int, tuple[float | None, ...]] = {}
        self.late_us = 0.0
        self.arrow: tuple[float | None, ...] = ()

    def prepare(self) -> None:
        pass

    def sound(self, k: int) -> None:
        """And an arrow, whose sound is at the channels so long after the burst."""
        self.sounded.append(k)
        for way, late_us, wave in ((self.ways[k], self.late_us, HALF_WAVES), (self.arrow, 0.0, RINGING)):
            for channel, us in enumerate(way):
                if us is not None:
                    self.lines.sound(channel, self.clock.now_us + late_us + us, *wave)
        self.arrow = ()


@dataclass
class Bench:
    channels: int = 4
    present: tuple[int, ...] = (0, 1, 2, 3)
    counters: SoundingLines = field(init=False)

    def __post_init__(self) -> None:
        self.clock = HandClock()
        self.counters = SoundingLines(self.clock, self.channels, HZ)
        self.detector = Detector(self.counters, self.channels, HZ)
        self.talk = Conversation(Identity(NODE, 1, tick_hz=HZ, channels=self.channels))
        self.turns = self.talk.turns = EmitterTurns(self.present, EVERY_US, ROUND_US)
        self.emitters = HandEmitters(self.counters, self.clock)
        for k in self.present:
            self.emitters.ways[k] = (*WAY_US[k:], *WAY_US[:k]) if self.channels == len(WAY_US) else self.way(k)
        self.chirps = Chirps(self.detector, self.emitters, self.turns, self.talk)
        self.detector.arm(self.clock.now_us)
        self.heard: list[Chirp | Shot] = []
        self.framer = Framer()
        self.allow(600_000)

    def way(self, k: int) -> tuple[float | None, ...]:
        return tuple(DISCS.one(k, (SPEED, 0.0, 0.0), random.Random(k)))

    def allow(self, for_ms: int) -> None:
        self.talk.receive(
            framed(fields.pack_frame(fields.MEASURE, NODE, 1, 0, fields.pack_measure(for_ms))), self.clock.now_us
        )

    def shoot(self, *us: float | None) -> None:
        """An arrow whose sound is at the channels so long from now."""
        for channel, each in enumerate(us):
            if each is not None:
                self.counters.sound(channel, self.clock.now_us + each, *RINGING)

    def run(self, us: int) -> None:
        end = self.clock.now_us + us
        while self.clock.now_us < end:
            self.clock.now_us += CHIRP_STEP_US if self.detector.is_chirping else STEP_US
            shot = self.detector.step(self.clock.now_us)
            if self.detector.is_chirping:
                continue
            if shot:
                self.talk.shot(self.detector.impact_us, shot.mask, shot.flags, shot.fields)
            self.chirps.step(self.clock)
            self.read()

    def run_to_a_burst(self) -> None:
        sounded = len(self.emitters.sounded)
        while len(self.emitters.sounded) == sounded:
            self.run(STEP_US)

    def host_is_there(self) -> None:
        self.allow(600_000)

    def learn(self) -> None:
        """Until the next round begins, in which it is known how each emitter sounds."""
        while len(self.emitters.sounded) < LEARNED_FROM * len(self.present):
            self.run(STEP_US)
        self.run(self.turns._next_us - self.clock.now_us - STEP_US)
        self.heard.clear()

    @property
    def shots(self) -> list[Shot]:
        return [one for one in self.heard if isinstance(one, Shot)]

    @property
    def reported(self) -> list[Chirp]:
        return [one for one in self.heard if isinstance(one, Chirp)]

    def read(self) -> None:
        while data := self.talk.next_frame(self.clock.now_us):
            for frame in self.framer.feed(data):
                message = decode(frame)
                if isinstance(message, Chirp | Shot):
                    self.heard.append(message)


def test_a_round_is_one_chirp_of_each_emitter_with_all_times_from_its_burst() -> None:
    bench = Bench()
    bench.learn()
    bench.run(4 * EVERY_US + 20_000)
    assert [one.emitter for one in bench.reported] == [0, 1, 2, 3]
    (first, second, *_) = bench.reported
    ticks = [int(us * HZ / 1e6) for us in WAY_US]
    assert [one.tick for one in first.channels] == ticks
    assert [one.tick for one in second.channels] == [*ticks[1:], ticks[0]]
    assert (first.driven_tick, second.driven_us - first.driven_us) == (0, EVERY_US)
    # the next round begins when it is its time
    bench.run(ROUND_US - 5 * EVERY_US)
    assert len(bench.heard) == 4
    bench.run(2 * EVERY_US)
    assert len(bench.heard) > 4


def test_in_the_first_round_each_emitter_sounds_so_often_that_it_is_known_and_the_last_is_reported() -> None:
    bench = Bench()
    bench.run(4 * LEARNED_FROM * EVERY_US + 20_000)
    assert bench.emitters.sounded == [k for k in range(4) for _ in range(LEARNED_FROM)]
    assert [one.emitter for one in bench.reported] == [0, 1, 2, 3]
    assert bench.reported[1].driven_us - bench.reported[0].driven_us == LEARNED_FROM * EVERY_US
    assert [one.tick for one in bench.reported[0].channels] == [int(us * HZ / 1e6) for us in WAY_US]
    assert bench.shots == []


def test_a_chirp_costs_its_own_time_and_no_more_and_nothing_is_blind() -> None:
    bench = Bench(present=(0,))
    bench.run(STEP_US + CHIRP_US + REST_US)
    assert bench.detector.is_listening
    assert bench.detector.blind_us == 0
    bench.shoot(125, 250, 375, 500)
    bench.run(20_000)
    (shot,) = bench.shots
    ticks = [channel.tick for channel in shot.channels]
    assert [None if tick is None else tick - (ticks[0] or 0) for tick in ticks] == [0, 1000, 2000, 3000]


def test_where_an_arrow_has_begun_nothing_sounds() -> None:
    bench = Bench()
    bench.shoot(10, 20, 30, 40)
    bench.run(WINDOW_US)
    assert bench.emitters.sounded == []
    bench.run(WINDOW_US)
    assert len(bench.heard) == 1


def test_for_three_seconds_after_a_shot_or_a_false_trigger_nothing_sounds() -> None:
    for arrow in ((10, 20, 30, 40), (10,)):
        bench = Bench()
        bench.shoot(*arrow)
        bench.run(QUIET_AFTER_TRIGGER_US)
        assert bench.emitters.sounded == []
        bench.run(200_000)
        assert bench.emitters.sounded != []


def an_arrow_in_a_chirp(phase_us: float, seed: int, emitter: int = 2) -> tuple[Bench, tuple[float, float], float]:
    """One that lands so long after the burst, at a place of its own, where all has been learned; and its instant."""
    bench, dice = Bench(channels=8, present=(emitter,)), random.Random(seed)
    bench.run(4 * ROUND_US)
    bench.heard.clear()
    place = dice.uniform(300.0, 1000.0), dice.uniform(300.0, 1000.0)
    arrivals = Butt(ARRAY, 0.5, TrueAir(1.0, 0.0, 0.0)).arrivals(dice, *place)
    if phase_us >= 0:
        bench.emitters.arrow = tuple(phase_us + us for us in arrivals)
        bench.run_to_a_burst()
        landed_us = bench.clock.now_us + phase_us
    else:
        # so that its sound begins before that moment
        bench.run(int(bench.turns._next_us - bench.clock.now_us + phase_us))
        landed_us = bench.clock.now_us
        bench.shoot(*arrivals)
    bench.run(100_000)
    return bench, place, landed_us


@pytest.mark.parametrize("phase_us", [*range(-6_000, 14_000, 1_000), 250, 750, 1_250, 1_750])
def test_an_arrow_in_each_phase_of_a_chirp_is_found_once_and_placed_right(phase_us: int) -> None:
    unplaced: list[int] = []
    for seed in range(4):
        bench, place, landed_us = an_arrow_in_a_chirp(phase_us, seed)
        (shot,) = bench.shots
        assert abs(shot.impact_us - landed_us) < 3_500
        # the builders' page says so; before it landed the chirp hid nothing
        assert bench.detector.blind_us < 17_000
        ticks = [channel.tick for channel in shot.channels]
        times = [None if tick is None else tick / HZ * 1e6 for tick in ticks]
        if sum(time is not None for time in times) > 3:
            fix = placed(times, ARRAY, at_first(8, STILL), 0.5).fix
            assert math.dist((fix.x_mm, fix.y_mm), place) < 2.0
        else:
            unplaced.append(phase_us)
            with pytest.raises(LocateError, match="no_redundancy"):
                placed(times, ARRAY, at_first(8, STILL), 0.5)
        # a chirp that is told of is nothing but that
        for chirp in bench.reported:
            ways = zip(chirp.channels, bench.emitters.ways[2], strict=True)
            assert all(way is not None and abs((one.tick or 0) / HZ * 1e6 - way) < OFF_US for one, way in ways)
        bench.run(QUIET_AFTER_TRIGGER_US - 200_000)
        assert all(one.driven_us < landed_us for one in bench.reported)
        bench.host_is_there()
        bench.run(2 * ROUND_US)
        assert bench.reported
        assert len(bench.shots) == 1
    # of those whose sound is everywhere together with the chirp's
    assert len(unplaced) <= 2


@pytest.mark.parametrize("phase_us", [-4_000, 0, 1_500, 4_000, 9_000])
@pytest.mark.parametrize("chirp", range(LEARNED_FROM + 1))
def test_an_arrow_in_the_first_chirps_is_reported_and_never_what_later_ones_are_measured_by(
    chirp: int, phase_us: int
) -> None:
    bench, dice = Bench(channels=8, present=(1,)), random.Random(f"{chirp} {phase_us}")
    place = dice.uniform(300.0, 1000.0), dice.uniform(300.0, 1000.0)
    arrivals = Butt(ARRAY, 0.5, TrueAir(1.0, 0.0, 0.0)).arrivals(dice, *place)
    if chirp > 0:
        chirps_of(bench, chirp)
    if phase_us < 0:
        bench.run(max(int(bench.turns._next_us - bench.clock.now_us + phase_us), 0))
        landed_us = bench.clock.now_us
        bench.shoot(*arrivals)
        bench.run(50_000)
    else:
        bench.emitters.arrow = tuple(phase_us + us for us in arrivals)
        bench.run_to_a_burst()
        landed_us = bench.clock.now_us + phase_us
    chirps_of(bench, 6)
    # one that nobody acknowledges is sent again
    (shot,) = {one.header.sequence: one for one in bench.shots}.values()
    assert abs(shot.impact_us - landed_us) < 3_500
    times = [None if one.tick is None else one.tick / HZ * 1e6 for one in shot.channels]
    # where its sound is everywhere together with the chirp's it is asked about
    if sum(time is not None for time in times) > 3:
        fix = placed(times, ARRAY, at_first(8, STILL), 0.5).fix
        assert math.dist((fix.x_mm, fix.y_mm), place) < 2.0
    else:
        assert phase_us == 1_500
    for one in bench.reported:
        ways = zip(one.channels, bench.emitters.ways[1], strict=True)
        assert all(way is not None and abs((at.tick or 0) / HZ * 1e6 - way) < OFF_US for at, way in ways)


def test_an_arrow_in_a_chirp_that_nobody_hears_is_reported_once_two_more_were_as_silent() -> None:
    bench = Bench(channels=8, present=(1,))
    bench.emitters.ways[1] = (None,) * 8
    chirps_of(bench, 1)
    bench.emitters.arrow = (900.0, 1200.0, 700.0, 2500.0, 3000.0, 2200.0, 1500.0, 600.0)
    chirps_of(bench, 4)
    (shot,) = bench.shots
    assert [one.tick for one in shot.channels][:2] == [int(900 * HZ / 1e6), int(1200 * HZ / 1e6)]


def test_an_emitter_that_was_silent_at_first_is_no_arrow_once_it_sounds_nor_where_it_sounds_now_and_then() -> None:
    for heard in ((0, 0, 1, 1, 1, 1), (0, 1, 0, 0, 1, 0, 0, 0), (1, 0, 0, 0, 1, 0, 0)):
        bench = Bench(channels=8, present=(1,))
        way = bench.emitters.ways[1]
        for is_heard in heard:
            bench.emitters.ways[1] = way if is_heard else (None,) * 8
            chirps_of(bench, 1)
        assert bench.shots == []


def chirps_of(bench: Bench, count: int) -> None:
    """So many more are made."""
    for _ in range(count):
        bench.host_is_there()
        bench.run_to_a_burst()
    bench.run(50_000)


def moved(way: tuple[float | None, ...], dice: random.Random, own: int) -> tuple[float | None, ...]:
    """Of an emitter that hangs elsewhere, with its sensor."""
    return tuple(
        us if us is None or k == own else us + dice.choice((-1, 1)) * dice.uniform(2, 8) * OFF_US
        for k, us in enumerate(way)
    )


def test_a_chirp_is_never_taken_for_an_arrow() -> None:
    """Of an emitter that was moved, is heard by few, falls silent, comes back, is late, or has an echo of somebody."""
    dice = random.Random(3)
    for own in range(8):
        bench = Bench(channels=8, present=(own,))
        usual = bench.emitters.ways[own]
        chirps_of(bench, 3)
        silent = (None,) * 8
        for way in (
            moved(usual, dice, own), usual, silent, silent, usual,
            tuple(us if dice.random() < 0.5 else None for us in usual), usual,
        ):  # fmt: skip
            bench.emitters.ways[own] = way
            chirps_of(bench, 3)
        for late_us in (0.0, 400.0, 3_000.0, 0.0):
            bench.emitters.late_us = late_us
            chirps_of(bench, 1)
        for _ in range(5):
            # somebody walks about before the butt
            echoing = own, (own + 3) % 8
            bench.emitters.arrow = tuple(dice.uniform(6e3, 12e3) if k in echoing else None for k in range(8))
            chirps_of(bench, 1)
        assert bench.shots == []
        assert bench.reported


def test_a_sensor_that_was_moved_is_believed_once_two_chirps_have_said_so() -> None:
    bench = Bench(present=(0,))
    chirps_of(bench, 3)
    bench.emitters.ways[0] = (WAY_US[0], WAY_US[1] + 8 * OFF_US, *WAY_US[2:])
    reported = len(bench.reported)
    chirps_of(bench, 1)
    assert len(bench.reported) == reported
    chirps_of(bench, 1)
    assert len(bench.reported) == reported + 1
    assert bench.shots == []


def test_an_emitter_that_no_channel_hears_is_a_fault_until_one_does() -> None:
    bench = Bench(present=(2,))
    way, bench.emitters.ways[2] = bench.emitters.ways[2], (None,) * 4
    for k in range(SILENT_CHIRPS):
        assert bench.chirps.faults == 0, k
        bench.run(ROUND_US)
    assert bench.chirps.faults == EMITTER_SILENT
    assert bench.heard == []
    bench.emitters.ways[2] = way
    bench.run(ROUND_US)
    assert bench.chirps.faults == 0


def test_without_leave_or_without_a_host_nothing_sounds() -> None:
    bench = Bench()
    bench.allow(0)
    bench.run(ROUND_US)
    assert bench.emitters.sounded == []
    # a host that was lost has said an hour
    bench.allow(3_600_000)
    bench.run(8_000_000)
    sounded = len(bench.emitters.sounded)
    bench.run(8_000_000)
    assert len(bench.emitters.sounded) == sounded > 0


def test_chirps_that_nobody_reads_are_of_air_that_is_gone() -> None:
    talk = Conversation(Identity(NODE, 1, channels=2))
    for k in range(3 * MOST_CHIRPS):
        talk.chirp(k, 0b11, 0, [(1, 0), (2, 0)])
    framer, driven = Framer(), []
    while data := talk.next_frame(1000):
        driven += [one.driven_us for frame in framer.feed(data) if isinstance(one := decode(frame), Chirp)]
    assert driven == list(range(2 * MOST_CHIRPS, 3 * MOST_CHIRPS))


def test_a_shot_goes_before_a_chirp_and_a_node_without_emitters_ignores_the_leave() -> None:
    bench = Bench(present=())
    bench.talk.chirp(1, 1, 0, [(1, 0)] * 4)
    bench.talk.shot(2, 0b1111, 0, [(1, 0, 0, 0, 0, 0)] * 4)
    bench.read()
    assert [type(one) for one in bench.heard] == [Shot, Chirp]
    bench.run(ROUND_US)
    assert bench.emitters.sounded == []
