"""The surveyed sensors, and the newest impacts."""

import re
from datetime import datetime
from uuid import UUID

from appliance.core.message import refusal
from appliance.models.base_db import DBBase, read_all
from appliance.models.errors import DBNotFound
from appliance.models.reading import error_of_left_out
from appliance.schema.sensors import RecentImpact, SensorQuery, SensorRead

HARDWARE_ID = re.compile(r"archstats-[0-9a-f]{16}")


class SensorsDB(DBBase):
    """The table sensors, beside the newest detections."""

    async def find(self, query: SensorQuery, channel: int | None = None) -> list[SensorRead]:
        """Sensors by channel, with figures of the newest 50 located impacts."""
        rows = await self._fetch(
            """
            WITH recent AS (
                SELECT detected_at, ticks, amplitudes,
                       CASE WHEN by_calibration_in_force THEN left_out END AS left_out,
                       CASE WHEN by_calibration_in_force THEN residuals_us END AS residuals_us
                  FROM detections
                  CROSS JOIN LATERAL (
                      SELECT calibration_version IS NOT DISTINCT FROM (SELECT calibration_in_force())
                             AS by_calibration_in_force
                  ) AS measured
                 WHERE outcome = 'located' AND fix_source = 'appliance'
                 ORDER BY detected_at DESC, id DESC LIMIT 50
            )
            SELECT channel, name, x_mm, y_mm, z_mm, bias_us, surveyed_at,
                   count(recent.detected_at)::integer AS impacts,
                   count(recent.ticks[channel + 1])::integer AS heard,
                   (count(*) FILTER (WHERE channel = ANY (recent.left_out)))::integer AS left_out,
                   avg(recent.amplitudes[channel + 1])::float8 AS mean_amplitude,
                   avg(recent.residuals_us[channel + 1])::float8 AS residual_us,
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
        """The sensor on a channel. Raises DBNotFound, DBUnreadable."""
        found = await self.find(SensorQuery(), channel)
        if not found:
            gone = DBNotFound(refusal("path.channel", "no_sensor_on_channel", channel=str(channel)))
            raise error_of_left_out(SensorRead, channel) or gone
        return found[0]

    async def newest_impact(self) -> tuple[datetime, UUID, int | None] | None:
        """Time and id of the newest impact, and the calibration in force: figures of sensors change with these."""
        row = await self._fetchrow(
            """
            SELECT detected_at, id, calibration_in_force() AS version
              FROM detections ORDER BY detected_at DESC, id DESC LIMIT 1
            """
        )
        return None if row is None else (row["detected_at"], row["id"], row["version"])

    async def boards(self) -> tuple[str | None, str | None]:
        """Hardware ids of the board that the sensors were measured with, and of the newest impact's; None: not known.

        The first is the board of the taps of the calibration in force, else the first board since the survey.
        """
        row = await self._fetchrow(
            """
            SELECT coalesce(
                       (SELECT node FROM calibrations AS c
                         CROSS JOIN LATERAL calibration_taps(ARRAY[c.id]) AS tap
                          JOIN detections AS d ON d.id = tap.detection_id
                         WHERE c.version = (SELECT calibration_in_force()) LIMIT 1),
                       (SELECT node FROM detections
                         WHERE appliance_id = (SELECT own_appliance_id())
                           AND detected_at >= (SELECT created_at FROM surveys ORDER BY version DESC LIMIT 1)
                         ORDER BY detected_at, id LIMIT 1)) AS measured,
                   (SELECT node FROM detections WHERE appliance_id = (SELECT own_appliance_id())
                     ORDER BY detected_at DESC, id DESC LIMIT 1) AS newest
            """
        )
        return (None, None) if row is None else (_hardware_id(row["measured"]), _hardware_id(row["newest"]))

    async def recent(self, limit: int) -> list[RecentImpact]:
        """The newest impacts that this appliance located or should have, newest first, without taps.

        Residuals and channels left out are given only for impacts located by the calibration in force, as a later
        calibration corrects just these.
        """
        rows = await self._fetch(
            """
            SELECT detected_at, outcome, reason, sigma_us, wind_x_m_per_s, wind_y_m_per_s, wind_sigma_m_per_s,
                   CASE WHEN by_calibration_in_force THEN left_out ELSE '{}' END AS left_out,
                   CASE WHEN by_calibration_in_force THEN residuals_us END AS residuals_us,
                   by_calibration_in_force AND calibration_version IS NOT NULL AS is_calibrated,
                   ARRAY(SELECT tick IS NOT NULL FROM unnest(ticks) WITH ORDINALITY AS t (tick, n) ORDER BY n) AS heard
              FROM (SELECT * FROM detections ORDER BY detected_at DESC, id DESC LIMIT $1) AS newest
              CROSS JOIN LATERAL (
                  SELECT calibration_version IS NOT DISTINCT FROM (SELECT calibration_in_force())
                         AS by_calibration_in_force
              ) AS measured
             WHERE outcome IN ('located', 'unplaced') AND fix_source IS DISTINCT FROM 'board' AND calibration_id IS NULL
             ORDER BY detected_at DESC, id DESC
            """,
            limit,
        )
        return read_all(RecentImpact, rows)


def _hardware_id(node: str | None) -> str | None:
    """The node's name where it is a hardware id; None for boards of other dialects, which their owners named."""
    return node if node is not None and HARDWARE_ID.fullmatch(node) else None
