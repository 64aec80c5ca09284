"""A bracket as it is stored, and whether its rows are consistent."""

from typing import NamedTuple
from uuid import UUID

from appliance.core.scoring.brackets import FEWEST_ENTRIES, MatchPlace, places
from appliance.core.scoring.matches import RULES, Counting, Format, Ruling, Side
from appliance.models.errors import DBUnreadable
from appliance.models.reading import unreadable_error
from appliance.models.unreadable import UnreadableRow
from appliance.schema.base import StoredTime, Strict
from appliance.schema.brackets import BracketEntryRead, BracketSummaryRead, Result, Ruler, StoredButt


class MatchOfBracket(Strict):
    """A match, and the bracket that it belongs to."""

    id: UUID
    bracket_id: UUID


class StoredMatch(MatchOfBracket):
    """A match as it is stored."""

    stage: int
    number: int
    session_id: UUID | None
    seed_a: int | None
    seed_b: int | None
    ruled_winner: Side | None
    ruled_by: Ruler | None
    ruled_at: StoredTime | None
    first_side: Side | None
    butt: StoredButt | None
    result_a: Result | None
    result_b: Result | None

    @property
    def place(self) -> MatchPlace:
        return MatchPlace(self.stage, self.number)

    @property
    def ruling(self) -> Ruling | None:
        """The judge's ruling or the entered result, if any."""
        if self.ruled_winner is None:
            return None
        if self.result_a is None or self.result_b is None:
            return Ruling(self.ruled_winner)
        return Ruling(self.ruled_winner, (self.result_a, self.result_b))


class MatchShot(NamedTuple):
    """An arrow of a match. `is_shot` False: its end was over without it, so that it counts as a miss."""

    match_id: UUID
    archer_id: UUID
    end_number: int
    points: int | None
    edge_mm: float | None
    sigma_mm: float | None
    is_shot: bool


class StoredBracket(NamedTuple):
    """A bracket with all that the state of its matches is computed from."""

    summary: BracketSummaryRead
    entries: list[BracketEntryRead]
    matches: list[StoredMatch]
    shots: list[MatchShot]

    @property
    def format(self) -> Format:
        return self.summary.format

    @property
    def counting(self) -> Counting:
        return self.summary.counting


def require_one_bracket(bracket: StoredBracket) -> None:
    """Raises DBUnreadable where the rows are not those of one bracket, as an imported file may have them."""
    archers = RULES[bracket.format, bracket.counting].archers
    seeds = [entry.seed for entry in bracket.entries]
    listed = [archer_id for entry in bracket.entries for archer_id in entry.archer_ids]
    if (
        len(seeds) < FEWEST_ENTRIES
        or seeds != list(range(1, len(seeds) + 1))
        or any(len(entry.archer_ids) != archers for entry in bracket.entries)
        or len(set(listed)) < len(listed)
    ):
        raise _unreadable(bracket, "entries")
    met = {seed for match in bracket.matches for seed in (match.seed_a, match.seed_b) if seed is not None}
    if {match.place for match in bracket.matches} != set(places(len(seeds))) or not met <= set(seeds):
        raise _unreadable(bracket, "matches")


def _unreadable(bracket: StoredBracket, field: str) -> DBUnreadable:
    return unreadable_error(UnreadableRow("StoredBracket", "brackets", str(bracket.summary.id), field, "contradicts"))
