"""What is counted besides the score of a session."""

from collections.abc import Sequence

from appliance.core.scoring.faces import FACES
from appliance.core.scoring.tally import Count
from appliance.schema.rounds import RoundRead
from appliance.schema.targets import Face


def counted_beside(faces: Sequence[Face], known: RoundRead | None) -> Sequence[Count]:
    """What is counted besides the score: by the first face that hangs; without a face by the round; else tens and
    Xs."""
    kinds = [face.kind for face in faces if face.kind is not None]
    if kinds:
        return FACES[kinds[0]].counts
    return ("tens", "xs") if known is None else known.counts
