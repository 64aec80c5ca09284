"""When a disturbance begins and ends, with the counters in the test's hand."""

import pytest

from drivers.node.counts import LATE_US, LOOK_COUNTS, Disturbance, count_of, earliest, impact_us
from drivers.node.detector import LONGEST_REST_US, REST_US, SILENT_SHOTS, WINDOW_US, Detector
from drivers.node.ports import Counters
from drivers.wire.fields import CHANNEL_SILENT, CHANNEL_STUCK, LATE_CHANNEL, NO_RISE, SECOND_EVENT

HZ = 8_000_000
STEP_US = 500
ALL = 0xFFFFFFFF


def word(count: int) -> int:
    """As a machine that counts down pushes it."""
    return ~count & ALL


class HandCounters(Counters):
    """Lines that a test raises and lowers."""

    def __init__(self, channels: int = 8) -> None:
        self.words: list[list[int]] = [[] for _ in range(channels)]
        self.high = 0
        self.armed = 0

    def arm(self) -> None:
        self.armed += 1
        self.words = [[word(0)] if self.high >> k & 1 else [] for k in range(len(self.words))]

    def heard(self) -> int:
        return sum(1 << k for k, words in enumerate(self.words) if words)

    def levels(self) -> int:
        return self.high

    def read(self) -> list[list[int]]:
        return self.words

    def ring(self, *channels: int) -> None:
        """Up and down again between two looks at the line."""
        for k in channels:
            self.words[k] = self.words[k] or [word(5), word(50), word(50)]

    def shoot(self, *counts: int | None) -> None:
        for k, count in enumerate(counts):
            if count is not None:
                self.words[k] = [word(count), word(count + 40), word(count + 800)]


class Bench:
    def __init__(self, step_us: int = STEP_US) -> None:
        self.step_us = step_us
        self.counters = HandCounters()
        self.detector = Detector(self.counters, 8, HZ)
        self.now_us = 0
        self.heard: list[tuple[int, Disturbance]] = []
        self.detector.arm(0)

    def run(self, us: int) -> None:
        end = self.now_us + us
        while self.now_us < end:
            self.now_us += self.step_us
            heard = self.detector.step(self.now_us)
            if heard:
                self.heard.append((self.now_us, heard))


def test_a_shot_is_reported_when_its_window_is_over_and_the_counters_are_armed_again_when_it_is_quiet() -> None:
    bench = Bench()
    bench.run(1_000)
    bench.counters.shoot(*(1000 + k for k in range(8)))
    bench.run(STEP_US + WINDOW_US)
    ((at_us, heard),) = bench.heard
    assert at_us == 1_000 + STEP_US + WINDOW_US
    # no upper threshold unless it is said to be there, and no thresholds that are known
    assert [(ticks, rise, *known) for ticks, rise, _, *known in heard.fields] == [
        (count, NO_RISE, 0, 0, 0) for count in range(1000, 1008)
    ]
    assert (heard.mask, heard.flags) == (0xFF, 0)
    assert bench.counters.armed == 2
    bench.run(REST_US)
    assert bench.counters.armed == 2
    assert bench.detector.blind_us == WINDOW_US + REST_US


def test_it_does_not_listen_while_the_butt_rings() -> None:
    bench = Bench()
    bench.counters.shoot(*range(8))
    bench.counters.high = 4
    bench.run(WINDOW_US + 20_000)
    bench.counters.high = 0
    bench.run(STEP_US)
    assert bench.detector.blind_us == 0
    bench.run(REST_US)
    assert bench.detector.blind_us == WINDOW_US + 20_000 + REST_US
    bench.counters.shoot(*range(8))
    bench.run(50_000)
    assert [heard.mask for _, heard in bench.heard] == [0xFF, 0xFF]
    assert bench.detector.false_triggers == 0


@pytest.mark.parametrize("step_us", [300, 700, 1_100, 3_000])
def test_it_listens_again_however_seldom_somebody_looks(step_us: int) -> None:
    bench = Bench(step_us)
    for shot in range(3):
        bench.counters.shoot(*range(8))
        bench.run(WINDOW_US + REST_US + 3 * step_us)
        assert len(bench.heard) == shot + 1


