"""Wear and errors of the card with the data, as the kernel reports them."""

import os
from contextlib import suppress
from pathlib import Path

WORN_OUT = 11
"""JEDEC eMMC 5.1, 7.4.x DEVICE_LIFE_TIME_EST: 1 is up to 10 % used, 10 up to 100 %, 11 beyond."""


class Card:
    """The disk of a folder, by `system` (/sys); None where not reported. The methods read files: call them from a
    thread."""

    def __init__(self, folder: Path, system: Path = Path("/sys"), device_number: int | None = None) -> None:
        self._system = system
        number = _device_of(folder) if device_number is None else device_number
        link = system / "dev" / "block" / f"{os.major(number)}:{os.minor(number)}"
        self._partition = link.resolve() if number and link.exists() else None

    @property
    def name(self) -> str | None:
        """The kernel's name of the partition; None where the folder is on no disk of this computer."""
        return None if self._partition is None else self._partition.name

    def life_used_percent(self) -> int | None:
        """Upper bound of the used part of an eMMC's rated life, %, in steps of 10; 110: beyond. None for SD cards."""
        text = self._of_disk("device/life_time")
        if text is None:
            return None
        try:
            steps = [int(part, 16) for part in text.split()]
        except ValueError:
            return None
        known = [step for step in steps if 1 <= step <= WORN_OUT]
        return 10 * max(known) if known else None

    def file_system_errors(self) -> int | None:
        """The number of errors that ext4 recorded since the file system was made or checked."""
        if self._partition is None:
            return None
        return _number(self._system / "fs" / "ext4" / self._partition.name / "errors_count")

    def device_errors(self) -> int | None:
        """Failed reads and writes of the device since it was plugged in; None unless USB or SATA."""
        text = self._of_disk("device/ioerr_cnt")
        try:
            return None if text is None else int(text, 0)
        except ValueError:
            return None

    def _of_disk(self, name: str) -> str | None:
        """The contents of a file of the whole disk: in the partition's folder in /sys, or in the folder above."""
        if self._partition is None:
            return None
        for folder in (self._partition, self._partition.parent):
            with suppress(OSError):
                return (folder / name).read_text("ascii").strip()
        return None


def _device_of(folder: Path) -> int:
    folders = (folder.absolute(), *folder.absolute().parents)
    for path in folders:
        with suppress(OSError):
            return path.stat().st_dev
    return 0


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text("ascii"))
    except (OSError, ValueError):
        return None
