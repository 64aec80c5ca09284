"""Reports the rows of a session that cannot be read, where an arrow was stored without what follows from them."""

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
    """Read the session open at `at`, its shots and targets by their models, which report every unreadable row; never
    raises."""
    try:
        ((session_id, *_),) = await ContextDB(source).as_known_at([at])
        if session_id is None:
            return
        await ShotsDB(source).read_session(session_id)
        await TargetsDB(source).find(TargetFilters(session_id=session_id))
        await SessionsDB(source).get_one_by_id(session_id)
    except Exception as error:  # of any kind: the arrow is stored already
        log.warning("what is beside an arrow cannot be read: %s", error)
