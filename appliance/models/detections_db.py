"""Detections: kept as measured, apart from a person's verdict."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from appliance.models.base_db import DBBase, numbered_rows, page, read, read_all
from appliance.schema.base import Page, decode_cursor
from appliance.schema.detections import DetectionCreate, DetectionFilters, DetectionRead, DetectionResolve


class InsertedDetection(NamedTuple):
    """The row of an impact, and whether it is new, or has the identity of another impact."""

    id: UUID
    is_new: bool
    is_conflicting: bool


class DetectionsDB(DBBase):
    """The table detections; `detection_read` is the view of what clients see."""

    async def insert_many(self, detections: Sequence[DetectionCreate]) -> list[InsertedDetection]:
        """Record impacts; returns their rows in the same order. An impact with the same identity and content is stored
        once, however often it is sent.

        The same identity with other content is a row of its own, marked as conflicting. Raises DBException.
        """
        rows = await self._fetch(
            """
            WITH given AS MATERIALIZED (
                SELECT * FROM jsonb_to_recordset($1::text::jsonb) AS one(
                    n integer, node text, boot bigint, sequence bigint, session_id uuid, detected_at timestamptz,
                    ticks bigint[], tick_hz float8, tick_bits integer, amplitudes integer[], pulse_pins integer[],
                    temp_c float8, rh_pct float8, pressure_pa float8, speed_mm_per_us float8, sigma_us float8,
                    board_x_mm float8, board_y_mm float8, second_event boolean, outcome text, reason jsonb,
                    fix_source text, x_mm float8, y_mm float8, covariance_mm2 float8[], residual_mm float8,
                    dilution float8, channels integer[], left_out integer[], calibration_version integer,
                    calibration_id uuid, wind_x_m_per_s float8, wind_y_m_per_s float8, wind_sigma_m_per_s float8,
                    residuals_us float8[], time_source text, node_time_us bigint, digest text, clock_id uuid,
                    rises integer[], noises integer[], lowers integer[], uppers integer[])
            ), stored AS MATERIALIZED (
                SELECT one.* FROM (SELECT DISTINCT node, boot, sequence FROM given) AS asked CROSS JOIN LATERAL (
                    SELECT id, node, boot, sequence, digest, is_conflicting FROM detections
                     WHERE (appliance_id, node, boot, sequence)
                         = (own_appliance_id(), asked.node, asked.boot, asked.sequence)
                    -- forces one index look-up for each, however many detections there are
                    OFFSET 0) AS one
            ), known AS (
                SELECT DISTINCT ON (given.n) given.n, stored.id, stored.is_conflicting
                  FROM given JOIN stored USING (node, boot, sequence)
                 WHERE '' IN (given.digest, stored.digest) OR given.digest = stored.digest
                 ORDER BY given.n, stored.digest = given.digest DESC
            ), firsts AS (
                SELECT DISTINCT ON (node, boot, sequence, digest) *
                  FROM given WHERE n NOT IN (SELECT n FROM known)
                 ORDER BY node, boot, sequence, digest, n
            ), inserted AS (
                INSERT INTO detections (node, boot, sequence, session_id, detected_at, ticks, tick_hz, tick_bits,
                                        amplitudes, pulse_pins, temp_c, rh_pct, pressure_pa, speed_mm_per_us,
                                        sigma_us, board_x_mm, board_y_mm, second_event, outcome, reason, fix_source,
                                        x_mm, y_mm, covariance_mm2, residual_mm, dilution, channels, left_out,
                                        calibration_version, calibration_id, wind_x_m_per_s, wind_y_m_per_s,
                                        wind_sigma_m_per_s, residuals_us, time_source, node_time_us, digest, clock_id,
                                        rises, noises, lowers, uppers, is_conflicting)
                SELECT node, boot, sequence, session_id, detected_at, ticks, tick_hz, tick_bits, amplitudes, pulse_pins,
                       temp_c, rh_pct, pressure_pa, speed_mm_per_us, sigma_us, board_x_mm, board_y_mm, second_event,
                       outcome, reason, fix_source, x_mm, y_mm, covariance_mm2, residual_mm, dilution, channels,
                       left_out, calibration_version, calibration_id, wind_x_m_per_s, wind_y_m_per_s,
                       wind_sigma_m_per_s, residuals_us, time_source, node_time_us, digest, clock_id,
                       rises, noises, lowers, uppers,
                       EXISTS (SELECT FROM stored
                                WHERE (stored.node, stored.boot, stored.sequence)
                                    = (firsts.node, firsts.boot, firsts.sequence))
                       OR n > min(n) OVER (PARTITION BY node, boot, sequence)
                  FROM firsts ORDER BY n
                ON CONFLICT ON CONSTRAINT detection_once DO NOTHING
                RETURNING id, node, boot, sequence, digest, is_conflicting
            )
            SELECT given.n, coalesce(known.id, inserted.id) AS id,
                   known.id IS NULL AND firsts.n IS NOT NULL AS is_new,
                   coalesce(known.is_conflicting, inserted.is_conflicting) AS is_conflicting
              FROM given
              LEFT JOIN known USING (n)
              LEFT JOIN firsts USING (n)
              LEFT JOIN inserted ON known.id IS NULL
               AND (inserted.node, inserted.boot, inserted.sequence, inserted.digest)
                 = (given.node, given.boot, given.sequence, given.digest)
             ORDER BY given.n
            """,
            numbered_rows(detections),
        )
        return [InsertedDetection(row["id"], row["is_new"], row["is_conflicting"]) for row in rows]

    async def insert_one(self, detection: DetectionCreate) -> UUID | None:
        """Record an impact and return its detection's id; None when it is recorded already."""
        found = (await self.insert_many([detection]))[0]
        return found.id if found.is_new else None

    async def count_conflicting(self, within: timedelta = timedelta(days=1)) -> int:
        """Number of recent impacts with the identity of another one: two nodes have the same identity."""
        count: int = await self._fetchval(
            "SELECT count(*) FROM detections WHERE is_conflicting AND recorded_at > clock_timestamp() - $1::interval",
            within,
        )
        return count

    async def get_one_by_id(self, detection_id: UUID) -> DetectionRead:
        """A detection by id. Raises DBNotFound, DBUnreadable."""
        return read(
            DetectionRead, await self._one("detection", "SELECT * FROM detection_read WHERE id = $1", detection_id)
        )

    async def find_by_ids(self, ids: list[UUID]) -> list[DetectionRead]:
        """The detections among `ids` that exist, in no order."""
        return read_all(
            DetectionRead, await self._fetch("SELECT * FROM detection_read WHERE id = ANY($1::uuid[])", ids)
        )

    async def find_inbox(self, session_id: UUID) -> list[DetectionRead]:
        """A session's newest 100 impacts that were not located and not reviewed, newest first."""
        rows = await self._fetch(
            """
            SELECT * FROM detection_read
             WHERE session_id = $1 AND outcome = 'unplaced' AND resolution IS NULL
             ORDER BY detected_at DESC, id DESC LIMIT 100
            """,
            session_id,
        )
        return read_all(DetectionRead, rows)

    async def find(self, filters: DetectionFilters) -> Page[DetectionRead]:
        """A page of detections, newest first."""
        at, last_id = None, None
        if filters.cursor is not None:
            at, last_id = decode_cursor(filters.cursor, datetime, UUID)
        rows = await self._fetch(
            """
            SELECT * FROM detection_read
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
        """Place or dismiss an item of the inbox, once; returns the new shot's id, or the detection's when dismissed.

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

    async def reopen(self, detection_id: UUID) -> None:
        """Put a resolved detection back into the inbox.

        Raises DBNotFound, and DBException while a shot of it exists.
        """
        await self._one(
            "detection",
            "SELECT reopened FROM reopen_detection($1) AS reopened WHERE reopened IS NOT NULL",
            detection_id,
        )
