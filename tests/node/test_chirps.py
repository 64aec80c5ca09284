"""What becomes of a chirp, with counters, emitters and clock in the test's hand."""

from dataclasses import dataclass, field

from drivers.node.chirps import BELIEVED_AGAIN, OFF_US, SILENT_CHIRPS, Chirps
from drivers.node.conversation import MOST_CHIRPS, Conversation, Identity
from drivers.node.detector import CHIRP_US, REST_US, Detector
from drivers.node.emitter_turns import EVERY_US, QUIET_AFTER_TRIGGER_US, EmitterTurns
from drivers.node.ports import Clock, Emitters
from drivers.wire import fields
from drivers.wire.codec import decode
from drivers.wire.fields import EMITTER_SILENT
from drivers.wire.framer import Framer, framed
from drivers.wire.messages import Chirp, Shot
from tests.node.test_detector import HZ, HandCounters

STEP_US = 500
NODE = 5
ROUND_US = 1_000_000
WAY = (120, 4000, 9000, 16000)
"""Counts from the burst to each channel."""


class HandClock(Clock):
    def __init__(self) -> None:
        self.now_us = 1_000_000

    def us(self) -> int:
        return self.now_us


class HandEmitters(Emitters):
    """Each sounds to `counters` as `way` says, None: not at all; `during` happens while it sounds."""

    def __init__(self, counters: HandCounters) -> None:
        self.counters, self.sounded = counters, list[int]()
        self.way: tuple[int | None, ...] | None = WAY
        self.arrow: tuple[int | None, ...] = ()

    def sound(self, k: int) -> None:
        self.sounded.append(k)
        if self.way is not None:
            self.counters.shoot(*self.way[k:], *self.way[:k])
        self.counters.shoot(*self.arrow)
        self.arrow = ()


@dataclass
class Bench:
    channels: int = 4
    present: tuple[int, ...] = (0, 1, 2, 3)
    counters: HandCounters = field(init=False)

    def __post_init__(self) -> None:
        self.counters, self.clock = HandCounters(self.channels), HandClock()
        self.detector = Detector(self.counters, self.channels, HZ)
        self.talk = Conversation(Identity(NODE, 1, tick_hz=HZ, channels=self.channels))
        self.turns = self.talk.turns = EmitterTurns(self.present, EVERY_US, ROUND_US)
        self.emitters = HandEmitters(self.counters)
        self.chirps = Chirps(self.detector, self.emitters, self.turns, self.talk)
        self.detector.arm(self.clock.now_us)
        self.heard: list[Chirp | Shot] = []
        self.allow(60_000)

    def allow(self, for_ms: int) -> None:
        self.talk.receive(
            framed(fields.pack_frame(fields.MEASURE, NODE, 1, 0, fields.pack_measure(for_ms))), self.clock.now_us
        )

    def run(self, us: int) -> None:
        end = self.clock.now_us + us
        while self.clock.now_us < end:
            self.clock.now_us += STEP_US
            shot = self.detector.step(self.clock.now_us)
            if shot:
                self.talk.shot(self.detector.impact_us, shot.mask, shot.flags, shot.fields)
            self.chirps.step(self.clock)
            self.read()

    def read(self) -> None:
        framer = Framer()
        while data := self.talk.next_frame(self.clock.now_us):
            for frame in framer.feed(data):
                message = decode(frame)
                if isinstance(message, Chirp | Shot):
                    self.heard.append(message)


def test_a_round_is_one_chirp_of_each_emitter_with_all_times_from_its_burst() -> None:
    bench = Bench()
    bench.run(4 * EVERY_US + 20_000)
    assert [one.emitter for one in bench.heard if isinstance(one, Chirp)] == [0, 1, 2, 3]
    (first, second, *_) = bench.heard
    assert isinstance(first, Chirp)
    assert isinstance(second, Chirp)
    assert [one.tick for one in first.channels] == list(WAY)
    assert [one.tick for one in second.channels] == [*WAY[1:], WAY[0]]
    assert (first.driven_tick, second.driven_us - first.driven_us) == (0, EVERY_US)
    # the next round begins when it is its time
    bench.run(ROUND_US - 5 * EVERY_US)
    assert len(bench.heard) == 4
    bench.run(2 * EVERY_US)
    assert len(bench.heard) > 4


def test_a_chirp_costs_its_own_time_and_the_rest_and_no_more() -> None:
    bench = Bench(present=(0,))
    bench.run(STEP_US + CHIRP_US + REST_US + 2 * STEP_US)
    assert bench.detector.is_listening
    assert CHIRP_US + REST_US <= bench.detector.blind_us <= CHIRP_US + REST_US + 2 * STEP_US
    bench.counters.shoot(1000, 2000, 3000, 4000)
    bench.run(20_000)
    (shot,) = [one for one in bench.heard if isinstance(one, Shot)]
    assert [channel.tick for channel in shot.channels] == [1000, 2000, 3000, 4000]


def test_where_an_arrow_has_begun_nothing_sounds() -> None:
    bench = Bench()
    bench.counters.shoot(10, 20, 30, 40)
    bench.run(20_000)
    assert bench.emitters.sounded == []
    assert len(bench.heard) == 1


def test_for_three_seconds_after_a_shot_or_a_false_trigger_nothing_sounds() -> None:
    for channels in ((10, 20, 30, 40), (10,)):
        bench = Bench()
        bench.counters.shoot(*channels)
        bench.run(QUIET_AFTER_TRIGGER_US)
        assert bench.emitters.sounded == []
        bench.run(200_000)
        assert bench.emitters.sounded != []


def test_an_arrow_in_a_chirp_is_no_chirp_and_begins_the_quiet_time() -> None:
    bench = Bench(present=(0,))
    bench.run(ROUND_US // 2)
    assert len(bench.heard) == 1
    # before the chirp has come so far
    bench.emitters.arrow = (None, None, WAY[2] - 4 * OFF_US * HZ // 1_000_000, None)
    bench.run(ROUND_US)
    assert len(bench.emitters.sounded) == 2
    assert len(bench.heard) == 1
    bench.run(QUIET_AFTER_TRIGGER_US - ROUND_US)
    assert len(bench.emitters.sounded) == 2
    bench.run(ROUND_US)
    assert len(bench.heard) > 1


def test_a_sensor_that_was_moved_is_believed_after_a_few_chirps() -> None:
    bench = Bench(present=(0,))
    bench.run(ROUND_US // 2)
    bench.emitters.way = (WAY[0], WAY[1] + 8 * OFF_US * HZ // 1_000_000, *WAY[2:])
    bench.run(BELIEVED_AGAIN * (QUIET_AFTER_TRIGGER_US + ROUND_US))
    bench.allow(60_000)
    bench.run(2 * QUIET_AFTER_TRIGGER_US)
    assert len(bench.heard) > 1


def test_an_emitter_that_no_channel_hears_is_a_fault_until_one_does() -> None:
    bench = Bench(present=(2,))
    bench.emitters.way = None
    for k in range(SILENT_CHIRPS):
        assert bench.chirps.faults == 0, k
        bench.run(ROUND_US)
    assert bench.chirps.faults == EMITTER_SILENT
    assert bench.heard == []
    bench.emitters.way = WAY
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
