"""arch-stats node flash: puts the firmware on a Pico over its cable, by mpremote."""

import asyncio
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from mpremote.transport import TransportError
from mpremote.transport_serial import SerialTransport

import drivers
from appliance.commands.node_check import NodeReport, NodeUnusable, listen, opened, the_port
from appliance.commands.terminal import say, say_aside
from appliance.core.message import message
from appliance.errors import ArchStatsError
from drivers.errors import VersionError
from drivers.node.setup import NAME as SETUP
from drivers.node.setup import USUAL_CHIRP_HZ
from drivers.wire.fields import PROMPT, PROTOCOL_VERSION, pack_frame
from drivers.wire.framer import framed
from drivers.wire.ranges import plain_text

LEAST_MICROPYTHON = (1, 24)
PORT_BACK_WITHIN_S = 20.0
STARTS_WITHIN_S = 15.0
LOOK_EVERY_S = 0.5
CTRL_C = b"\r\x03"
MAIN = "main.py"
SHARED = ("__init__.py", "wire/__init__.py", "wire/framer.py", "wire/fields.py")
"""Files that the host runs too."""
PICOS = ("RP2040", "RP2350")
WHO = "import sys; print(list(sys.implementation.version[:2]), sys.implementation._machine, sep='|')"
TAKE_FAULT = (
    "import os\ntry:\n with open('fault.txt') as f: print(f.read())\n os.remove('fault.txt')\nexcept OSError: pass"
)
MOST_FAULT_LINES, MOST_FAULT_CHARACTERS = 8, 120


@dataclass(frozen=True, slots=True)
class Wiring:
    """The setup that the firmware reads, as drivers/node/setup.py describes it."""

    channels: int = 8
    upper: bool = False
    dac: bool = False
    emitters: int = 0
    chirp_hz: int = USUAL_CHIRP_HZ
    uart: bool = False
    shared: bool = False
    baud: int = 115200


class Board(Protocol):
    """A MicroPython prompt: what mpremote's transport has."""

    def exec(self, command: str) -> bytes:
        """Run it; returns what it printed."""

    def fs_writefile(self, path: str, data: bytes) -> None:
        """Write a file."""

    def fs_hashfile(self, path: str, algorithm: str) -> bytes:
        """Digest of a file."""


class OpenBoard(Board, Protocol):
    """The same at the end of a cable."""

    def enter_raw_repl(self, soft_reset: bool) -> None:
        """Have it answer a program, not a person."""

    def exec_raw_no_follow(self, command: str) -> None:
        """Run it, and wait for nothing."""

    def close(self) -> None:
        """Let go of the port."""


def flash(port: str | None, wiring: Wiring) -> int:
    """Put it there, start it, and wait until it is heard."""
    port = port or the_port()
    give_prompt(port, wiring.baud)
    board = _prompt_of(port)
    try:
        say_fault(board)
        install(board, wiring, port)
    except (TransportError, OSError) as error:  # a serial port's errors are OSErrors
        raise NodeUnusable(message("node_write_cut", port=port)) from error
    finally:
        _start(board)
    if wiring.uart:
        say(message("node_flashed_uart"))
        return 0
    say_aside(message("node_starts"))
    heard = _report_again(port, wiring.baud)
    say(message("node_flashed", node=f"{heard.hello.header.node:016x}", firmware=heard.hello.firmware))
    return 0


def say_fault(board: Board) -> None:
    """The last failure of the firmware that was there; it is kept until it has been shown once."""
    said = board.exec(TAKE_FAULT).decode(errors="replace")
    lines = [line for line in (plain_text(line, MOST_FAULT_CHARACTERS).strip() for line in said.splitlines()) if line]
    if lines:
        say_aside(message("node_last_fault", fault="; ".join(lines[-MOST_FAULT_LINES:])))


def firmware_files() -> Iterator[tuple[str, bytes]]:
    """Path on the board and content of each file but main.py."""
    folder = Path(drivers.__file__).parent
    for name in SHARED:
        yield f"drivers/{name}", (folder / name).read_bytes()
    for path in sorted((folder / "node").glob("*.py")):
        if path.name != MAIN:
            yield f"drivers/node/{path.name}", path.read_bytes()


