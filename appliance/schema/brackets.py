"""Brackets and their matches: who meets whom, how it stands, and who goes on."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from appliance.core import limits
from appliance.core.message import refusal
from appliance.core.scoring.brackets import FEWEST_ENTRIES, MOST_ENTRIES
from appliance.core.scoring.matches import RULES, Counting, DecidedBy, Format, MatchState, Side
from appliance.schema.archers import ArcherName
from appliance.schema.base import Finite, Plain, Stored, StoredTime, Strict, within
from appliance.schema.device import TargetNumber
from appliance.schema.rounds import CountRead
from appliance.schema.sessions import ArrowsPerEnd

MOST_SEEDING = 12
MOST_NAMED = 100
MOST_BUTTS = MOST_ENTRIES // 2
"""As many as the first stage has matches."""
BracketName = Annotated[str, Plain(limits.ARCHER_NAME)]
StoredBracketName = Annotated[str, Stored(limits.ARCHER_NAME)]
Seed = Annotated[int, Field(ge=1, le=MOST_ENTRIES)]
Place = Annotated[int, Field(ge=0, le=MOST_ENTRIES, description="a seed; 0: nobody, a bye")]
Result = Annotated[int, within(limits.MATCH_RESULT)]
StoredButt = Annotated[str, Stored(limits.TARGET_NUMBER), Field(description="at which butt it is shot; null: here")]
Ruler = Annotated[str, Stored(limits.MADE_BY)]


class TeamCreate(Strict):
    """A team, in the order in which it shoots."""

    name: BracketName
    archer_ids: Annotated[list[UUID], Field(min_length=2, max_length=3)]


class SeedingCreate(Strict):
    """Who would be seeded from what was shot in these sessions; teams by what their archers shot together.

    One session of a round is enough: all of that round count. `most`: how many of the ranking are shown; a
    bracket takes 32 at most. `without`: who shoots no match. `drawn`: archers in the order of a draw, which counts
    between those who are tied; a team goes by the first of its archers there.
    """

    format: Format = "individual"
    counting: Counting = "sets"
    session_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_SEEDING)]
    most: Annotated[int, Field(ge=FEWEST_ENTRIES, le=MOST_NAMED)] = MOST_ENTRIES
    without: Annotated[list[UUID], Field(max_length=MOST_NAMED, default_factory=list)]
    drawn: Annotated[list[UUID], Field(max_length=MOST_NAMED, default_factory=list)]
    teams: Annotated[list[TeamCreate], Field(max_length=MOST_ENTRIES, default_factory=list)]

    @model_validator(mode="after")
    def _teams_as_the_format_says(self) -> "SeedingCreate":
        archers = RULES[self.format, self.counting].archers
        if (archers == 1) != (not self.teams) or any(len(team.archer_ids) != archers for team in self.teams):
            raise ValueError(refusal("teams", "teams_of_format", archers=archers))
        named = [archer for team in self.teams for archer in team.archer_ids]
        if len(set(named)) < len(named):
            raise ValueError(refusal("teams", "archer_in_two_teams"))
        return self


class BracketCreate(SeedingCreate):
    """A bracket that is seeded so. `butts`: numbers of those at which matches are shot, in turn down each stage."""

    name: BracketName
    butts: Annotated[list[TargetNumber], Field(max_length=MOST_BUTTS, default_factory=list)]
    most: Annotated[int, Field(ge=FEWEST_ENTRIES, le=MOST_ENTRIES)] = MOST_ENTRIES


class SeedRead(Strict):
    """Who is where in a ranking, and by what: the score, then what is counted beside it on that round.

    `is_tied`: another one has the same of all, and a draw decides between them.
    """

    seed: Annotated[int, Field(ge=1, le=MOST_NAMED)]
    name: ArcherName
    archer_ids: list[UUID]
    score: int
    counts: list[CountRead]
    is_tied: bool


class BracketEntryRead(SeedRead):
    """Who is seeded in a bracket."""

    seed: Seed


class MatchEndRead(Strict):
    """An end of a match: points of both sides, and set points once it is whole and they are given.

    `unshot_a`, `unshot_b`: how many of its arrows were not shot before it was over, and count as misses.
    """

    points_a: int
    points_b: int
    set_a: int | None
    set_b: int | None
    is_whole: bool
    unshot_a: int
    unshot_b: int


class ShootOffRead(Strict):
    """A shoot-off: points, then how far the nearest arrows are from the middle, mm to the shaft's inner edge, and the
    standard error of that; below 0 the shaft covers the middle.

    `probability`: how sure the measurement is that `nearer` is the nearer one; too little of it needs a judge.
    `unshot_a`: as of an end.
    """

    points_a: int
    points_b: int
    is_whole: bool
    nearest_a_mm: Finite | None
    nearest_b_mm: Finite | None
    sigma_a_mm: Finite | None
    sigma_b_mm: Finite | None
    nearer: Side | None
    probability: Annotated[float, Field(ge=0, le=1)] | None
    winner: Side | None
    unshot_a: int
    unshot_b: int


class MatchRead(Strict):
    """A match as its arrows say it stands: `a` and `b` are set points, or the score where that counts.

    `seed_a`, `seed_b`: who meets; null where that is not decided yet, 0 is a bye. `is_contested`: who met there when it
    began is not whom the matches before it send by now, so nobody goes on from it before it begins anew. `ruled_by`:
    the judge who decided, or whoever entered the result of a match at another butt. `first_side`: the sides alternate,
    and this one shot first in the first end.
    """

    id: UUID
    stage: Annotated[int, Field(ge=2, le=MOST_ENTRIES, description="how many are left; 3: for the third place")]
    number: int
    session_id: UUID | None
    seed_a: Place | None
    seed_b: Place | None
    ends: list[MatchEndRead]
    shoot_offs: list[ShootOffRead]
    a: int
    b: int
    state: MatchState
    winner: Side | None
    by: DecidedBy | None
    is_bye: bool
    is_contested: bool
    ruled_by: Ruler | None
    ruled_at: StoredTime | None
    first_side: Side | None
    butt: StoredButt | None


class BracketSummaryRead(Strict):
    """A bracket in a list. `is_current`: it is what is shot now, or what was last."""

    id: UUID
    made_at: StoredTime
    name: StoredBracketName
    format: Format
    counting: Counting
    is_current: bool


class BracketRead(BracketSummaryRead):
    """A bracket with its seeds and matches, the first stage first."""

    arrows_per_end: ArrowsPerEnd
    entries: list[BracketEntryRead]
    matches: list[MatchRead]


class MatchBegin(Strict):
    """How a match is shot: arrow by arrow in turns, or a whole end each (as many as an end has, or more).

    `on_own_faces`: each archer has a face of those that hang, from left to right, so that no turn matters.
    `first`: the sides alternate, and this one shoots first in the first end, as the higher seed chose; an archer shoots
    one arrow a turn then, and the timer is set up for it.
    """

    arrows_per_turn: ArrowsPerEnd
    on_own_faces: bool = False
    first: Side | None = None


class MatchFirst(Strict):
    """Which side shoots first in the end that begins."""

    first: Side


class MatchButt(Strict):
    """At which butt a match is shot; null: at this one."""

    butt: TargetNumber | None


class MatchResult(Strict):
    """What a match came to at another butt: set points, or the score where that counts, before a shoot-off.

    `winner`: who won that, where both are equal.
    """

    a: Result
    b: Result
    winner: Side | None = None


class MatchUpdate(Strict):
    """A judge decides, where the measurement cannot, or where somebody does not shoot; null takes it back.

    `judge`: who decides, where no judge's phone says so by itself.
    """

    winner: Side | None
    judge: BracketName | None = None
