"""What is counted beside the score of a session."""

from collections.abc import Sequence

from appliance.core.scoring.faces import FACES
from appliance.core.scoring.tally import Count
from appliance.schema.rounds import RoundRead
from appliance.schema.targets import Face


def counted_beside(faces: Sequence[Face], known: RoundRead | None) -> Sequence[Count]:
    """What is tallied beside the total: by the faces that hang, the first in front; else by the round; else tens and
    Xs."""
    kinds = [face.kind for face in faces if face.kind is not None]
    if kinds:
        return FACES[kinds[0]].counts
    return ("tens", "xs") if known is None else known.counts
