"""Stores positions that were located again from stored measurements; the old positions are kept."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from appliance.models.base_db import DBBase, read_all
from appliance.schema.detections import DetectionCreate, DetectionRead
from appliance.schema.shots import SensedShot


class RelocationsDB(DBBase):
    """The tables detections, relocations and shots, with the rights of the archive."""

    async def sessions(self, session_id: UUID | None) -> list[tuple[UUID, bool]]:
        """Id of this session, or of all by their start, and whether each is indoors."""
        rows = await self._fetch(
            "SELECT id, is_indoor FROM sessions WHERE $1::uuid IS NULL OR id = $1 ORDER BY start_time, id", session_id
        )
        return [(row["id"], row["is_indoor"]) for row in rows]

    async def page(self, session_id: UUID, after: DetectionRead | None, limit: int) -> list[DetectionRead]:
        """A page of a session's measurements that the appliance itself locates, in order of their time."""
        rows = await self._fetch(
            """
            SELECT * FROM detection_read
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

    async def replace(self, new: Mapping[UUID, DetectionCreate]) -> None:
        """Keep the old positions of these measurements, and write the new ones."""
        await self._fetchval(
            """
            WITH new AS (
                SELECT * FROM jsonb_to_recordset($1) AS new(
                    id uuid, outcome text, reason jsonb, x_mm float8, y_mm float8, covariance_mm2 float8[],
                    residual_mm float8, dilution float8, channels integer[], left_out integer[],
                    calibration_version integer, speed_mm_per_us float8, wind_x_m_per_s float8, wind_y_m_per_s float8,
                    wind_sigma_m_per_s float8, residuals_us float8[])
            ), old AS (
                INSERT INTO relocations (detection_id, outcome, reason, x_mm, y_mm, covariance_mm2, residual_mm,
                                         dilution, channels, left_out, calibration_version)
                SELECT id, outcome, reason, x_mm, y_mm, covariance_mm2, residual_mm, dilution, channels, left_out,
                       calibration_version
                  FROM detections WHERE id IN (SELECT id FROM new)
            )
            UPDATE detections
               SET outcome = new.outcome, reason = new.reason, x_mm = new.x_mm, y_mm = new.y_mm,
                   covariance_mm2 = new.covariance_mm2, residual_mm = new.residual_mm, dilution = new.dilution,
                   channels = new.channels, left_out = new.left_out, calibration_version = new.calibration_version,
                   fix_source = 'appliance', speed_mm_per_us = new.speed_mm_per_us,
                   wind_x_m_per_s = new.wind_x_m_per_s, wind_y_m_per_s = new.wind_y_m_per_s,
                   wind_sigma_m_per_s = new.wind_sigma_m_per_s, residuals_us = new.residuals_us
              FROM new
             WHERE detections.id = new.id
            """,
            [{"id": str(key), **one.model_dump(mode="json")} for key, one in new.items()],
        )

    async def move_shots(self, placed: Sequence[SensedShot]) -> set[UUID]:
        """Move the sensed shots of these detections; returns the detections that have one."""
        rows = await self._fetch(
            """
            UPDATE shots
               SET x = new.x, y = new.y, sigma_major = new.sigma_major, sigma_minor = new.sigma_minor,
                   sigma_angle = new.sigma_angle
              FROM jsonb_to_recordset($1) AS new(
                   detection_id uuid, x float8, y float8, sigma_major float8, sigma_minor float8, sigma_angle float8)
             WHERE shots.detection_id = new.detection_id AND source = 'sensor'
            RETURNING shots.detection_id
            """,
            [shot.model_dump(mode="json") for shot in placed],
        )
        return {row["detection_id"] for row in rows}
