"""Events that could not be worked on, and shots that a node could not send again."""

from uuid import UUID

from appliance.schema.base import Strict, UtcTime
from appliance.schema.messages import MessageRead


class SetAsideCreate(Strict):
    """An event with its reason; `entry` is its line in the journal, `digest` that line's sha-256."""

    digest: str
    heard_at: UtcTime
    reason: MessageRead
    entry: str


class SetAsideRead(SetAsideCreate):
    """One that is kept until it is tried again with success."""

    id: UUID
    set_aside_at: UtcTime
    tries: int
    retry_asked_at: UtcTime | None


class LossCreate(Strict):
    """Shots `first_sequence` to `last_sequence` of a boot that are gone; `reason` is the code of a message."""

    node: str
    boot: int
    first_sequence: int
    last_sequence: int
    lost_from: UtcTime | None
    lost_until: UtcTime | None
    reason: str
