"""What is written to the card: for an arrow, and in an idle hour.

python -m tests.benchmarks.card [--arrows N] [--every SECONDS] [--idle SECONDS] [--set NAME=VALUE ...]

Root only. Data directory, journal and PostgreSQL lie on an ext4 of their own on a loop device, and what the kernel
counts for that device is read: sectors written and flushes, those of the file system itself included. One node and
arrows at an even pace, with a checkpoint at the end of each stretch, so that nothing is left to be written later.
`--set`: a setting of PostgreSQL, `--mount`: options of the file system, to compare. An idle hour is what is written
without a checkpoint, and two of those.
"""

import argparse
import asyncio
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.range import bench_range
from tests.faults.bench import Bench

SIZE_MB = 1024
SECTOR_BYTES = 512
WRITES, WRITTEN_SECTORS, FLUSHES = 4, 6, 15
"""Columns of /sys/block/NAME/stat (Documentation/block/stat.rst), from 0."""
SETTLE_S = 75.0
WARM_ARROWS = 12
CHECKPOINTS_AN_HOUR = 2


@dataclass(frozen=True, slots=True)
class Written:
    """What the device has taken so far."""

    kilobytes: float
    writes: int
    flushes: int

    def since(self, before: "Written") -> "Written":
        return Written(self.kilobytes - before.kilobytes, self.writes - before.writes, self.flushes - before.flushes)


@contextmanager
def a_card(options: str) -> Iterator[tuple[Path, str]]:
    """A folder on an ext4 of its own, and the kernel's name of its device."""
    with tempfile.TemporaryDirectory(prefix="arch-stats-card-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        image, mount = folder / "card.img", folder / "card"
        mount.mkdir()
        with image.open("wb") as file:
            file.truncate(SIZE_MB * 2**20)
        subprocess.run(["mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", image], check=True)
        found = subprocess.run(["losetup", "-f", "--show", image], check=True, capture_output=True, text=True)
        loop = found.stdout.strip()
        try:
            subprocess.run(["mount", "-o", options, loop, mount], check=True)
            try:
                mount.chmod(0o755)
                yield mount, Path(loop).name
            finally:
                subprocess.run(["umount", "-l", mount], check=True)
        finally:
            subprocess.run(["losetup", "-d", loop], check=True)


def written(device: str) -> Written:
    fields = [int(word) for word in Path(f"/sys/block/{device}/stat").read_text("ascii").split()]
    return Written(fields[WRITTEN_SECTORS] * SECTOR_BYTES / 1024, fields[WRITES], fields[FLUSHES])


async def settled(bench: Bench, device: str) -> Written:
    """After everything is where it stays: a checkpoint, and the file system's own journal."""
    async with bench.postgres.connection() as connection:
        await connection.execute("CHECKPOINT")
    await asyncio.to_thread(subprocess.run, ["sync", "-f", str(bench.folder)], check=True)
    await asyncio.sleep(0.5)
    return written(device)


async def shoot(bench: Bench, arrows: int, every_s: float) -> None:
    for _ in range(arrows):
        await bench.shoot()
        await asyncio.sleep(every_s)
    while (await bench.call("GET", "/health"))["waiting_events"]:
        await asyncio.sleep(0.2)


async def measure(device: str, asked: argparse.Namespace) -> None:
    async with bench_range() as bench:
        async with bench.postgres.connection() as connection:
            for name, value in (one.split("=", 1) for one in asked.set):
                await connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
            await connection.execute("SELECT pg_reload_conf()")
        await shoot(bench, WARM_ARROWS, 0.3)
        before = await settled(bench, device)
        direct = written(device)
        await shoot(bench, asked.arrows, asked.every)
        at_once = written(device).since(direct)
        of_arrows = (await settled(bench, device)).since(before)
        print(
            f"an arrow: {of_arrows.kilobytes / asked.arrows:.1f} kB, {of_arrows.writes / asked.arrows:.1f} writes, "
            f"{at_once.flushes / asked.arrows:.1f} flushes (before the checkpoint: "
            f"{at_once.kilobytes / asked.arrows:.1f} kB)",
            flush=True,
        )
        # the first change of a page after a checkpoint, and what autovacuum makes of the arrows, are no idle hour's
        await asyncio.sleep(SETTLE_S)
        before = written(device)
        await asyncio.sleep(asked.idle)
        running = written(device)
        checkpoint = (await settled(bench, device)).since(running)
        idle, times = running.since(before), 3600 / asked.idle
        kilobytes = idle.kilobytes * times + checkpoint.kilobytes * CHECKPOINTS_AN_HOUR
        print(
            f"an idle hour: {kilobytes / 1024:.2f} MB, {idle.flushes * times:.0f} flushes "
            f"(a checkpoint: {checkpoint.kilobytes:.0f} kB)",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arrows", type=int, default=60)
    parser.add_argument("--every", type=float, default=2.0)
    parser.add_argument("--idle", type=float, default=120.0)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--mount", default="noatime", help="options of the file system (default: noatime)")
    asked = parser.parse_args()
    with a_card(asked.mount) as (folder, device):
        tempfile.tempdir = str(folder)
        asyncio.run(measure(device, asked))


if __name__ == "__main__":
    main()
