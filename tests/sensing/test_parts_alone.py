"""Parts of the sensor wing by themselves: what they hold at most, and what of a fault stays with the event it met."""

import asyncio
import shutil
from collections.abc import Callable
from itertools import repeat
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from appliance.core.coincidence import Coincidence, Impact
from appliance.core.events import ImpactPulse, NodeState, NodeStatus, ShotsLost, TagHeld
from appliance.models.context_db import MomentContext
from appliance.models.errors import DBUnavailable
from appliance.runtime.background import background
from appliance.sensing import refreshing
from appliance.sensing.backlog import Unfinished, Unread
from appliance.sensing.detection_rows import detection_row
from appliance.sensing.entries import Entry, encode
from appliance.sensing.intake import WRITE_EVENTS, Intake
from appliance.sensing.items import Found, Item, Prepared
from appliance.sensing.journal import Chunk, Journal, Range
from appliance.sensing.measure import measurer
from appliance.sensing.placing import REMEMBERED_AIRS, Placer
from appliance.sensing.relocating import Relocation
from appliance.sensing.reporter import Reporter
from appliance.sensing.reserve import Reserve
from appliance.sensing.segments import count_lines
from appliance.sensing.stream import Stream
from appliance.sensing.tags import WAITING, TagWriter
from tests.builders import NOW, a_burst, a_survey
from tests.english import all_english, as_english
from tests.sensing.bench import Bench, BenchClock

WAIT_S = 30


def an_item(event: Any, boot: str = "boot") -> Item:
    entry = Entry(event, boot, NOW)
    return Item(entry, encode(entry))


def a_loss() -> ShotsLost:
    return ShotsLost("n", 1, 2, 3, NOW, 5e6)


async def test_of_many_tags_the_newest_are_written_and_one_that_cannot_be_is_passed_over() -> None:
    writer = TagWriter(None)  # type: ignore[arg-type]
    written: list[str] = []
    all_written = asyncio.Event()

    async def hold(code: str, arrow_id: UUID, held_at: object) -> None:
        del arrow_id, held_at
        written.append(code)
        if len(written) == WAITING:
            all_written.set()
        if len(written) == 1:
            raise DBUnavailable("away")

    writer._tags = SimpleNamespace(hold=hold)  # type: ignore[assignment]
    for number in range(WAITING + 2):
        writer.on_tag(TagHeld(f"{number:04X}", NOW))
    async with background(tags=writer.run()):
        await asyncio.wait_for(all_written.wait(), WAIT_S)
    assert written == [f"{number:04X}" for number in range(2, WAITING + 2)]


@pytest.mark.parametrize(("free", "is_taken"), [(29, False), (30, True)])
def test_a_reserve_is_taken_only_where_there_is_room_for_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, is_taken: bool
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    reserve = Reserve(tmp_path / "reserve", 10)
    assert not reserve.give_up()
    assert reserve.restore() is is_taken
    assert reserve.is_there is is_taken
    assert [path.stat().st_size for path in tmp_path.iterdir()] == [10] * is_taken
    assert reserve.give_up() is is_taken
    assert list(tmp_path.iterdir()) == []


def test_a_reserve_that_could_not_be_taken_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: int) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr("os.posix_fallocate", fails)
    assert not Reserve(tmp_path / "reserve", 10).restore()
    assert list(tmp_path.iterdir()) == []
    assert not Reserve(tmp_path / "not there" / "reserve", 10).restore()


async def test_what_cannot_be_read_again_is_asked_for_until_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "delays_s", lambda: repeat(0.0))
    stale, is_fresh = asyncio.Event(), asyncio.Event()
    calls = 0

    async def refresh() -> None:
        nonlocal calls
        calls += 1
        if calls in (1, 2):
            raise DBUnavailable("away")
        is_fresh.set()

    stale.set()
    async with background(refresh=refreshing.refresh_when_stale(stale, refresh)):
        await asyncio.wait_for(is_fresh.wait(), WAIT_S)
        assert calls == 3
        assert not stale.is_set()
        is_fresh.clear()
        stale.set()
        await asyncio.wait_for(is_fresh.wait(), WAIT_S)
    assert calls == 4


class Breaks(Coincidence):
    def push(self, event: Any) -> list[Impact]:
        raise ZeroDivisionError(event.loop_us)


def test_an_event_that_breaks_the_pairing_is_found_with_its_reason_and_forgotten() -> None:
    stream = Stream(Breaks())
    item = an_item(a_burst())
    stream.push(item)
    assert stream.changed.is_set()
    (found,) = stream.found
    assert (found.what, found.items) == (None, (item,))
    assert found.reason is not None
    assert stream._waiting == {}


def test_a_loss_and_what_is_tried_alone_wait_for_nothing() -> None:
    stream = Stream(Coincidence(expects_pulses=True))
    loss, burst, pulse = an_item(a_loss()), an_item(a_burst()), an_item(ImpactPulse(4, NOW, 1.0))
    stream.push(loss)
    for item in (loss, burst, pulse):
        stream.push_alone(item)
    assert [found.items for found in stream.found] == [(loss,), (loss,), (burst,), (pulse,)]
    assert [found.what for found in stream.found] == [
        loss.entry.event,
        loss.entry.event,
        Impact(burst.entry.event, (), True),  # type: ignore[arg-type]
        Impact(None, (pulse.entry.event,), False),  # type: ignore[arg-type]
    ]


