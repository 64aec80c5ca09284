"""The ends of one archer as shown on a score sheet, computed from the arrows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.core.scoring.tally import Count, tally
from appliance.rounds.stretches import Stretch
from appliance.schema.sessions import SessionRead
from appliance.schema.shots import ShotExport

UNKNOWN = "?"
HIDDEN = "·"


@dataclass(frozen=True, slots=True)
class SheetArrow:
    """An arrow's cell: its mark (X, 10, ..., 1, M); `measured`: the measured mark, if a person called another."""

    mark: str
    measured: str | None
    shot: ShotExport


@dataclass(frozen=True, slots=True)
class SheetEnd:
    """An end with its sums; `total` is the running total over all passes, `pass_number` that of the pass in the
    round."""

    number: int
    pass_number: int
    arrows: tuple[SheetArrow, ...]
    score: int
    total: int
    counts: tuple[int, ...]
    is_held_back: bool


def ends_of(
    shots: Sequence[ShotExport], session: SessionRead, stretch: Stretch | None, counts: Sequence[Count], gold: int
) -> list[SheetEnd]:
    """The ends of one archer's arrows, highest arrows first, or in shooting order where that decides the points;
    without sighters.

    `stretch`: the passes of the round that are shot here. `counts` are counted besides the score; `gold`: the value of
    the highest zone.
    """
    by_number: dict[int, list[ShotExport]] = defaultdict(list)
    for shot in shots:
        if not shot.is_sighter:
            by_number[shot.end_number].append(shot)
    ends: list[SheetEnd] = []
    for number, taken in sorted(by_number.items()):
        is_hidden = session.holds_back(number)
        points = [] if is_hidden else [shot.counted for shot in taken]
        xs = 0 if is_hidden else sum(shot.is_x_counted for shot in taken)
        score = sum(one or 0 for one in points)
        ends.append(
            SheetEnd(
                number=number,
                pass_number=1 if stretch is None else stretch.pass_of(number, session.arrows_per_end),
                arrows=tuple(arrow_of(shot, is_hidden) for shot in sorted(taken, key=_by_arrow_or_highest)),
                score=score,
                total=score + (ends[-1].total if ends else 0),
                counts=tuple(tally(one, points, xs, gold) for one in counts),
                is_held_back=is_hidden,
            )
        )
    return ends


def mark_of(points: int | None, *, is_x: bool) -> str:
    """The mark that a scorer writes."""
    if points is None:
        return UNKNOWN
    return "X" if is_x else str(points) if points else "M"


def arrow_of(shot: ShotExport, is_hidden: bool) -> SheetArrow:
    """The arrow's cell; if its end is held back, without a score."""
    if is_hidden:
        return SheetArrow(HIDDEN, None, shot)
    measured = mark_of(shot.points, is_x=bool(shot.is_x))
    if shot.points_called is None:
        return SheetArrow(measured, None, shot)
    called = mark_of(shot.points_called, is_x=bool(shot.is_x_called))
    return SheetArrow(called, None if called == measured else measured, shot)


def _by_arrow_or_highest(shot: ShotExport) -> tuple[int, bool, bool, int, bool]:
    """Sort key: in shooting order where that decides the points; else highest first, then surplus arrows, then those
    without a known score."""
    points = shot.points if shot.points_called is None else shot.points_called
    is_x = shot.is_x_called if shot.points_called is not None else shot.is_x
    return shot.arrow_of_target or 0, points is None, not shot.counts, -(points or 0), not is_x
