"""The round of a session with all its parts: its next pass, and the arrows that count."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from appliance.core.message import refusal
from appliance.core.scoring.faces import FACES
from appliance.models.next_session import NextPass
from appliance.models.rounds_db import RoundsDB, RoundShots
from appliance.rounds.catalogue import RoundError, find_round
from appliance.rounds.hanging import hung_instead
from appliance.rounds.rating import Shot
from appliance.rounds.stretches import Part, Shooting, Stretch, parts, stretches
from appliance.schema.rounds import PassCreate, PassRead, RoundRead
from appliance.schema.sessions import SessionRead
from appliance.schema.targets import TargetRead, faces_problem


class Walk(NamedTuple):
    """A session, the round of which it is a part, and all sessions of that round."""

    session: SessionRead
    known: RoundRead
    parts: list[Part]

    @property
    def here(self) -> Part:
        """The part of the round that is shot in the session."""
        return next(part for part in self.parts if part.shooting.session.id == self.session.id)

    @property
    def session_ids(self) -> list[UUID]:
        return [part.shooting.session.id for part in self.parts]


async def walk_of(rounds: RoundsDB, session_id: UUID) -> Walk | None:
    """The round of a session; None where it has no known one. Raises DBNotFound."""
    sessions = await rounds.sessions_of(session_id)
    session = next(one for one in sessions if one.id == session_id)
    known = await find_round(session.round_name)
    if known is None:
        return None
    own = [one for one in sessions if one.round_name == session.round_name]
    faces = await rounds.faces_of([one.id for one in own])
    return Walk(session, known, parts(known, [Shooting(one, faces[one.id]) for one in own]))


def next_pass(walk: Walk, asked: PassCreate, hung: Sequence[TargetRead]) -> NextPass:
    """The next pass of the round, with its faces in place of those that hang. Raises RoundError."""
    stretch = _left(walk, asked.pass_number)
    first = stretch.passes[0]
    kind = asked.face_kind or first.faces[0]
    if kind not in first.faces:
        raise RoundError(refusal("body.face_kind", "face_not_of_pass", face=kind, wanted=", ".join(first.faces)))
    if not hung:
        raise RoundError(refusal("path.id", "no_face_to_replace"))
    old = [face for target in hung for face in target.faces]
    max_x, max_y = hung[0].max_x, hung[0].max_y
    faces = hung_instead(FACES[kind], old, max_x, max_y)
    problem = faces_problem(faces, max_x, max_y)
    if problem is not None:
        # all faces are now on one target: they may be too many, or have equal names
        raise RoundError(problem.at("path.id"))
    return NextPass(
        distance=first.distance,
        distance_unit=first.distance_unit,
        arrows_per_end=_arrows_per_end(walk, first),
        faces=faces,
        max_x=max_x,
        max_y=max_y,
    )


def counted(walk: Walk, shots: Sequence[RoundShots]) -> list[Shot]:
    """One archer's score in each stretch, without the arrows shot beyond it.

    Raises RoundError if this session counts for no round, with the reason, and if several archers shot.
    """
    if walk.here.stretch is None:
        raise RoundError(refusal("path.id", "counts_for_no_round", why=walk.here.disagreements))
    if len({one.archer_id for one in shots}) > 1:
        raise RoundError(refusal("query.archer_id", "say_whose_score"))
    by_session = {one.session_id: one for one in shots}
    return [
        _shot(part.stretch, by_session.get(part.shooting.session.id)) for part in walk.parts if part.stretch is not None
    ]


def _arrows_per_end(walk: Walk, following: PassRead) -> int:
    """The arrows per end of the following pass: by the round if this session shoots by it, as in a walk-up.

    A number chosen otherwise stays, up to the arrows of the pass.
    """
    chosen, here = walk.session.arrows_per_end, walk.here.stretch
    if here is not None and chosen == here.passes[0].arrows_per_end:
        return following.arrows_per_end
    return min(chosen, following.arrows)


def _shot(stretch: Stretch, shot: RoundShots | None) -> Shot:
    if shot is None:
        return Shot(stretch, 0, 0)
    own = shot.up_to(stretch.arrows)
    return Shot(stretch, own.arrows, sum(p or 0 for p in own.points), len(shot.points) - len(own.points))


def _left(walk: Walk, pass_number: int) -> Stretch:
    """The stretch that begins with this pass and is not shot yet. Raises RoundError."""
    shot = {part.stretch.first for part in walk.parts if part.stretch is not None}
    left = [stretch for stretch in stretches(walk.known) if stretch.first not in shot]
    for stretch in left:
        if stretch.first == pass_number:
            return stretch
    numbers = ", ".join(str(stretch.first) for stretch in left) or "-"
    raise RoundError(refusal("body.pass_number", "no_such_pass_left", number=pass_number, left=numbers))
