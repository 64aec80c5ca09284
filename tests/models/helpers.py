"""Rows to start from."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from appliance.database.pool import Connection
from appliance.models.arrows_db import ArrowsDB
from appliance.models.sessions_db import SessionsDB
from appliance.models.targets_db import TargetsDB
from appliance.schema.arrows import ArrowCreate
from appliance.schema.sessions import SessionCreate
from appliance.schema.targets import TargetCreate
from tests.builders import NOW, a_session, a_target, an_arrow


class Tables:
    """The owner's connection, for what tests arrange and look at behind the models' backs."""

    def __init__(self, admin: Connection) -> None:
        self.admin = admin

    async def session(self, **changes: Any) -> UUID:
        return await SessionsDB(self.admin).insert_one(SessionCreate.model_validate(a_session(**changes), strict=False))

    async def target(self, session_id: UUID, **changes: Any) -> UUID:
        return await TargetsDB(self.admin).insert_one(
            TargetCreate.model_validate(a_target(str(session_id), **changes), strict=False)
        )

    async def arrow(self, **changes: Any) -> UUID:
        return await ArrowsDB(self.admin).insert_one(ArrowCreate.model_validate(an_arrow(**changes), strict=False))

    async def shot(self, session_id: str, x: float, y: float, **who: str) -> None:
        """An arrow in the butt, by plain SQL."""
        await self.admin.execute(
            """
            INSERT INTO shots (session_id, arrow_id, archer_id, arrow_engage_time, arrow_disengage_time,
                               arrow_landing_time, x, y)
            VALUES ($1, $2, $3, $4, $4::timestamptz + interval '3 s', $4::timestamptz + interval '3.25 s', $5, $6)
            """,
            UUID(session_id), who.get("arrow_id"), who.get("archer_id"), NOW, x, y,
        )  # fmt: skip

    async def archer(self, name: str) -> UUID:
        new: UUID = await self.admin.fetchval("INSERT INTO archers (name) VALUES ($1) RETURNING id", name)
        return new

    async def roster(self, session_id: UUID, archers: Sequence[UUID], arrows_per_turn: int = 3) -> None:
        """These archers shoot in turns."""
        listed = [
            {"archer_id": str(one), "letter": "ABCD"[k], "shooting_order": k + 1} for k, one in enumerate(archers)
        ]
        await self.admin.fetchval("SELECT set_roster($1, $2, $3)", session_id, arrows_per_turn, listed)

    async def held_up(self, asking: "asyncio.Task[Any]") -> None:
        """Come back when a statement of `asking` waits for a lock that the owner's transaction holds."""
        async with asyncio.timeout(10):
            while not asking.done() and not await self.admin.fetchval(
                "SELECT count(*) FROM pg_locks WHERE NOT granted"
            ):
                pass
        assert not asking.done()

    async def landed(self, session_id: UUID, at: datetime, **fields: Any) -> UUID:
        """An arrow that landed then, by plain SQL."""
        new: UUID = await self.admin.fetchval(
            """
            INSERT INTO shots (session_id, arrow_landing_time, x, y, is_sighter, archer_id, end_number, arrow_id)
            VALUES ($1, $2, $7, $8, $3, $4, $5, $6) RETURNING id
            """,
            session_id, at, fields.get("is_sighter", False), fields.get("archer_id"), fields.get("end_number"),
            fields.get("arrow_id"), fields.get("x", 650.0), fields.get("y", 650.0),
        )  # fmt: skip
        return new
