"""Scores and groups of ends, arrows, archers and sessions; verdicts on single arrows."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from appliance.schema.archers import ArcherName
from appliance.schema.arrows import HumanIdentifier
from appliance.schema.base import Filters, Finite, Identifier, Query, Strict, UtcTime
from appliance.schema.messages import MessageRead
from appliance.schema.sessions import Distance, DistanceUnit
from appliance.schema.shots import CountedEnd, StoredCoordinate


class LandedShot(Strict):
    """The place of a shot in the butt's frame, mm, with its session, end, archer and arrow."""

    id: UUID
    session_id: UUID
    end_number: CountedEnd
    archer_id: UUID | None
    arrow_id: UUID | None
    x: StoredCoordinate
    y: StoredCoordinate


class LandedShots(Strict):
    """Places of all shots of an archer, newest first, in the butt's frame, mm, and their ends."""

    archer_id: UUID | None
    x: list[StoredCoordinate]
    y: list[StoredCoordinate]
    ends: list[CountedEnd]

    @property
    def places(self) -> list[tuple[float, float]]:
        """The places of all shots."""
        return list(zip(self.x, self.y, strict=True))

    @property
    def in_newest_end(self) -> list[tuple[float, float]]:
        """The places of those in the end of the newest shot."""
        newest = self.ends[0]
        return [place for place, end in zip(self.places, self.ends, strict=True) if end == newest]


class EllipseRead(Strict):
    """An ellipse: semi-axes in mm, angle in degrees, counter-clockwise from the x axis."""

    major: Finite
    minor: Finite
    angle: Finite


class GroupRead(Strict):
    """The group of `arrows` in the butt's frame, mm; arrows on several spots are moved onto the first face
    (`is_folded`).

    `dx`, `dy`: from the centre of the face to that of the group, the error of the sight; null where no face hangs. The
    next arrow lands in `ellipse_95` with 95 % probability; null for fewer than five arrows. Sighters do not count.
    """

    arrows: int
    x: Finite
    y: Finite
    dx: Finite | None
    dy: Finite | None
    mean_radius: Finite
    extreme_spread: Finite
    ellipse_95: EllipseRead | None
    is_folded: bool


class ArcherGroupRead(Strict):
    """One archer's groups in a session: of all arrows that landed, and of the last end.

    `archer_id` null: arrows without an archer. Groups are null while nothing has landed.
    """

    archer_id: UUID | None
    group: GroupRead | None
    end_number: CountedEnd
    end_group: GroupRead | None


class SessionGroupsRead(Strict):
    """The groups of a session by archer, for the live page."""

    session_id: UUID
    archers: list[ArcherGroupRead]


class ArrowGroupRead(Strict):
    """The group of one arrow over sessions: its last 1000 landed shots, moved onto the face shot last."""

    arrow_id: UUID
    group: GroupRead | None


class Totals(Strict):
    """Totals of the arrows that count: no sighters, surplus or beyond the round; `misses` touched no scoring zone.

    Times are means, null without a bow sensor; `rhythm_ms` is between successive releases in an end. `group` is that of
    all arrows that landed except sighters, including arrows that do not count.
    """

    arrows: int
    landed: int
    misses: int
    score: int
    average: Finite | None
    tens: int
    xs: int
    hold_ms: Finite | None
    release_to_impact_ms: Finite | None
    rhythm_ms: Finite | None
    group: GroupRead | None


class EndRead(Totals):
    """One archer's end; `marks`: as on a score sheet, highest first (X, 10, ..., 1, M), "?" without a face."""

    end_number: int
    archer_id: UUID | None
    marks: list[str]


class ArrowSummaryRead(Totals):
    """Totals of one archer's arrow in a session; `arrow_id` null: arrows not identified, `archer_id` null: without an
    archer."""

    archer_id: UUID | None
    arrow_id: UUID | None
    human_identifier: HumanIdentifier | None


class ArcherSummaryRead(Totals):
    """Totals of one archer in a session; `archer_id` null: shots assigned to no archer."""

    archer_id: UUID | None
    name: ArcherName | None


class SessionSummaryRead(Strict):
    """Score and group of a session, without ends held back; groups are of the last 1000 landed arrows.

    Its own totals are those of the one archer who shot, or of arrows without an archer; null where several archers
    shot, whose totals are only in `by_archer`.
    """

    session_id: UUID
    arrows: int | None
    landed: int | None
    misses: int | None
    score: int | None
    average: Finite | None
    tens: int | None
    xs: int | None
    hold_ms: Finite | None
    release_to_impact_ms: Finite | None
    rhythm_ms: Finite | None
    group: GroupRead | None
    ends: list[EndRead]
    by_arrow: list[ArrowSummaryRead]
    by_archer: list[ArcherSummaryRead]


class TrendFigures(Strict):
    """A session's figures in a trend; `mean_radius` in mm about the group's centre."""

    arrows: int
    score: int
    average: Finite | None
    tens: int
    xs: int
    mean_radius: Finite | None


class ArcherTrendRead(TrendFigures):
    """One archer's figures in a session of a trend; `archer_id` null: shots assigned to no archer."""

    archer_id: UUID | None
    name: ArcherName | None


class TrendRead(Strict):
    """A session's figures in a trend, without ends held back.

    Its own figures are those of the one archer who shot, or of arrows without an archer; null where several archers
    shot, whose figures are only in `by_archer`.
    """

    session_id: UUID
    start_time: UtcTime
    location: Identifier
    distance: Distance
    distance_unit: DistanceUnit
    arrows: int | None
    score: int | None
    average: Finite | None
    tens: int | None
    xs: int | None
    mean_radius: Finite | None
    by_archer: list[ArcherTrendRead]


class TrendFilters(Filters):
    """Selects the sessions of a trend by start time and distance, and the archer."""

    start_from: UtcTime | None = Field(default=None, alias="from")
    start_to: UtcTime | None = Field(default=None, alias="to")
    distance: Distance | None = None
    distance_unit: DistanceUnit | None = None
    archer_id: UUID | None = None


class VerdictQuery(Query):
    """Selects the shots to judge: the newest 2000 of the newest 200 matching sessions."""

    start_from: UtcTime | None = Field(default=None, alias="from")
    start_to: UtcTime | None = Field(default=None, alias="to")
    distance: Distance | None = None
    session_id: UUID | None = None
    archer_id: UUID | None = None


class ArrowVerdictRead(Strict):
    """Whether an arrow flies differently from the others; `dx`, `dy`: its offset from them, mm.

    `confidence`: 1 less the probability that an arrow like the others ever looks so, over all arrows and looks;
    `more_shots`: about how many more would decide.
    """

    arrow_id: UUID
    human_identifier: HumanIdentifier
    verdict: Literal["off", "undecided", "no_difference"]
    shots: int
    dx: Finite
    dy: Finite
    confidence: Finite
    more_shots: int | None
    message: MessageRead


class VerdictsRead(Strict):
    """A verdict on each arrow; `rate`: the fraction of quivers in which an innocent arrow is ever called off, however
    often verdicts are read."""

    rate: Finite
    shots: int
    arrows: list[ArrowVerdictRead]