def test_events_of_before_a_reboot_are_matched_with_none_of_after_it() -> None:
    pulse, burst = ImpactPulse(4, NOW, 1e6), a_burst(loop_us=1e6)
    for boot, pulses in (("one", (pulse,)), ("another", ())):
        stream = Stream(Coincidence(expects_pulses=True, believe_without_pulse=True))
        stream.push_old(an_item(pulse, "one"))
        stream.push_old(an_item(burst, boot))
        stream.flush()
        assert Impact(burst, pulses, True) in [found.what for found in stream.found], boot


class Air:
    """Counts in what air each impact was placed."""

    def __init__(self, broken: Callable[[Impact], bool] = lambda _: False) -> None:
        self.began = 0
        self.array = SimpleNamespace(sensors=())
        self._broken = broken

    def at_first(self, *, is_indoor: bool) -> Any:
        del is_indoor
        self.began += 1
        return SimpleNamespace(number=self.began, values=())

    def place(self, impact: Impact, air: Any) -> Any:
        if self._broken(impact):
            raise ZeroDivisionError
        return SimpleNamespace(air=None, outcome="unplaced", x_mm=None, y_mm=None, reason="", of=air.number)


def context(number: int, *, is_indoor: bool = False) -> MomentContext:
    given: Any = SimpleNamespace(session_id=UUID(int=number), is_indoor=is_indoor, is_test=False)
    return given  # type: ignore[no-any-return]


def test_each_session_has_its_own_air_and_the_latest_are_remembered() -> None:
    air: Any = Air()
    placer = Placer(air, BenchClock())
    dated = Prepared(Found(Impact(a_burst(), (), True), (an_item(a_burst()),)), NOW)

    def place_in(number: int, *, is_indoor: bool = False) -> int:
        of: Any = placer.placed(dated, context(number, is_indoor=is_indoor)).place
        return int(of.of)

    assert [place_in(n) for n in (1, 1, 2, 1)] == [1, 1, 2, 1]
    # a hall's air is another
    assert place_in(1, is_indoor=True) == 3
    for number in range(10, 10 + REMEMBERED_AIRS - 2):
        place_in(number)
    # the one that was used longest ago is forgotten
    assert place_in(1) == 1
    assert place_in(2) == air.began
    assert air.began == REMEMBERED_AIRS + 2
    # another array knows nothing of the air
    placer.set_measurer(air)
    assert place_in(1) == 1
    again: Any = Air()
    placer.set_measurer(again)
    assert place_in(1) == 1
    assert again.began == 1


def test_an_impact_that_cannot_be_placed_or_dated_says_why_and_nothing_is_remembered_of_it() -> None:
    air: Any = Air(lambda _: True)
    placer = Placer(air, BenchClock())
    found = Found(Impact(a_burst(loop_us=1e300), (), True), (an_item(a_burst(loop_us=1e300), "this boot"),))
    assert placer.dated(found).reason is not None
    placed = placer.placed(Prepared(found, NOW), context(1))
    assert placed.reason is not None
    assert (placed.at, placed.place) == (None, None)
    assert len(placer._airs) == 0
    loss = Prepared(Found(a_loss(), (an_item(a_loss()),)), NOW)
    assert placer.placed(loss, context(1)) is loss
    refused = Prepared(found, reason=as_english("it is not believed"))
    assert placer.placed(refused, context(1)) is refused


async def test_so_many_events_are_written_at_once_and_the_rest_wait(tmp_path: Path) -> None:
    rejected: list[Found] = []
    journal: Any = None
    intake = Intake(journal, Unfinished(), BenchClock(), lambda _: None, lambda _: None, rejected.append)
    for number in range(WRITE_EVENTS + 3):
        assert intake.offer(a_burst(number + 1))
    intake._admit()
    assert (len(intake._arriving), len(intake._inbox)) == (WRITE_EVENTS, 3)
    # no more before these are written
    intake._admit()
    assert (len(intake._arriving), len(intake._inbox)) == (WRITE_EVENTS, 3)
    assert intake.waiting == WRITE_EVENTS + 3
    assert rejected == []


