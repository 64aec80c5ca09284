"""Cases that the page is tested by too: what is computed in more than one language is one thing."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.core.scoring.tally import Count

DOMAIN = Path(__file__).parents[2] / "web" / "src" / "domain"
Point = tuple[float, float]


@dataclass(frozen=True)
class Fold:
    """Arrows, the centres of the faces they were shot at, and where they are when they are one group."""

    name: str
    faces: list[Point]
    points: list[Point]
    folded: list[Point]
    is_folded: bool


@dataclass(frozen=True)
class End:
    """Arrows of an end, and what stands on the score sheet."""

    name: str
    shots: list[dict[str, Any]]
    marks: list[str]
    score: int
    tens: int
    xs: int


@dataclass(frozen=True)
class Tallied:
    """Arrows as (points, whether an X), and how many of them are what is counted beside the total."""

    name: str
    counts: list[Count]
    gold: int
    arrows: list[tuple[int | None, bool]]
    counted: list[int]


@dataclass(frozen=True)
class TimerCase:
    """A timer with its steps, and what is shown so many seconds after noon: (seconds, phase, light, seconds left)."""

    name: str
    plan: dict[str, Any]
    state: dict[str, Any]
    steps: list[dict[str, Any]]
    looks: list[tuple[float, str, str, float]]


def _read(name: str) -> Any:
    return json.loads((DOMAIN / name).read_text())


def _points(listed: list[list[float]]) -> list[Point]:
    return [(float(x), float(y)) for x, y in listed]


FOLDS = [
    Fold(case["name"], _points(case["faces"]), _points(case["points"]), _points(case["folded"]), case["is_folded"])
    for case in _read("fold.cases.json")
]
ENDS = [End(**case) for case in _read("ends.cases.json")]
TALLIES = [Tallied(**case) for case in _read("tally.cases.json")]
TIMERS = [TimerCase(**case) for case in _read("timer.cases.json")]
TARGET_ARROWS: list[dict[str, Any]] = _read("targetArrows.cases.json")
"""Arrows at faces that count by which arrow hits first: where each lands, its points, whether it is behind the hit."""
STANDARDS: dict[str, float] = _read("standards.json")
