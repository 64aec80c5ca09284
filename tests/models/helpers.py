"""Rows to start from."""

from typing import Any
from uuid import UUID

from appliance.database.pool import Connection
from appliance.models.arrows_db import ArrowsDB
from appliance.models.sessions_db import SessionsDB
from appliance.models.targets_db import TargetsDB
from appliance.schema.arrows import ArrowCreate
from appliance.schema.sessions import SessionCreate
from appliance.schema.targets import TargetCreate
from tests.builders import a_session, a_target, an_arrow


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
