"""The rows of an export file with brackets and matches."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from appliance.core.message import refusal
from appliance.core.scoring.brackets import MOST_ENTRIES, matches_of
from appliance.core.scoring.matches import RULES, Counting, Format, Side
from appliance.core.scoring.tally import Count
from appliance.schema.base import Int4, MadeBy, Strict, UtcTime, require_both_or_none
from appliance.schema.brackets import BracketName, Result, Seed
from appliance.schema.device import TargetNumber
from appliance.schema.shots import EndNumber

MOST_ARCHERS = max(rules.archers for rules in RULES.values())
MOST_COUNTS = 2


class BracketRow(Strict):
    """A row of brackets."""

    id: UUID
    made_at: UtcTime
    clock_id: UUID | None
    name: BracketName
    format: Format
    counting: Counting
    session_id: UUID | None


class CountRow(Strict):
    """An entry of `counts` in a row of bracket_entries: the number of arrows of one kind."""

    count: Count
    arrows: Annotated[Int4, Field(ge=0)]


class BracketEntryRow(Strict):
    """A row of bracket_entries."""

    bracket_id: UUID
    seed: Seed
    name: BracketName
    archer_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_ARCHERS)]
    score: Int4
    counts: Annotated[list[CountRow], Field(max_length=MOST_COUNTS)]
    is_tied: bool


class MatchRow(Strict):
    """A row of matches."""

    id: UUID
    bracket_id: UUID
    stage: Literal[2, 3, 4, 8, 16, 32]
    number: Annotated[int, Field(ge=1, le=MOST_ENTRIES // 2)]
    session_id: UUID | None
    seed_a: Seed | None
    seed_b: Seed | None
    ruled_winner: Side | None
    ruled_by: MadeBy | None
    ruled_at: UtcTime | None
    clock_id: UUID | None
    first_side: Side | None = None
    chosen_end: EndNumber | None = None
    butt: TargetNumber | None = None
    result_a: Result | None = None
    result_b: Result | None = None

    @model_validator(mode="after")
    def _both_or_none(self) -> "MatchRow":
        most = matches_of(self.stage)
        if self.number > most:
            raise ValueError(refusal("number", "no_such_match", most=most))
        require_both_or_none(self, "seed_a", "seed_b")
        require_both_or_none(self, "ruled_winner", "ruled_at")
        require_both_or_none(self, "result_a", "result_b")
        if self.result_a is None:
            require_both_or_none(self, "ruled_winner", "ruled_by")
        elif self.ruled_winner is None:
            raise ValueError(refusal("result_a", "given_with_other", other="ruled_winner"))
        if self.ruled_winner is not None and self.seed_a is None:
            raise ValueError(refusal("ruled_winner", "given_with_other", other="seed_a"))
        return self


MATCH_ROWS: dict[str, type[Strict]] = {"brackets": BracketRow, "bracket_entries": BracketEntryRow, "matches": MatchRow}
"""The models of these tables, in the order of the file."""
