"""The surveyed sensors, and what each has heard of late."""

from appliance.models.base_db import DBBase, read_all
from appliance.models.errors import DBNotFound
from appliance.schema.sensors import SensorQuery, SensorRead


class SensorsDB(DBBase):
    """The table sensors, beside the newest detections."""

    async def find(self, query: SensorQuery, channel: int | None = None) -> list[SensorRead]:
        """By channel."""
        rows = await self._fetch(
            """
            WITH recent AS (
                SELECT detected_at, ticks, amplitudes, left_out FROM detections
                 WHERE outcome = 'located' AND fix_source = 'appliance'
                 ORDER BY detected_at DESC, id DESC LIMIT 50
            )
            SELECT channel, name, x_mm, y_mm, z_mm, bias_us, surveyed_at,
                   count(recent.detected_at)::integer AS impacts,
                   count(recent.ticks[channel + 1])::integer AS heard,
                   (count(*) FILTER (WHERE channel = ANY (recent.left_out)))::integer AS left_out,
                   avg(recent.amplitudes[channel + 1])::float8 AS mean_amplitude,
                   max(recent.detected_at) FILTER (WHERE recent.ticks[channel + 1] IS NOT NULL) AS last_heard_at
              FROM sensors LEFT JOIN recent ON true
             WHERE ($1::text IS NULL OR name = $1) AND ($2::integer IS NULL OR channel = $2)
             GROUP BY channel
             ORDER BY channel
             LIMIT 100
            """,
            query.name,
            channel,
        )
        return read_all(SensorRead, rows)

    async def get_one(self, channel: int) -> SensorRead:
        """Raises DBNotFound."""
        found = await self.find(SensorQuery(), channel)
        if not found:
            raise DBNotFound(f"path.channel: there is no sensor on channel {channel}")
        return found[0]
