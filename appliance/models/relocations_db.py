"""Positions derived anew from what was measured; the old ones are kept."""

from uuid import UUID

from appliance.models.base_db import DBBase, read_all
from appliance.schema.detections import DetectionCreate, DetectionRead


class RelocationsDB(DBBase):
    """The tables detections, relocations and shots, as the database's owner."""

    async def page(self, session_id: UUID | None, after: UUID | None, limit: int) -> list[DetectionRead]:
        """Measurements of a session, or of all, that the appliance itself places; by id."""
        rows = await self._fetch(
            """
            SELECT * FROM detections
             WHERE session_id IS NOT NULL AND ($1::uuid IS NULL OR session_id = $1) AND ($2::uuid IS NULL OR id > $2)
               AND outcome IN ('located', 'off_butt', 'unplaced') AND fix_source IS DISTINCT FROM 'board'
             ORDER BY id LIMIT $3
            """,
            session_id,
            after,
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
                   speed_mm_per_us = $12
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