def install(board: Board, wiring: Wiring, port: str) -> None:
    """Check the board, write everything, read its digests back, main.py last: half a firmware never starts."""
    _check_board(board, port)
    board.exec(f"import os\nif {MAIN!r} in os.listdir(): os.remove({MAIN!r})")
    for folder in ("drivers", "drivers/wire", "drivers/node"):
        board.exec(f"import os\ntry: os.mkdir({folder!r})\nexcept OSError: pass")
    for path, content in firmware_files():
        _write(board, path, content)
    _write(board, SETUP, json.dumps(asdict(wiring)).encode())
    _write(board, MAIN, (Path(drivers.__file__).parent / "node" / MAIN).read_bytes())


def _check_board(board: Board, port: str) -> None:
    version, _, machine = board.exec(WHO).decode(errors="replace").strip().partition("|")
    if not machine.rstrip().endswith(PICOS):
        raise NodeUnusable(message("node_no_pico", port=port, machine=machine[:60] or "?"))
    if " W with " in machine:
        raise NodeUnusable(message("node_pico_w", port=port, machine=machine[:60]))
    if tuple(json.loads(version)) < LEAST_MICROPYTHON:
        shown, least = ".".join(map(str, json.loads(version))), ".".join(map(str, LEAST_MICROPYTHON))
        raise NodeUnusable(message("node_micropython_old", version=shown, least=least))


def _write(board: Board, path: str, content: bytes) -> None:
    board.fs_writefile(path, content)
    if board.fs_hashfile(path, "sha256") != hashlib.sha256(content).digest():
        raise NodeUnusable(message("node_written_badly", file=path))


def give_prompt(port: str, baud: int) -> None:
    """Ask a firmware of ours that runs there for the prompt; a board without one has its prompt already."""
    try:
        heard = asyncio.run(listen(port, baud))
    except NodeUnusable as error:
        other = error.__cause__
        # nothing that is heard is a bare board, or one that speaks at its UART: there the cable takes Ctrl-C
        asked = prompt_for(other.node, other.version) if isinstance(other, VersionError) else CTRL_C
    else:
        asked = prompt_for(heard.hello.header.node, PROTOCOL_VERSION)
    asyncio.run(_ask(port, baud, asked))
    deadline = time.monotonic() + PORT_BACK_WITHIN_S
    time.sleep(LOOK_EVERY_S)  # it goes away before it comes back
    while not Path(port).exists() and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY_S)


def prompt_for(node: int, version: int) -> bytes:
    """PROMPT in the words of a node's own version."""
    return framed(pack_frame(PROMPT, node, 0, version=version))


async def _ask(port: str, baud: int, asked: bytes) -> None:
    async with opened(port, baud) as link:
        link.write(asked)
        with suppress(TimeoutError, ArchStatsError):
            async with asyncio.timeout(1.0):
                while True:
                    await link.read()


def _prompt_of(port: str) -> OpenBoard:
    with ExitStack() as unless_it_answers:
        try:
            board: OpenBoard = SerialTransport(port)
            unless_it_answers.callback(_close, board)
            board.enter_raw_repl(soft_reset=False)
        except (TransportError, OSError) as error:
            raise NodeUnusable(message("node_no_prompt", port=port)) from error
        unless_it_answers.pop_all()
    return board


def _start(board: OpenBoard) -> None:
    """Start what is there now: the port goes away at once, so nothing answers."""
    with suppress(TransportError, OSError):
        board.exec_raw_no_follow("import machine; machine.reset()")
    _close(board)


def _close(board: OpenBoard) -> None:
    with suppress(TransportError, OSError):
        board.close()


def _report_again(port: str, baud: int) -> NodeReport:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            return asyncio.run(listen(port, baud))
        except ArchStatsError:
            if time.monotonic() > deadline:
                raise
            time.sleep(LOOK_EVERY_S)
