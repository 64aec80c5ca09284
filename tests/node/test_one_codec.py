"""One source of frames: the files that the host imports do the same under MicroPython."""

import random
import re

from drivers.wire.codec import encode
from drivers.wire.framer import MAX_FRAME_BYTES, Framer, framed
from drivers.wire.messages import (
    Channel,
    Chirp,
    ChirpChannel,
    Climate,
    Gone,
    GoneReason,
    Header,
    Held,
    Hello,
    Measure,
    Message,
    NodeFault,
    Ping,
    Replay,
    SelfReport,
    Shot,
    Status,
)
from tests.drivers.test_codec import MESSAGES
from tests.node.micropython import output_of

EACH = 60
TAIL = re.compile(rb"dropped (\d+) junk (\d+)\n$")


def any_messages(dice: random.Random) -> list[Message]:
    """Messages of every type with values from edge to edge."""

    def number(bits: int) -> int:
        return dice.choice((0, 1, (1 << bits) - 1, dice.getrandbits(bits)))

    def header() -> Header:
        return Header(number(64), number(63), number(32))

    def climate() -> Climate:
        return Climate(
            dice.choice((None, -40.0, dice.randrange(-4000, 6000) / 100)),
            dice.choice((None, 100.0, dice.randrange(10_000) / 100)),
            dice.choice((None, float(1 + number(31)))),
        )

    def held() -> Held:
        return Held(*(number(32) for _ in range(6)))

    def channels() -> tuple[Channel, ...]:
        return tuple(
            Channel(
                dice.choice((None, number(32))),
                dice.choice((None, dice.randrange(65_535))),
                number(16),
                number(8),
                number(16),
                number(16),
            )
            for _ in range(dice.randrange(1, 9))
        )

    made: list[Message] = list(MESSAGES)
    for _ in range(EACH):
        report = SelfReport(NodeFault(dice.randrange(64)), number(16), number(16), number(32), number(32))
        noise = tuple(number(8) for _ in range(dice.randrange(9)))
        made += [
            Hello(header(), number(64), number(64), number(32), number(8), number(8), False, held(), "n ñ" * 9),
            Shot(header(), number(64), number(64), number(32), number(8), channels(), climate(), number(16), True),
            Status(header(), number(64), climate(), number(16), held(), number(32), noise, dice.choice((None, report))),
            Gone(header(), number(32), number(32), dice.choice(list(GoneReason))),
            Replay(header(), number(32), number(32)),
            Ping(header(), number(64)),
            Measure(header(), number(32)),
            Chirp(
                header(),
                number(64),
                number(64),
                number(32),
                number(8),
                dice.randrange(2),
                number(32),
                tuple(ChirpChannel(dice.choice((None, number(32))), number(16)) for _ in range(dice.randrange(2, 9))),
            ),
        ]
    return made


def test_every_frame_is_read_and_made_alike_by_both_interpreters() -> None:
    wires = [encode(message) for message in any_messages(random.Random(1))]
    output = output_of("echo_frames.py", b"".join(wires))
    tail = TAIL.search(output)
    assert tail is not None
    echoed = output[: tail.start()].splitlines(keepends=True)
    assert len(echoed) == len(wires)
    for sent, back in zip(wires, echoed, strict=True):
        assert back == sent
    assert tail.groups() == (b"0", b"0")


def test_a_damaged_wire_is_cut_alike_by_both_interpreters() -> None:
    dice = random.Random(2)
    pieces: list[bytes] = []
    for message in any_messages(dice):
        wire = bytearray(encode(message))
        fault = dice.randrange(6)
        if fault == 0:
            wire[dice.randrange(len(wire))] ^= 1 << dice.randrange(8)
        elif fault == 1:
            del wire[dice.randrange(len(wire)) :]
        elif fault == 2:
            pieces.append(dice.randbytes(dice.randrange(40)))
        elif fault == 3:
            wire[-1:] = b"\r\n"
        elif fault == 4:
            wire = bytearray(b"~" + b"A" * dice.randrange(500) + b"\n" + wire)
        pieces.append(bytes(wire))
    lump = b"".join(pieces) + b"\n"
    here = Framer()
    frames = here.feed(lump)
    output = output_of("echo_frames.py", lump)
    tail = TAIL.search(output)
    assert tail is not None
    assert output[: tail.start()] == b"".join(framed(frame) for frame in frames)
    assert tail.groups() == (b"%d" % here.dropped, b"%d" % here.junk_bytes)
    assert here.dropped > 50
    assert len(frames) > 100


def test_base64_is_read_strictly_where_the_interpreter_is_lenient() -> None:
    frame = framed(b"A frame whose base64 ends in padding.")
    assert b"=" in frame
    odd = [
        frame[:9] + b" " + frame[9:],
        frame[:9] + b"=" + frame[9:],
        frame[:-1] + b"AA\n",
        frame[:5] + b"-" + frame[6:],
    ]
    for line in odd:
        framer = Framer()
        assert framer.feed(line) == []
        assert framer.dropped == 1
    output = output_of("echo_frames.py", b"".join(odd))
    assert output.startswith(b"dropped 4 ")


def test_the_longest_line_holds_the_longest_frame() -> None:
    assert Framer().feed(framed(bytes(MAX_FRAME_BYTES))) == [bytes(MAX_FRAME_BYTES)]
