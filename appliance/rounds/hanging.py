"""Replaces the faces on a butt by another face of the catalogue."""

from collections.abc import Sequence

from appliance.core.scoring.faces import FACES, MIDDLE, FaceSpec, Spot
from appliance.models.targets_db import face_of
from appliance.rounds.catalogue import RoundError
from appliance.schema.targets import Face, centre_outside


def hung_instead(spec: FaceSpec, hung: Sequence[Face], width_mm: float, height_mm: float) -> list[Face]:
    """The faces of `spec` in place of `hung`: each replaced if the arrangement of spots is the same, else around their
    centre.

    In the centre of the butt where nothing hung. Raises RoundError if the centre of a face would be outside the butt.
    """
    if hung and spec.spots == _sheet(hung):
        return [face_of(spec, face.x, face.y, _name(spec, face, len(hung))) for face in hung]
    x_mm = sum(face.x for face in hung) / len(hung) if hung else width_mm / 2
    y_mm = sum(face.y for face in hung) / len(hung) if hung else height_mm / 2
    many = len(spec.spots) > 1
    found = []
    for k, spot in enumerate(spec.spots, 1):
        x, y = x_mm + spot.dx_mm, y_mm + spot.dy_mm
        if not (0 < x < width_mm and 0 < y < height_mm):
            raise RoundError(centre_outside("body.face_kind", x, y, width_mm, height_mm))
        found.append(face_of(spec, x, y, f"{spec.name} {k}" if many else spec.name))
    return found


def _sheet(hung: Sequence[Face]) -> tuple[Spot, ...]:
    """The spots of the face that hangs; for faces of several kinds or not in the catalogue, a single one."""
    kinds = {face.kind for face in hung}
    spec = FACES.get(next(iter(kinds)) or "") if len(kinds) == 1 else None
    return MIDDLE if spec is None else spec.spots


def _name(spec: FaceSpec, face: Face, hanging: int) -> str:
    """The name of the new face: a name given by people stays, one from the catalogue is replaced."""
    old = FACES.get(face.kind or "")
    if old is None or not face.human_identifier.startswith(old.name):
        return face.human_identifier
    return spec.name + face.human_identifier.removeprefix(old.name) if hanging > 1 else spec.name
