"""arch-stats node flash: writes the firmware of a node to a Pico over its cable."""

import asyncio
import json
import time
from dataclasses import asdict, dataclass

from appliance.commands.board_prompt import (
    CTRL_C,
    LOOK_EVERY_S,
    Board,
    Program,
    ask_for_prompt,
    at_prompt,
    print_fault,
    put,
)
from appliance.commands.node_check import NodeReport, NodeUnusable, listen, the_port
from appliance.commands.terminal import print_message, print_to_stderr
from appliance.core.message import message
from appliance.errors import ArchStatsError
from drivers.errors import VersionError
from drivers.node.setup import NAME as SETUP
from drivers.node.setup import USUAL_CHIRP_HZ
from drivers.wire.fields import PROMPT, PROTOCOL_VERSION, pack_frame
from drivers.wire.framer import framed

STARTS_WITHIN_S = 15.0
SHARED = ("__init__.py", "wire/__init__.py", "wire/framer.py", "wire/fields.py")
"""Files that the host runs too."""


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


def flash(port: str | None, wiring: Wiring) -> int:
    """Write the firmware, start it, and wait for the node's report, unless the node is to use its UART."""
    port = port or the_port()
    give_prompt(port, wiring.baud)
    with at_prompt(port) as board:
        print_fault(board)
        install(board, wiring, port)
    if wiring.uart:
        print_message(message("node_flashed_uart"))
        return 0
    print_to_stderr(message("node_starts"))
    heard = _report_again(port, wiring.baud)
    print_message(message("node_flashed", node=f"{heard.hello.header.node:016x}", firmware=heard.hello.firmware))
    return 0


def install(board: Board, wiring: Wiring, port: str) -> None:
    """Write the firmware and its setup."""
    put(board, program_of(wiring), port)


def program_of(wiring: Wiring) -> Program:
    """The firmware of a node with this wiring."""
    return Program("node", SHARED, (SETUP, json.dumps(asdict(wiring)).encode()))


def give_prompt(port: str, baud: int) -> None:
    """Have our firmware give the prompt, if it runs on the board; a bare board is at its prompt already."""
    try:
        heard = asyncio.run(listen(port, baud))
    except NodeUnusable as error:
        other = error.__cause__
        # a silent board is bare, or uses its UART: both stop by Ctrl-C on the cable
        asked = prompt_for(other.node, other.version) if isinstance(other, VersionError) else CTRL_C
    else:
        asked = prompt_for(heard.hello.header.node, PROTOCOL_VERSION)
    ask_for_prompt(port, baud, asked)


def prompt_for(node: int, version: int) -> bytes:
    """The message PROMPT in the protocol version of the node."""
    return framed(pack_frame(PROMPT, node, 0, version=version))


def _report_again(port: str, baud: int) -> NodeReport:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            return asyncio.run(listen(port, baud))
        except ArchStatsError:
            if time.monotonic() > deadline:
                raise
            time.sleep(LOOK_EVERY_S)
