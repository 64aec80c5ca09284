"""What the sensor wing knows of the range: the open session and its faces. Refreshed by NOTIFY, never by a phone."""

import asyncio
import logging
from uuid import UUID

from appliance.core.scoring import HungFace
from appliance.database.channels import Notice, Resync
from appliance.models.base_db import Queryable
from appliance.models.sessions_db import SessionsDB
from appliance.models.targets_db import TargetsDB, hung_faces
from appliance.sensing.refreshing import refresh_when_stale

log = logging.getLogger(__name__)


class RangeContext:
    """The open session, or None; `is_known` is False until the database has told once."""

    def __init__(self, source: Queryable) -> None:
        self._sessions = SessionsDB(source)
        self._targets = TargetsDB(source)
        self._stale = asyncio.Event()
        self._stale.set()
        self.session_id: UUID | None = None
        self.is_indoor = False
        self.faces: tuple[HungFace, ...] = ()
        self.is_known = False

    def hear(self, notice: Notice | Resync) -> None:
        """Called by the listener."""
        if isinstance(notice, Resync) or notice.table in ("sessions", "targets"):
            self._stale.set()

    async def run(self) -> None:
        """Read again whenever something changed."""
        await refresh_when_stale(self._stale, self.refresh)

    async def refresh(self) -> None:
        """Read the open session and its faces. Raises DBUnavailable."""
        session = await self._sessions.get_open()
        targets = [] if session is None else await self._targets.find_by_session(session.id)
        self.faces = hung_faces(face for target in targets for face in target.faces)
        self.session_id = None if session is None else session.id
        self.is_indoor = session is not None and session.is_indoor
        self.is_known = True
        log.info("range: %s", "no session is open" if session is None else f"session {session.id} is open")
