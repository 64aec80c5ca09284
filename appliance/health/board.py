"""Sensors of the computer in /sys: temperature and under-voltage."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


class Board:
    """Temperature and supply of this computer from `system` (/sys); None where not reported. The methods read files:
    call them from a thread."""

    def __init__(self, system: Path) -> None:
        self._system = system

    def temperature_c(self) -> float | None:
        """Temperature of the hottest thermal zone."""
        found = [value / 1000 for value in _numbers(self._system, "class/thermal/thermal_zone*/temp")]
        return max(found, default=None)

    def is_under_voltage(self) -> bool | None:
        """Whether the supply is too low now (the kernel driver raspberrypi-hwmon)."""
        for name in self._system.glob("class/hwmon/hwmon*/name"):
            with suppress(OSError, ValueError):
                if name.read_text().strip() == "rpi_volt":
                    return any(_numbers(name.parent, "in0_lcrit_alarm"))
        return None

    def was_under_voltage(self) -> bool | None:
        """Whether the supply was too low since the computer was started (the Raspberry Pi's get_throttled, bit 16)."""
        for path in self._system.glob("devices/platform/soc/soc:firmware/get_throttled"):
            with suppress(OSError, ValueError):
                return bool(int(path.read_text("ascii"), 16) >> 16 & 1)
        return None


def _numbers(folder: Path, pattern: str) -> Iterator[int]:
    for path in sorted(folder.glob(pattern)):
        # a zone that is switched off answers with an error
        with suppress(OSError, ValueError):
            yield int(path.read_text())
