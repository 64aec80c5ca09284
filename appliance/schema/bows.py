"""Bows, sets of arrows and sight marks, and the advice derived from them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from appliance.core import limits
from appliance.core.advice.sight_fit import WhyNot
from appliance.core.advice.tuning import CentreShot, Hand, NockingPoint, Shaft
from appliance.schema.arrows import Diameter, Weight
from appliance.schema.base import (
    Coordinate,
    Filters,
    Finite,
    Plain,
    Positive,
    Query,
    StoredTime,
    Strict,
    Update,
    UtcTime,
    unset,
    within,
)
from appliance.schema.sessions import Distance, DistanceUnit

BowName = Annotated[str, Plain(limits.BOW_NAME)]
EyeToSight = Annotated[Positive, Field(description="mm from the eye to the pin of the sight, at full draw")]
EyeToArrow = Annotated[Positive, Field(description="mm from the eye down to the arrow, at full draw")]
Click = Annotated[Positive, Field(description="mm that the pin travels with one click")]
MarkLength = Annotated[Positive, Field(description="mm that the pin travels for 1 on its scale")]
BowSensorId = Annotated[
    str,
    Plain(limits.BOW_SENSOR),
    Field(pattern="^[0-9a-f]{16}$", description="the hardware id of the sensor on it, which says when an arrow left"),
]
SightMark = Annotated[Coordinate, Field(description="what the scale of the sight shows; it grows downwards")]


class BowCreate(Strict):
    """A new bow of an archer; unmeasured fields may be omitted, and advice that needs them is null."""

    name: BowName
    hand: Hand = "right"
    eye_to_sight_mm: EyeToSight | None = None
    eye_to_arrow_mm: EyeToArrow | None = None
    click_mm: Click | None = None
    mark_mm: MarkLength | None = None
    sensor: BowSensorId | None = None


class BowUpdate(Update):
    """Changes of a bow's name or measurements."""

    name: BowName = Field(default_factory=unset)
    hand: Hand = Field(default_factory=unset)
    eye_to_sight_mm: EyeToSight | None = None
    eye_to_arrow_mm: EyeToArrow | None = None
    click_mm: Click | None = None
    mark_mm: MarkLength | None = None
    sensor: BowSensorId | None = None


class BowRead(BowCreate):
    """A stored bow; `hand`: which hand draws the string."""

    id: UUID
    archer_id: UUID
    hand: Hand
    eye_to_sight_mm: EyeToSight | None
    eye_to_arrow_mm: EyeToArrow | None
    click_mm: Click | None
    mark_mm: MarkLength | None
    sensor: BowSensorId | None


class ArrowSetCreate(Strict):
    """A new set of identical arrows."""

    name: BowName
    shaft_diameter: Diameter | None = None
    weight: Weight | None = None


class ArrowSetUpdate(Update):
    """Changes of an arrow set's name or measurements."""

    name: BowName = Field(default_factory=unset)
    shaft_diameter: Diameter | None = None
    weight: Weight | None = None


class ArrowSetRead(ArrowSetCreate):
    """A stored set of arrows."""

    id: UUID
    archer_id: UUID
    shaft_diameter: Diameter | None
    weight: Weight | None


class KitFilters(Filters):
    """Filters of the lists of bows, arrow sets and sight marks: all of the archer's, or of the bow's."""


class SightMarkCreate(Strict):
    """A sight setting that hit the middle at a distance; `sigma`: its standard error, in units of the scale.

    `set_at`: when it was set, of one that is put back; default: now.
    """

    arrow_set_id: UUID | None = None
    distance: Distance
    distance_unit: DistanceUnit = "m"
    mark: SightMark
    sigma: Positive | None = None
    set_at: UtcTime | None = None


class SightMarkRead(SightMarkCreate):
    """A stored sight mark; of several at one distance the newest is used."""

    id: UUID
    bow_id: UUID
    arrow_set_id: UUID | None
    distance_unit: DistanceUnit
    sigma: Positive | None
    set_at: StoredTime


class SightCurveQuery(Query):
    """The arrow set whose sight marks are fitted; default: marks without one."""

    arrow_set_id: UUID | None = None


class CurvePointRead(Strict):
    """The fitted sight mark at a distance, and half of its 95 % interval."""

    distance: Distance
    distance_unit: DistanceUnit
    mark: Finite
    doubt: Finite


WhyNoCurve = Literal["not_measured", WhyNot]


class SightCurveRead(Strict):
    """Sight marks at other distances, fitted to those tried; `why_not`: the reason where no fit is possible.

    `speed_m_per_s` is the arrow's speed at the bow by the fit, `speed_doubt` half of its 95 % interval.
    """

    why_not: WhyNoCurve | None
    points: list[CurvePointRead]
    speed_m_per_s: Finite | None
    speed_doubt: Finite | None


class WhoseQuery(Query):
    """The archer whose arrows are meant; optional where only one archer shot."""

    archer_id: UUID | None = None


class SightAdviceQuery(WhoseQuery):
    """Selects the arrows for sight advice: archer, bow, and `after`, when the sight was last moved."""

    bow_id: UUID | None = None
    after: UtcTime | None = None
    arrows: Annotated[int, within(limits.ADVICE_ARROWS)] = 12


class SightAdviceRead(Strict):
    """Offset of a session's newest arrows from the middle of the face, mm, and the sight correction for it.

    `dx`, `dy`: mm to the right and up, null for too few arrows; `doubt_x`, `doubt_y`: half of their 95 % interval. An
    offset within its interval may be chance: then `right_mm`, `up_mm` (travel of the pin) are null. Clicks are also
    null where the bow was not measured. The sight is moved towards the group: a high group needs the pin moved up.
    """

    arrows: int
    arrows_needed: int
    newest_at: UtcTime | None
    distance: Distance
    distance_unit: DistanceUnit
    dx: Finite | None
    dy: Finite | None
    doubt_x: Finite | None
    doubt_y: Finite | None
    is_significant_x: bool
    is_significant_y: bool
    right_mm: Finite | None
    up_mm: Finite | None
    clicks_right: int | None
    clicks_up: int | None
    mark_change: Finite | None
    mark_sigma: Finite | None


class TuningQuery(WhoseQuery):
    """The archer whose arrows are meant, and the hand that draws the string."""

    hand: Hand = "right"


class BareShaftQuery(TuningQuery):
    """The ends in which the fletched arrows and the bare shafts were shot."""

    fletched_end: Annotated[int, within(limits.GIVEN_END_NUMBER)] = 1
    bare_end: Annotated[int, within(limits.GIVEN_END_NUMBER)] = 2


class BareShaftRead(Strict):
    """Offset of bare shafts from fletched ones, mm; null for too few arrows, without advice where it may be chance."""

    fletched: int
    bare: int
    dx: Finite | None
    dy: Finite | None
    doubt_x: Finite | None
    doubt_y: Finite | None
    nocking_point: NockingPoint | None
    shaft: Shaft | None


class WalkBackQuery(TuningQuery):
    """Distance of the first end, and the increment of each further one."""

    first_distance: Distance = 5
    step: Annotated[int, within(limits.WALK_STEP)] = 5
    distance_unit: DistanceUnit = "m"


class WalkBackRead(Strict):
    """Drift of arrows aimed at one spot from growing distances (walk-back tuning).

    `drift`: mm to the right for each metre back, `drift_doubt` half of its 95 % interval; null for too few ends.
    """

    ends: int
    arrows: int
    drift: Finite | None
    drift_doubt: Finite | None
    is_bent: bool | None
    centre_shot: CentreShot | None
