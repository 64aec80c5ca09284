"""A block device that records every write, and the states of the disk that a power cut could have left.

qemu's `blklogwrites` driver writes the kernel's dm-log-writes format: a superblock (magic, version, entries, sector
size), then per entry its sector, length, flags and data. Whatever was written after the last flush before the cut is
lost or not, write by write, as a disk's cache pleases.
"""

import os
import random
import shutil
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

DISK_MB = 512
LOG_BYTES = 8 << 30
FLUSH, FUA, DISCARD = 1, 2, 4
START_S = 10.0
NEEDED = ("qemu-storage-daemon", "losetup", "mkfs.ext4", "mount")


def cannot_record() -> str | None:
    """Why no disk can be recorded here; None where it can."""
    if os.geteuid() != 0:
        return "needs root: it makes and mounts a block device"
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        return (
            f"{', '.join(missing)} missing: apt-get install --no-install-recommends qemu-utils qemu-system-common "
            "e2fsprogs mount"
        )
    if not Path("/dev/fuse").exists() or not Path("/dev/loop-control").exists():
        return "this kernel has no FUSE or no loop devices"
    return None


@dataclass(frozen=True, slots=True)
class Entry:
    """One write, flush or discard; `position` is that of its data in the log."""

    sector: int
    sectors: int
    flags: int
    position: int


class Recording:
    """The disk's files in `folder`; `mounted` while it is recorded, `cuts` afterwards."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._log = folder / "log.raw"

    @contextmanager
    def mounted(self, place: Path) -> Iterator[None]:
        """An ext4 file system at `place`; everything that reaches its disk is recorded."""
        base, fused = self._folder / "base.raw", self._folder / "disk.img"
        for file, size in ((base, DISK_MB << 20), (self._log, LOG_BYTES), (fused, 0)):
            with file.open("wb") as sink:
                sink.truncate(size)
        with ExitStack() as stack:
            daemon = subprocess.Popen(
                [
                    "qemu-storage-daemon",
                    *_block("data", base),
                    *_block("log", self._log),
                    "--blockdev",
                    "driver=blklogwrites,node-name=recorded,file=data,log=log,log-super-update-interval=1",
                    "--export",
                    f"type=fuse,id=out,node-name=recorded,mountpoint={fused},writable=on",
                ]
            )
            stack.callback(daemon.wait)
            stack.callback(daemon.terminate)
            end = time.monotonic() + START_S
            while fused.stat().st_size == 0:
                if daemon.poll() is not None or time.monotonic() > end:
                    raise OSError(f"qemu-storage-daemon does not export {fused}")
                time.sleep(0.05)
            device = stack.enter_context(_loop_device(fused))
            subprocess.run(["mkfs.ext4", "-q", "-F", device], check=True)
            stack.enter_context(_mounted(device, place))
            yield

    def written(self) -> int:
        """How many entries the log has by now."""
        with self._log.open("rb") as file:
            _magic, _version, entries, _sector_bytes = struct.unpack("<QQQI", file.read(28))
        return int(entries)

    def cuts(self, after: list[int], dice: random.Random, place: Path) -> Iterator[int]:
        """For each number of entries, in order: mounts at `place` what a cut after that many could have left."""
        entries, sector_bytes = self._entries()
        durable, cut = self._folder / "durable.raw", self._folder / "cut.raw"
        with durable.open("wb") as sink:
            sink.truncate(DISK_MB << 20)
        done = 0
        for upto in sorted(after):
            flushed = max((k for k in range(done, upto) if entries[k].flags & FLUSH), default=done - 1) + 1
            self._apply(entries[done:flushed], sector_bytes, durable)
            done = flushed
            # another file, not the same one overwritten: a mount that lingers still writes to the last
            cut.unlink(missing_ok=True)
            subprocess.run(["cp", "--sparse=always", "--reflink=auto", str(durable), str(cut)], check=True)
            lucky = [e for e in entries[done:upto] if e.flags & FUA or dice.random() < 0.5]
            self._apply(lucky, sector_bytes, cut)
            with _loop_device(cut) as device, _mounted(device, place):
                yield upto

    def _entries(self) -> tuple[list[Entry], int]:
        entries = []
        with self._log.open("rb") as file:
            _magic, _version, count, sector_bytes = struct.unpack("<QQQI", file.read(28))
            position = sector_bytes
            for _ in range(count):
                file.seek(position)
                sector, sectors, flags, _data = struct.unpack("<QQQQ", file.read(32))
                position += sector_bytes
                entries.append(Entry(sector, sectors, flags, position))
                position += 0 if flags & DISCARD else sectors * sector_bytes
        return entries, sector_bytes

    def _apply(self, entries: list[Entry], sector_bytes: int, image: Path) -> None:
        with self._log.open("rb") as log, image.open("r+b") as disk:
            for entry in entries:
                if not entry.sectors:
                    continue
                disk.seek(entry.sector * sector_bytes)
                if entry.flags & DISCARD:
                    disk.write(bytes(entry.sectors * sector_bytes))
                else:
                    log.seek(entry.position)
                    disk.write(log.read(entry.sectors * sector_bytes))


def _block(name: str, file: Path) -> list[str]:
    return [
        "--blockdev",
        f"driver=file,node-name={name}-file,filename={file}",
        "--blockdev",
        f"driver=raw,node-name={name},file={name}-file",
    ]


@contextmanager
def _loop_device(image: Path) -> Iterator[str]:
    shown = subprocess.run(["losetup", "-f", "--show", str(image)], check=True, capture_output=True, text=True)
    device = shown.stdout.strip()
    try:
        yield device
    finally:
        subprocess.run(["losetup", "-d", device], check=False)


@contextmanager
def _mounted(device: str, place: Path) -> Iterator[None]:
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", "-o", "noatime", device, str(place)], check=True)
    place.chmod(0o755)
    try:
        yield
    finally:
        for _ in range(50):
            if subprocess.run(["umount", str(place)], check=False, capture_output=True).returncode == 0:
                break
            time.sleep(0.1)
        else:
            with suppress(subprocess.CalledProcessError):
                subprocess.run(["umount", "-l", str(place)], check=True)
