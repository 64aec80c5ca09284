"""The smaller parts of the firmware: air, thresholds, boots, clock, lamp, setup, self-test."""

import gc
import json
import struct

import pytest

from drivers.node import lamp
from drivers.node.bme280 import UNKNOWN_AIR, Bme280
from drivers.node.boot_count import count_boot
from drivers.node.clock import UnwrappedClock
from drivers.node.ports import Board, Bus, Flash
from drivers.node.self_test import counters_fault
from drivers.node.setup import Setup
from drivers.node.thresholds import ADDRESS, FEW_FALSE, LEAST_MV, MOST_ARROWS, MOST_MV, Thresholds
from drivers.wire.fields import MAX_BOOT, OUT_OF_STEP
from tests.node.test_detector import HandCounters, word

# the worked example of Bosch's data sheets (BST-BMP280-DS001, 3.12)
CALIBRATION = struct.pack(
    "<HhhHhhhhhhhhBB", 27504, 26435, -1000, 36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000, 0, 75
)
HUMIDITY = struct.pack("<hBbBbb", 362, 0, 20, 0x03, 0, 30)
RAW_T, RAW_P = 519888, 415148


def measured(raw_p: int = RAW_P, raw_t: int = RAW_T, raw_h: int = 27_000) -> bytes:
    return bytes(
        [raw_p >> 12, raw_p >> 4 & 255, (raw_p & 15) << 4, raw_t >> 12, raw_t >> 4 & 255, (raw_t & 15) << 4,
         raw_h >> 8, raw_h & 255]
    )  # fmt: skip


class Devices(Bus):
    """A BME280 and an MCP4728, each of which may be missing."""

    def __init__(self) -> None:
        self.air: bytes | None = measured()
        self.address = 0x76
        self.has_dac = True
        self.loose: set[int] = set()
        self.written: list[bytes] = []
        self.registers: list[tuple[int, bytes]] = []

    def readfrom_mem(self, address: int, register: int, count: int) -> bytes:
        if self.air is None or address != self.address or register in self.loose:
            raise OSError(19)
        return {0xD0: b"\x60", 0x88: CALIBRATION, 0xE1: HUMIDITY, 0xF7: self.air}[register][:count]

    def writeto_mem(self, address: int, register: int, data: bytes) -> None:
        if self.air is None or address != self.address:
            raise OSError(19)
        self.registers.append((register, data))

    def writeto(self, address: int, data: bytes) -> None:
        if not self.has_dac or address != ADDRESS:
            raise OSError(19)
        self.written.append(data)


def reference_humidity(raw: int, fine: float) -> float:
    """The data sheet's formula in floating point (BST-BME280-DS002, appendix 4.1)."""
    h1, h2, h3, h4, h5, h6 = 75, 362, 0, 20 << 4 | 3, 0, 30
    var = fine - 76800.0
    var = (raw - (h4 * 64.0 + h5 / 16384.0 * var)) * (
        h2 / 65536.0 * (1.0 + h6 / 67108864.0 * var * (1.0 + h3 / 67108864.0 * var))
    )
    return var * (1.0 - h1 * var / 524288.0)


@pytest.mark.parametrize("address", [0x76, 0x77])
def test_the_air_is_that_of_the_data_sheets_example(address: int) -> None:
    devices = Devices()
    devices.address = address
    temp, rh, pressure = Bme280(devices).measure()
    assert (temp, pressure) == (2508, 100653)
    assert rh / 100 == pytest.approx(reference_humidity(27_000, 128422.29), abs=0.1)


def whole_humidity(raw: int, fine: int) -> int:
    """The data sheet's formula in whole numbers (BST-BME280-DS002, 4.2.3), of 1024 per per cent."""
    h1, h2, h3, h4, h5, h6 = 75, 362, 0, 20 << 4 | 3, 0, 30
    v = fine - 76800
    v = ((((raw << 14) - (h4 << 20) - (h5 * v)) + 16384) >> 15) * (
        ((((((v * h6) >> 10) * (((v * h3) >> 11) + 32768)) >> 10) + 2097152) * h2 + 8192) >> 14
    )
    v -= (((v >> 15) * (v >> 15)) >> 7) * h1 >> 4
    return max(0, min(v, 419430400)) >> 12


