"""What a box writes to its card, counted at a block device of its own: in an idle hour, and for an arrow."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from drivers.sim.pty_node import PtyNode
from tests.box.guest import PHONE, Guest, in_the_network_of, run
from tests.box.on_the_range import on_the_range

CARD_MIB = 2048
ARROWS = 200
AN_ARROW_EVERY_S = 2.0
SETTLED_AFTER_S = 35.0
"""The kernel writes what is older than 30 s."""
MINUTES_OF_AN_HOUR = 60.0
# Documentation/block/stat.rst: sectors of 512 bytes, whatever the device's are
SECTOR_BYTES, WRITES_AT, SECTORS_AT, FLUSHES_AT = 512, 4, 6, 15


@dataclass(frozen=True)
class Written:
    """Counted from one instant to another."""

    writes: int
    kilobytes: float
    flushes: int

    def __sub__(self, other: "Written") -> "Written":
        return Written(self.writes - other.writes, self.kilobytes - other.kilobytes, self.flushes - other.flushes)

    def per(self, number: float) -> str:
        """Of one of so many."""
        kilobytes, writes, flushes = (value / number for value in (self.kilobytes, self.writes, self.flushes))
        return f"{kilobytes:.1f} kB in {writes:.1f} writes, {flushes:.2f} flushes"


class Card:
    """A file system on a block device that nobody else uses, with the whole system's changes and what is kept."""

    def __init__(self, device: str, place: Path) -> None:
        self._stat = Path("/sys/block") / Path(device).name / "stat"
        self.changes, self.data = place / "changes", place / "data"

    def written(self) -> Written:
        """Since the device is there."""
        fields = [int(field) for field in self._stat.read_text(encoding="ascii").split()]
        return Written(fields[WRITES_AT], fields[SECTORS_AT] * SECTOR_BYTES / 1000, fields[FLUSHES_AT])


@asynccontextmanager
async def card_of_its_own() -> AsyncIterator[Card]:
    """Made as image/write.bash makes the data partition, and mounted as the card's fstab says."""
    with tempfile.TemporaryDirectory(prefix="arch-stats-card-") as folder:
        file, place = Path(folder) / "card", Path(folder) / "mounted"
        place.mkdir()
        with file.open("wb") as image:
            image.truncate(CARD_MIB << 20)
        device = (await run("losetup", "--find", "--show", str(file))).strip()
        try:
            await run("mke2fs", "-q", "-t", "ext4", "-E", "lazy_itable_init=0,lazy_journal_init=0", device)
            await run("mount", "-o", "noatime,lazytime,commit=60,errors=remount-ro", device, str(place))
            try:
                yield Card(device, place)
            finally:
                await run("umount", str(place))
        finally:
            await run("losetup", "--detach", device)


@asynccontextmanager
async def box_on(card: Card, folder: Path) -> AsyncIterator[Guest]:
    """A guest that answers, and writes there alone."""
    await run("cp", "--archive", str(folder / "data"), str(card.data))
    guest = Guest(folder, card.changes, f"--bind={card.data}:/data")
    try:
        await guest.switch_on()
        with in_the_network_of(PHONE):
            await guest.ready()
            yield guest
    finally:
        await guest.switch_off()


async def checkpointed(guest: Guest, card: Card) -> Written:
    """What was written until now, where the database and the kernel hold nothing back any more."""
    psql = "/opt/arch-stats/postgres/psql --host /run/arch-stats-postgres --username postgres --quiet"
    await guest.inside("setpriv", "--reuid", "postgres", "--clear-groups", *psql.split(), "--command", "CHECKPOINT")
    await guest.inside("sync")
    return card.written()


async def shoot(node: PtyNode, arrows: int) -> None:
    """Each is acknowledged before the next one."""
    for number in range(arrows):
        await node.shoot(450.0 + 17 * (number % 20), 750.0 - 13 * (number % 23))
        await asyncio.sleep(AN_ARROW_EVERY_S)
    while node.held:
        await asyncio.sleep(AN_ARROW_EVERY_S)


async def measure_written(folder: Path, idle_minutes: float) -> AsyncIterator[str]:
    """From checkpoint to checkpoint, so that nothing is put off until nobody counts; a box makes one in 30 minutes."""
    async with card_of_its_own() as card, box_on(card, folder) as guest, on_the_range(guest) as (_, node):
        await shoot(node, 3)
        await asyncio.sleep(SETTLED_AFTER_S)
        before = await checkpointed(guest, card)
        await shoot(node, ARROWS)
        between = await checkpointed(guest, card)
        yield f"an arrow, of {ARROWS} that came every {AN_ARROW_EVERY_S:g} s: {(between - before).per(ARROWS)}"
        await asyncio.sleep(SETTLED_AFTER_S)
        before = await checkpointed(guest, card)
        await asyncio.sleep(idle_minutes * 60)
        idle = (await checkpointed(guest, card)) - before
        yield f"an idle hour, from {idle_minutes:g} minutes: {idle.per(idle_minutes / MINUTES_OF_AN_HOUR)}"
