"""What sets the clock believes nobody: it looks itself, and takes one number or nothing."""

import struct
from datetime import UTC, datetime, timedelta

import pytest

from appliance.clock_setting.helper import EPOCH, answer, rtc_time

MADE_AT = datetime(2026, 11, 1, tzinfo=UTC)
MONO_US = 60e6


def line_for(time: datetime) -> bytes:
    return b"%d\n" % round((time - EPOCH) / timedelta(microseconds=1) - MONO_US)


def asked(line: bytes, *, is_synchronised: bool = False) -> tuple[str, list[float]]:
    was_set: list[float] = []
    said = answer(
        line,
        set_clock=was_set.append,
        is_synchronised=lambda: is_synchronised,
        mono_us=lambda: MONO_US,
        made_at=MADE_AT,
    )
    return said, was_set


def test_a_time_that_can_be_is_set() -> None:
    line = line_for(MADE_AT + timedelta(days=30))
    assert asked(line) == ("set", [int(line)])


def test_what_a_time_server_keeps_is_never_touched() -> None:
    assert asked(line_for(MADE_AT + timedelta(days=30)), is_synchronised=True) == ("kept", [])


@pytest.mark.parametrize("days", [-2, -20000, 732, 3654, 100_000])
def test_a_time_that_cannot_be_is_refused(days: int) -> None:
    assert asked(line_for(MADE_AT + timedelta(days=days))) == ("implausible", [])


@pytest.mark.parametrize("line", [b"", b"\n", b"now\n", b"1.5\n", b"9" * 31, b"-" + b"9" * 30, b"nan\n", b"\xff\n"])
def test_what_is_no_number_of_microseconds_is_nothing(line: bytes) -> None:
    assert asked(line) == ("unreadable", [])


def test_a_right_that_is_missing_is_told() -> None:
    def refused(offset_us: float) -> None:
        raise PermissionError(offset_us)

    said = answer(
        line_for(MADE_AT),
        set_clock=refused,
        is_synchronised=lambda: False,
        mono_us=lambda: MONO_US,
        made_at=MADE_AT,
    )
    assert said == "failed"


def test_the_hardware_clock_hears_the_kernels_own_form() -> None:
    told = struct.unpack("9i", rtc_time(datetime(2026, 11, 26, 15, 4, 5, tzinfo=UTC)))
    assert told == (5, 4, 15, 26, 10, 126, 0, 0, 0)
