"""The wall clock as it is now, without a record of its steps."""

import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class LoopClock:
    """Dates of this boot by the present distance of the two clocks, others as they were written down."""

    def __init__(self) -> None:
        self.kernel_boot = BOOT_ID.read_text().strip() if BOOT_ID.exists() else "unknown"

    def clock_id_of(self, kernel_boot: str) -> UUID | None:
        """There is no record."""
        del kernel_boot
        return None

    def date_of(self, kernel_boot: str, at_us: float, stored: datetime) -> datetime:
        """The date of an instant of the monotonic clock."""
        if kernel_boot != self.kernel_boot:
            return stored
        return datetime.fromtimestamp(time.time() - time.monotonic() + at_us / 1e6, UTC)
