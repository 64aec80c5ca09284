"""Any value of the types that drivers may send: read back to the letter, recorded or set aside, never the end."""

import asyncio
import json
import math
import zlib
from collections.abc import Hashable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from appliance.core.coincidence import Coincidence
from appliance.core.events import Air, BowReleased, Burst, BurstKey, Front, ImpactPulse, ReleaseKey, ShotsLost
from appliance.core.identity import content_digest
from appliance.database.location import DatabaseLocation
from appliance.database.pool import open_pool
from appliance.sensing.entries import Entry, Recordable, Unreadable, decode, encode
from tests.builders import NOW, a_burst
from tests.postgres import Cluster
from tests.sensing.bench import Bench, an_impact

texts = st.text(max_size=40) | st.sampled_from(["archstats-1", "\0", "\ud800", "🏹"])
whole = st.integers(-(2**70), 2**70) | st.integers(0, 300)
numbers = st.floats() | st.floats(-1e6, 1e6) | st.integers(-(2**70), 2**70).map(float)
maybe_number = st.none() | numbers
dates = st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(fold=0)) | st.just(NOW)
words = st.integers(0, 65_535)
fronts = st.builds(Front, rise_ticks=st.none() | words, noise=st.integers(0, 255), lower=words, upper=words)
bursts = st.builds(
    Burst,
    key=st.builds(BurstKey, node=texts, boot=whole, sequence=whole),
    received_at=dates,
    loop_us=numbers,
    ticks=st.lists(st.none() | whole, max_size=9).map(tuple),
    tick_hz=numbers,
    tick_bits=st.integers(-3, 70),
    air=st.builds(Air, maybe_number, maybe_number, maybe_number),
    amplitudes=st.lists(st.none() | whole, max_size=9).map(tuple),
    board_x_mm=maybe_number,
    board_y_mm=maybe_number,
    second_event=st.booleans(),
    impact_us=maybe_number,
    node_time_us=st.none() | whole,
    fronts=st.lists(st.none() | fronts, max_size=9).map(tuple),
)
pulses = st.builds(ImpactPulse, pin=whole, received_at=dates, loop_us=numbers)
losses = st.builds(
    ShotsLost,
    node=texts,
    boot=whole,
    first=whole,
    last=whole,
    received_at=dates,
    loop_us=numbers,
    from_us=maybe_number,
    until_us=maybe_number,
    reason=texts,
)
releases = st.builds(
    BowReleased,
    key=st.builds(ReleaseKey, bow=texts, boot=whole, sequence=whole, bow_us=whole),
    received_at=dates,
    loop_us=numbers,
    released_us=numbers,
    drawn_us=maybe_number,
)
of_boards: st.SearchStrategy[Burst | ImpactPulse | ShotsLost] = bursts | pulses | losses
events: st.SearchStrategy[Recordable] = of_boards | releases


def same(one: Recordable, other: Recordable) -> bool:
    """Equal, and what is no number is no number in both."""
    return type(one) is type(other) and repr(asdict(one)) == repr(asdict(other))


@given(event=events, boot=texts, at=dates)
def test_every_event_comes_back_from_the_journal_to_the_letter(event: Recordable, boot: str, at: datetime) -> None:
    line = encode(Entry(event, boot, at))
    assert line.count(b"\n") == 1
    assert line.isascii()
    back = decode(line)
    assert isinstance(back, Entry)
    assert same(back.event, event)
    assert (back.kernel_boot, back.stored_at) == (boot, at)


@given(line=st.binary(max_size=200))
def test_any_bytes_are_an_entry_or_unreadable(line: bytes) -> None:
    found = decode(line)
    assert isinstance(found, Unreadable)
    assert found.line == line


