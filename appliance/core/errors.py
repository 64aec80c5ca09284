"""Why a position could not be given."""

from typing import Literal

from appliance.errors import InvalidValue

LocateReason = Literal[
    "too_few_channels",
    "no_common_source",
    "no_redundancy",
    "one_check_only",
    "contradictory",
    "ambiguous",
    "outside",
    "behind",
    "open",
    "wind_or_channel",
]

REASON_TEXT: dict[LocateReason, str] = {
    "too_few_channels": "fewer than three sensors heard it",
    "no_common_source": "no three sensors can have heard the same sound",
    "no_redundancy": "only three sensors heard it, so nothing confirms the position",
    "one_check_only": "too few sensors check each other here: one that was wrong by centimetres would not show",
    "contradictory": "the sensors contradict each other",
    "ambiguous": "two places explain the sound equally well",
    "outside": "the sound came from beside the butt",
    "open": "those sensors that heard it leave the place open by centimetres",
    "behind": "the sound did not come from the face of the butt",
    "wind_or_channel": "either the wind changed or a sensor is wrong, and the two put the arrow at different places",
}


class LocateError(InvalidValue):
    """No trusted position; `reason` says why, `x_mm` and `y_mm` where it seemed to be, if anywhere.

    `suspect`: the channel without which the others would agree best, if there is one.
    """

    def __init__(
        self, reason: LocateReason, x_mm: float | None = None, y_mm: float | None = None, suspect: int | None = None
    ) -> None:
        super().__init__(REASON_TEXT[reason])
        self.suspect = suspect
        self.reason = reason
        self.x_mm = x_mm
        self.y_mm = y_mm


class GeometryError(InvalidValue):
    """A survey that cannot be: the text says which value and what would be right."""
