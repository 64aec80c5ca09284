"""Calibrations: asked for by the server wing, answered by the sensor wing, decided by a person."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from appliance.core.message import refusal
from appliance.models.base_db import DBBase, Row, next_cursor, read
from appliance.models.errors import DBException
from appliance.models.reading import read_all_as, read_as
from appliance.schema.base import Page, decode_cursor
from appliance.schema.calibrations import (
    AcceptanceResult,
    CalibrationCreate,
    CalibrationFilters,
    CalibrationRead,
    CalibrationResult,
    CalibrationTap,
    CalibrationUpdate,
)
from appliance.schema.detections import DetectionRead
from appliance.schema.messages import MessageRead


class CalibrationsDB(DBBase):
    """The table calibrations, and the detections that are its taps."""

    async def insert_one(self, calibration: CalibrationCreate) -> UUID:
        """Store a calibration and return its id. Raises DBException when one is running, there is no survey, or a point
        lies outside the butt."""
        butt = await self._fetchrow(
            """
            SELECT butt_width_mm AS width, butt_height_mm AS height, (SELECT count(*) FROM sensors) AS sensors
              FROM appliance
            """
        )
        if butt is None or butt["width"] is None or butt["sensors"] == 0:
            raise DBException(refusal("body", "no_survey_yet"))
        for k, point in enumerate(calibration.points):
            x, y = point.x_mm, point.y_mm
            if x is not None and y is not None and not (0 <= x <= butt["width"] and 0 <= y <= butt["height"]):
                size = {"width": f"{butt['width']:g}", "height": f"{butt['height']:g}"}
                raise DBException(refusal(f"body.points.{k}", "point_outside", x=f"{x:g}", y=f"{y:g}", **size))
        await self._check_arrows(calibration)
        new: UUID = await self._fetchval(
            "INSERT INTO calibrations (request) VALUES ($1) RETURNING id", calibration.model_dump(mode="json")
        )
        return new

    async def _check_arrows(self, calibration: CalibrationCreate) -> None:
        """Raises DBException for a shot that does not exist or that no sensor heard."""
        shots = [point.shot_id for point in calibration.points if point.shot_id is not None]
        if not shots:
            return
        rows = await self._fetch(
            """
            SELECT shots.id FROM shots JOIN detections ON detections.id = shots.detection_id
             WHERE shots.id = ANY($1::uuid[]) AND cardinality(array_remove(detections.ticks, NULL)) > 0
            """,
            shots,
        )
        heard = {row["id"] for row in rows}
        for k, shot in enumerate(shots):
            if shot not in heard:
                raise DBException(refusal(f"body.points.{k}.shot_id", "arrow_not_heard", shot=str(shot)))

    async def get_one_by_id(self, calibration_id: UUID) -> CalibrationRead:
        """A calibration by id, with its taps. Raises DBNotFound, DBUnreadable."""
        row = await self._one("calibration", "SELECT * FROM calibrations WHERE id = $1", calibration_id)
        taps = await self._taps([calibration_id])
        return read_as(CalibrationRead, row, lambda fields: _calibration(fields, taps.get(calibration_id, [])))

    async def find_by_ids(self, ids: list[UUID]) -> list[CalibrationRead]:
        """The calibrations among `ids` that exist, in no order."""
        return await self._read(await self._fetch("SELECT * FROM calibrations WHERE id = ANY($1::uuid[])", ids))

    async def find(self, filters: CalibrationFilters) -> Page[CalibrationRead]:
        """A page of calibrations, newest first."""
        last = None
        if filters.cursor is not None:
            (last,) = decode_cursor(filters.cursor, int)
        rows = await self._fetch(
            """
            SELECT * FROM calibrations
             WHERE ($1::text IS NULL OR status = $1) AND ($2::bigint IS NULL OR version < $2)
             ORDER BY version DESC
             LIMIT $3
            """,
            filters.status,
            last,
            filters.limit + 1,
        )
        return Page(
            rows=await self._read(rows[: filters.limit]), next_cursor=next_cursor(rows, filters.limit, "version")
        )

    async def get_active(self) -> CalibrationRead | None:
        """The calibration that is asked for or waits for taps, if it can be read."""
        row = await self._fetchrow("SELECT * FROM calibrations WHERE status IN ('asked', 'running')")
        return await self._read_or_none(row)

    async def give_up_unreadable(self, reason: MessageRead) -> UUID | None:
        """End the calibration that waits for taps, with this reason, where it cannot be read; returns its id."""
        row = await self._fetchrow("SELECT * FROM calibrations WHERE status IN ('asked', 'running')")
        if row is None or await self._read_or_none(row) is not None:
            return None
        await self.finish(row["id"], None, reason)
        ended: UUID = row["id"]
        return ended

    async def find_outdated(self) -> list[CalibrationRead]:
        """Proposals with a tap that was recorded after they were computed."""
        rows = await self._fetch(
            """
            SELECT * FROM calibrations AS c
             WHERE status = 'proposed' AND request ->> 'kind' <> 'face'
               AND EXISTS (SELECT FROM detections AS d WHERE d.calibration_id = c.id AND d.recorded_at > c.finished_at)
             ORDER BY version
            """
        )
        return await self._read(rows)

    async def is_undecided(self) -> bool:
        """Whether there is a proposal of the last ten minutes, of which a tap may still be recorded late."""
        found: bool = await self._fetchval(
            """
            SELECT EXISTS (SELECT FROM calibrations
                            WHERE status = 'proposed' AND request ->> 'kind' <> 'face'
                              AND finished_at > appliance_now() - interval '10 min')
            """
        )
        return found

    async def get_in_force(self) -> CalibrationRead | None:
        """The newest accepted calibration of the array; None where there is none, or it cannot be read."""
        row = await self._fetchrow(
            """
            SELECT * FROM calibrations WHERE status = 'accepted' AND request ->> 'kind' = 'array'
             ORDER BY version DESC LIMIT 1
            """
        )
        return await self._read_or_none(row)

    async def get_newest_face(self) -> CalibrationRead | None:
        """The newest proposal whose taps were on a face, if it can be read."""
        row = await self._fetchrow(
            """
            SELECT * FROM calibrations WHERE status = 'proposed' AND request ->> 'kind' = 'face'
             ORDER BY version DESC LIMIT 1
            """
        )
        return await self._read_or_none(row)

    async def measured(self, calibration_id: UUID) -> list[DetectionRead]:
        """The detections of a calibration's taps, in their order. Raises DBUnreadable, as all of them are needed."""
        rows = await self._fetch(
            """
            SELECT d.* FROM calibration_taps($1) AS tap JOIN detection_read AS d ON d.id = tap.detection_id
             ORDER BY tap.n
            """,
            [calibration_id],
        )
        return [read(DetectionRead, row) for row in rows]

    async def start(self, calibration_id: UUID) -> None:
        """Mark a calibration as running: its taps are waited for."""
        await self._fetchval("SELECT begin_calibration($1)", calibration_id)

    async def finish(
        self, calibration_id: UUID, result: CalibrationResult | AcceptanceResult | None, reason: MessageRead | None
    ) -> None:
        """Store the proposal, or the reason why there is none."""
        await self._fetchval(
            "SELECT propose_calibration($1, $2, $3)",
            calibration_id,
            None if result is None else result.model_dump(mode="json"),
            reason and reason.model_dump(mode="json"),
        )

    async def decide(self, calibration_id: UUID, update: CalibrationUpdate) -> None:
        """Accept, reject, roll back, or undo one of these. Raises DBNotFound, DBException where that cannot follow."""
        await self._one(
            "calibration",
            "SELECT decided FROM decide_calibration($1, $2) AS decided WHERE decided IS NOT NULL",
            calibration_id,
            update.status,
        )

    async def _read(self, rows: list[Row]) -> list[CalibrationRead]:
        taps = await self._taps([row["id"] for row in rows])
        return read_all_as(CalibrationRead, rows, lambda fields: _calibration(fields, taps.get(fields["id"], [])))

    async def _read_or_none(self, row: Row | None) -> CalibrationRead | None:
        return None if row is None else next(iter(await self._read([row])), None)

    async def _taps(self, ids: list[UUID]) -> dict[UUID, list[CalibrationTap]]:
        rows = await self._fetch(
            """
            SELECT tap.calibration_id, d.id AS detection_id, d.detected_at, d.x_mm, d.y_mm,
                   (SELECT count(tick) FROM unnest(d.ticks) AS tick)::integer AS channels_heard, d.reason
              FROM calibration_taps($1) AS tap JOIN detections AS d ON d.id = tap.detection_id
             ORDER BY tap.calibration_id, tap.n
            """,
            ids,
        )
        by_calibration: dict[UUID, list[Row]] = {}
        for row in rows:
            by_calibration.setdefault(row["calibration_id"], []).append(row)
        return {key: read_all_as(CalibrationTap, taps, _tap) for key, taps in by_calibration.items()}


def _tap(fields: dict[str, Any]) -> CalibrationTap:
    return CalibrationTap.model_validate({name: fields[name] for name in fields if name != "calibration_id"})


def _calibration(row: Mapping[str, Any], taps: list[CalibrationTap]) -> CalibrationRead:
    asked = CalibrationCreate.model_validate(row["request"], strict=False)
    result = row["result"]
    is_test = asked.kind == "acceptance"
    return CalibrationRead(
        id=row["id"],
        version=row["version"],
        kind=asked.kind,
        status=row["status"],
        asked_at=row["asked_at"],
        points=asked.points,
        face_kind=asked.face_kind,
        tap_mm=asked.tap_mm,
        taps=taps,
        result=None if result is None or is_test else CalibrationResult.model_validate(result, strict=False),
        acceptance=AcceptanceResult.model_validate(result, strict=False) if result is not None and is_test else None,
        reason=row["reason"],
        finished_at=row["finished_at"],
        decided_at=row["decided_at"],
    )
