"""The order in which tests run side by side loses none, and begins with what takes long."""

from pathlib import Path

import pytest

from tests.order import LONG_S, dealt, group_of, seconds_of, shares

TESTS = Path(__file__).parents[1]
NAMES = [
    *(f"tests/box/test_{what}.py::test_{n}" for what in ("guest", "wall") for n in range(2)),
    *(f"tests/core/test_sight.py::test_{n}" for n in range(30)),
    *(f"tests/e2e/test_{what}.py::test_{n}" for what in ("flows", "layout", "timer") for n in range(3)),
    *(f"tests/hil/test_{what}.py::test_{n}" for what in ("cli", "schemathesis") for n in range(2)),
]


@pytest.mark.parametrize("workers", [1, 2, 3, 4, 7])
def test_every_test_is_dealt_once(workers: int) -> None:
    order = dealt(NAMES, NAMES, workers)
    assert sorted(order) == sorted(NAMES)
    assert sum(shares(len(NAMES), workers)) == len(NAMES)


def test_each_share_begins_with_what_takes_long_and_ends_with_what_is_quick() -> None:
    order, begun = dealt(NAMES, NAMES, 3), 0
    for share in shares(len(NAMES), 3):
        seconds = [seconds_of(group_of(name)) for name in order[begun : begun + share]]
        assert seconds == sorted(seconds, reverse=True)
        assert seconds[0] > 0
        assert seconds[-1] == 0
        begun += share


def test_what_waits_for_one_card_stays_together() -> None:
    order = dealt(NAMES, NAMES, 3)
    assert order[:4] == NAMES[:4]


def test_what_is_listed_is_there() -> None:
    assert [name for name in LONG_S if not ((TESTS / name).is_dir() or (TESTS / f"{name}.py").is_file())] == []
