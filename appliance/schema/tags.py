"""The tag of an arrow, as a reader reads it."""

from typing import Annotated
from uuid import UUID

from appliance.core.limits import TAG_CODE
from appliance.schema.arrows import HumanIdentifier
from appliance.schema.base import Plain, Strict, UtcTime


class TagHeldRead(Strict):
    """The tag that was held to the reader last: the arrow's id that follows, and its name where it is registered."""

    code: Annotated[str, Plain(TAG_CODE)]
    arrow_id: UUID
    held_at: UtcTime
    human_identifier: HumanIdentifier | None
