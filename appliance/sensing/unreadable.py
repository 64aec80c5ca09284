"""Names the rows beside an arrow that cannot be read."""

import logging
from datetime import datetime

from appliance.models.base_db import Source
from appliance.models.context_db import ContextDB
from appliance.models.sessions_db import SessionsDB
from appliance.models.shots_db import ShotsDB
from appliance.models.targets_db import TargetsDB
from appliance.schema.targets import TargetFilters

log = logging.getLogger(__name__)


async def name_unreadable(source: Source, at: datetime) -> None:
    """Read the session that was open then by its models, which tell people of every row that cannot be read."""
    try:
        ((session_id, *_),) = await ContextDB(source).as_known_at([at])
        if session_id is None:
            return
        await ShotsDB(source).read_session(session_id)
        await TargetsDB(source).find(TargetFilters(session_id=session_id))
        await SessionsDB(source).get_one_by_id(session_id)
    except Exception as error:  # whatever is odd there: the arrow is stored
        log.warning("what is beside an arrow cannot be read: %s", error)
