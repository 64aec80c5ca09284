"""Events that could not be processed, and shots that a node could not send again."""

from uuid import UUID

from appliance.schema.base import Strict, UtcTime
from appliance.schema.messages import MessageRead


class SetAsideCreate(Strict):
    """An event that could not be processed, with its reason; `entry`: its line in the journal, `digest`: that line's
    SHA-256."""

    digest: str
    heard_at: UtcTime
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
