"""The changes by a rescoring, archer by archer."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from appliance.core.message import refusal
from appliance.core.scoring.faces import FACES
from appliance.messages.translation import described
from appliance.models.rescoring_db import Rescored, ScoredShot
from appliance.rounds.catalogue import RoundError
from appliance.rounds.hanging import hung_instead
from appliance.rounds.stretches import Shooting, disagreements
from appliance.schema.archers import RosterRead
from appliance.schema.rescoring import (
    MOST_LISTED,
    ArcherRescoreRead,
    RescoreCreate,
    RescoredShotRead,
    RescoreRead,
    SessionFactsRead,
)
from appliance.schema.rounds import RoundRead
from appliance.schema.sessions import SessionRead, SessionUpdate
from appliance.schema.targets import Face, TargetRead, faces_problem

OF_SESSION = ("distance", "distance_unit", "is_indoor", "round_name")


class Facts(NamedTuple):
    """What a score depends on: the session and its faces."""

    session: SessionRead
    faces: Sequence[Face]


def update_of(asked: RescoreCreate) -> SessionUpdate:
    """The changes of the session itself."""
    sent = {name: getattr(asked, name) for name in OF_SESSION if name in asked.model_fields_set}
    return SessionUpdate.model_validate(sent)


def faces_of(asked: RescoreCreate, targets: Sequence[TargetRead], roster: RosterRead) -> list[Face] | None:
    """The faces to hang instead; None where they stay. Raises RoundError if they cannot be hung."""
    is_kind = "face_kind" in asked.model_fields_set
    if not is_kind and "faces" not in asked.model_fields_set:
        return None
    if not targets:
        raise RoundError(refusal("path.id", "no_face_to_replace"))
    hung, first = [face for target in targets for face in target.faces], targets[0]
    faces = hung_instead(FACES[asked.face_kind], hung, first.max_x, first.max_y) if is_kind else asked.faces
    problem = faces_problem(faces, first.max_x, first.max_y)
    if problem is not None:
        raise RoundError(problem.at(f"body.{problem.place}"))
    names = {face.human_identifier for face in faces}
    lost = [entry.face for entry in roster.archers if entry.face is not None and entry.face not in names]
    if lost:
        raise RoundError(refusal("body.faces", "face_of_archer_gone", face=repr(lost[0])))
    return faces


def changed(session: SessionRead, asked: RescoreCreate) -> SessionRead:
    """The session after the rescoring."""
    return session.model_copy(update=update_of(asked).changes())


def outcome(before: Facts, after: Facts, known: RoundRead | None, found: Rescored, *, is_done: bool) -> RescoreRead:
    """The changes by a rescoring, made or tried; `known`: the round of the session afterwards."""
    wrong = () if known is None else disagreements(known, Shooting(after.session, tuple(after.faces)))
    before_by_id = {shot.id: shot for shot in found.before}
    pairs = [(before_by_id[shot.id], shot) for shot in found.after if shot.id in before_by_id]
    return RescoreRead(
        is_done=is_done,
        before=_facts(before),
        after=_facts(after),
        disagreements=[described(one) for one in wrong],
        archers=[
            _archer(archer_id, [pair for pair in pairs if pair[1].archer_id == archer_id])
            for archer_id in dict.fromkeys(shot.archer_id for _, shot in pairs)
        ],
    )


def _facts(facts: Facts) -> SessionFactsRead:
    of_session = {name: getattr(facts.session, name) for name in OF_SESSION}
    return SessionFactsRead.model_validate(of_session | {"faces": list(facts.faces)})


def _archer(archer_id: UUID | None, pairs: Sequence[tuple[ScoredShot, ScoredShot]]) -> ArcherRescoreRead:
    moved = [(old, new) for old, new in pairs if (old.points, old.is_x) != (new.points, new.is_x)]
    return ArcherRescoreRead(
        archer_id=archer_id,
        arrows=len(pairs),
        score_before=sum(old.points or 0 for old, _ in pairs),
        score_after=sum(new.points or 0 for _, new in pairs),
        arrows_called=sum(new.is_called for _, new in pairs),
        arrows_changed=len(moved),
        changed=[_changed(old, new) for old, new in moved[:MOST_LISTED]],
    )


def _changed(old: ScoredShot, new: ScoredShot) -> RescoredShotRead:
    return RescoredShotRead(
        shot_id=new.id,
        end_number=new.end_number,
        points_before=old.points,
        points_after=new.points,
        is_x_before=old.is_x,
        is_x_after=new.is_x,
    )
