"""Events that could not be processed, and shots that a node could not send again."""

from typing import Annotated
from uuid import UUID

from pydantic import AliasChoices, Field

from appliance.schema.base import Strict, UtcTime
from appliance.schema.messages import MessageRead


class SetAsideCreate(Strict):
    """An event that could not be processed, with its reason; `entry`: its line in the journal, `digest`: that line's
    SHA-256. Lines that an older version left in the file call the time of receipt otherwise."""

    digest: str
    received_at: Annotated[UtcTime, Field(validation_alias=AliasChoices("received_at", "heard_at"))]
    reason: MessageRead
    entry: str


class SetAsideRead(SetAsideCreate):
    """A stored event that could not be processed, kept until a retry succeeds."""

    id: UUID
    set_aside_at: UtcTime
    tries: int
    retry_asked_at: UtcTime | None


class LossCreate(Strict):
    """The lost shots `first_sequence` to `last_sequence` of a node's boot; `reason` is a message code."""

    node: str
    boot: int
    first_sequence: int
    last_sequence: int
    lost_from: UtcTime | None
    lost_until: UtcTime | None
    reason: str
