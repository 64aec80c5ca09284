"""The tag of an arrow, as a reader reads it."""

from uuid import UUID

from appliance.schema.base import Strict, UtcTime


class TagHeldRead(Strict):
    """The tag that was held to the reader last: the arrow's id that follows, and its name where it is registered."""

    code: str
    arrow_id: UUID
    held_at: UtcTime
    human_identifier: str | None
