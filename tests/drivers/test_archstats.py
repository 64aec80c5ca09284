from appliance.core.events import Burst, BurstKey
from drivers.acoustic.archstats import ArchStatsDialect
from drivers.acoustic.auto import AutoDialect
from drivers.acoustic.dialect import Reception, Said
from drivers.wire.codec import decode, encode
from drivers.wire.framer import Framer, framed
from drivers.wire.messages import Ack, Channel, Climate, Header, Hello, Message, Ping, Replay, Shot, Status
from tests.builders import NOW

RECEPTION = Reception(NOW, 5.0)
CHANNELS = tuple(Channel(1000 + k, 5, 100, 1) for k in range(8))
FREETARGET_SHOT = b'{"shot":1, "name":"T", "time": 13.38 ,"x":1.13, "y":16.81 }'


def shot(sequence: int, boot: int = 9) -> bytes:
    return encode(
        Shot(Header(1, boot, sequence), 0, CHANNELS, False, False, False, Climate(20.0, 50.0, 101_325.0), 3300)
    )


def hello(oldest: int, newest: int, boot: int = 9) -> bytes:
    return encode(Hello(Header(1, boot, 0), 80_000_000, 32, 8, oldest, newest, "1.0"))


def status(newest: int, boot: int = 9) -> bytes:
    return encode(Status(Header(1, boot, 0), 0, 0, Climate(20.0), 3300, newest, 0, ()))


def sent(dialect: ArchStatsDialect | AutoDialect) -> list[Message | None]:
    return [decode(frame) for frame in Framer().feed(dialect.output(quiet=False))]


def greeted() -> ArchStatsDialect:
    dialect = ArchStatsDialect(8e6)
    assert [type(m) for m in sent(dialect)] == [Ping]
    return dialect


def test_a_shot_becomes_a_burst_with_the_nodes_own_clock() -> None:
    dialect = greeted()
    dialect.feed(hello(1, 0), RECEPTION)
    (burst,) = dialect.feed(shot(1), RECEPTION)
    assert isinstance(burst, Burst)
    assert burst.key == BurstKey("archstats-1", 9, 1)
    assert (burst.tick_hz, burst.ticks[7], burst.air.temp_c) == (80e6, 1007, 20.0)


def test_what_is_durable_is_acknowledged() -> None:
    dialect = greeted()
    dialect.acknowledge(BurstKey("archstats-1", 9, 4))
    (ack,) = sent(dialect)
    assert isinstance(ack, Ack)
    assert (ack.header.boot, ack.header.sequence) == (9, 4)


def test_what_the_node_still_holds_is_asked_for() -> None:
    dialect = greeted()
    dialect.feed(hello(3, 7), RECEPTION)
    assert sent(dialect) == [Replay(Header(0, 9, 0), 3, 7)]


def test_a_gap_is_asked_for() -> None:
    dialect = greeted()
    dialect.feed(shot(1) + shot(4), RECEPTION)
    assert sent(dialect) == [Replay(Header(0, 9, 0), 2, 3)]


def test_a_lost_last_shot_is_noticed_by_the_next_status() -> None:
    dialect = greeted()
    dialect.feed(shot(1) + status(2), RECEPTION)
    assert sent(dialect) == [Replay(Header(0, 9, 0), 2, 2)]
    dialect.feed(status(2), RECEPTION)
    assert sent(dialect) == []


def test_a_reset_node_counts_from_the_beginning() -> None:
    dialect = greeted()
    dialect.feed(shot(50) + shot(1, boot=10), RECEPTION)
    assert sent(dialect) == []


def test_a_node_of_another_protocol_version_is_told_once() -> None:
    dialect = greeted()
    foreign = framed(b"\x21" + bytes(20))
    words = dialect.feed(foreign * 3, RECEPTION)
    assert len(words) == 1
    assert isinstance(words[0], Said)
    assert "version 2" in words[0].detail
    assert dialect.dropped == 3


def test_auto_says_nothing_before_it_knows_the_language() -> None:
    for first in (shot(1), FREETARGET_SHOT):
        dialect = AutoDialect(8e6)
        assert dialect.output(quiet=True) == b""
        assert dialect.feed(b"\r\nboot text\r\n\x00", RECEPTION) == []
        (burst,) = dialect.feed(first, RECEPTION)
        assert isinstance(burst, Burst)


def test_auto_speaks_once_it_knows() -> None:
    dialect = AutoDialect(8e6)
    dialect.feed(status(0), RECEPTION)
    assert dialect.silent_after_s == 3.0
    assert [type(m) for m in sent(dialect)] == [Ping]
