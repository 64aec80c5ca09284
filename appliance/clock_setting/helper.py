"""The privileged helper that sets the clock: it checks every condition itself and does nothing else.

The page's server sends one line, the wanted offset of the wall clock from the monotonic clock, us, so that a delay of
the line does no harm. The answer is one word.
"""

import fcntl
import os
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from appliance.clock_setting.plausible import is_plausible
from appliance.computer import kernel_is_synchronised, program_made_at

Answer = Literal["set", "kept", "implausible", "unreadable", "failed"]
MOST_BYTES = 32
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HARDWARE_CLOCK = Path("/dev/rtc0")
_RTC_SET_TIME = 0x4024700A
_YEARS_SINCE = 1900


def answer(
    line: bytes,
    *,
    set_clock: Callable[[float], None] | None = None,
    is_synchronised: Callable[[], bool] = kernel_is_synchronised,
    mono_us: Callable[[], float] = lambda: time.monotonic() * 1e6,
    made_at: datetime | None = None,
) -> Answer:
    """Set the clock to the offset from the monotonic clock, us, in `line`, where no time server keeps it and the time
    is plausible."""
    try:
        offset_us = int(line)
        wanted = EPOCH + timedelta(microseconds=mono_us() + offset_us)
    except (ValueError, OverflowError):
        return "unreadable"
    if is_synchronised():
        return "kept"
    if not is_plausible(wanted, program_made_at() if made_at is None else made_at):
        return "implausible"
    try:
        (set_both_clocks if set_clock is None else set_clock)(offset_us)
    except OSError:
        return "failed"
    return "set"


def set_both_clocks(offset_us: float) -> None:
    """Set the system's clock, and the hardware clock if there is one, to this offset from the monotonic clock, us.

    Raises OSError.
    """
    time.clock_settime_ns(time.CLOCK_REALTIME, time.monotonic_ns() + round(offset_us * 1000))
    with suppress(OSError):
        _keep(datetime.now(UTC))


def _keep(now: datetime) -> None:
    """Write the time to the hardware clock. Raises OSError where there is none."""
    clock = os.open(HARDWARE_CLOCK, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.ioctl(clock, _RTC_SET_TIME, rtc_time(now))
    finally:
        os.close(clock)


def rtc_time(now: datetime) -> bytes:
    """An instant as the kernel's struct rtc_time."""
    parts = (now.second, now.minute, now.hour, now.day, now.month - 1, now.year - _YEARS_SINCE, 0, 0, 0)
    return struct.pack("9i", *parts)
