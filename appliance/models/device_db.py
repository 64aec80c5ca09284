"""Settings of the box that people choose: time zone and target number."""

from appliance.models.base_db import DBBase
from appliance.schema.device import DeviceUpdate


class DeviceDB(DBBase):
    """Two columns of the one row of the table appliance."""

    async def get(self) -> tuple[str | None, str | None]:
        """The chosen time zone, and the target's number; None where none was set."""
        row = await self._one("appliance", "SELECT time_zone, target_number FROM appliance")
        return row["time_zone"], row["target_number"]

    async def update(self, update: DeviceUpdate) -> None:
        """Change the fields that were sent."""
        sent = update.changes()
        await self._fetchval(
            """
            UPDATE appliance
               SET time_zone = CASE WHEN $1 THEN $2 ELSE time_zone END,
                   target_number = CASE WHEN $3 THEN $4 ELSE target_number END
            RETURNING id
            """,
            "time_zone" in sent,
            sent.get("time_zone"),
            "target_number" in sent,
            sent.get("target_number"),
        )
