"""A node that began anew: what of its earlier boots is remembered is small, and enough to lose or double nothing."""

import random
import tracemalloc
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from appliance.core.events import Burst
from drivers.acoustic import streams
from drivers.acoustic.archstats import ArchStatsDialect
from drivers.acoustic.dialect import Reception
from drivers.acoustic.shot_times import REMEMBERED_SHOTS, ShotTimes
from drivers.sim.virtual_node import HARDWARE_ID
from drivers.wire.codec import encode
from drivers.wire.messages import Header, Shot
from tests.builders import NOW
from tests.drivers.simulated_line import a_shot

SHOTS = 200
BYTES_OF_A_BOOT = 20_000
AHEAD_US = 37_000_000


def shot(boot: int, number: int, *, is_held: bool = False) -> Shot:
    """`is_held`: from the memory of an earlier boot, whose clock does not run any more."""
    felt_us = 200_000 * number
    sent_us = 0 if is_held else felt_us + 5_000
    return a_shot(header=Header(HARDWARE_ID, boot, number), impact_us=felt_us, sent_us=sent_us)


class Host:
    """The dialect, with how much time has passed."""

    def __init__(self) -> None:
        self.dialect = ArchStatsDialect(8e6)
        self.now_us = float(AHEAD_US)

    def hears(self, sent: Shot) -> list[Burst]:
        self.now_us += 200_000
        reception = Reception(NOW + timedelta(microseconds=self.now_us), self.now_us)
        words = self.dialect.feed(encode(sent), reception)
        self.dialect.output(self.now_us, quiet=True)
        return [word for word in words if isinstance(word, Burst)]


def test_a_boot_that_is_over_takes_little_memory() -> None:
    host = Host()

    def shoots(boot: int) -> None:
        for number in range(1, SHOTS + 1):
            for burst in host.hears(shot(boot, number)):
                host.dialect.acknowledge(burst.key)

    shoots(1)
    shoots(2)
    tracemalloc.start()
    for boot in range(3, streams.MOST_STREAMS + 1):
        shoots(boot)
    grown = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert len(host.dialect._streams) == streams.MOST_STREAMS
    assert grown < (streams.MOST_STREAMS - 2) * BYTES_OF_A_BOOT


def test_what_is_on_its_way_into_the_record_is_not_handed_on_twice_though_the_node_began_anew() -> None:
    host = Host()
    (first,) = host.hears(shot(1, 1))
    (second,) = host.hears(shot(1, 2))
    host.dialect.acknowledge(first.key)
    assert len(host.hears(shot(2, 1))) == 1
    # neither acknowledgement came through: the node sends both again out of its memory
    assert host.hears(shot(1, 2, is_held=True)) == []
    # the record has the first, and says so once more
    (again,) = host.hears(shot(1, 1, is_held=True))
    assert again.key == first.key
    host.dialect.acknowledge(second.key)
    stream = host.dialect._streams.find(HARDWARE_ID, 1)
    assert stream is not None
    assert stream._sent[2].is_durable


def test_of_the_boot_that_runs_a_durable_shot_is_acknowledged_without_asking_the_record() -> None:
    host = Host()
    (burst,) = host.hears(shot(1, 1))
    host.dialect.acknowledge(burst.key)
    assert host.hears(shot(1, 1)) == []


@given(noted=st.lists(st.tuples(st.integers(1, 40), st.floats(0, 1e12)), max_size=60), asked=st.integers(0, 41))
def test_the_nearest_shots_are_found_in_whatever_order_they_came(noted: list[tuple[int, float]], asked: int) -> None:
    times = ShotTimes()
    for number, at_us in noted:
        times.note(number, at_us)
    known = dict(noted)
    below, above = [n for n in known if n < asked], [n for n in known if n > asked]
    assert times.before(asked) == ((max(below), known[max(below)]) if below else None)
    assert times.after(asked) == ((min(above), known[min(above)]) if above else None)


def test_of_many_shots_those_with_the_highest_numbers_are_known() -> None:
    times, numbers = ShotTimes(), list(range(1, REMEMBERED_SHOTS + 101))
    random.Random(1).shuffle(numbers)
    for number in numbers:
        times.note(number, 1000.0 * number)
    assert times.before(101) is None
    for number in range(101, REMEMBERED_SHOTS + 101):
        assert times.after(number - 1) == (number, 1000.0 * number)
    assert times.after(REMEMBERED_SHOTS + 100) is None
