"""Which changes in the database wake which part of the sensor wing: those that concern it, and no others."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from appliance.database.channels import TABLES, Notice, Resync
from appliance.live.timed_ends import TimedEnds
from appliance.sensing.calibrator import Calibrator
from appliance.sensing.chirp_permission import ChirpPermission
from appliance.sensing.items import Place
from appliance.sensing.programming import TagProgramming
from appliance.sensing.relocating import Relocation
from tests.sensing.bench import Bench, BenchClock

NOTHING: Any = None
Woken = Callable[[], tuple[Callable[[Notice | Resync], None], asyncio.Event]]


def the_calibrator(tapping_id: UUID | None = None, *, awaits_late_taps: bool = False) -> Woken:
    def made() -> tuple[Callable[[Notice | Resync], None], asyncio.Event]:
        calibrator = Calibrator(NOTHING, NOTHING, lambda _: None)
        calibrator._tapping_id, calibrator._awaits_late_taps = tapping_id, awaits_late_taps
        return calibrator.on_notice, calibrator._stale

    return made


def the_tags() -> tuple[Callable[[Notice | Resync], None], asyncio.Event]:
    tags = TagProgramming(NOTHING, NOTHING)
    return tags.on_notice, tags._news


def the_chirps() -> tuple[Callable[[Notice | Resync], None], asyncio.Event]:
    chirps = ChirpPermission(NOTHING, BenchClock(), lambda: None, is_on=True, now_us=lambda: 0.0)
    return chirps.on_notice, chirps._stale


def the_timed_ends(*, is_set_up: bool) -> Woken:
    def made() -> tuple[Callable[[Notice | Resync], None], asyncio.Event]:
        ends = TimedEnds(NOTHING)
        ends._is_set_up = is_set_up
        return ends.on_notice, ends._is_news

    return made


@pytest.mark.parametrize(
    ("part", "tables"),
    [
        (the_calibrator(), {"calibrations", "surveys"}),
        (the_calibrator(UUID(int=1)), {"calibrations", "surveys", "detections"}),
        (the_calibrator(awaits_late_taps=True), {"calibrations", "surveys", "detections"}),
        (the_tags, {"programmings"}),
        (the_chirps, {"sessions", "calibrations", "sensor_tests"}),
        (the_timed_ends(is_set_up=True), {"shooting_timer", "turns", "shots"}),
        (the_timed_ends(is_set_up=False), {"shooting_timer"}),
    ],
)
def test_a_part_is_woken_by_what_concerns_it_and_after_a_gap(part: Woken, tables: set[str]) -> None:
    on_notice, woken = part()
    found = set()
    for table in TABLES:
        on_notice(Notice("update", table, id=uuid4()))
        if woken.is_set():
            found.add(table)
        woken.clear()
    assert found == tables
    on_notice(Resync())
    assert woken.is_set()


async def test_what_was_set_aside_is_looked_for_when_its_table_changes(tmp_path: Path) -> None:
    bench = Bench(NOTHING, tmp_path)
    try:
        asked = bench.pipeline._retry_asked
        # at the start too
        assert asked.is_set()
        found = set()
        for table in TABLES:
            asked.clear()
            bench.pipeline.on_notice(Notice("update", table))
            if asked.is_set():
                found.add(table)
        assert found == {"set_aside"}
        asked.clear()
        bench.pipeline.on_notice(Resync())
        assert asked.is_set()
    finally:
        await bench.journal.close()


@pytest.mark.parametrize("other", ["off_butt", "unplaced", "noise", "no_session", "test"])
def test_only_what_is_located_has_moved_or_is_lost(other: str) -> None:
    def row(outcome: str) -> Any:
        return SimpleNamespace(outcome=outcome, x_mm=1.0, y_mm=2.0)

    place = Place("unplaced")
    for old, new, is_lost in ((other, "located", False), ("located", other, True), (other, other, False)):
        relocation = Relocation(row(old), row(new), place)
        assert (relocation.moved, relocation.is_lost) == (None, is_lost)
    for name in ("x_mm", "y_mm"):
        without = row("located")
        setattr(without, name, None)
        assert Relocation(without, row("located"), place).moved is None
        assert Relocation(row("located"), without, place).moved is None
