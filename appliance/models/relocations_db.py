"""Positions derived anew from what was measured; the old ones are kept."""

from uuid import UUID

from appliance.models.base_db import DBBase, read_all
from appliance.schema.detections import DetectionCreate, DetectionRead


class RelocationsDB(DBBase):
    """The tables detections, relocations and shots, as the database's owner."""

    async def sessions(self, session_id: UUID | None) -> list[tuple[UUID, bool]]:
        """This session, or all in the order of their start; and whether each was indoors."""
        rows = await self._fetch(
            "SELECT id, is_indoor FROM sessions WHERE $1::uuid IS NULL OR id = $1 ORDER BY start_time, id", session_id
        )
        return [(row["id"], row["is_indoor"]) for row in rows]

    async def page(self, session_id: UUID, after: DetectionRead | None, limit: int) -> list[DetectionRead]:
        """Measurements of a session that the appliance itself places, in the order in which they came."""
        rows = await self._fetch(
            """
            SELECT * FROM detections
             WHERE session_id = $1 AND ($2::timestamptz IS NULL OR (detected_at, id) > ($2, $3::uuid))
               AND outcome IN ('located', 'off_butt', 'unplaced') AND fix_source IS DISTINCT FROM 'board'
             ORDER BY detected_at, id LIMIT $4
            """,
            session_id,
            None if after is None else after.detected_at,
            None if after is None else after.id,
            limit,
        )
        return read_all(DetectionRead, rows)

    async def replace(self, detection_id: UUID, new: DetectionCreate) -> None:
        """Keep the old position, and write the new one."""
        await self._fetchval(
            """
            WITH old AS (
                INSERT INTO relocations (detection_id, outcome, reason, x_mm, y_mm, covariance_mm2, residual_mm,
                                         dilution, channels, left_out, calibration_version)
                SELECT id, outcome, reason, x_mm, y_mm, covariance_mm2, residual_mm, dilution, channels, left_out,
                       calibration_version
                  FROM detections WHERE id = $1
            )
            UPDATE detections
               SET outcome = $2, reason = $3, x_mm = $4, y_mm = $5, covariance_mm2 = $6, residual_mm = $7,
                   dilution = $8, channels = $9, left_out = $10, calibration_version = $11, fix_source = 'appliance',
                   speed_mm_per_us = $12, wind_x_m_per_s = $13, wind_y_m_per_s = $14, wind_sigma_m_per_s = $15,
                   residuals_us = $16
             WHERE id = $1
            """,
            detection_id,
            new.outcome,
            new.reason,
            new.x_mm,
            new.y_mm,
            new.covariance_mm2,
            new.residual_mm,
            new.dilution,
            new.channels,
            new.left_out,
            new.calibration_version,
            new.speed_mm_per_us,
            new.wind_x_m_per_s,
            new.wind_y_m_per_s,
            new.wind_sigma_m_per_s,
            new.residuals_us,
        )

    async def move_shot(
        self, detection_id: UUID, x: float, y: float, sigmas: tuple[float | None, float | None, float | None]
    ) -> bool:
        """Move the sensed shot of a measurement; False when it has none."""
        moved: UUID | None = await self._fetchval(
            """
            UPDATE shots SET x = $2, y = $3, sigma_major = $4, sigma_minor = $5, sigma_angle = $6
             WHERE detection_id = $1 AND source = 'sensor'
            RETURNING id
            """,
            detection_id,
            x,
            y,
            *sigmas,
        )
        return moved is not None
