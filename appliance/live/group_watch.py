"""Publishes the groups of sessions that changed, once for all phones.

A group is computed from many arrows and needed later than the arrow itself: so it is computed after a short delay, once
for all changes in it, and never delays a shot.
"""

import asyncio
from collections.abc import Callable
from uuid import UUID

from appliance.database.channels import Notice, Resync
from appliance.models.base_db import Queryable
from appliance.models.errors import DBUnavailable
from appliance.models.patience import patiently
from appliance.models.sessions_db import SessionsDB
from appliance.models.summary_db import SummaryDB
from appliance.schema.summary import SessionGroupsRead

SETTLE_S = 0.25
"""Delay from a change to its groups, s; short for a viewer."""
REST_S = 0.75
"""Shortest pause after publishing groups, s: nobody reads them more than once a second, and each costs as much as
several arrows."""
MAX_SESSIONS = 8
"""Largest number of sessions waiting, the newest; more change only by an import or relocation, and no phone shows
all."""
TABLES = frozenset({"shots", "targets"})


class GroupWatch:
    """Reads and publishes the groups of sessions that have changed."""

    def __init__(
        self,
        source: Queryable,
        publish: Callable[[SessionGroupsRead], None],
        is_anybody_there: Callable[[], bool],
        settle_s: float = SETTLE_S,
        rest_s: float = REST_S,
    ) -> None:
        self._sessions, self._summaries = SessionsDB(source), SummaryDB(source)
        self._publish, self._is_anybody_there = publish, is_anybody_there
        self._settle_s, self._rest_s = settle_s, rest_s
        self._changed: dict[UUID, None] = {}
        self._is_open_due = False
        self._wake = asyncio.Event()

    def on_notice(self, notice: Notice | Resync) -> None:
        """Handle a notice of the database; called by the listener on the event loop."""
        if isinstance(notice, Resync):
            self._is_open_due = True
        elif notice.table not in TABLES or notice.session_id is None:
            return
        else:
            # moved to the end: the newest again
            self._changed.pop(notice.session_id, None)
            self._changed[notice.session_id] = None
            if len(self._changed) > MAX_SESSIONS:
                del self._changed[next(iter(self._changed))]
        self._wake.set()

    async def run(self) -> None:
        """Publish until cancelled; while the database is away it retries."""
        while True:
            await self._wake.wait()
            await asyncio.sleep(self._settle_s)
            self._wake.clear()
            if self._is_anybody_there():
                await patiently(self._publish_due)
                await asyncio.sleep(self._rest_s)
            else:
                # later subscribers get the groups with their snapshot
                self._changed, self._is_open_due = {}, False

    async def _publish_due(self) -> None:
        if self._is_open_due:
            if (session := await self._sessions.get_open()) is not None:
                self._changed[session.id] = None
            self._is_open_due = False
        while self._changed:
            # removed before reading, so that a change during it is due again
            session_id, _ = self._changed.popitem()
            try:
                groups = await self._summaries.groups(session_id)
            except DBUnavailable:
                self._changed[session_id] = None
                raise
            self._publish(groups)
