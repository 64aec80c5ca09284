"""The stretches of a round, and which of them a session is: consecutive passes at one distance and one face.

A session is at one distance and face, so each stretch is a session of its own; the sessions of a round are linked. If a
session disagrees with its round in distance, face or place, it counts for no round, and messages say why.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from appliance.core.message import Message, message
from appliance.core.scoring.faces import FACES, FaceSpec
from appliance.core.scoring.rings import Zone
from appliance.schema.rounds import PassRead, RoundRead
from appliance.schema.sessions import SessionRead
from appliance.schema.targets import Face

SAME_RADIUS = 1e-3
"""Relative tolerance of equal radii, which were converted by JSON, and from inches."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive passes of a round at one distance and face; `first` is the number of the first pass, from 1."""

    first: int
    passes: tuple[PassRead, ...]

    @property
    def arrows(self) -> int:
        return sum(part.arrows for part in self.passes)

    @property
    def distance(self) -> str:
        first = self.passes[0]
        if first.nearest is None or first.farthest is None:
            return f"{first.distance} {first.distance_unit}"
        return f"{first.nearest}\N{EN DASH}{first.farthest} {first.distance_unit}"

    def ends_of_passes(self, per_end: int) -> list[int]:
        """The number of ends of each pass; every pass begins with a new end."""
        return [-(-part.arrows // per_end) for part in self.passes]

    def pass_of(self, end_number: int, per_end: int) -> int:
        """The number of the pass of an end; ends after the last pass count as its."""
        last_ends = list(accumulate(self.ends_of_passes(per_end)))
        return self.first + sum(end_number > last for last in last_ends[:-1])

    @property
    def faces(self) -> list[FaceSpec]:
        """The faces at which it can be shot."""
        return [FACES[kind] for kind in self.passes[0].faces]


@dataclass(frozen=True, slots=True)
class Shooting:
    """A session and its faces."""

    session: SessionRead
    faces: tuple[Face, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The stretch of the round that a session is; None if it disagrees with the round, with the reasons."""

    shooting: Shooting
    stretch: Stretch | None
    disagreements: tuple[Message, ...] = ()


def stretches(known: RoundRead) -> tuple[Stretch, ...]:
    """The stretches of the round, in order."""
    numbered = groupby(enumerate(known.passes, 1), key=lambda pair: _where(*pair))
    return tuple(_stretch(list(group)) for _, group in numbered)


def parts(known: RoundRead, shootings: Sequence[Shooting]) -> list[Part]:
    """The stretch of each session of the round, in their order; each stretch is shot once."""
    left = list(stretches(known))
    found = []
    for shooting in shootings:
        part = _part(known, shooting, left)
        if part.stretch is not None:
            left.remove(part.stretch)
        found.append(part)
    return found


def disagreements(known: RoundRead, shooting: Shooting) -> tuple[Message, ...]:
    """How a session differs from its round; empty: it does not."""
    session, found = shooting.session, []
    at_distance = [stretch for stretch in stretches(known) if _is_at(stretch, session)]
    if not at_distance:
        distances = ", ".join(dict.fromkeys(stretch.distance for stretch in stretches(known)))
        here = f"{session.distance} {session.distance_unit}"
        found.append(message("round_at_other_distance", here=here, round=known.name, distances=distances))
    elif not shooting.faces:
        found.append(message("no_face_to_count", round=known.name))
    elif not any(_fits(stretch, shooting.faces) for stretch in at_distance):
        hung = ", ".join(dict.fromkeys(face.human_identifier for face in shooting.faces))
        wanted = ", ".join(dict.fromkeys(spec.name for stretch in at_distance for spec in stretch.faces))
        found.append(message("round_at_other_face", hung=hung, round=known.name, wanted=wanted))
    if session.is_indoor and known.location in ("outdoor", "field"):
        found.append(message("round_is_outdoors", round=known.name))
    if not session.is_indoor and known.location == "indoor":
        found.append(message("round_is_indoors", round=known.name))
    return tuple(found)


def _part(known: RoundRead, shooting: Shooting, left: Sequence[Stretch]) -> Part:
    wrong = disagreements(known, shooting)
    if wrong:
        return Part(shooting, None, wrong)
    here = [s for s in left if _is_at(s, shooting.session) and _fits(s, shooting.faces)]
    if not here:
        distance = f"{shooting.session.distance} {shooting.session.distance_unit}"
        return Part(shooting, None, (message("stretch_shot_already", round=known.name, distance=distance),))
    return Part(shooting, here[0])


def _stretch(numbered: Sequence[tuple[int, PassRead]]) -> Stretch:
    return Stretch(numbered[0][0], tuple(part for _, part in numbered))


def _where(number: int, part: PassRead) -> tuple[object, ...]:
    """What the passes of a stretch have in common; passes at unmarked distances have nothing in common."""
    alone = number if part.nearest is not None else None
    return part.distance, part.distance_unit, part.face_diameter, part.face_unit, part.scoring, alone


def _is_at(stretch: Stretch, session: SessionRead) -> bool:
    first = stretch.passes[0]
    nearest, farthest = first.nearest or first.distance, first.farthest or first.distance
    return nearest <= session.distance <= farthest and first.distance_unit == session.distance_unit


def _fits(stretch: Stretch, faces: Sequence[Face]) -> bool:
    """Whether all faces are of one kind that the stretch allows, however many there are."""
    return any(all(_is_hung(spec, face) for face in faces) for spec in stretch.faces)


def _is_hung(spec: FaceSpec, face: Face) -> bool:
    """Whether a face has the zones of this face of the catalogue, whatever its name."""
    outlines = face.outlines or [None] * len(face.radii)
    zones = sorted(zip(face.radii, face.points, outlines, strict=True), key=lambda zone: zone[0])
    return (
        spec.listed_later_points == _later(face)
        and len(zones) == len(spec.zones)
        and all(
            points == zone.points
            and abs(radius - zone.radius_mm) <= SAME_RADIUS * zone.radius_mm
            and _is_drawn(zone, outline)
            for (radius, points, outline), zone in zip(zones, spec.zones, strict=True)
        )
    )


def _later(face: Face) -> list[list[int]] | None:
    """The points of later arrows at the same target, by zone from the innermost outwards."""
    is_inwards = face.radii[0] > face.radii[-1]
    return face.later_points and [points[::-1] if is_inwards else points for points in face.later_points]


def _is_drawn(zone: Zone, outline: Sequence[Sequence[float]] | None) -> bool:
    """Whether a zone has this outline, corner by corner, or both are circles."""
    if zone.outline is None or outline is None:
        return zone.outline is outline
    return len(outline) == len(zone.outline) and all(
        math.dist(corner, known) <= SAME_RADIUS * zone.radius_mm
        for corner, known in zip(outline, zone.outline, strict=True)
    )
