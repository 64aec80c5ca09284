"""Odd frames by the thousand: python -m tests.faults.frames [N]

N pieces to each dialect (noise, damaged frames, whole frames with values that no honest board sends, freeTarget lines
of any content), and then N over the wire into a running appliance, with true arrows between. Nothing may raise, the
process may not end, and every arrow must be in the record. Ends with 1 otherwise.
"""

import asyncio
import json
import random
import sys
import time
import traceback
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from appliance.core.ports import NodeProtocol
from drivers.acoustic.dialect import Reception
from drivers.acoustic.languages import make_dialect
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt
from drivers.wire.codec import encode
from tests.data import ACOUSTICS
from tests.faults.bench import Bench, Plan, range_with
from tests.faults.lines import FaultyLine
from tests.faults.odd import damaged, odd_integer, odd_json, odd_number, odd_text, with_odd_fields
from tests.faults.postgres import make_template, reachable_folder

PIECES = 100_000
TICK_HZ = 8e6
AT_ONCE = 50
ARROW_EVERY = 500
READ_WITHIN_S = 30.0
MANY_ENDS = 3
TRACES = 5
KEYS = (
    "shot",
    "miss",
    "name",
    "time",
    "x",
    "y",
    "N",
    "E",
    "S",
    "W",
    "V_REF",
    "T",
    "VERSION",
    "CONNECTED",
    "IP",
    "ECHO",
)


class Recorder(FaultyLine):
    """Keeps what the node sends."""

    def __init__(self, dice: random.Random) -> None:
        super().__init__(dice)
        self.sent: list[bytes] = []

    async def write(self, data: bytes) -> None:
        self.sent.append(data)


async def honest(dice: random.Random) -> tuple[list[bytes], list[Any]]:
    """Frames and messages of a node that means well."""
    line = Recorder(dice)
    node = PtyNode(VirtualButt(), dice, line)
    running = asyncio.create_task(node.run())
    for _ in range(20):
        await node.shoot(dice.uniform(100, 1200), dice.uniform(100, 1200))
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    line.unplug()
    return line.sent, list(node.held.values())


def piece(dice: random.Random, frames: list[bytes], messages: list[Any]) -> bytes:
    """One thing that may arrive."""
    match dice.randrange(4):
        case 0:
            return damaged(dice.choice(frames), dice)
        case 1:
            # what its format cannot hold never was a frame
            with suppress(Exception):
                return encode(with_odd_fields(dice.choice(messages), dice))
            return dice.choice(frames)
        case 2:
            return damaged(board_line(dice), dice)
        case _:
            return board_line(dice)


def board_line(dice: random.Random) -> bytes:
    """A freeTarget object whose keys may be right and whose values need not be."""
    pairs = []
    for key in dice.sample(KEYS, dice.randrange(1, 8)):
        value = dice.choice((odd_integer(dice), odd_number(dice), odd_text(dice), odd_json(dice)))
        pairs.append(f'"{key}":{json.dumps(value)}')
    return ("\r\n{" + dice.choice((", ", ",", " , , ")).join(pairs) + "}\r\n").encode(errors="replace")


def feed_dialects(count: int, frames: list[bytes], messages: list[Any], dice: random.Random) -> Counter[str]:
    """Every dialect on its own; gives what was raised, by kind."""
    recorded = [json.loads(file.read_text()) for file in sorted(Path(ACOUSTICS).glob("serial_*.json"))]
    lines = [*frames, *(str(one.get("raw_b64", "")).encode() for one in recorded)]
    raised: Counter[str] = Counter()
    for protocol in get_args(NodeProtocol):
        dialect = make_dialect(protocol, TICK_HZ)
        started = time.monotonic()
        for number in range(count):
            data = piece(dice, lines, messages)
            try:
                dialect.feed(data, Reception(datetime.now(UTC), time.monotonic() * 1e6))
                dialect.output(time.monotonic() * 1e6, quiet=bool(number % 2))
            except Exception as error:
                raised[f"{protocol}: {error!r}"[:200]] += 1
                if sum(raised.values()) <= TRACES:
                    print(f"{data!r}")
                    traceback.print_exc()
        print(f"{protocol}: {count} pieces, {time.monotonic() - started:.0f} s", flush=True)
    return raised


async def into_the_appliance(bench: Bench, count: int, frames: list[bytes], messages: list[Any]) -> None:
    """Over the wire, faster than any board, with arrows between."""
    dice = bench.dice
    for number in range(0, count, AT_ONCE):
        if bench.wings["both"].ended_by_itself > MANY_ENDS:
            bench.notes.append(f"given up after {number} pieces: the process ended again and again")
            return
        try:
            async with asyncio.timeout(READ_WITHIN_S):
                await bench.line.write_at_once(b"".join(piece(dice, frames, messages) for _ in range(AT_ONCE)))
        except TimeoutError:
            bench.notes.append(f"after {number} pieces nobody read the line for {READ_WITHIN_S:.0f} s")
            return
        if number % ARROW_EVERY == 0:
            await bench.shoot()
        if number % 10_000 == 0:
            print(f"appliance: {number} of {count} pieces, {len(bench.truth)} arrows", flush=True)


async def run(count: int) -> int:
    dice = random.Random(1)
    frames, messages = await honest(dice)
    raised = feed_dialects(count, frames, messages, dice)
    with reachable_folder() as template:
        await make_template(template)
        async with range_with(Plan(), template, seed=1) as bench:
            await into_the_appliance(bench, count, frames, messages)
            await bench.settle()
            verdict = await bench.verdict()
            invented = [example for example in verdict.examples if "nobody shot" in example]
    print(f"raised by dialects: {dict(raised) or 'nothing'}")
    print(f"arrows: {verdict.shots}, missing {verdict.missing}, not fetched {verdict.not_fetched}")
    for note in bench.notes:
        print(f"  {note}")
    print(f"process ended by itself: {verdict.ended_by_itself} times; odd frames that made a shot: {len(invented)}")
    return 1 if raised or verdict.ended_by_itself or verdict.missing or verdict.not_fetched or bench.notes else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else PIECES)))
