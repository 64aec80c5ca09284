"""A board in software: the emulator's process, what is on its flash, and what a running appliance knows of it."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.commands.board_prompt import MAIN, Program
from appliance.main import opened
from appliance.schema.survey import Survey
from appliance.settings import Settings
from tests.builders import a_survey
from tests.hil.conftest import Bench, phone_at

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PYTHON = ROOT / ".venv-chip" / "bin" / "python"
BOOT_S = 600.0
POLL_S = 0.5
BEGUN_S = time.monotonic()


def fill_flash(folder: Path, program: Program, setup: tuple[str, dict[str, Any]], *, first: str = "") -> None:
    """As `arch-stats` flashes it, with `first` before its main.py."""
    for name, content in program.files():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / setup[0]).write_text(json.dumps(setup[1]))
    (folder / MAIN).write_text(first + program.main.decode())


@dataclass
class Chip:
    """The emulator's process; `written` is all that it wrote to its cable, over all its boots."""

    process: asyncio.subprocess.Process
    written: Path

    async def order(self, text: str) -> str:
        """What it answers."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{text}\n".encode())
        return await self.answer()

    async def answer(self) -> str:
        assert self.process.stdout is not None
        async with asyncio.timeout(BOOT_S):
            line = await self.process.stdout.readline()
        if not line:
            raise SystemExit("the emulator has ended")
        return line.decode().strip()

    async def has_booted(self) -> None:
        """Until the firmware has said something since the reset."""
        async with asyncio.timeout(BOOT_S):
            while int((await self.order("clock")).split()[2]) == 0:
                await asyncio.sleep(POLL_S)

    async def clock_s(self) -> float:
        """Of the chip, since its power came: a second of it takes one to four minutes."""
        return float((await self.order("clock")).split()[1])


@asynccontextmanager
async def switched_on(image: Path, folder: Path, fill: Callable[[Path], None], *options: str) -> AsyncIterator[Chip]:
    """A chip whose cable is `folder/node`, with what `fill` writes in its flash."""
    flash = folder / "flash"
    flash.mkdir()
    fill(flash)
    command = [PYTHON, HERE / "emulator.py", image, flash, folder / "node", *options]
    process = await asyncio.create_subprocess_exec(
        *map(str, command), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    chip = Chip(process, folder / "node.written")
    try:
        await chip.answer()
        report("the chip has a USB")
        yield chip
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def appliance(folder: Path, node_url: str, survey: Survey | None = None, **settings: Any) -> AsyncIterator[Bench]:
    """The whole of it, with a board at that port, a phone and a session."""
    all_of_it = Settings(
        data_dir=folder / "data", server_host="127.0.0.1", server_port=0, mdns=False,
        node_url=node_url, node_protocol="archstats", **settings,
    )  # fmt: skip
    async with (
        opened(all_of_it, survey=survey or a_survey()) as ready,
        phone_at(f"http://127.0.0.1:{ready.port}") as bench,
    ):
        yield bench


async def asked(bench: Bench, path: str, method: str = "GET", body: object = None) -> Any:
    """What the appliance answers."""
    async with bench.http.request(method, f"{bench.base}/api/v0/{path}", json=body) as answer:
        return (await answer.json())["data"]


async def shots(bench: Bench) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await asked(bench, f"shot/session-id/{bench.session_id}")
    return found


async def is_listening(bench: Bench) -> None:
    async with asyncio.timeout(BOOT_S):
        while not any(node["state"] == "listening" for node in (await asked(bench, "health"))["nodes"]):
            await asyncio.sleep(POLL_S)
    report("the appliance listens to it")


def report(text: str) -> None:
    sys.stdout.write(f"{time.monotonic() - BEGUN_S:5.0f} s  {text}\n")
    sys.stdout.flush()
