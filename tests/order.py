"""In which order tests run side by side: what takes long begins early, a share of it with each worker."""

from collections.abc import Sequence
from itertools import groupby
from typing import TypeVar

LONG_S = {
    "box": 350,
    "commands/test_board_prompt": 120,
    "e2e": 10,
    "e2e/test_layout": 150,
    "e2e/test_rounds": 60,
    "e2e/test_whose_numbers": 50,
    "evening": 40,
    "faults/test_faults": 250,
    "hil": 10,
    "hil/test_calibration": 40,
    "hil/test_cli": 50,
    "hil/test_emptied_tables": 50,
    "hil/test_repeats_after_a_kill": 30,
    "hil/test_schemathesis": 150,
    "hil/test_wind": 30,
    "routers/test_odd_rows": 60,
}
"""Seconds, roughly: of a folder's modules each, where no more is said of one, and of `WHOLE` folders altogether."""
WHOLE = ("box",)
"""Folders whose modules wait for one thing, which is made once: here a card's system."""

T = TypeVar("T")


def module_of(name: str) -> str:
    """The module of a test's name, without what all have: `e2e/test_layout`."""
    return name.partition("::")[0].removeprefix("tests/").removesuffix(".py")


def group_of(name: str) -> str:
    """What stays together, with one worker: a module, or a folder."""
    module = module_of(name)
    folder = module.partition("/")[0]
    return folder if folder in WHOLE else module


def seconds_of(group: str) -> int:
    """Roughly how long it takes, in seconds; 0 for what is quick."""
    return LONG_S.get(group, LONG_S.get(group.partition("/")[0], 0))


def shares(tests: int, workers: int) -> list[int]:
    """How many tests `--dist worksteal` hands each worker at first, from the front."""
    found: list[int] = []
    for left in range(workers, 0, -1):
        found.append((tests - sum(found)) // left)
    return found


def dealt(tests: Sequence[T], names: Sequence[str], workers: int) -> list[T]:
    """The tests in the order in which each worker's share begins with what takes long, the longest first.

    What is quick ends each share: so much of it is left that whoever is done early takes it over.
    """
    groups = [
        (group, [test for _, test in each])
        for group, each in groupby(zip(names, tests, strict=True), key=lambda one: group_of(one[0]))
    ]
    piles: list[list[T]] = [[] for _ in range(workers)]
    loads = [0] * workers
    for group, members in sorted(groups, key=lambda one: -seconds_of(one[0])):
        if seconds_of(group):
            least = loads.index(min(loads))
            loads[least] += seconds_of(group)
            piles[least] += members
    quick = [test for group, members in groups if not seconds_of(group) for test in members]
    order: list[T] = []
    for pile, share in zip(piles, shares(len(tests), workers), strict=True):
        room = max(0, share - len(pile))
        order += pile + quick[:room]
        quick = quick[room:]
    return order + quick
