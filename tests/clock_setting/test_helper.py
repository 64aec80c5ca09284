"""What sets the clock believes nobody: it looks itself, and takes one number or nothing."""

import fcntl
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.clock_setting import helper
from appliance.clock_setting.helper import EPOCH, answer, rtc_time, set_both_clocks

MADE_AT = datetime(2026, 11, 1, tzinfo=UTC)
MONO_US = 60e6


def line_for(wanted: datetime) -> bytes:
    return b"%d\n" % round((wanted - EPOCH) / timedelta(microseconds=1) - MONO_US)


def asked(line: bytes, *, is_synchronised: bool = False) -> tuple[str, list[float]]:
    was_set: list[float] = []
    reply = answer(
        line,
        set_clock=was_set.append,
        is_synchronised=lambda: is_synchronised,
        mono_us=lambda: MONO_US,
        made_at=MADE_AT,
    )
    return reply, was_set


def test_a_time_that_can_be_is_set() -> None:
    line = line_for(MADE_AT + timedelta(days=30))
    assert asked(line) == ("set", [int(line)])


def test_what_a_time_server_keeps_is_never_touched() -> None:
    assert asked(line_for(MADE_AT + timedelta(days=30)), is_synchronised=True) == ("kept", [])


@pytest.mark.parametrize("days", [-2, -20000, 732, 3654, 100_000])
def test_a_time_that_cannot_be_is_refused(days: int) -> None:
    assert asked(line_for(MADE_AT + timedelta(days=days))) == ("implausible", [])


MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("edge", "beyond"), [(timedelta(days=-1), -MOMENT), (timedelta(days=731), MOMENT)], ids=["earliest", "latest"]
)
def test_a_day_before_the_version_and_two_years_after_it_are_the_last_that_can_be(
    edge: timedelta, beyond: timedelta
) -> None:
    assert asked(line_for(MADE_AT + edge))[0] == "set"
    assert asked(line_for(MADE_AT + edge + beyond)) == ("implausible", [])


@pytest.mark.parametrize("line", [b"", b"\n", b"now\n", b"1.5\n", b"9" * 31, b"-" + b"9" * 30, b"nan\n", b"\xff\n"])
def test_what_is_no_number_of_microseconds_is_nothing(line: bytes) -> None:
    assert asked(line) == ("unreadable", [])


def test_a_right_that_is_missing_is_reported() -> None:
    def refused(offset_us: float) -> None:
        raise PermissionError(offset_us)

    reply = answer(
        line_for(MADE_AT),
        set_clock=refused,
        is_synchronised=lambda: False,
        mono_us=lambda: MONO_US,
        made_at=MADE_AT,
    )
    assert reply == "failed"


def test_the_hardware_clock_hears_the_kernels_own_form() -> None:
    set_time = struct.unpack("9i", rtc_time(datetime(2026, 11, 26, 15, 4, 5, tzinfo=UTC)))
    assert set_time == (5, 4, 15, 26, 10, 126, 0, 0, 0)


class Clocks:
    """What the system's clock and the one with a battery were told, in place of theirs."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, hardware_clock: Path) -> None:
        self.system: list[tuple[int, int]] = []
        self.hardware: list[tuple[str, int, bytes]] = []
        monkeypatch.setattr(time, "clock_settime_ns", lambda clock, ns: self.system.append((clock, ns)))
        monkeypatch.setattr(helper, "HARDWARE_CLOCK", hardware_clock)
        monkeypatch.setattr(fcntl, "ioctl", self._on_order)

    def _on_order(self, file: int, order: int, data: bytes) -> None:
        self.hardware.append((str(Path(f"/proc/self/fd/{file}").readlink()), order, data))


def test_both_clocks_are_set_the_systems_so_far_from_the_monotonic_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    battery = tmp_path / "rtc0"
    battery.touch()
    clocks = Clocks(monkeypatch, battery)
    before_ns = time.monotonic_ns()
    set_both_clocks(5_000_000.0)
    ((clock, ns),) = clocks.system
    assert clock == time.CLOCK_REALTIME
    assert before_ns <= ns - 5_000_000_000 <= time.monotonic_ns()
    ((path, order, data),) = clocks.hardware
    # RTC_SET_TIME of linux/rtc.h: _IOW('p', 0x0a, struct rtc_time), of nine int
    assert (path, order) == (str(battery), 1 << 30 | 36 << 16 | ord("p") << 8 | 0x0A)
    second, minute, hour, day, month, year, *_ = struct.unpack("9i", data)
    set_time = datetime(year + 1900, month + 1, day, hour, minute, second, tzinfo=UTC)
    assert timedelta() <= datetime.now(UTC) - set_time < timedelta(minutes=1)


def test_a_computer_without_a_clock_with_a_battery_sets_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clocks = Clocks(monkeypatch, tmp_path / "nothing")
    line = line_for(MADE_AT)
    reply = answer(line, is_synchronised=lambda: False, mono_us=lambda: MONO_US, made_at=MADE_AT)
    assert (reply, len(clocks.system), clocks.hardware) == ("set", 1, [])
