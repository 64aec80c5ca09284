"""Facts from the kernel: the boot id, and whether a time server keeps the clock."""

import ctypes
import os
from datetime import UTC, datetime
from pathlib import Path

from appliance import MADE_ON

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
BOOT_ID_VARIABLE = "KERNEL_BOOT"
"""Environment variable with the boot id, set by our units, in which /proc shows only processes."""
SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
_TIME_ERROR = 5
_TIMEX_BYTES = 512


def read_kernel_boot() -> str:
    """The kernel's boot id: from the environment if systemd passes it, else from /proc; "unknown" if neither has it."""
    if passed := os.environ.get(BOOT_ID_VARIABLE):
        return passed
    try:
        return BOOT_ID.read_text("ascii").strip().replace("-", "")
    except OSError:
        return "unknown"


def kernel_is_synchronised() -> bool:
    """Whether a time server keeps this computer's clock, as far as this process can know."""
    if SYNCHRONISED.exists():
        return True
    # with no mode set, adjtimex only reads; it returns TIME_ERROR for an unsynchronised clock, -1 if it is forbidden
    answer: int = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    return answer not in (_TIME_ERROR, -1)


def program_made_at() -> datetime:
    """The day on which this version was made: an earlier time cannot be right."""
    return datetime.fromisoformat(MADE_ON).replace(tzinfo=UTC)
