"""A board at its MicroPython prompt, over its cable by mpremote: nodes and bow sensors are flashed by it."""

import asyncio
import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from mpremote.transport import TransportError
from mpremote.transport_serial import SerialTransport

import drivers
from appliance.commands.node_check import NodeUnusable, opened
from appliance.commands.terminal import print_to_stderr
from appliance.core.message import message
from appliance.errors import ArchStatsError
from drivers.wire.ranges import plain_text

PORT_BACK_WITHIN_S = 20.0
LOOK_EVERY_S = 0.5
LEAST_MICROPYTHON = (1, 24)
CTRL_C = b"\r\x03"
MAIN = "main.py"
PICOS = ("RP2040", "RP2350")
WITH_RADIO = " W with "
WHO = "import sys; print(list(sys.implementation.version[:2]), sys.implementation._machine, sep='|')"
TAKE_FAULT = (
    "import os\ntry:\n with open('fault.txt') as f: print(f.read())\n os.remove('fault.txt')\nexcept OSError: pass"
)
READ_FILE = "try:\n with open({}) as f: print(f.read())\nexcept OSError: pass"
MOST_FAULT_LINES, MOST_FAULT_CHARACTERS = 8, 120
Radio = Literal["none", "possible", "needed"]


@dataclass(frozen=True, slots=True)
class Program:
    """What is written to a board: main.py and the modules of a `folder` in `drivers`, other files of `drivers`, its
    setup.

    `setup`: name and content; None keeps the board's own. `radio`: whether the board may or must have Wi-Fi.
    `hosts_own`: files of the folder that only the host runs.
    """

    folder: str
    others: Sequence[str]
    setup: tuple[str, bytes] | None
    radio: Radio = "none"
    hosts_own: Sequence[str] = ()

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Path on the board and content of each file but main.py."""
        root = Path(drivers.__file__).parent
        for name in self.others:
            yield f"drivers/{name}", (root / name).read_bytes()
        for path in sorted((root / self.folder).glob("*.py")):
            if path.name not in (MAIN, *self.hosts_own):
                yield f"drivers/{self.folder}/{path.name}", path.read_bytes()

    @property
    def main(self) -> bytes:
        """The content of main.py, which the interpreter runs after each reset."""
        return (Path(drivers.__file__).parent / self.folder / MAIN).read_bytes()


class Board(Protocol):
    """A MicroPython prompt: the part of mpremote's transport that is used."""

    def exec(self, command: str) -> bytes:
        """Run `command` on the board; returns what it printed."""

    def fs_writefile(self, path: str, data: bytes) -> None:
        """Write a file."""

    def fs_hashfile(self, path: str, algorithm: str) -> bytes:
        """Digest of a file on the board."""


class OpenBoard(Board, Protocol):
    """A board at a serial port: more of mpremote's transport."""

    def enter_raw_repl(self, soft_reset: bool) -> None:
        """Switch to the raw REPL, in which a program and not a person types."""

    def exec_raw_no_follow(self, command: str) -> None:
        """Start `command`, without waiting for its output."""

    def close(self) -> None:
        """Close the port."""


def print_fault(board: Board) -> None:
    """Print the last failure of the firmware that was on the board, and delete it there."""
    output = board.exec(TAKE_FAULT).decode(errors="replace")
    lines = [line for line in (plain_text(line, MOST_FAULT_CHARACTERS).strip() for line in output.splitlines()) if line]
    if lines:
        print_to_stderr(message("node_last_fault", fault="; ".join(lines[-MOST_FAULT_LINES:])))


def kept_on(board: Board, name: str) -> bytes:
    """The content of a small file on the board; empty where there is none."""
    return board.exec(READ_FILE.format(repr(name))).strip()


def put(board: Board, program: Program, port: str) -> None:
    """Check the board, write all files and compare their digests; main.py comes last, so that no partial firmware
    starts."""
    _check_board(board, port, program.radio)
    board.exec(f"import os\nif {MAIN!r} in os.listdir(): os.remove({MAIN!r})")
    files = list(program.files())
    for folder in ("drivers", *sorted({path.rpartition("/")[0] for path, _ in files} - {"drivers"})):
        board.exec(f"import os\ntry: os.mkdir({folder!r})\nexcept OSError: pass")
    for path, content in files:
        _write(board, path, content)
    if program.setup is not None:
        _write(board, *program.setup)
    _write(board, MAIN, program.main)


def _check_board(board: Board, port: str, radio: Radio) -> None:
    version, _, machine = board.exec(WHO).decode(errors="replace").strip().partition("|")
    if not machine.rstrip().endswith(PICOS):
        raise NodeUnusable(message("node_no_pico", port=port, machine=machine[:60] or "?"))
    if WITH_RADIO in machine and radio == "none":
        raise NodeUnusable(message("node_pico_w", port=port, machine=machine[:60]))
    if WITH_RADIO not in machine and radio == "needed":
        raise NodeUnusable(message("bow_pico_without_w", port=port, machine=machine[:60]))
    if tuple(json.loads(version)) < LEAST_MICROPYTHON:
        shown, least = ".".join(map(str, json.loads(version))), ".".join(map(str, LEAST_MICROPYTHON))
        raise NodeUnusable(message("node_micropython_old", version=shown, least=least))


def _write(board: Board, path: str, content: bytes) -> None:
    board.fs_writefile(path, content)
    if board.fs_hashfile(path, "sha256") != hashlib.sha256(content).digest():
        raise NodeUnusable(message("node_written_badly", file=path))


def ask_for_prompt(port: str, baud: int, asked: bytes) -> None:
    """Send `asked` at the port, and wait until the port is there again."""
    asyncio.run(_ask(port, baud, asked))
    deadline = time.monotonic() + PORT_BACK_WITHIN_S
    time.sleep(LOOK_EVERY_S)  # it goes away before it comes back
    while not Path(port).exists() and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY_S)


async def _ask(port: str, baud: int, asked: bytes) -> None:
    async with opened(port, baud) as link:
        link.write(asked)
        with suppress(TimeoutError, ArchStatsError):
            async with asyncio.timeout(1.0):
                while True:
                    await link.read()


@contextmanager
def at_prompt(port: str) -> Iterator[OpenBoard]:
    """The board at its prompt; afterwards it is reset and its program starts. Raises NodeUnusable."""
    board = _prompt_of(port)
    try:
        yield board
    except (TransportError, OSError) as error:  # a serial port's errors are OSErrors
        raise NodeUnusable(message("node_write_cut", port=port)) from error
    finally:
        _start(board)


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
    """Reset the board, so that its program starts; the port disappears at once, so there is no answer."""
    with suppress(TransportError, OSError):
        board.exec_raw_no_follow("import machine; machine.reset()")
    _close(board)


def _close(board: OpenBoard) -> None:
    with suppress(TransportError, OSError):
        board.close()
