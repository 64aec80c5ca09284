"""The tag of an arrow: as a reader reads it, and as it is to be written."""

from typing import Annotated
from uuid import UUID

from appliance.core.limits import TAG_CODE
from appliance.core.tags import ProgrammingOutcome
from appliance.schema.arrows import HumanIdentifier
from appliance.schema.base import Plain, StoredTime, Strict, UtcTime
from appliance.schema.messages import MessageRead


class TagHeldRead(Strict):
    """The tag that was held to the reader last: the arrow's id that follows, and its name where it is registered."""

    code: Annotated[str, Plain(TAG_CODE)]
    arrow_id: UUID
    held_at: UtcTime
    human_identifier: HumanIdentifier | None


class ProgrammingRead(Strict):
    """An arrow's tag that is to be written: `outcome` is what became of it, `message` tells a person, or what to do.

    `programmed`: written, read back and equal; the arrow's `is_programmed` is true then. With `taken_away`, `failed`
    and `reader_lost` the tag may hold nothing, and `is_programmed` is false. The others changed nothing.
    """

    id: UUID
    arrow_id: UUID
    asked_at: StoredTime
    expires_at: StoredTime
    outcome: ProgrammingOutcome
    message: MessageRead
