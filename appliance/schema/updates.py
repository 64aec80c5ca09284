"""Versions of the program on this box, and the outcome of the last update."""

from typing import Annotated, Literal

from pydantic import Field

from appliance.schema.base import Sentence, Strict, UtcTime
from appliance.schema.messages import MessageRead


class OutcomeRead(Strict):
    """Result of the last change of versions, from `old` to `new`; `reason`: why it failed."""

    status: Literal["being_tried", "updated", "rolled_back", "refused"]
    old: str | None
    new: str | None
    reason: Sentence | None
    at: UtcTime


VersionName = Annotated[str, Field(max_length=40)]


class OfferRecord(Strict):
    """The update found on the last USB stick, or `why` none of it can be installed."""

    version: VersionName | None
    why: MessageRead | None
    at: UtcTime


class OfferRead(Strict):
    """An update found on a USB stick that waits for consent; or `reason`, why it cannot be installed."""

    version: str | None
    reason: Sentence | None
    at: UtcTime


class UpdateRead(Strict):
    """Installed versions and updates; `running` and `previous` name their folders, null in a checkout.

    `takes_updates`: this box has a key to verify signed files.
    """

    running: str | None
    previous: str | None
    takes_updates: bool
    is_under_way: bool
    outcome: OutcomeRead | None
    offer: OfferRead | None
