"""Turns and ends, told once more in Python: the record of a session is folded anew from its beginning, event by event.

Nothing here is taken from the SQL. It is slow, keeps nothing between two folds, and knows no shortcut.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Stage = Literal["sighters", "scoring"]
Kind = Literal["order", "owner", "entry", "next", "sighter"]
Archer = str
"""A letter; "" is nobody, where no roster is."""


@dataclass(frozen=True)
class Config:
    """How turns are dealt: by details (one after the other), and who has a spot of their own."""

    per_end: int
    per_turn: int
    details: tuple[tuple[Archer, ...], ...] = (("",),)
    rotates: bool = False
    with_spot: frozenset[Archer] = frozenset()

    @property
    def in_turns(self) -> frozenset[Archer]:
        return frozenset(archer for detail in self.details for archer in detail)

    @property
    def everybody(self) -> frozenset[Archer]:
        return self.in_turns | self.with_spot

    @property
    def deals_as(self) -> tuple[object, ...]:
        """What is alike of two that deal alike: one detail, or none, has nothing to rotate."""
        ends = range(1, 1 + (len(self.details) or 1 if self.rotates else 1))
        return self.per_end, self.per_turn, tuple(map(self.order, ends)), self.with_spot

    def order(self, end: int) -> tuple[Archer, ...]:
        """Of this end: with rotation another detail begins each of them."""
        first = (end - 1) % len(self.details) if self.rotates and self.details else 0
        return tuple(archer for detail in self.details[first:] + self.details[:first] for archer in detail)


@dataclass(frozen=True)
class State:
    """Before an event. `own`: archers who are not in turns, with their end and how many arrows of it they shot.

    `taken`: arrows whose turn is over, `shot`: arrows that stand in this end, `ahead`: in the ends behind it.
    """

    stage: Stage = "scoring"
    end: int = 1
    whose: Archer | None = ""
    taken: Mapping[Archer, int] = field(default_factory=dict)
    shot: Mapping[Archer, int] = field(default_factory=dict)
    ahead: Mapping[Archer, int] = field(default_factory=dict)
    own: Mapping[Archer, tuple[int, int]] = field(default_factory=dict)
    least: int = 1


@dataclass
class Mark:
    """From `at` on all is as it says, whatever was before."""

    at: int
    state: State
    config: Config
    is_setup: bool
    opened: list[tuple[Archer, int]] = field(default_factory=list)


@dataclass
class Shot:
    """One arrow: what was known of it when it came, what people said since, and what follows (filled by `fold`)."""

    at: int
    arrival: int
    kind: Kind
    known: Archer | None = None
    points: int = 0
    given_archer: Archer | None = None
    given_end: int | None = None
    given_sighter: bool | None = None
    archer: Archer = ""
    end: int = 0
    is_sighter: bool = False
    is_surplus: bool = False


def next_of(config: Config, end: int, taken: Mapping[Archer, int], behind: Archer | None) -> Archer | None:
    """Who comes behind this archer in the order of the end and has arrows left; None when all are through."""
    order = config.order(end)
    first = order.index(behind) + 1 if behind in order else 0
    for archer in order[first:] + order[:first]:
        if taken.get(archer, 0) < config.per_end:
            return archer
    return None


def passed_on(config: Config, state: State) -> State:
    """The turn is over; perhaps the end is."""
    following = next_of(config, state.end, state.taken, state.whose)
    if following is not None:
        return replace(state, whose=following)
    return next_end(config, state)


def next_end(config: Config, state: State) -> State:
    """The next end begins in which somebody has arrows left, with the arrows that were shot ahead."""
    end, ahead = state.end, dict(state.ahead)
    while True:
        end += state.stage == "scoring"
        taken = {archer: min(config.per_end, arrows) for archer, arrows in ahead.items()}
        ahead = {archer: arrows - config.per_end for archer, arrows in ahead.items() if arrows > config.per_end}
        whose = next_of(config, end, taken, None)
        if whose is not None or not taken:
            return replace(state, end=end, taken=taken, shot=taken, ahead=ahead, whose=whose)


@dataclass(frozen=True)
class Place:
    """Whose a shot is and in which end; `is_taken`: an arrow of that end, for it was theirs to shoot."""

    archer: Archer | None
    end: int
    is_taken: bool


def after(config: Config, state: State, kind: Kind, known: Archer | None) -> tuple[State, Place]:
    """One shot later."""
    if kind == "sighter" and (state.stage == "scoring" or known is None):
        return state, Place(known, _end_for(config, state, known), is_taken=False)
    archer = state.whose if kind == "order" else known
    if archer is None:
        return state, Place(None, state.end, is_taken=False)
    if archer not in config.in_turns:
        end, arrows = state.own.get(archer, (state.least, 0))
        if arrows >= config.per_end:
            end, arrows = end + (state.stage == "scoring"), 0
        later = replace(state, own={**state.own, archer: (end, arrows + 1)})
        return (replace(later, end=end) if state.whose is None else later), Place(archer, end, is_taken=True)
    known_arrows = state.shot.get(archer, 0)
    if kind == "next" and state.stage == "scoring" and archer != state.whose and known_arrows >= config.per_end:
        ahead = state.ahead.get(archer, 0)
        later = replace(state, ahead={**state.ahead, archer: ahead + 1})
        return later, Place(archer, state.end + 1 + ahead // config.per_end, is_taken=True)
    state = replace(state, shot={**state.shot, archer: known_arrows + 1})
    arrows = state.taken.get(archer, 0) + 1
    if archer != state.whose and (kind != "owner" or arrows > config.per_end):
        return state, Place(archer, state.end, is_taken=False)
    later = replace(state, taken={**state.taken, archer: arrows})
    is_over = archer == state.whose and (arrows >= config.per_end or arrows % config.per_turn == 0)
    return (passed_on(config, later) if is_over else later), Place(archer, state.end, is_taken=True)


def _end_for(config: Config, state: State, known: Archer | None) -> int:
    """The end that an arrow of no place stands in: the one its archer is in."""
    if known is None or known in config.in_turns:
        return state.end
    end, arrows = state.own.get(known, (state.least, 0))
    return end + (arrows >= config.per_end and state.stage == "scoring")


class Record:
    """A session: its marks and its shots."""

    def __init__(self, config: Config, stage: Stage) -> None:
        self.marks = [Mark(0, State(stage=stage), config, is_setup=True)]
        self.shots: dict[int, Shot] = {}
        self.limits: dict[tuple[Archer, int], int] = {}

    def put(self, shot: Shot) -> None:
        self.shots[shot.arrival] = shot

    def mark_at(self, at: int) -> Mark:
        return max((mark for mark in self.marks if mark.at <= at), key=lambda mark: mark.at)

    def state_before(self, at: float) -> State:
        mark = max((mark for mark in self.marks if mark.at < at), key=lambda mark: mark.at)
        state = mark.state
        for shot in self._in_order(mark.at, at):
            state, _ = after(mark.config, state, shot.kind, shot.known)
        return state

    def _in_order(self, first: float, last: float) -> Iterable[Shot]:
        found = [shot for shot in self.shots.values() if first <= shot.at < last]
        return sorted(found, key=lambda shot: (shot.at, shot.arrival))

    def fold(self) -> State:
        """Deals everything from the beginning; the state at the end."""
        self.limits = {}
        marks = sorted(self.marks, key=lambda mark: mark.at)
        state = marks[0].state
        for mark, following in zip(marks, [*(one.at for one in marks[1:]), float("inf")], strict=True):
            state = mark.state
            self._lengthen(mark)
            for shot in self._in_order(mark.at, following):
                before = state
                state, place = after(mark.config, state, shot.kind, shot.known)
                shot.archer = shot.given_archer or place.archer or ""
                shot.end = shot.given_end or place.end
                shot.is_sighter = before.stage == "sighters" if shot.given_sighter is None else shot.given_sighter
                if place.is_taken and before.stage == "scoring":
                    self.limits.setdefault((place.archer or "", place.end), mark.config.per_end)
        self._find_surplus()
        return state

    def _lengthen(self, mark: Mark) -> None:
        """What a mark opens has the length of then; what goes on under another length has that one."""
        for opened in mark.opened:
            self.limits.setdefault(opened, mark.config.per_end)
        if mark.is_setup and mark.state.stage == "scoring":
            for archer, end in list(self.limits):
                if _goes_on(mark.config, mark.state, archer, end):
                    self.limits[archer, end] = mark.config.per_end

    def _find_surplus(self) -> None:
        """The highest of what is too many in an end."""
        ends: dict[tuple[Archer, int], list[Shot]] = {}
        for shot in self.shots.values():
            shot.is_surplus = False
            ends.setdefault((shot.archer, shot.end), []).append(shot)
        for (archer, end), everything in ends.items():
            shots = [shot for shot in everything if not shot.is_sighter]
            # what is nobody's has an end only where nobody shot in turns
            began = self.mark_at(min(shot.at for shot in everything)).config.per_end
            limit = self.limits.get((archer, end), began if archer else len(shots))
            highest = sorted(shots, key=lambda shot: (shot.points, shot.at, shot.arrival), reverse=True)
            for shot in highest[: max(0, len(shots) - limit)]:
                shot.is_surplus = True

    def set_turn(self, at: int, stage: Stage | None, end: int | None, archer: Archer | None) -> Mark:
        """A person says which stage, which end, whose turn it is; from now on."""
        now, config = self.fold(), self.mark_at(at).config
        new = _given(self, config, now, stage, end, archer)
        mark = Mark(at, new, config, is_setup=False)
        if new.whose is not None and new.stage == "scoring":
            mark.opened.append((new.whose, new.end))
        if now.stage == "scoring" and new.end >= now.end and (now.taken or new.stage == "scoring"):
            for one in config.in_turns:
                is_open = new.stage == "scoring" and new.end == now.end and new.taken.get(one, 0) < config.per_end
                if now.taken.get(one, 0) == 0 and not is_open:
                    mark.opened.append((one, now.end))
        self.marks.append(mark)
        return mark

    def set_up(self, at: int, config: Config) -> None:
        """Another roster or length of ends from now on; without an arrow since the last change, instead of it."""
        newest = max(self.marks, key=lambda mark: mark.at)
        if config.deals_as == newest.config.deals_as:
            return
        if not newest.is_setup or any(shot.at >= newest.at for shot in self.shots.values()):
            self.marks.append(Mark(at, _under(self.fold(), newest.config, config), config, is_setup=True))
            return
        earlier = [mark for mark in self.marks if mark.at < newest.at]
        if not earlier:
            fresh = State(stage=newest.state.stage)
            newest.state, newest.config = _under(fresh, Config(config.per_end, config.per_end), config), config
            return
        was = max(earlier, key=lambda mark: mark.at).config
        if was.deals_as == config.deals_as:
            self.marks.remove(newest)
        else:
            newest.state, newest.config = _under(self.state_before(newest.at), was, config), config


def _given(
    record: Record, config: Config, now: State, stage: Stage | None, end: int | None, archer: Archer | None
) -> State:
    new_stage = stage or now.stage
    number = end or now.end
    if new_stage != now.stage and new_stage == "sighters" and end is None and now.taken:
        number += 1  # the end that was begun is over
    taken = dict(now.taken)
    own = dict(now.own)
    least, shot_here, ahead = now.least, now.shot, now.ahead
    if number != now.end or new_stage != now.stage:
        taken = _known_of(record, config, number) if new_stage == "scoring" else {}
        own = {one: place for one, place in own.items() if place[0] >= number and new_stage == now.stage}
        least, shot_here, ahead = number, dict(taken), {}
    elif end is not None and not now.taken:
        pass  # who begins an end that is said passes over nobody
    elif archer is not None and now.whose is not None and archer != now.whose:
        shot = taken.get(now.whose, 0)
        if not (taken.get(archer, 0) >= config.per_end and shot % config.per_turn == 0):
            taken[now.whose] = min(config.per_end, (shot // config.per_turn + 1) * config.per_turn)
    if archer is not None and archer != now.whose and number == now.end and new_stage == now.stage == "scoring":
        taken |= _more_than(taken, archer, _known_of(record, config, number).get(archer, 0))
    if archer is None:
        archer = next_of(config, number, taken, None)
        if archer is None:
            archer = next(iter(config.order(number)), None)
    if archer is not None and taken.get(archer, 0) >= config.per_end:
        taken[archer] = min(config.per_end - 1, _known_of(record, config, number).get(archer, 0))
    return State(new_stage, number, archer, taken, shot_here, ahead, own, least)


def _more_than(taken: Mapping[Archer, int], archer: Archer, known: int) -> dict[Archer, int]:
    """What is known of an archer, where that is more; nought is no beginning of an end."""
    return {archer: known} if known > taken.get(archer, 0) else {}


def _known_of(record: Record, config: Config, end: int) -> dict[Archer, int]:
    """Arrows that archers in turns have in an end already."""
    counts: dict[Archer, int] = {}
    for shot in record.shots.values():
        if shot.end == end and not shot.is_sighter and shot.archer in config.in_turns:
            counts[shot.archer] = min(config.per_end, counts.get(shot.archer, 0) + 1)
    return counts


def _under(now: State, was: Config, config: Config) -> State:
    """Goes on under another roster: with whoever stays; else registered archers begin, and nobody goes on."""
    own = dict(now.own)
    for archer in (was.in_turns - config.in_turns) & config.with_spot:
        own[archer] = now.end, now.taken.get(archer, 0)
    now = replace(now, own=own, shot=_of(now.shot, config), ahead=_of(now.ahead, config))
    taken = _of(now.taken, config)
    end, whose = now.end, now.whose
    if not (was.in_turns & config.in_turns):
        end = now.end + bool(now.taken) if "" in config.in_turns else 1
        whose = None
    if whose is not None and taken.get(whose, 0) % config.per_turn == 0 and _follows_anew(now, was, config):
        whose = None
    if whose is None or whose not in config.in_turns or taken.get(whose, 0) >= config.per_end:
        whose = _due(config, end, taken)
        if whose is None and config.in_turns:
            return next_end(config, replace(now, end=end))
    return replace(now, end=end, taken=taken, whose=whose)


def _follows_anew(now: State, was: Config, config: Config) -> bool:
    """Archers of both come in another order, or the first of an end that nobody has begun is looked for."""
    old, new = was.order(now.end), config.order(now.end)
    both = set(old) & set(new)
    is_reordered = [one for one in old if one in both] != [one for one in new if one in both]
    return is_reordered or (not now.taken and now.whose == next(iter(old), None))


def _due(config: Config, end: int, taken: Mapping[Archer, int]) -> Archer | None:
    """Of those who had the fewest turns the first who comes behind somebody with more."""
    left = [archer for archer in config.order(end) if taken.get(archer, 0) < config.per_end]
    turns = [taken.get(archer, 0) // config.per_turn for archer in left]
    due = [n == min(turns) for n in turns]
    begin = [archer for k, archer in enumerate(left) if due[k] and not due[k - 1]]
    return next(iter(begin or left), None)


def _of(counts: Mapping[Archer, int], config: Config) -> dict[Archer, int]:
    return {archer: arrows for archer, arrows in counts.items() if archer in config.in_turns}


def _goes_on(config: Config, state: State, archer: Archer, end: int) -> bool:
    """Whether an archer has arrows of this end to come."""
    if archer in config.in_turns:
        ahead = state.ahead.get(archer, 0)
        is_now = end == state.end and state.taken.get(archer, 0) < config.per_end
        return is_now or (ahead > 0 and end > state.end + ahead // config.per_end)
    if archer not in state.own and archer not in config.with_spot:
        return False
    own_end, arrows = state.own.get(archer, (state.least, 0))
    return end > own_end or (end == own_end and arrows < config.per_end)
