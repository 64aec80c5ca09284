"""Errors of locating and surveying."""

from typing import Literal

from appliance.core.message import Message
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
    "two_arrows",
]
"""Why there is no trusted position; each reason is the code of its message."""


class LocateError(InvalidValue):
    """No trusted position; `reason`: why; `x_mm`, `y_mm`: the rejected position, if there was one.

    `suspect`: the channel without which the others would agree best, if there is one.
    """

    def __init__(
        self, reason: LocateReason, x_mm: float | None = None, y_mm: float | None = None, suspect: int | None = None
    ) -> None:
        super().__init__(Message(reason))
        self.suspect = suspect
        self.reason = reason
        self.x_mm = x_mm
        self.y_mm = y_mm


class GeometryError(InvalidValue):
    """An impossible survey; the message says which value is wrong and what would be right."""