def test_humidity_is_that_of_the_data_sheet_to_the_last_digit() -> None:
    devices = Devices()
    air = Bme280(devices)
    for raw in range(24_000, 36_000, 37):
        devices.air = measured(raw_h=raw)
        assert air.measure()[1] == whole_humidity(raw, 128422) * 100 // 1024, raw


def test_what_was_measured_is_taken_and_the_next_measurement_of_all_three_begun() -> None:
    devices = Devices()
    air = Bme280(devices)
    for n in (1, 2):
        air.measure()
        # humidity takes effect by the write to the other register (data sheet, 5.4.3), which asks for one of each
        assert devices.registers == [(0xF2, b"\x01"), (0xF4, b"\x25")] * n


@pytest.mark.parametrize("raw_h", [0, 20_000, 24_000, 30_000, 36_000, 65_535])
def test_humidity_stays_within_its_range(raw_h: int) -> None:
    devices = Devices()
    devices.air = measured(raw_h=raw_h)
    rh = Bme280(devices).measure()[1]
    assert rh / 100 == pytest.approx(min(max(reference_humidity(raw_h, 128422.29), 0), 100), abs=0.1)


def test_a_sensor_that_is_pulled_out_is_unknown_and_found_again() -> None:
    devices = Devices()
    air = Bme280(devices)
    known = air.measure()
    devices.air = None
    assert air.measure() == UNKNOWN_AIR
    assert air.is_lost
    devices.air = measured()
    assert air.measure() == known
    assert not air.is_lost


@pytest.mark.parametrize("register", [0x88, 0xE1, 0xF7])
def test_a_sensor_that_falls_silent_while_it_is_found_is_unknown_until_all_of_it_was_read(register: int) -> None:
    devices = Devices()
    air = Bme280(devices)
    devices.loose = {register}
    assert [air.measure() for _ in range(2)] == [UNKNOWN_AIR] * 2
    devices.loose = {0x88, 0xE1}
    assert air.measure() == UNKNOWN_AIR
    devices.loose = set()
    assert air.measure() == Bme280(devices).measure() != UNKNOWN_AIR


def test_a_board_without_the_sensor_has_lost_none() -> None:
    devices = Devices()
    devices.air = None
    air = Bme280(devices)
    assert air.measure() == UNKNOWN_AIR
    assert not air.is_lost


def test_before_its_first_measurement_it_knows_nothing() -> None:
    devices = Devices()
    devices.air = measured(0x80000, 0x80000, 0x8000)
    assert Bme280(devices).measure() == UNKNOWN_AIR


def test_thresholds_are_raised_by_false_triggers_and_lowered_by_quiet() -> None:
    thresholds = Thresholds(Devices())
    thresholds.adapt(0, 0)
    start = thresholds.lower_mv
    thresholds.adapt(9_999_999, 50)
    assert thresholds.lower_mv == start
    thresholds.adapt(10_000_000, 50)
    assert start * 1.2 < thresholds.lower_mv <= start * 1.25
    for n in range(2, 200):
        thresholds.adapt(n * 10_000_000, 50)
    assert thresholds.lower_mv == LEAST_MV
    for n in range(200, 400):
        thresholds.adapt(n * 10_000_000, 50 * n)
    assert thresholds.lower_mv == MOST_MV


@pytest.mark.parametrize(("false", "moves"), [(0, -1), (FEW_FALSE, 0), (FEW_FALSE + 1, 1)])
def test_a_false_trigger_in_ten_seconds_moves_nothing_and_more_raise(false: int, moves: int) -> None:
    thresholds = Thresholds(Devices())
    thresholds.adapt(0, 7)
    before = thresholds.lower_mv
    thresholds.adapt(10_000_000, 7 + false)
    assert (thresholds.lower_mv > before) - (thresholds.lower_mv < before) == moves
    assert thresholds.upper_mv == 3 * thresholds.lower_mv


