"""Detections and shots into the database: one transaction per impact, and never twice."""

import asyncio
import logging

from appliance.core.backoff import delays_s
from appliance.core.dilution import ErrorEllipse
from appliance.models.base_db import Source, transaction
from appliance.models.detections_db import DetectionsDB
from appliance.models.errors import DBException, DBUnavailable
from appliance.models.shots_db import ShotsDB
from appliance.schema.detections import DetectionCreate
from appliance.schema.shots import SensedShot

log = logging.getLogger(__name__)


class Recorder:
    """Waits while the database is away; the journal holds what waits."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.is_waiting = False

    async def record(self, detection: DetectionCreate, ellipse: ErrorEllipse | None) -> bool:
        """True when it was new, False when the database had it already.

        A session deleted since the impact leaves the detection without one. Raises DBException when the database
        refuses the values even so.
        """
        delays = delays_s()
        while True:
            try:
                new = await self._record_once(detection, ellipse)
            except DBUnavailable as error:
                if not self.is_waiting:
                    log.warning("%s: impacts wait in the journal", error)
                self.is_waiting = True
                await asyncio.sleep(next(delays))
            except DBException:
                if detection.session_id is None:
                    raise
                detection = detection.model_copy(update={"session_id": None, "outcome": "no_session"})
            else:
                self.is_waiting = False
                return new

    async def _record_once(self, detection: DetectionCreate, ellipse: ErrorEllipse | None) -> bool:
        async with transaction(self._source) as connection:
            detection_id = await DetectionsDB(connection).insert_one(detection)
            if detection_id is None:
                return False
            if detection.outcome == "located" and detection.session_id is not None and detection.calibration_id is None:
                assert detection.x_mm is not None  # noqa: S101  (located means placed)
                assert detection.y_mm is not None  # noqa: S101
                await ShotsDB(connection).insert_sensed(
                    SensedShot(
                        session_id=detection.session_id,
                        detection_id=detection_id,
                        arrow_landing_time=detection.detected_at,
                        x=detection.x_mm,
                        y=detection.y_mm,
                        sigma_major=None if ellipse is None else ellipse.sigma_major_mm,
                        sigma_minor=None if ellipse is None else ellipse.sigma_minor_mm,
                        sigma_angle=None if ellipse is None else ellipse.angle_deg,
                    )
                )
        return True
