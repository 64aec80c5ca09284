"""The conversation says the same under both interpreters, frame by frame, over hours of everything at random."""

import random
import re
import subprocess
import sys

from drivers.node.conversation import Conversation, Identity
from drivers.sim.virtual_node import HARDWARE_ID
from drivers.wire.codec import decode, encode
from drivers.wire.framer import Framer
from drivers.wire.messages import (
    Ack,
    Climate,
    Gone,
    Header,
    Held,
    Hello,
    Measure,
    Message,
    Ping,
    Refuse,
    Replay,
    Shot,
    Status,
)
from tests.drivers.simulated_line import flips_bits
from tests.node.micropython import ROOT, SCRIPTS, output_of

STEPS = 3_000
PICO_HEAP_BYTES = 160_000
"""Less than the smaller Pico has, and here every word is twice as long."""
BOOT = 7


def a_message(dice: random.Random, last: int) -> Message:
    header = Header(dice.choice((HARDWARE_ID, HARDWARE_ID, 0, 5)), dice.choice((BOOT, BOOT, 9)))
    first = dice.randrange(1, last + 5)
    kinds: list[Message] = [
        Ping(header, dice.getrandbits(64)),
        Ack(Header(header.node, header.boot, dice.randrange(1, last + 3))),
        Replay(header, first, first + dice.randrange(-2, 30)),
        Refuse(header, 1, 3),
        Measure(header, 3000),
        Status(header, 5, Climate(), 0, Held(), 0, ()),
    ]
    return dice.choice(kinds[:3] * 3 + kinds)


def a_trace(dice: random.Random) -> list[str]:
    now_us, last, lines = 0, 0, []
    wire = flips_bits(dice, 1e-4)
    for _ in range(STEPS):
        now_us += dice.choice((0, 100, 5_000, 130_000, 1_100_000, 7_000_000))
        if dice.random() < 0.3:
            last += 1
            counts = ",".join(str(dice.getrandbits(32)) for _ in range(8))
            lines.append(f"{now_us} shoot {counts}\n")
        else:
            data = wire(encode(a_message(dice, last))) + dice.choice((b"", b"", dice.randbytes(5)))
            lines.append(f"{now_us} hear {data.hex()}\n")
    return lines


def output_here(lines: list[str]) -> bytes:
    talk = Conversation(Identity(HARDWARE_ID, BOOT, firmware="node trace"), capacity=20)
    out = b""
    for line in lines:
        at, order, value = line.split(" ")
        if order == "hear":
            talk.receive(bytes.fromhex(value), int(at))
        else:
            talk.shot(int(at), 0xFF, 0, [(int(count), 40, 900, 3, 0, 0) for count in value.split(",")])
        while frame := talk.next_frame(int(at)):
            out += frame
    return out


def test_the_firmware_says_the_same_under_both_interpreters() -> None:
    lines = a_trace(random.Random(11))
    here = output_here(lines).splitlines()
    there = output_of("conversation_trace.py", "".join(lines).encode()).splitlines()
    assert len(here) == len(there)
    for ours, theirs in zip(here, there, strict=True):
        assert ours == theirs
    kinds = {type(decode(frame)) for frame in Framer().feed(b"\n".join(here) + b"\n")}
    assert kinds == {Hello, Status, Shot, Gone}


def a_chirp(dice: random.Random, way: list[int]) -> str:
    """Now and then with an arrow in it, or not heard."""
    channels = []
    arrow = dice.randrange(90_000) if dice.random() < 0.3 else None
    for us in way:
        rises = [us + 200 * n for n in range(4)] if dice.random() < 0.9 else []
        if arrow is not None:
            rises += [arrow + dice.randrange(40_000) + 2_000 * n for n in range(5)]
        pulses = [(rise, rise + 30, rise + 30) for rise in sorted(rises)]
        channels.append("/".join(",".join(f"{~count & 0xFFFFFFFF:x}" for count in pulse) for pulse in pulses))
    return " ".join(channels) + "\n"


def test_chirps_are_sorted_alike_under_both_interpreters() -> None:
    dice = random.Random(4)
    way = [dice.randrange(500, 40_000) for _ in range(8)]
    lines = "".join(a_chirp(dice, way) for _ in range(300)).encode()
    here = subprocess.run(
        [sys.executable, SCRIPTS / "sorted_chirps.py", ROOT], input=lines, capture_output=True, check=True
    ).stdout
    assert output_of("sorted_chirps.py", lines) == here
    # some are chirps, of some nothing is known, and in some an arrow was
    verdicts = here.decode().splitlines()
    nothing = str([[] for _ in way])
    assert {"True", f"False {nothing}"} < {one.replace(f"True {nothing}", "True") for one in verdicts}
    assert sum("False" in one and nothing not in one for one in verdicts) > 20


def test_256_held_shots_fit_a_picos_memory_for_ever() -> None:
    output = output_of("held_memory.py", heap_bytes=PICO_HEAP_BYTES)
    held, _, free = output.rpartition(b" ")
    assert held == b"(2745, 3000, 3000, 2744, 1, 2744)"
    words = " ".join((ROOT / "drivers" / "node" / "README.md").read_text(encoding="utf-8").split())
    documented = re.search(rf"(\d+) kB of a heap of {PICO_HEAP_BYTES // 1000} kB are free", words)
    assert documented
    # interpreters differ by some words
    assert abs(int(free) - 1000 * int(documented[1])) < 5_000
