"""What udev makes of a stick: its own rules and ours, on file systems behind loop devices, without a running udev."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.box.guest import run
from tests.box.sticks import MIB

OURS = 2
"""Files of rules on a card: for the node, and for sticks."""
# as a USB port would say of it; the rules are those of the card, in folders that nobody else sees
ADDED = """
set -e
cd "$1"
mount --rbind /sys sys; mount --rbind /dev dev; mount -t proc proc proc; mount -t tmpfs tmpfs run
mkdir -p run/udev/rules.d
echo 'KERNEL=="'"$2"'", ENV{ID_BUS}="'"$3"'"' >run/udev/rules.d/60-port.rules
chroot . udevadm test --action=add "/sys/class/block/$2" 2>/dev/null
"""
MADE = {"FAT": ("mkfs.vfat", "-F", "32"), "ext4": ("mke2fs", "-q", "-t", "ext4"), "nothing": ("true",)}


@asynccontextmanager
async def plugged_in(folder: Path, holds: str) -> AsyncIterator[str]:
    """The kernel's name of a device that holds this file system."""
    image = folder / "stick.img"
    with image.open("wb") as file:
        file.truncate(64 * MIB)
    await run(*MADE[holds], str(image))
    device = (await run("losetup", "--find", "--show", str(image))).strip()
    try:
        yield Path(device).name
    finally:
        await run("losetup", "--detach", device)


async def wanted(card: Path, device: str, bus: str) -> list[str]:
    """The units that systemd is asked for when it comes."""
    output = await run("unshare", "--mount", "sh", "-c", ADDED, "sh", str(card), device, bus)
    assert f"ID_BUS={bus}" in output, output
    words = [line.strip().removeprefix("SYSTEMD_WANTS=") for line in output.splitlines() if "SYSTEMD_WANTS=" in line]
    return words[-1].split() if words else []


@pytest.mark.parametrize(
    ("holds", "bus", "is_served"),
    [("FAT", "usb", True), ("ext4", "usb", True), ("nothing", "usb", False), ("ext4", "ata", False)],
)
async def test_what_is_plugged_in_is_served_where_it_is_a_stick_with_files(
    card: Path, tmp_path: Path, holds: str, bus: str, is_served: bool
) -> None:
    async with plugged_in(tmp_path, holds) as device:
        served = f"arch-stats-stick@{device}.service"
        assert (served in await wanted(card, device, bus)) is is_served


async def test_udev_finds_no_fault_in_our_rules(card: Path) -> None:
    rules = [f"/etc/udev/rules.d/{one.name}" for one in (card / "etc/udev/rules.d").iterdir()]
    output = await run("chroot", str(card), "udevadm", "verify", *rules)
    assert f"Success: {len(rules)}" in output
    assert len(rules) >= OURS
