"""Versions of the program on this box, and what came of the last update."""

from typing import Annotated, Literal

from pydantic import Field

from appliance.schema.base import Sentence, Strict, UtcTime
from appliance.schema.messages import MessageRead


class OutcomeRead(Strict):
    """How the last change of versions went: from which to which; `reason` is why it went wrong."""

    status: Literal["being_tried", "updated", "rolled_back", "refused"]
    old: str | None
    new: str | None
    reason: Sentence | None
    at: UtcTime


VersionName = Annotated[str, Field(max_length=40)]


class OfferRecord(Strict):
    """What the last stick with an update brought: a version that fits, or `why` none of it can be taken."""

    version: VersionName | None
    why: MessageRead | None
    at: UtcTime


class OfferRead(Strict):
    """An update that a USB stick brought and that waits to be agreed to; or `reason`, why it cannot be taken."""

    version: str | None
    reason: Sentence | None
    at: UtcTime


class UpdateRead(Strict):
    """`running` and `previous` are the folders of versions: null where none is installed, in a checkout.

    `takes_updates`: there is a key on this box that a signed file can be held to.
    """

    running: str | None
    previous: str | None
    takes_updates: bool
    is_under_way: bool
    outcome: OutcomeRead | None
    offer: OfferRead | None
