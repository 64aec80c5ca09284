"""Brackets and their matches: opponents, results, and who advances."""

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
"""Largest number of butts: that of matches in the first stage."""
BracketName = Annotated[str, Plain(limits.ARCHER_NAME)]
StoredBracketName = Annotated[str, Stored(limits.ARCHER_NAME)]
Seed = Annotated[int, Field(ge=1, le=MOST_ENTRIES)]
Place = Annotated[int, Field(ge=0, le=MOST_ENTRIES, description="a seed; 0: nobody, a bye")]
Result = Annotated[int, within(limits.MATCH_RESULT)]
StoredButt = Annotated[str, Stored(limits.TARGET_NUMBER), Field(description="at which butt it is shot; null: here")]
Ruler = Annotated[str, Stored(limits.MADE_BY)]


class TeamCreate(Strict):
    """A team, its archers in shooting order."""

    name: BracketName
    archer_ids: Annotated[list[UUID], Field(min_length=2, max_length=3)]


class SeedingCreate(Strict):
    """A seeding by the scores of these sessions; a team has the sum of its archers.

    One session of a round stands for the whole round. `most`: largest number of seeds shown; a bracket has at most 32.
    `without`: archers who shoot no match. `drawn`: archers in the order of a draw, which breaks ties; a team has the
    place of the first of its archers in it.
    """

    format: Format = "individual"
    counting: Counting = "sets"
    session_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_SEEDING)]
    most: Annotated[int, Field(ge=FEWEST_ENTRIES, le=MOST_NAMED)] = MOST_ENTRIES
    without: Annotated[list[UUID], Field(max_length=MOST_NAMED, default_factory=list)]
    drawn: Annotated[list[UUID], Field(max_length=MOST_NAMED, default_factory=list)]
    teams: Annotated[list[TeamCreate], Field(max_length=MOST_ENTRIES, default_factory=list)]

    @model_validator(mode="after")
    def _teams_fit_the_format(self) -> "SeedingCreate":
        archers = RULES[self.format, self.counting].archers
        if (archers == 1) != (not self.teams) or any(len(team.archer_ids) != archers for team in self.teams):
            raise ValueError(refusal("teams", "teams_of_format", archers=archers))
        named = [archer for team in self.teams for archer in team.archer_ids]
        if len(set(named)) < len(named):
            raise ValueError(refusal("teams", "archer_in_two_teams"))
        return self


class BracketCreate(SeedingCreate):
    """A bracket with this seeding. `butts`: numbers of the butts where matches are shot, assigned in turn in each
    stage."""

    name: BracketName
    butts: Annotated[list[TargetNumber], Field(max_length=MOST_BUTTS, default_factory=list)]
    most: Annotated[int, Field(ge=FEWEST_ENTRIES, le=MOST_ENTRIES)] = MOST_ENTRIES


class SeedRead(Strict):
    """A place of a ranking with its score, and the counts that break ties on that round.

    `is_tied`: another entry has the same score and counts, and a draw decides.
    """

    seed: Annotated[int, Field(ge=1, le=MOST_NAMED)]
    name: ArcherName
    archer_ids: list[UUID]
    score: int
    counts: list[CountRead]
    is_tied: bool


class BracketEntryRead(SeedRead):
    """An entry of a bracket with its seed."""

    seed: Seed


class MatchEndRead(Strict):
    """An end of a match: points of both sides, and set points once it is complete, in sets.

    `unshot_a`, `unshot_b`: the number of its arrows that were not shot before it was over, and count as misses.
    """

    points_a: int
    points_b: int
    set_a: int | None
    set_b: int | None
    is_whole: bool
    unshot_a: int
    unshot_b: int


class ShootOffRead(Strict):
    """A shoot-off: points, then the distance of each side's nearest arrow from the middle, mm to the inner edge of the
    shaft, and its standard error; negative where the shaft covers the middle.

    `probability`: that `nearer` is truly nearer, given the uncertainty of the measurement; if it is too low, a judge
    decides. `unshot_a`, `unshot_b`: as of an end.
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
    """A match with its state by its arrows: `a` and `b` are set points, or scores in cumulative scoring.

    `seed_a`, `seed_b`: the opponents; null while undecided, 0 for a bye. `is_contested`: by the results of earlier
    matches other opponents should meet than those who began it, so it has to begin again before anybody advances.
    `ruled_by`: the judge who decided, or who entered the result of a match at another butt. `first_side`: the sides
    alternate, and this one shot first in the first end.
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
    """A bracket in a list. `is_current`: the bracket that is being shot, or was last."""

    id: UUID
    made_at: StoredTime
    name: StoredBracketName
    format: Format
    counting: Counting
    is_current: bool


class BracketRead(BracketSummaryRead):
    """A bracket with its entries and matches, the first stage first."""

    arrows_per_end: ArrowsPerEnd
    entries: list[BracketEntryRead]
    matches: list[MatchRead]


class MatchBegin(Strict):
    """How a match is shot: one arrow at a time in turns, or a whole end each (as many arrows as an end has, or more).

    `on_own_faces`: each archer has one of the hung faces, from left to right, so that turns do not matter. `first`: the
    sides alternate, and this one shoots first in the first end, by choice of the higher seed; each turn then is one
    arrow, and the timer is set up for it.
    """

    arrows_per_turn: ArrowsPerEnd
    on_own_faces: bool = False
    first: Side | None = None


class MatchFirst(Strict):
    """The side that shoots first in the end that begins."""

    first: Side


class MatchButt(Strict):
    """The butt at which a match is shot; null: this one."""

    butt: TargetNumber | None


class MatchResult(Strict):
    """The result of a match at another butt: set points, or scores in cumulative scoring, before a shoot-off.

    `winner`: the winner of the shoot-off, if both are equal.
    """

    a: Result
    b: Result
    winner: Side | None = None


class MatchUpdate(Strict):
    """A judge's decision, where the measurement cannot decide or a side does not shoot; null withdraws it.

    `judge`: the judge's name, unless the request comes from a judge's phone.
    """

    winner: Side | None
    judge: BracketName | None = None