def test_a_part_of_the_journal_that_holds_nothing_ends_where_it_was_asked_to(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append([])
    try:
        chunk = journal.read(0, 500, 10)
        assert (chunk.entries, chunk.next_position, chunk.lines) == ([], 500, 0)
    finally:
        journal.close()


def test_what_is_to_be_read_of_the_journal_is_read_in_its_order() -> None:
    unread = Unread()
    unread.add(Range(0, 100, 10))
    unread.add(Range(100, 150, 5))
    unread.add(Range(300, 400, 7))
    unread.add(Range(500, 600, 1))
    assert unread.changed.is_set()
    assert (unread.ranges, unread.lines) == ([Range(0, 150, 15), Range(300, 400, 7), Range(500, 600, 1)], 23)
    unread.advance(Chunk([], 60, 6))
    assert unread.ranges == [Range(60, 150, 9), Range(300, 400, 7), Range(500, 600, 1)]
    # as long as there is something to be read there is a line at least
    unread.advance(Chunk([], 149, 20))
    assert unread.ranges == [Range(149, 150, 1), Range(300, 400, 7), Range(500, 600, 1)]
    unread.advance(Chunk([], 150, 1))
    assert unread.ranges == [Range(300, 400, 7), Range(500, 600, 1)]
    unread.clear()
    assert (unread.ranges, unread.lines) == ([], 0)


async def test_each_trouble_of_the_pipeline_is_a_sentence(tmp_path: Path) -> None:
    pool: Any = None
    bench = Bench(pool, tmp_path)
    pipeline, files = bench.pipeline, bench.journal._journal
    try:
        assert all_english(pipeline.troubles()) == []
        files.broken_lines, files.unknown_lines, pipeline.set_aside.only_in_file = 2, 3, 4
        assert all_english(pipeline.troubles()) == [
            "notes of impacts on the card that were damaged, by a power cut for example, and are kept aside: 2",
            "impacts that a newer version wrote: 3. Update the appliance, and they are recorded",
            "events of sensors that could not be worked on, and are only on the card as yet: 4",
        ]
    finally:
        await bench.journal.close()


async def test_a_pipeline_is_stuck_only_while_there_is_work_that_nothing_else_holds_up(tmp_path: Path) -> None:
    pool: Any = None
    bench = Bench(pool, tmp_path)
    pipeline = bench.pipeline
    found = Found(a_loss(), (an_item(a_loss()),))
    try:
        pipeline._moved_us, bench.now_us = 2e6, 9e6
        assert pipeline.stuck_for_s() == 0.0
        for stream in (pipeline._live, pipeline._old):
            stream.found.append(found)
            assert pipeline.stuck_for_s() == 7.0
            stream.found.clear()
            stream.ready.append(Prepared(found))
            assert pipeline.stuck_for_s() == 7.0
            stream.ready.clear()
        assert pipeline.stuck_for_s() == 0.0
    finally:
        await bench.journal.close()


@pytest.mark.parametrize(
    ("state", "detail", "is_urgent"),
    [("listening", "b", False), ("listening", "a", True), ("listening", "c", True), ("lost", "b", True)],
)
def test_a_node_that_says_something_else_than_before_is_reported_at_once(
    state: NodeState, detail: str, is_urgent: bool
) -> None:
    pool: Any = None
    reporter = Reporter(pool)
    reporter.note(NodeStatus("n", "listening", NOW, (as_english("b"),)))
    assert reporter._urgent.is_set()
    reporter._urgent.clear()
    reporter.note(NodeStatus("n", state, NOW, (as_english(detail),)))
    assert reporter._urgent.is_set() is is_urgent
    reporter._urgent.clear()
    reporter.note(NodeStatus("another", "listening", NOW, (as_english("b"),)))
    assert reporter._urgent.is_set()


@pytest.mark.parametrize(
    ("position", "until", "lines"),
    [(0, 1000, 0), (1000, 1000, 0), (1000, 1004, 1), (1000, 1003, 0), (1004, 1012, 2), (900, 1012, 3), (1004, 2000, 2)],
)
def test_lines_are_counted_between_two_places_of_the_whole_journal(
    tmp_path: Path, position: int, until: int, lines: int
) -> None:
    path = tmp_path / "segment"
    path.write_bytes(b"one\ntwo\nsix\n")
    segment: Any = SimpleNamespace(path=path, start=1000)
    assert count_lines(segment, position, until) == lines


@pytest.mark.parametrize(("old", "new", "is_lost"), [("located", "unplaced", True), ("located", "located", False)])
def test_a_place_is_lost_where_there_was_one_and_would_be_none_today(old: str, new: str, is_lost: bool) -> None:
    before: Any = SimpleNamespace(outcome=old, x_mm=1.0, y_mm=2.0)
    after: Any = SimpleNamespace(outcome=new, x_mm=4.0, y_mm=6.0)
    place: Any = None
    assert Relocation(before, after, place).is_lost is is_lost
    assert not Relocation(after, before, place).is_lost
    assert Relocation(before, after, place).moved == (None if is_lost else (3.0, 4.0))


def test_a_pulse_without_a_sound_has_a_key_of_its_own_microsecond() -> None:
    pulse = ImpactPulse(4, NOW, 1.0)
    moment: Any = SimpleNamespace(at=NOW, session_id=None, calibration_id=None, clock_id=None, is_test=False)
    by_survey = measurer(a_survey())
    impact = Impact(None, (pulse,), False)
    row = detection_row(by_survey, impact, by_survey.place(impact, by_survey.at_first(is_indoor=False)), moment)
    assert (row.node, row.boot, row.sequence) == ("impact-pins", 0, int(NOW.timestamp() * 1e6))