def test_thresholds_are_raised_while_a_line_is_stuck_also_when_nothing_triggers() -> None:
    thresholds = Thresholds(Devices())
    thresholds.adapt(0, 0)
    before = thresholds.lower_mv
    # it came loose again before the ten seconds were over
    thresholds.adapt(5_000_000, 0, is_stuck=True)
    thresholds.adapt(10_000_000, 0)
    raised = thresholds.lower_mv
    assert before * 1.2 < raised <= before * 1.25
    thresholds.adapt(20_000_000, 0)
    assert thresholds.lower_mv < raised


@pytest.mark.parametrize(("events", "is_raised"), [(MOST_ARROWS, False), (MOST_ARROWS + 1, True)])
def test_thresholds_are_raised_by_more_shots_than_archers_have_arrows(events: int, is_raised: bool) -> None:
    thresholds = Thresholds(Devices())
    thresholds.adapt(0, 0, 7)
    before = thresholds.lower_mv
    thresholds.adapt(10_000_000, 0, 7 + events)
    assert (thresholds.lower_mv > before) == is_raised


def test_the_converter_is_told_both_in_millivolts_of_its_own_reference() -> None:
    devices = Devices()
    thresholds = Thresholds(devices)
    thresholds.set()
    assert thresholds.is_set
    (lower, upper) = devices.written
    assert (lower[0], upper[0]) == (0x40, 0x42)
    assert [(data[1] & 0x0F) << 8 | data[2] for data in devices.written] == [thresholds.lower_mv, thresholds.upper_mv]
    assert all(data[1] & 0xF0 == 0x90 for data in devices.written)


def test_a_converter_that_does_not_answer_is_reported() -> None:
    devices = Devices()
    devices.has_dac = False
    thresholds = Thresholds(devices)
    thresholds.set()
    assert not thresholds.is_set


class Files(Flash):
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.is_broken = False

    def read(self, name: str) -> bytes:
        return self.files.get(name, b"")

    def write(self, name: str, data: bytes) -> None:
        if self.is_broken:
            raise OSError(28)
        self.files[name] = data


class Bare(Board):
    def __init__(self) -> None:
        self.flash: Files = Files()
        self.dice = 1
        self.channels = 8
        self.tick_hz = 62_500_000
        self.counters = HandCounters()

    def random(self, count: int) -> bytes:
        self.dice += 1
        return bytes([self.dice, 255] * count)[:count]


def test_boots_are_counted_from_a_random_number_on() -> None:
    board = Bare()
    first, is_random = count_boot(board)
    assert not is_random
    assert 0 < first < 1 << 62
    assert [count_boot(board) for _ in range(3)] == [(first + n, False) for n in (1, 2, 3)]
    other = Bare()
    other.dice = 77
    assert count_boot(other)[0] != first


@pytest.mark.parametrize("odd", [b"", b"x", b"-5", b"\xff", b"1e5", b"9" * 40, str(MAX_BOOT).encode()])
def test_a_count_that_cannot_be_read_or_is_full_begins_anew(odd: bytes) -> None:
    board = Bare()
    board.flash.files["boot"] = odd
    boot, is_random = count_boot(board)
    assert 0 < boot <= MAX_BOOT
    assert not is_random
    assert count_boot(board) == (boot + 1, False)


def test_a_flash_that_keeps_nothing_gives_a_random_boot_and_says_so() -> None:
    board = Bare()
    board.flash.is_broken = True
    boots = {count_boot(board) for _ in range(5)}
    assert len(boots) == 5
    assert all(is_random and 0 < boot <= MAX_BOOT for boot, is_random in boots)


