"""The progress of each archer in a round: passes, ends, arrows left, and arrows beyond the round."""

from collections.abc import Sequence
from uuid import UUID

from appliance.core.scoring.tally import tally
from appliance.messages.translation import described
from appliance.models.rounds_db import RoundShots
from appliance.rounds.stretches import Part, Stretch, stretches
from appliance.rounds.walks import Walk
from appliance.schema.rounds import (
    ArcherProgressRead,
    CountRead,
    PassProgressRead,
    PassScoreRead,
    RoundProgressRead,
    RoundRead,
)


def progress(walk: Walk, shots: Sequence[RoundShots], registered: Sequence[UUID]) -> RoundProgressRead:
    """The progress in the round of a session by `registered` archers and those who shot."""
    known, here, found = walk.known, walk.here, walk.parts
    sessions = {part.stretch.first: part.shooting.session.id for part in found if part.stretch is not None}
    archers: list[UUID | None] = list(dict.fromkeys([*registered, *(one.archer_id for one in shots)]))
    return RoundProgressRead(
        round=known,
        session_ids=walk.session_ids,
        disagreements=[described(wrong) for wrong in here.disagreements],
        passes=[
            PassProgressRead(number=number, session_id=sessions.get(stretch.first))
            for stretch in stretches(known)
            for number in range(stretch.first, stretch.first + len(stretch.passes))
        ],
        next_pass=next((s.first for s in stretches(known) if s.first not in sessions), None),
        archers=[
            _archer(known, here, found, [one for one in shots if one.archer_id == who], who)
            for who in archers or [None]
        ],
    )


def _archer(
    known: RoundRead, here: Part, found: Sequence[Part], shots: Sequence[RoundShots], archer_id: UUID | None
) -> ArcherProgressRead:
    by_session = {one.session_id: one for one in shots}
    counted = [
        (part.stretch, one)
        for part in found
        if part.stretch is not None and (one := by_session.get(part.shooting.session.id)) is not None
    ]
    within = [one.up_to(stretch.arrows) for stretch, one in counted]
    scores = [score for part in found for score in _scores(known, part, by_session.get(part.shooting.session.id))]
    points = [p for one in within for p in one.points]
    arrows, xs = sum(one.arrows for one in within), sum(sum(one.xs) for one in within)
    session, stretch = here.shooting.session, here.stretch
    own = by_session.get(session.id)
    shot = min(own.arrows, stretch.arrows) if own is not None and stretch is not None else 0
    end_number = _end(own, stretch, session.arrows_per_end)
    current, left_in_pass = _pass_now(stretch, end_number, session.arrows_per_end, scores, shot)
    total = sum(part.arrows for part in known.passes)
    return ArcherProgressRead(
        archer_id=archer_id,
        arrows=arrows,
        arrows_total=total,
        arrows_beyond=sum(len(one.points) for _, one in counted) - len(points),
        score=sum(p or 0 for p in points),
        counts=_counts(known, points, xs),
        passes=scores,
        pass_number=current,
        end_number=end_number,
        ends=None if stretch is None else sum(stretch.ends_of_passes(session.arrows_per_end)),
        arrows_left_in_pass=left_in_pass,
        arrows_left_here=0 if stretch is None else stretch.arrows - shot,
        is_complete=arrows >= total,
    )


def gold_of(known: RoundRead) -> int:
    """The value of the highest zone of the round's faces."""
    return max(zone.points for stretch in stretches(known) for spec in stretch.faces for zone in spec.zones)


def _counts(known: RoundRead, points: Sequence[int | None], xs: int) -> list[CountRead]:
    return [CountRead(count=count, arrows=tally(count, points, xs, gold_of(known))) for count in known.counts]


def _scores(known: RoundRead, part: Part, one: RoundShots | None) -> list[PassScoreRead]:
    """The score of each pass of a stretch: that of its ends, as on the score sheet, even where arrows are missing."""
    stretch, per_end = part.stretch, part.shooting.session.arrows_per_end
    if stretch is None:
        return []
    within = None if one is None else one.up_to(stretch.arrows)
    shot = [] if within is None else list(zip(within.points, within.xs, within.ends, within.taken, strict=True))
    found = []
    for number in range(stretch.first, stretch.first + len(stretch.passes)):
        own = [(points, is_x, had) for points, is_x, end, had in shot if stretch.pass_of(end, per_end) == number]
        points = [points for points, _, _ in own]
        found.append(
            PassScoreRead(
                number=number,
                arrows=sum(had for _, _, had in own),
                score=sum(p or 0 for p in points),
                counts=_counts(known, points, sum(is_x for _, is_x, _ in own)),
            )
        )
    return found


def _pass_now(
    stretch: Stretch | None, end_number: int | None, per_end: int, scores: Sequence[PassScoreRead], shot: int
) -> tuple[int | None, int]:
    """The number of the current pass, and its arrows left; None and 0 when all arrows of the stretch are shot."""
    if stretch is None or end_number is None or shot >= stretch.arrows:
        return None, 0
    number = stretch.pass_of(end_number, per_end)
    arrows = next((score.arrows for score in scores if score.number == number), 0)
    return number, max(stretch.passes[number - stretch.first].arrows - arrows, 0)


def _end(own: RoundShots | None, stretch: Stretch | None, per_end: int) -> int | None:
    """The number of the current or last end; None without a stretch."""
    if stretch is None:
        return None
    if own is None:
        return 1
    is_over = own.in_last_end >= per_end and own.arrows < stretch.arrows
    # arrows that were not recorded do not add an end
    return own.last_end + 1 if is_over and own.last_end < sum(stretch.ends_of_passes(per_end)) else own.last_end