@given(event=events, at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_a_damaged_line_is_never_taken_for_an_event(event: Recordable, at: int, flip: int) -> None:
    line = bytearray(encode(Entry(event, "boot", NOW)))
    at %= len(line) - 1
    line[at] ^= flip
    found = decode(bytes(line))
    # the checksum may be written in capitals too, which says the same
    assert isinstance(found, Unreadable) or (at < 8 and flip == 0x20)


@given(pushed=st.lists(bursts | pulses, max_size=12), now_us=st.lists(numbers, max_size=12))
def test_every_event_is_part_of_one_impact_and_only_one(pushed: list[Burst | ImpactPulse], now_us: list[float]) -> None:
    machine = Coincidence(expects_pulses=True)
    impacts = []
    for k, event in enumerate(pushed):
        impacts += machine.push(event)
        if k < len(now_us):
            impacts += machine.settle(now_us[k])
        deadline_us = machine.deadline_us
        assert deadline_us is None or isinstance(deadline_us, float)
    impacts += machine.flush()
    assert machine.deadline_us is None
    found_bursts = [impact.burst for impact in impacts if impact.burst is not None]
    assert len(found_bursts) == sum(isinstance(event, Burst) for event in pushed)
    pins = {id(pulse) for impact in impacts for pulse in impact.pulses}
    assert pins == {id(event) for event in pushed if isinstance(event, ImpactPulse)}


# without shrinking: every example is a database of its own
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(odd=st.lists(of_boards, min_size=1, max_size=15), expects_pulses=st.booleans())
@example(odd=[an_impact(2, impact_us=math.inf), an_impact(3, impact_us=math.nan)], expects_pulses=True)
def test_every_event_is_recorded_or_set_aside_and_the_next_is_worked_on(
    odd: list[Burst | ImpactPulse | ShotsLost],
    expects_pulses: bool,
    cluster: Cluster,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with cluster.database() as location:
        asyncio.run(_work(location, tmp_path_factory.mktemp("journal"), odd, expects_pulses))


async def _work(
    location: DatabaseLocation, folder: Path, odd: list[Burst | ImpactPulse | ShotsLost], expects_pulses: bool
) -> None:
    async with open_pool(location, "arch_sensing", max_size=4) as pool:
        bench = Bench(pool, folder, Coincidence(expects_pulses))
        async with bench.running():
            for event in odd:
                assert bench.pipeline.emit(event)
            bench.pipeline.emit(an_impact(999, key=BurstKey("the last", 1, 999)))
            # every deadline is past
            bench.now_us = math.inf
            await bench.drained()
        assert bench.pipeline.waiting_events == 0
        assert bench.pipeline._unfinished.stuck == set()
        assert (
            sum(isinstance(event, Burst) for event in odd) + 1
            <= len(bench.acknowledged) + bench.pipeline.set_aside_count
        )
        assert await pool.fetchval("SELECT count(*) FROM detections WHERE node = 'the last'") == 1
        recorded = await pool.fetchval(
            "SELECT (SELECT count(*) FROM detections WHERE node <> 'impact-pins') + (SELECT count(*) FROM losses)"
        )
        assert recorded - 1 + bench.pipeline.set_aside_count >= len({identity(event) for event in odd} - {None})


def identity(event: Burst | ImpactPulse | ShotsLost) -> Hashable:
    """What is one row at most; None for pulses, of which several may be."""
    if isinstance(event, ShotsLost):
        return (event.node, event.boot, *sorted((event.first, event.last)))
    return None if isinstance(event, ImpactPulse) else (event.key, content_digest(event))


@pytest.mark.parametrize(
    "change",
    [{"v": 3}, {"v": 1}, {"kind": "wind"}, {"kind": "alarm"}, {"kind": 5}, {"event": 5}, {"event": {}}, {"at": "soon"}],
)
def test_a_whole_line_that_says_what_this_version_does_not_know_is_kept_as_it_is(change: dict[str, object]) -> None:
    for event in (a_burst(), ImpactPulse(4, NOW, 5.0), ShotsLost("n", 1, 2, 3, NOW, 5.0)):
        data = json.loads(encode(Entry(event, "boot", NOW)).partition(b" ")[2])
        text = json.dumps({**data, **change}).encode()
        line = b"%08x %s\n" % (zlib.crc32(text), text)
        assert decode(line) == Unreadable("unknown", line)
