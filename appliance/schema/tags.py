"""Tags of arrows: as read by a reader, and as they are to be written."""

from typing import Annotated
from uuid import UUID

from appliance.core.limits import TAG_CODE
from appliance.core.tags import ProgrammingOutcome
from appliance.schema.arrows import HumanIdentifier
from appliance.schema.base import Plain, StoredTime, Strict, UtcTime
from appliance.schema.messages import MessageRead


class TagHeldRead(Strict):
    """The tag read last: its arrow's id, and the arrow's name where registered."""

    code: Annotated[str, Plain(TAG_CODE)]
    arrow_id: UUID
    held_at: UtcTime
    human_identifier: HumanIdentifier | None


class ProgrammingRead(Strict):
    """Writing an arrow's tag; `outcome`: its result, `message`: the result or the next step as a sentence.

    `programmed`: written, read back and equal; the arrow's `is_programmed` is true then. With `taken_away`, `failed`
    and `reader_lost` the tag may be empty, and `is_programmed` is false. Other outcomes changed nothing.
    """

    id: UUID
    arrow_id: UUID
    asked_at: StoredTime
    expires_at: StoredTime
    outcome: ProgrammingOutcome
    message: MessageRead