def test_a_clock_that_wraps_goes_on() -> None:
    ticks = [1000, 1023, 5, 5, 1000]
    clock = UnwrappedClock(lambda: ticks.pop(0), 1024)
    assert [clock.us() for _ in range(4)] == [23, 29, 29, 1024]


@pytest.mark.parametrize(
    ("blinks", "state"),
    [
        (1, {"is_host_there": True, "is_refused": False, "faults": 0}),
        (2, {"is_host_there": False, "is_refused": False, "faults": 0}),
        (3, {"is_host_there": True, "is_refused": True, "faults": 0}),
        (4, {"is_host_there": True, "is_refused": True, "faults": 1}),
    ],
)
def test_the_lamp_blinks_by_what_is_wrong(blinks: int, state: dict[str, bool]) -> None:
    count = lamp.blinks(**state)
    assert count == blinks
    lit = [lamp.is_lit(count, at, -lamp.PERIOD_US) for at in range(0, lamp.PERIOD_US, 1000)]
    assert sum(now and not before for before, now in zip([False, *lit], lit, strict=False)) == blinks


def test_the_lamp_is_lit_for_a_moment_at_each_shot() -> None:
    dark = lamp.PERIOD_US - 1
    assert not lamp.is_lit(1, dark, dark - lamp.SHOT_US)
    assert lamp.is_lit(1, dark, dark - lamp.SHOT_US + 1)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b'{"channels": 9}',
        b'{"channels": "x", "baud": 1}',
        b'{"channels": 4.0}',
        b'{"channels": true}',
        b"\xff",
    ],
)
def test_an_odd_setup_is_the_usual_one(text: bytes) -> None:
    setup = Setup(text)
    assert (setup.channels, setup.has_upper, setup.has_dac, setup.is_uart, setup.baud) == (
        8,
        False,
        False,
        False,
        115200,
    )


def test_a_setup_is_read() -> None:
    setup = Setup(
        json.dumps({"channels": 4, "upper": True, "dac": True, "uart": True, "baud": 921600, "shared": True}).encode()
    )
    assert (setup.channels, setup.has_upper, setup.has_dac, setup.is_uart) == (4, True, True, True)
    assert (setup.baud, setup.shares_line) == (921600, True)


class Forced(HandCounters):
    """Machines of which one may be dead or far behind."""

    counts: tuple[int | None, ...] = (10, 11, 12, 13, 14, 15, 16, 17)
    late: int = 0
    """How often the interpreter is held up while it sets the lines."""

    def force(self, *, is_high: bool) -> None:
        if is_high:
            self.words = [[] if count is None else [word(count)] for count in self.counts]
            if self.late:
                self.late -= 1
                self.words[-1] = [word(1_000_000)]


@pytest.mark.parametrize(
    ("counts", "fault"),
    [
        (Forced.counts, 0),
        ((10, 11, 12, None, 14, 15, 16, 17), OUT_OF_STEP),
        ((10, 11, 12, 13, 14, 15, 16, 62_500), OUT_OF_STEP),
    ],
)
def test_the_self_test_finds_a_machine_that_does_not_count_with_the_others(
    counts: tuple[int | None, ...], fault: int
) -> None:
    board = Bare()
    board.counters = Forced()
    board.counters.counts = counts
    assert counters_fault(board) == fault


@pytest.mark.parametrize(("late", "fault"), [(1, 0), (2, OUT_OF_STEP)])
def test_an_interpreter_that_is_held_up_once_is_no_fault(late: int, fault: int) -> None:
    board = Bare()
    board.counters = Forced()
    board.counters.late = late
    assert counters_fault(board) == fault


def test_memory_is_collected_before_the_lines_are_set_and_not_between(monkeypatch: pytest.MonkeyPatch) -> None:
    board, order = Bare(), list[str]()
    board.counters = Forced()
    monkeypatch.setattr(gc, "collect", lambda: order.append("collect"))
    monkeypatch.setattr(board.counters, "force", lambda is_high: order.append("high" if is_high else "low"))
    counters_fault(board)
    assert order == ["collect", "high", "low"] * 2
