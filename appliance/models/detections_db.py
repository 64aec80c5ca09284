"""Detections: kept as measured, never changed but for a person's verdict."""

from datetime import datetime
from uuid import UUID

from appliance.models.base_db import DBBase, page, read, read_all
from appliance.schema.base import Page, decode_cursor
from appliance.schema.detections import DetectionCreate, DetectionFilters, DetectionRead, DetectionResolve


class DetectionsDB(DBBase):
    """The table detections."""

    async def insert_one(self, detection: DetectionCreate) -> UUID | None:
        """The new detection's id; None when this node, boot and sequence are there already."""
        new: UUID | None = await self._fetchval(
            """
            INSERT INTO detections (node, boot, sequence, session_id, detected_at, ticks, tick_hz, tick_bits,
                                    amplitudes, pulse_pins, temp_c, rh_pct, pressure_pa, speed_mm_per_us, sigma_us,
                                    board_x_mm, board_y_mm, second_event, outcome, reason, fix_source, x_mm, y_mm,
                                    covariance_mm2, residual_mm, dilution, channels, left_out,
                                    calibration_version, calibration_id, wind_x_m_per_s, wind_y_m_per_s,
                                    wind_sigma_m_per_s, residuals_us)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                    $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34)
            ON CONFLICT (node, boot, sequence) DO NOTHING
            RETURNING id
            """,
            detection.node,
            detection.boot,
            detection.sequence,
            detection.session_id,
            detection.detected_at,
            detection.ticks,
            detection.tick_hz,
            detection.tick_bits,
            detection.amplitudes,
            detection.pulse_pins,
            detection.temp_c,
            detection.rh_pct,
            detection.pressure_pa,
            detection.speed_mm_per_us,
            detection.sigma_us,
            detection.board_x_mm,
            detection.board_y_mm,
            detection.second_event,
            detection.outcome,
            detection.reason,
            detection.fix_source,
            detection.x_mm,
            detection.y_mm,
            detection.covariance_mm2,
            detection.residual_mm,
            detection.dilution,
            detection.channels,
            detection.left_out,
            detection.calibration_version,
            detection.calibration_id,
            detection.wind_x_m_per_s,
            detection.wind_y_m_per_s,
            detection.wind_sigma_m_per_s,
            detection.residuals_us,
        )
        return new

    async def get_one_by_id(self, detection_id: UUID) -> DetectionRead:
        """Raises DBNotFound."""
        return read(DetectionRead, await self._one("detection", "SELECT * FROM detections WHERE id = $1", detection_id))

    async def find_by_ids(self, ids: list[UUID]) -> list[DetectionRead]:
        """Those of `ids` that are there, in no order."""
        return read_all(DetectionRead, await self._fetch("SELECT * FROM detections WHERE id = ANY($1::uuid[])", ids))

    async def find_inbox(self, session_id: UUID) -> list[DetectionRead]:
        """What a session's butt heard, could not place, and nobody has looked at yet."""
        rows = await self._fetch(
            """
            SELECT * FROM detections
             WHERE session_id = $1 AND outcome = 'unplaced' AND resolution IS NULL
             ORDER BY detected_at DESC, id DESC LIMIT 100
            """,
            session_id,
        )
        return read_all(DetectionRead, rows)

    async def find(self, filters: DetectionFilters) -> Page[DetectionRead]:
        """Newest first."""
        at, last_id = None, None
        if filters.cursor is not None:
            at, last_id = decode_cursor(filters.cursor, datetime, UUID)
        rows = await self._fetch(
            """
            SELECT * FROM detections
             WHERE ($1::uuid IS NULL OR session_id = $1)
               AND ($2::text IS NULL OR outcome = $2)
               AND ($3::boolean IS NULL OR (resolution IS NOT NULL) = $3)
               AND ($4::timestamptz IS NULL OR (detected_at, id) < ($4, $5::uuid))
             ORDER BY detected_at DESC, id DESC
             LIMIT $6
            """,
            filters.session_id,
            filters.outcome,
            filters.resolved,
            at,
            last_id,
            filters.limit + 1,
        )
        return page(DetectionRead, rows, filters.limit, "detected_at", "id")

    async def resolve(self, detection_id: UUID, verdict: DetectionResolve) -> UUID:
        """Place or dismiss an item of the inbox, once; the new shot's id, or the detection's when dismissed.

        Raises DBNotFound, and DBException when it is not in the inbox (any more).
        """
        row = await self._one(
            "detection",
            """
            SELECT resolved FROM resolve_detection($1, $2, $3, $4, $5, $6, $7) AS resolved WHERE resolved IS NOT NULL
            """,
            detection_id,
            verdict.resolution,
            verdict.x,
            verdict.y,
            verdict.arrow_id,
            verdict.end_number,
            verdict.fate,
        )
        resolved: UUID = row["resolved"]
        return resolved
