"""The judge itself: whatever is not as it was is counted under its name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import UUID

import pytest

from tests.faults.truth import COUNTS, Recorded, TrueShot, judge, lattice, on_lattice

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SESSION, OTHER, ADA, BEN = (UUID(int=k) for k in range(1, 5))
SHOT = TrueShot(0, 1, (98, 98), AT, SESSION, ADA, 1)
ROW = Recorded(98.4, 97.7, AT + timedelta(milliseconds=49), SESSION, ADA, 1)
ACKNOWLEDGED = {(0, 1)}


def counted(rows: list[Recorded], acknowledged: set[tuple[int, int]] = ACKNOWLEDGED) -> dict[str, int]:
    verdict = judge([SHOT], rows, acknowledged)
    assert verdict.is_clean == (not verdict.examples)
    return {name: n for name in COUNTS if (n := getattr(verdict, name)) and name != "shots"}


def test_a_shot_recorded_as_it_was_is_clean() -> None:
    assert counted([ROW]) == {}


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ([], "missing"),
        ([ROW, ROW], "doubled"),
        ([ROW, replace(ROW, x_mm=400.0)], "doubled"),
        ([replace(ROW, session_id=OTHER)], "wrong_session"),
        ([replace(ROW, session_id=None)], "wrong_session"),
        ([replace(ROW, at=AT - timedelta(milliseconds=51))], "wrong_time"),
        ([replace(ROW, archer_id=BEN)], "wrong_archer"),
        ([replace(ROW, end_number=2)], "wrong_end"),
    ],
)
def test_what_differs_is_counted(rows: list[Recorded], name: str) -> None:
    assert counted(rows) == {name: 1}


def test_what_the_node_still_holds_is_not_missing() -> None:
    assert counted([], acknowledged=set()) == {"not_fetched": 1}


def test_places_are_told_apart() -> None:
    places = list(islice(lattice(), 5000))
    assert len(set(places)) == 5000
    assert all((on_lattice(x + 2.5), on_lattice(y - 2.5)) == (x, y) for x, y in places)
