"""USB sticks for a booted box: file systems in files, behind loop devices.

Of ext4: not every kernel that runs these tests knows FAT.
"""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.box.guest import Guest, run

MIB = 2**20
ROOM = 96 * MIB
"""For the backup, and what the file system needs itself."""
UNIT = "arch-stats-stick@.service"
UNITS = "/etc/systemd/system"


async def stick(image: Path, *files: Path) -> Path:
    """One with these files, each called as an update's."""
    with image.open("wb") as file:
        file.truncate((ROOM + sum(path.stat().st_size for path in files)) // MIB * MIB)
    with tempfile.TemporaryDirectory(dir=image.parent) as folder:
        for path in files:
            (Path(folder) / f"arch-stats-{path.name}").hardlink_to(path)
        await run("mke2fs", "-q", "-t", "ext4", "-d", folder, str(image))
    return image


@asynccontextmanager
async def plugged_in(guest: Guest, image: Path) -> AsyncIterator[str]:
    """The unit that udev would start for it, in a guest that has no udev, and so none of its devices as units."""
    device = Path((await run("losetup", "--find", "--show", str(image))).strip())
    unit = UNIT.replace("@", f"@{device.name}")
    number = device.stat().st_rdev
    # as udev makes it
    node = f"mknod --mode 660 {device} b {number >> 8 & 0xFFF} {number & 0xFF} && chgrp disk {device}"
    try:
        await guest.inside("sh", "-c", f"[ -e {device} ] || ({node})")
        await guest.inside("sh", "-c", f"sed /dev-%i.device/d {UNITS}/{UNIT} >{UNITS}/{unit}; systemctl daemon-reload")
        yield unit
    finally:
        await run("losetup", "--detach", str(device))


async def served(guest: Guest, unit: str) -> str:
    """Until the unit has ended; what became of it."""
    await guest.inside("sh", "-c", f"systemctl start {unit} || true")
    return (await guest.inside("systemctl", "show", "--value", "--property", "Result", unit)).strip()


async def backups_on(image: Path) -> list[str]:
    """What stands in the appliance's folder of a stick."""
    listed = await run("debugfs", "-R", "ls -p /arch-stats", str(image))
    return [line.split("/")[5] for line in listed.splitlines() if line.count("/") > 5 and ".ndjson.gz" in line]
