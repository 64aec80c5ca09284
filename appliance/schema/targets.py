"""Targets: the faces as hung on the butt for a session; and the catalogue of faces."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from appliance.core.limits import CORNERS, MAX_FACES, MAX_LATER_ARROWS, MAX_ZONES
from appliance.core.message import Message, refusal
from appliance.core.scoring.faces import FaceKind
from appliance.core.scoring.outline import outline_problem
from appliance.core.scoring.rings import Colour, Scoring
from appliance.core.scoring.tally import Count
from appliance.schema.base import Coordinate, Filters, Positive, Strict, Text, Update, unset
from appliance.schema.shots import FaceIdentifier, Points

Size = Annotated[Positive, Field(description="the butt's size, mm")]


Corner = Annotated[
    list[Coordinate], Field(min_length=2, max_length=2, description="x and y from the face's centre, mm")
]
Corners = Annotated[list[Corner], Field(min_length=CORNERS.least, max_length=CORNERS.most)]
Outlines = Annotated[
    list[Corners | None],
    Field(
        max_length=MAX_ZONES,
        description="for each zone null, where it is a circle, or the corners of its outline; its radius is then the "
        "distance of the farthest of them from the centre",
    ),
]


LaterPoints = Annotated[
    list[Annotated[list[Points], Field(min_length=1, max_length=MAX_ZONES)]],
    Field(
        min_length=1,
        max_length=MAX_LATER_ARROWS,
        description="where the arrow that hits a target first is the one that counts: points of the zones for the "
        "second arrow of an archer, for the third and so on; `points` are those for the first",
    ),
]


def _is_missing(value: object) -> bool:
    return value is None


class Face(Strict):
    """A face on the butt: its centre in the butt's frame, and the outer radius and points of each zone, mm.

    Zones that are no circles have `outlines`, which is left out for a face with circles only.
    """

    x: Positive
    y: Positive
    radii: Annotated[list[Positive], Field(min_length=1, max_length=MAX_ZONES)]
    points: Annotated[list[Points], Field(min_length=1, max_length=MAX_ZONES)]
    human_identifier: FaceIdentifier
    kind: FaceKind | None = None
    x_radius: Positive | None = None
    outlines: Annotated[Outlines | None, Field(exclude_if=_is_missing)] = None
    later_points: Annotated[LaterPoints | None, Field(exclude_if=_is_missing)] = None

    @model_validator(mode="after")
    def _zones_make_sense(self) -> "Face":
        if len(self.points) != len(self.radii):
            raise ValueError(refusal("points", "one_entry_per_radius", radii=len(self.radii), points=len(self.points)))
        steps = [b - a for a, b in zip(self.radii, self.radii[1:], strict=False)]
        if not (all(s > 0 for s in steps) or all(s < 0 for s in steps)):
            raise ValueError(refusal("radii", "radii_not_monotonic"))
        if self.outlines is not None:
            self._check(self.outlines)
        if self.later_points is not None:
            self._check_later(self.later_points)
        return self

    def _check_later(self, later: Sequence[Sequence[int]]) -> None:
        for k, points in enumerate(later):
            if len(points) != len(self.radii):
                place, given = f"later_points.{k}", len(points)
                raise ValueError(refusal(place, "one_entry_per_radius", radii=len(self.radii), points=given))
        every = [one for points in (self.points, *later) for one in points]
        if 0 in every or len(set(every)) < len(every):
            raise ValueError(refusal("later_points", "later_points_alike"))

    def _check(self, outlines: Sequence[Sequence[Sequence[float]] | None]) -> None:
        if len(outlines) != len(self.radii):
            radii = len(self.radii)
            raise ValueError(refusal("outlines", "one_outline_per_radius", radii=radii, outlines=len(outlines)))
        for k, outline in enumerate(outlines):
            if outline is None:
                continue
            problem = outline_problem([(x, y) for x, y in outline], self.radii[k])
            if problem is not None:
                raise ValueError(problem.at(f"outlines.{k}"))


Faces = Annotated[list[Face], Field(max_length=MAX_FACES)]


def faces_problem(faces: Sequence[Face], max_x: float, max_y: float) -> Message | None:
    """What is wrong with these faces on a butt of this size; None when nothing is."""
    if len(faces) > MAX_FACES:
        return refusal("faces", "list_too_long", most=MAX_FACES, given=len(faces))
    names = [face.human_identifier for face in faces]
    for k, face in enumerate(faces):
        if names.index(face.human_identifier) != k:
            place = f"faces.{k}.human_identifier"
            return refusal(place, "used_twice_in_target", name=repr(face.human_identifier))
        if not (face.x < max_x and face.y < max_y):
            return centre_outside(f"faces.{k}", face.x, face.y, max_x, max_y)
    return None


def centre_outside(place: str, x: float, y: float, max_x: float, max_y: float) -> Message:
    """The refusal of a face whose centre is outside the butt."""
    where = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{max_x:g}", "height": f"{max_y:g}"}
    return refusal(place, "centre_outside", **where)


class TargetCreate(Strict):
    """Faces to hang on the butt of a session."""

    session_id: UUID
    max_x: Size
    max_y: Size
    faces: Faces = Field(default_factory=list)

    @model_validator(mode="after")
    def _faces_on_the_butt(self) -> "TargetCreate":
        problem = faces_problem(self.faces, self.max_x, self.max_y)
        if problem is not None:
            raise ValueError(problem)
        return self


class TargetProposal(TargetCreate):
    """A target to create, proposed from taps on a face."""


class TargetUpdate(Update):
    """Changes of a target; changed faces score the session's shots again."""

    session_id: UUID = Field(default_factory=unset)
    max_x: Size = Field(default_factory=unset)
    max_y: Size = Field(default_factory=unset)
    faces: Faces = Field(default_factory=unset)


class TargetRead(Strict):
    """A stored target."""

    id: UUID
    session_id: UUID
    max_x: Size
    max_y: Size
    faces: Faces


class TargetFilters(Filters):
    """Filters of the list of targets: session, size, or the name of a face."""

    session_id: UUID | None = None
    max_x: Size | None = None
    max_y: Size | None = None
    human_identifier: Text | None = None


class ZoneRead(Strict):
    """A zone of a catalogue face, mm; one with an `outline` is no circle, and `radius` is its extent."""

    points: int
    radius: float
    colour: Colour
    outline: Annotated[list[list[float]] | None, Field(exclude_if=_is_missing)] = None


class SpotRead(Strict):
    """The centre of one face of a sheet, from the sheet's centre, mm."""

    dx: float
    dy: float


class FaceRead(Strict):
    """A face of the catalogue; `counts`: what is counted besides the total."""

    kind: FaceKind
    name: str
    scoring: Scoring
    counts: list[Count]
    zones: list[ZoneRead]
    x_radius: float | None
    spots: list[SpotRead]
    later_points: Annotated[list[list[int]] | None, Field(exclude_if=_is_missing)] = None
