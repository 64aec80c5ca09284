"""Every parser of a wire, over everything that may come: never an exception, never more than linear work."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.events import Burst, ShotsLost
from appliance.core.ports import NodeProtocol
from drivers.acoustic.archstats import ArchStatsDialect
from drivers.acoustic.dialect import NodeEvent, Reception
from drivers.acoustic.freetarget import FreeTargetDialect
from drivers.acoustic.freetarget_parser import FreeTargetParser
from drivers.acoustic.languages import make_dialect
from drivers.arrow_reader.tags import TagFramer
from drivers.bow.line import BowLine
from drivers.errors import FrameError
from drivers.wire.codec import decode, encode
from drivers.wire.framer import Framer, framed
from drivers.wire.freetarget_messages import read_object
from drivers.wire.freetarget_text import MAX_OBJECT_BYTES, BraceCutter, TextObject, _value, pairs
from drivers.wire.messages import Channel, Climate, Gone, GoneReason, Header, Held, Hello, Message, Shot, Status
from drivers.wire.pn532 import ChipFramer
from tests.builders import NOW
from tests.drivers.properties import steady
from tests.english import all_english

U8, U16, U32 = st.integers(0, 255), st.integers(0, (1 << 16) - 1), st.integers(0, (1 << 32) - 1)
U64, BOOT = st.integers(0, (1 << 64) - 1), st.integers(0, (1 << 63) - 1)
SMALL = st.integers(0, 40)
HEADERS = st.builds(Header, st.one_of(st.just(7), U64), st.one_of(st.just(1), BOOT), st.one_of(SMALL, U32))
HELD = st.one_of(st.builds(Held, *[SMALL] * 6), st.builds(Held, *[U32] * 6))
CLIMATES = st.builds(
    Climate,
    st.one_of(st.none(), st.floats(-327, 327)),
    st.one_of(st.none(), st.floats(0, 655)),
    st.one_of(st.none(), st.floats(1, 4e9)),
)
CHANNELS = st.lists(st.builds(Channel, st.one_of(st.none(), U32), st.one_of(st.none(), U16), U16, U8), max_size=8)
TIMES = st.one_of(st.integers(0, 10**8), U64)
MESSAGES: st.SearchStrategy[Message] = st.one_of(
    st.builds(Hello, HEADERS, TIMES, U64, U32, U8, U8, st.booleans(), HELD, st.text(max_size=15)),
    st.builds(Status, HEADERS, TIMES, CLIMATES, U16, HELD, U32, st.lists(U8, max_size=8).map(tuple)),
    st.builds(
        Shot, HEADERS, TIMES, TIMES, U32, U8, CHANNELS.map(tuple), CLIMATES, U16,
        st.booleans(), st.booleans(), st.booleans(),
    ),
    st.builds(Gone, HEADERS, st.one_of(SMALL, U32), st.one_of(SMALL, U32), st.sampled_from(GoneReason)),
)  # fmt: skip
KEYS = st.sampled_from(
    ["shot", "miss", "name", "time", "x", "y", "r", "T", "N", "E", "S", "W", "n", "e", "s", "w", "VERSION", "V_REF",
     "face", "time_to_go", "session_type", "CONNECTED", "KEEP_ALIVE", "Fault", "timer", "NAME", "TEMPERATURE", "BYE"]
)  # fmt: skip
PRINTED = st.one_of(
    st.integers().map(str),
    st.floats().map(str),
    st.floats(-99, 99).map("{:.2f}".format),
    st.text(max_size=20).map('"{}"'.format),
    st.sampled_from(["NAN", "-inf", '"5a"', "9" * 400, '"' + "9" * 400 + 's"', "", ",", "1e5", "1.2.3"]),
)
OBJECTS = st.lists(st.tuples(KEYS, PRINTED), max_size=12).map(
    lambda items: "{" + ", ".join(f'"{key}":{value}' for key, value in items) + "}"
)


def reception(us: float) -> Reception:
    return Reception(NOW, us)


def check(words: list[NodeEvent], now_us: float) -> None:
    for word in words:
        if isinstance(word, ShotsLost):
            assert 0 <= word.first <= word.last
            assert word.until_us is not None
            assert word.from_us is None or word.from_us <= word.until_us
        if isinstance(word, Burst):
            assert 0 <= word.key.boot < 1 << 63
            assert 0 <= word.key.sequence < 1 << 32
            assert 1e5 <= word.tick_hz <= 1e9
            assert 8 <= word.tick_bits <= 32
            assert 1 <= len(word.ticks) <= 8
            assert all(tick is None or 0 <= tick < 1 << word.tick_bits for tick in word.ticks)
            assert word.impact_us is None or abs(word.impact_us) < 1e15
            assert word.impact_us is None or word.impact_us <= word.loop_us <= now_us
            assert word.air.temp_c is None or -40 <= word.air.temp_c <= 60
            assert word.air.rh_pct is None or 0 <= word.air.rh_pct <= 100
            assert word.air.pressure_pa is None or 30_000 <= word.air.pressure_pa <= 110_000
            assert word.board_x_mm is None or abs(word.board_x_mm) <= 2000
            assert word.key.node.isprintable()


@steady
@given(st.lists(st.tuples(MESSAGES, st.integers(0, 10**8)), max_size=30))
def test_whatever_a_node_of_ours_says_nothing_breaks_and_no_burst_is_impossible(
    messages: list[tuple[Message, int]],
) -> None:
    dialect, now_us = ArchStatsDialect(8e6), 0.0
    dialect.open_link(now_us)
    for message, wait_us in messages:
        now_us += wait_us
        check(dialect.feed(encode(message), reception(now_us)), now_us)
        dialect.output(now_us, quiet=True)
        due_us = dialect.due_us()
        assert due_us is not None
        assert dialect.counts.shots_awaited <= 1 << 30
    assert dialect._broken_kinds == set()
    now_us += 10e6
    check(dialect.tick(reception(now_us)), now_us)
    assert all(stream._waiting == {} for stream in dialect._streams)
    assert len(dialect._streams) <= 16


@steady
@given(st.lists(st.one_of(st.binary(max_size=100), MESSAGES.map(encode), OBJECTS.map(str.encode)), max_size=20))
def test_whatever_bytes_come_no_dialect_breaks(lumps: list[bytes]) -> None:
    for dialect in (make_dialect("archstats"), make_dialect("freetarget"), make_dialect("auto")):
        dialect.open_link(0.0)
        for k, lump in enumerate(lumps):
            check(dialect.feed(lump, reception(k * 1e5)), k * 1e5)
            dialect.output(k * 1e5, quiet=True)
            dialect.verdict(k * 1e5)
            assert all(len(problem) < 300 for problem in all_english(dialect.problems(k * 1e5)))
        dialect.close_link(reception(1e9))


@steady
@given(st.lists(OBJECTS, max_size=12))
def test_whatever_objects_a_board_prints_nothing_breaks(objects: list[str]) -> None:
    dialect = FreeTargetDialect()
    dialect.open_link(0.0)
    for k, text in enumerate(objects):
        check(dialect.feed(text.encode(), reception(k * 1e6)), k * 1e6)
    assert dialect._parser._broken == 0


@steady
@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=300))
def test_any_text_between_braces_is_read_or_skipped(body: str) -> None:
    read_object(TextObject(body, ""))
    FreeTargetParser().feed(("{" + body + "}").encode())


@steady
@given(st.binary(max_size=400))
def test_any_frame_is_a_message_or_refused(frame: bytes) -> None:
    with suppress(FrameError):
        decode(frame)
    Framer().feed(frame)
    if frame:
        Framer().feed(framed(frame[:300]))


@steady
@given(st.binary(max_size=400))
def test_any_bytes_are_tags_or_dropped(data: bytes) -> None:
    whole, single = TagFramer(), TagFramer()
    codes = whole.feed(data)
    assert codes == [code for byte in data for code in single.feed(bytes([byte]))]
    assert all(re.fullmatch(r"[0-9A-Z-]{4,64}", code) for code in codes)


_PAIR = re.compile(r'"?(?P<key>[A-Za-z][A-Za-z0-9_ ]*)"\s*:?\s*(?P<value>"[^"]*"|[-+]?[A-Za-z0-9.]+)', re.ASCII)


@steady
@given(st.text(alphabet='aB1_ .,:"\n-+{', max_size=40))
def test_pairs_are_those_of_the_plain_but_quadratic_expression(body: str) -> None:
    assert pairs(body) == {m["key"]: _value(m["value"]) for m in _PAIR.finditer(body)}


LINEAR: dict[str, Callable[[bytes], object]] = {
    "pairs": lambda data: pairs(data.decode("latin-1")),
    "object": lambda data: read_object(TextObject(data.decode("latin-1"), "")),
    "cutter": lambda data: BraceCutter().feed(data),
    "framer": lambda data: Framer().feed(data),
    "tags": lambda data: TagFramer().feed(data),
    "bows": lambda data: BowLine().feed(data, reception(0.0)),
    "pn532": lambda data: ChipFramer().feed(data),
}


def _listen(protocol: NodeProtocol, data: bytes) -> object:
    return make_dialect(protocol).feed(data, reception(0.0))


# auto is all of them beside each other
LINEAR |= {protocol: partial(_listen, protocol) for protocol in get_args(NodeProtocol) if protocol != "auto"}
PATTERNS = [
    b" ", b'"', b"a", b"a ", b'a"', b'"a" ', b'"a":"', b'"a":', b"{", b"}", b"~", b"\n", b"\r\n", b"{}", b'{"a":1}',
    b"1", b"9.", b"\x02", b"\x02\x03", b"~AAAAAAAA\n", b"\xff", b"\x00", b"1.1: ",
    b"\x00\xff", b"\x00\xff\xfe\x02", b"\x00\xff\x02\xfe\xd5",
]  # fmt: skip


def cpu_s(work: Callable[[bytes], object], data: bytes) -> float:
    """The least of some runs, of this process alone."""
    took = []
    for _ in range(3):
        started = time.process_time()
        work(data)
        took.append(time.process_time() - started)
    return min(took)


@pytest.mark.parametrize("name", sorted(LINEAR))
def test_eight_times_the_input_is_not_much_more_than_eight_times_the_work(name: str) -> None:
    work = LINEAR[name]
    for pattern in PATTERNS:
        small, large = (cpu_s(work, (pattern * size)[:size]) for size in (8_000, 64_000))
        # a quadratic parser takes 64 times as long; what is done in a millisecond cannot be measured so
        assert large < 0.002 or large / max(small, 1e-5) < 30, (pattern, small, large)


def test_memory_is_bounded_whatever_never_ends() -> None:
    dialects = ArchStatsDialect(8e6), FreeTargetDialect()
    for filler in (b"~" + b"A" * 999, b"{" + b"x" * 999, b"x" * 1000, b'"a":1,' * 100):
        for dialect in dialects:
            for _ in range(200):
                dialect.feed(filler, reception(0.0))
    assert len(dialects[0]._framer._buffer) < 1000
    assert len(dialects[1]._parser._cutter._object) <= MAX_OBJECT_BYTES
