"""Ends, arrows, archers and sessions in points and groups; and what the numbers say of single arrows."""

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
    """Where a shot landed, and what it belongs to; mm in the butt's frame."""

    id: UUID
    session_id: UUID
    end_number: CountedEnd
    archer_id: UUID | None
    arrow_id: UUID | None
    x: StoredCoordinate
    y: StoredCoordinate


class EllipseRead(Strict):
    """Semi-axes in mm; the angle in degrees, counter-clockwise from the x axis."""

    major: Finite
    minor: Finite
    angle: Finite


class GroupRead(Strict):
    """How `arrows` lie, mm, in the butt's frame; arrows on several spots (`is_folded`) as if on the face hung first.

    `dx`, `dy`: from the centre of the face to the group's, how a sight is off; null where no face hangs. `ellipse_95`
    is where the next arrow lands with 95 % probability; null for fewer than five arrows. Sighters do not count.
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
    """One archer of a session: the group of all arrows that landed, and that of the end shot last.

    `archer_id` null: nobody's arrows. Groups are null while nothing has landed.
    """

    archer_id: UUID | None
    group: GroupRead | None
    end_number: CountedEnd
    end_group: GroupRead | None


class SessionGroupsRead(Strict):
    """The groups of a session that a live page shows, by archer."""

    session_id: UUID
    archers: list[ArcherGroupRead]


class ArrowGroupRead(Strict):
    """Where one arrow goes, over sessions: its last 1000 shots that landed, all moved onto the face shot at last."""

    arrow_id: UUID
    group: GroupRead | None


class Totals(Strict):
    """Of some arrows; neither sighters nor arrows of more than an end has count. `misses` touched no scoring zone.

    Times are means, null without a bow sensor; `rhythm_ms` is from one release to the next of an end. `group` is of all
    that landed but sighters: an arrow too many lies where it lies.
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
    """One end of one archer. `marks`: what a score sheet shows, highest first: X, 10, ..., 1, M; "?" without a face."""

    end_number: int
    archer_id: UUID | None
    marks: list[str]


class ArrowSummaryRead(Totals):
    """One archer's one arrow in a session; `arrow_id` null: those that nobody told apart, `archer_id`: nobody's."""

    archer_id: UUID | None
    arrow_id: UUID | None
    human_identifier: HumanIdentifier | None


class ArcherSummaryRead(Totals):
    """One archer in a session; `archer_id` null: nobody's."""

    archer_id: UUID | None
    name: ArcherName | None


class SessionSummaryRead(Strict):
    """One session, without ends that a coach holds back. Groups are those of the last 1000 landed arrows.

    Its own totals are those of the one archer who shot, or of nobody's arrows; null where several archers shot, whose
    totals are in `by_archer` alone.
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
    """What a trend shows of a session's arrows; `mean_radius` in mm about their own group centre."""

    arrows: int
    score: int
    average: Finite | None
    tens: int
    xs: int
    mean_radius: Finite | None


class ArcherTrendRead(TrendFigures):
    """One archer in a session of a trend; `archer_id` null: nobody's."""

    archer_id: UUID | None
    name: ArcherName | None


class TrendRead(Strict):
    """One session of a trend, without ends that a coach holds back.

    Its own figures are those of the one archer who shot, or of nobody's arrows; null where several archers shot, whose
    figures are in `by_archer` alone.
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
    """Which sessions: started from, to, at which distance; only what one archer shot."""

    start_from: UtcTime | None = Field(default=None, alias="from")
    start_to: UtcTime | None = Field(default=None, alias="to")
    distance: Distance | None = None
    distance_unit: DistanceUnit | None = None
    archer_id: UUID | None = None


class VerdictQuery(Query):
    """Which shots are judged: the newest 2000 of the newest 200 of these sessions."""

    start_from: UtcTime | None = Field(default=None, alias="from")
    start_to: UtcTime | None = Field(default=None, alias="to")
    distance: Distance | None = None
    session_id: UUID | None = None
    archer_id: UUID | None = None


class ArrowVerdictRead(Strict):
    """Whether an arrow flies differently from the others. `dx`, `dy`: its offset from them, mm.

    `confidence` counts all arrows and every look; `more_shots`: about how many would decide.
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
    """`rate`: the share of quivers in which an innocent arrow is ever called off, however often one looks."""

    rate: Finite
    shots: int
    arrows: list[ArrowVerdictRead]
