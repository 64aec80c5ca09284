"""An image of ours in QEMU: how long it takes to be ready, and what is left when its plug is pulled amid shots.

python -m tests.box.emulator IMAGE --arch arm64 [--memory 512] [--size 6G]   needs no root, changes nothing of IMAGE
"""

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import aiohttp

from appliance.commands.client import ApplianceClient
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import BUTT_MM
from tests.box.lines import board_in_the_network
from tests.box.on_the_range import call
from tests.builders import a_survey

HERE, HTTP_PORT, BOARD_PORT = "127.0.0.1", 18080, 14001
# how the guest sees this machine, in QEMU's own network
HOST_SEEN_FROM_INSIDE = "10.0.2.2"
STEP_S = 0.1
WAIT_S = 900
ARROWS = 12
BOOT_OFFSET = "1M"
MACHINES = {
    "arm64": ["qemu-system-aarch64", "-machine", "virt,gic-version=3", "-cpu", "cortex-a72"],
    "amd64": ["qemu-system-x86_64", "-machine", "q35", "-cpu", "max,la57=off"],
}
CONSOLES = {"arm64": "ttyAMA0", "amd64": "ttyS0"}


def report(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Emulator:
    """A machine that starts from a card; what it writes is beside the image, and stays when the plug is pulled."""

    def __init__(self, image: Path, architecture: str, memory_mb: int, size: str, work: Path) -> None:
        self._work = work
        self._architecture = architecture
        self._memory_mb = memory_mb
        self._card = work / "card.qcow2"
        self._process: asyncio.subprocess.Process | None = None
        self.base = f"http://{HERE}:{HTTP_PORT}"
        for name in ("vmlinuz", "initrd.img", "cmdline.txt"):
            subprocess.run(["mcopy", "-n", "-i", f"{image}@@{BOOT_OFFSET}", f"::/{name}", str(work)], check=True)
        # a card that is larger than the image, as cards are
        backing = ["-b", str(image.resolve()), "-F", "raw", str(self._card), size]
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", *backing], check=True)

    async def switch_on(self) -> None:
        words = (self._work / "cmdline.txt").read_text(encoding="ascii").strip()
        # whoever is at the other end of the emulator's network has the box
        words += f" console={CONSOLES[self._architecture]} systemd.setenv=ARCH_STATS_ACCESS=open"
        forward = f"hostfwd=tcp:{HERE}:{HTTP_PORT}-:80"
        self._process = await asyncio.create_subprocess_exec(
            *MACHINES[self._architecture], "-accel", "tcg,thread=multi", "-smp", "2", "-m", str(self._memory_mb),
            "-kernel", str(self._work / "vmlinuz"), "-initrd", str(self._work / "initrd.img"), "-append", words,
            "-drive", f"if=none,id=card,file={self._card},format=qcow2,cache=writeback",
            "-device", "virtio-blk-pci,drive=card", "-netdev", f"user,id=net,{forward}",
            "-device", "virtio-net-pci,netdev=net,romfile=", "-device", "virtio-rng-pci",
            "-display", "none", "-monitor", "none", "-serial", f"file:{self._work}/console.txt",
        )  # fmt: skip

    async def ready(self) -> float:
        """Seconds until it answers and its database is there."""
        began = time.monotonic()
        async with aiohttp.ClientSession() as http, asyncio.timeout(WAIT_S):
            while True:
                assert self._process is not None
                assert self._process.returncode is None, "the emulator ended"
                try:
                    async with http.get(f"{self.base}/api/v0/health", timeout=aiohttp.ClientTimeout(5)) as response:
                        if (await response.json())["data"]["database"] == "ready":
                            return time.monotonic() - began
                except (OSError, TimeoutError, aiohttp.ClientError, KeyError, TypeError, ValueError):
                    pass
                await asyncio.sleep(STEP_S)

    async def pull_the_plug(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


async def shoot_and_pull_the_plug(box: Emulator, node: PtyNode) -> tuple[set[int], set[int]]:
    """The numbers of all shots, and of those that were acknowledged before the light went out."""
    async with aiohttp.ClientSession() as http:
        await call(http, box.base, "PUT", "/survey", {"survey": a_survey().model_dump()})
        await call(http, box.base, "PUT", "/node", {"url": f"socket://{HOST_SEEN_FROM_INSIDE}:{BOARD_PORT}"})
        await ApplianceClient(http, box.base).open_session(
            location="Emulator", distance=18, face="wa_80", butt_mm=(BUTT_MM, BUTT_MM)
        )
        shots = set()
        for number in range(ARROWS):
            shots.add(await node.shoot(500.0 + 25 * number, 800.0 - 20 * number))
            # the last ones are on their way when it happens
            async with asyncio.timeout(WAIT_S):
                while node.held and number < ARROWS - 3:
                    await asyncio.sleep(STEP_S)
    await box.pull_the_plug()
    return shots, shots - set(node.held)


async def stored_by(box: Emulator, shots: set[int], node: PtyNode) -> list[int]:
    """The numbers of the arrows that the box has, once it has all of them or has had its time."""
    stored: list[int] = []
    async with aiohttp.ClientSession() as http:
        with suppress(TimeoutError):
            async with asyncio.timeout(WAIT_S):
                while node.held or not shots <= set(stored):
                    stored = sorted(
                        each["sequence"] for each in await call(http, box.base, "GET", "/detection?limit=100")
                    )
                    await asyncio.sleep(STEP_S)
    return stored


async def try_image(box: Emulator) -> int:
    try:
        async with board_in_the_network(HERE, BOARD_PORT) as node:
            await box.switch_on()
            report(f"first start, from the emulator's to an answer with its database: {await box.ready():.1f} s")
            shots, acknowledged = await shoot_and_pull_the_plug(box, node)
            report(f"plug pulled: {len(shots)} arrows shot, {len(acknowledged)} of them acknowledged")
            await box.switch_on()
            report(f"start after that: {await box.ready():.1f} s")
            stored = await stored_by(box, shots, node)
        lost = acknowledged - set(stored)
        report(f"acknowledged arrows that are lost: {len(lost)}; all that are there: {len(stored)} of {len(shots)}")
        return 0 if stored == sorted(shots) else 1
    finally:
        await box.pull_the_plug()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("image", type=Path)
    parser.add_argument("--arch", choices=sorted(MACHINES), default="arm64")
    parser.add_argument("--memory", type=int, default=512, metavar="MB")
    parser.add_argument("--size", default="6G", help="the card's, at least the image's")
    words = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="arch-stats-emulator-"))
    try:
        return asyncio.run(try_image(Emulator(words.image, words.arch, words.memory, words.size, work)))
    except BaseException:
        console = work / "console.txt"
        if console.exists():
            report(console.read_text(encoding="utf-8", errors="replace")[-3000:])
        raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