@pytest.mark.parametrize("turn_us", [1_500, 2_000, 3_000, 4_500])
def test_ringing_that_is_low_whenever_somebody_looks_is_neither_a_shot_nor_a_false_trigger(turn_us: int) -> None:
    bench = Bench()
    bench.counters.shoot(*range(8))
    for _ in range(80_000 // turn_us):
        bench.run(turn_us)
        bench.counters.ring(1, 4, 6)
    bench.run(30_000)
    assert len(bench.heard) == 1
    assert bench.detector.false_triggers == 0


@pytest.mark.parametrize("after_us", range(0, 14_000, 1_500))
def test_an_arrow_after_a_false_trigger_is_heard_whenever_it_comes(after_us: int) -> None:
    bench = Bench()
    bench.counters.shoot(1)
    bench.run(STEP_US + WINDOW_US + after_us)
    bench.counters.shoot(*range(100, 108))
    bench.run(50_000)
    assert [heard.mask for _, heard in bench.heard] == [0xFF]
    assert bench.detector.false_triggers == 1


def test_a_false_trigger_that_rings_is_one_and_an_arrow_into_its_ringing_is_heard() -> None:
    bench = Bench()
    bench.counters.shoot(1)
    for _ in range(10):
        bench.run(3_000)
        bench.counters.ring(0)
    assert bench.detector.false_triggers == 1
    bench.counters.shoot(*range(8))
    bench.run(50_000)
    assert len(bench.heard) == 1
    assert (bench.detector.false_triggers, bench.detector.events) == (1, 2)


def test_noise_that_does_not_end_is_reported_again_and_again() -> None:
    bench = Bench()
    for _ in range(500):
        bench.counters.ring(0)
        bench.run(2_000)
    assert bench.detector.false_triggers >= 5


def test_a_line_that_stays_high_from_a_false_trigger_on_is_stuck() -> None:
    bench = Bench()
    bench.counters.high = 4
    bench.counters.ring(2)
    bench.run(2 * LONGEST_REST_US)
    assert bench.detector.faults == CHANNEL_STUCK
    assert bench.detector.false_triggers == 1


def test_a_line_that_never_rests_is_left_out_and_reported_and_taken_back() -> None:
    bench = Bench()
    bench.counters.shoot(*range(8))
    bench.counters.high = 4
    bench.run(WINDOW_US + LONGEST_REST_US + STEP_US)
    assert bench.detector.faults == CHANNEL_STUCK
    assert bench.detector.blind_us >= LONGEST_REST_US
    armed = bench.counters.armed
    bench.counters.shoot(None, None, 5)
    bench.run(50_000)
    # armed once more, an edge that has come just now would be lost
    assert (bench.detector.false_triggers, bench.counters.armed) == (0, armed)
    bench.counters.shoot(*range(8))
    bench.run(50_000)
    assert [heard.mask for _, heard in bench.heard] == [0xFF, 0xFB]
    bench.counters.high = 0
    bench.run(100_000)
    assert bench.detector.faults == 0
    bench.counters.shoot(*range(8))
    bench.run(50_000)
    assert bench.heard[-1][1].mask == 0xFF


@pytest.mark.parametrize("channels", [1, 2])
def test_too_few_channels_are_a_false_trigger(channels: int) -> None:
    bench = Bench()
    bench.counters.shoot(*range(channels))
    bench.run(50_000)
    assert bench.heard == []
    assert bench.detector.false_triggers == 1
    assert bench.counters.armed == 2


@pytest.mark.parametrize("channel", [0, 3, 7])
def test_a_line_that_rises_once_more_after_silence_is_a_second_event(channel: int) -> None:
    bench = Bench()
    bench.counters.shoot(*range(8))
    for level, us in ((1, 2_500), (0, 3_000), (1, 1_000), (0, 10_000)):
        bench.counters.high = level << channel
        bench.run(us)
    assert bench.heard[0][1].flags == SECOND_EVENT


def test_ringing_is_no_second_event() -> None:
    bench = Bench()
    bench.counters.shoot(*range(8))
    for _ in range(8):
        bench.counters.high ^= 1
        bench.run(1_000)
    bench.counters.high = 0
    bench.run(10_000)
    assert bench.heard[0][1].flags == 0


def test_a_channel_that_is_far_from_the_impact_and_rises_late_is_no_second_event() -> None:
    bench = Bench()
    bench.counters.shoot(*range(7))
    bench.run(5_000)
    bench.counters.words[7] = [word(LATE_US * 8), word(LATE_US * 8 + 800)]
    bench.counters.high = 1 << 7
    bench.run(1_000)
    bench.counters.high = 0
    bench.run(10_000)
    ((_, heard),) = bench.heard
    assert (heard.mask, heard.flags) == (0xFF, 0)


@pytest.mark.parametrize("channel", [2, 7])
def test_a_line_that_rises_again_without_its_machine_is_no_second_event(channel: int) -> None:
    bench = Bench()
    bench.counters.shoot(*(None if k == channel else k for k in range(8)))
    for level, us in ((1, 2_500), (0, 3_000), (1, 1_000), (0, 10_000)):
        bench.counters.high = level << channel
        bench.run(us)
    ((_, heard),) = bench.heard
    assert (heard.mask, heard.flags) == (0xFF & ~(1 << channel), 0)


def test_a_line_that_was_stuck_and_rises_again_is_no_second_event() -> None:
    bench = Bench()
    bench.counters.high = 1 << 7
    bench.detector.arm(0)
    bench.counters.shoot(*range(7))
    for level, us in ((1, 2_500), (0, 3_000), (1, 1_000), (0, 10_000)):
        bench.counters.high = level << 7
        bench.run(us)
    ((_, heard),) = bench.heard
    assert (heard.mask, heard.flags) == (0x7F, 0)


def test_a_channel_that_misses_shot_after_shot_is_reported() -> None:
    bench = Bench()
    for _ in range(2):
        for n in range(SILENT_SHOTS):
            assert bench.detector.faults == 0, n
            bench.counters.shoot(1, 2, 3, None, 5, 6, 7, 8)
            bench.run(50_000)
        assert bench.detector.faults == CHANNEL_SILENT
        bench.counters.shoot(*range(8))
        bench.run(50_000)
        assert bench.detector.faults == 0


def test_a_channel_that_comes_later_than_sound_can_is_flagged() -> None:
    for late, flags in ((LATE_US * 8, 0), (LATE_US * 8 + 1, LATE_CHANNEL)):
        heard = Disturbance([[word(10)], [word(20)], [word(10 + late)]], 3, HZ)
        assert heard.flags == flags


@pytest.mark.parametrize(
    ("ticks", "first"),
    [([10], 10), ([10, 9], 9), ([9, 10], 9), ([3, ALL, 1], ALL), ([ALL, ALL - 1, 0], ALL - 1), ([7, 7, 8], 7)],
)
def test_the_earliest_of_some_counts_may_be_before_a_wrap(ticks: list[int], first: int) -> None:
    assert earliest(ticks) == first


def test_counters_that_wrap_between_two_channels_are_still_close() -> None:
    heard = Disturbance([[word(ALL - 5)], [word(3)], [word(ALL)]], 3, HZ)
    assert heard.first == ALL - 5
    assert heard.flags == 0


def test_the_time_to_the_upper_threshold_is_the_rise_and_its_absence_is_reported() -> None:
    words = [[word(10), word(22), word(900)], [word(20), word(900), word(900)], [word(30), word(30)]]
    heard = Disturbance(words, 3, HZ, has_upper=True, lower_mv=100, upper_mv=300)
    assert [fields[1] for fields in heard.fields] == [12 * LOOK_COUNTS, NO_RISE, 0]
    assert [fields[2:] for fields in heard.fields] == [(0, 0, 100, 300)] * 3


def test_without_an_upper_threshold_the_width_stands_for_the_peak() -> None:
    never_upper, not_fallen, both = [word(0), word(2_000), word(2_000)], [word(1)], [word(2), word(12), word(7_979)]
    heard = Disturbance([never_upper, not_fallen, both], 3, HZ)
    assert [fields[2] for fields in heard.fields] == [2_000 * LOOK_COUNTS // 8, 0xFFFF, 1_000]
    assert [fields[1] for fields in heard.fields] == [NO_RISE] * 3


def test_a_rise_that_is_longer_than_its_field_is_reported_as_none() -> None:
    words = [[word(0), word(NO_RISE), word(NO_RISE + 9)]] * 3
    assert [fields[1] for fields in Disturbance(words, 3, HZ, has_upper=True).fields] == [NO_RISE] * 3


def test_no_channel_at_all_is_no_shot() -> None:
    heard = Disturbance([[], [], []], 3, HZ)
    assert (heard.mask, heard.is_shot) == (0, False)


def test_the_impact_is_dated_by_the_counter_however_often_it_wrapped() -> None:
    period_us = (1 << 32) // 8
    assert impact_us(now_us=5_000_000, armed_us=1_000_000, first=8_000, tick_hz=HZ) == 1_001_000
    assert impact_us(now_us=3 * period_us + 9_000, armed_us=0, first=8_000, tick_hz=HZ) == 3 * period_us + 1_000
    # the interpreter's clock was read a little before the gate opened
    assert impact_us(now_us=1_000_000, armed_us=1_000_000, first=80, tick_hz=HZ) == 1_000_000


def test_an_impact_is_dated_to_the_microsecond_after_a_month_without_one() -> None:
    """A period of a Pico's counter ends between two microseconds."""
    tick_hz, month_us = 62_500_000, 30 * 86_400_000_000
    first = month_us * tick_hz // 1_000_000 & ALL
    now_us = month_us + 9_000
    assert impact_us(now_us, armed_us=0, first=first, tick_hz=tick_hz) == month_us


def test_a_machine_counts_down() -> None:
    assert [count_of(value) for value in (ALL, ALL - 1, 0)] == [0, 1, ALL]


def test_no_chirp_is_timed_while_a_channel_is_triggered_but_beside_one_that_is_stuck() -> None:
    triggered = Bench()
    triggered.counters.ring(3)
    assert not triggered.detector.begin_chirp(0, lambda fronts: [])
    assert not triggered.detector.is_chirping
    stuck = Bench()
    stuck.counters.high = 1 << 5
    stuck.detector.arm(0)
    assert stuck.counters.heard() == 1 << 5
    assert stuck.detector.begin_chirp(0, lambda fronts: [])
    assert stuck.detector.is_chirping
