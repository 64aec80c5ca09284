"""Writes detections, shots, losses and retried releases in batches, each exactly once."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from uuid import UUID

from appliance.core.coincidence import Impact
from appliance.core.ellipse import ErrorEllipse
from appliance.core.events import BowReleased, ShotsLost
from appliance.core.message import Message, message
from appliance.models.base_db import Source, Streaming, transaction
from appliance.models.context_db import ContextDB, MomentContext
from appliance.models.detections_db import DetectionsDB, InsertedDetection
from appliance.models.errors import DBException
from appliance.models.losses_db import LossesDB
from appliance.models.releases_db import ReleasesDB
from appliance.models.set_aside_db import SetAsideDB
from appliance.models.shots_db import ShotsDB
from appliance.schema.detections import DetectionCreate
from appliance.schema.shots import SensedShot
from appliance.sensing.dating import date, loss
from appliance.sensing.detection_rows import Moment, detection_row
from appliance.sensing.items import Clock, Prepared, reason_of
from appliance.sensing.measure import Measurer
from appliance.sensing.patience import Patience
from appliance.sensing.releases import keep_again
from appliance.sensing.underived import UnderivedShots
from appliance.sensing.unreadable import name_unreadable

log = logging.getLogger(__name__)

REMEMBERED_CONFLICTS = 100
"""Largest number of messages about conflicting impacts that are kept for the health."""
STATEMENT_IMPACTS = 50
"""Largest number of rows in one statement: more would keep live arrows waiting for the connection."""
WITHOUT_PAUSE = 10
"""Rows made before the event loop gets its turn."""


class Recorder:
    """Records batches of impacts; waits while the database is away."""

    def __init__(self, source: Source, clock: Clock, patience: Patience) -> None:
        self._source = source
        self._clock = clock
        self._patience = patience
        self.conflicts: deque[Message] = deque(maxlen=REMEMBERED_CONFLICTS)
        """Messages that name the node of two different impacts with one number."""
        self.underived = UnderivedShots(source, patience)

    def troubles(self) -> list[Message]:
        """Messages about arrows stored without points and archer, and about the newest conflicting impacts."""
        return self.underived.troubles() + list(self.conflicts)[-1:]

    async def record(self, batch: Sequence[Prepared], measurer: Measurer) -> list[Message | None]:
        """Record a batch; per item None, or the reason why it cannot be stored."""
        good = [prepared for prepared in batch if prepared.reason is None]
        refused = await self._refusals(good, measurer)
        return [p.reason if p.reason is not None else refused.get(id(p)) for p in batch]

    async def _refusals(self, batch: Sequence[Prepared], measurer: Measurer) -> dict[int, Message]:
        """Bisect a failing batch, so that only the items at fault are refused."""
        if not batch:
            return {}
        try:
            await self._patience.retry(lambda: self._write(batch, measurer))
        except Exception as error:  # of any kind, or one event would keep others out of the record
            if len(batch) == 1:
                return await self._store_underived(batch[0], measurer, error)
            middle = len(batch) // 2
            first = await self._refusals(batch[:middle], measurer)
            return first | await self._refusals(batch[middle:], measurer)
        return {}

    async def _store_underived(self, prepared: Prepared, measurer: Measurer, error: Exception) -> dict[int, Message]:
        """Store an arrow without points and archer, in case another row of the session keeps it out; the refusal where
        that fails too."""
        reason = reason_of(error)
        impact, at = prepared.found.what, prepared.at
        if not isinstance(error, DBException) or not isinstance(impact, Impact) or at is None:
            return {id(prepared): reason}
        try:
            await self._patience.retry(lambda: self._write([prepared], measurer, underived=True))
        except Exception:  # of any kind: the impact itself is at fault, and is set aside
            return {id(prepared): reason}
        log.error("an arrow is stored without points and without whose it is: %s", reason, exc_info=error)
        self.underived.note()
        await name_unreadable(self._source, at)
        return {}

    async def _write(self, batch: Sequence[Prepared], measurer: Measurer, *, underived: bool = False) -> None:
        async with transaction(self._source) as connection:
            if underived:
                await ShotsDB(connection).derive_nothing()
            conflicts = await self._insert_impacts(connection, batch, measurer)
            losses, releases = LossesDB(connection), ReleasesDB(connection)
            for found in [prepared.found for prepared in batch]:
                if isinstance(found.what, ShotsLost):
                    await losses.insert_one(loss(found, found.what, self._clock))
                elif isinstance(found.what, BowReleased):
                    await keep_again(releases, found.items[0].entry, found.what, self._clock)
            retried = [item.retry_of for p in batch for item in p.found.items if item.retry_of is not None]
            if retried:
                await SetAsideDB(connection).delete_many(retried)
        for conflict in conflicts:
            log.error("%s", conflict)
            self.conflicts.append(conflict)

    async def _insert_impacts(
        self, connection: Streaming, batch: Sequence[Prepared], measurer: Measurer
    ) -> list[Message]:
        """Insert impacts with the session that was open, read in the same transaction; returns conflicts."""
        impacts = [
            (date(p.found, self._clock), p.place, what, p.found.items[0].entry.kernel_boot)
            for p in batch
            if isinstance(what := p.found.what, Impact) and p.place is not None
        ]
        if not impacts:
            return []
        impacts.sort(key=lambda one: one[0])
        contexts = await ContextDB(connection).at([at for at, _, _, _ in impacts])
        taps = _Taps()
        detections: list[tuple[DetectionCreate, ErrorEllipse | None]] = []
        for (at, place, impact, kernel_boot), context in zip(impacts, contexts, strict=True):
            if len(detections) % WITHOUT_PAUSE == WITHOUT_PAUSE - 1:
                # acknowledgements wait for no more rows than these
                await asyncio.sleep(0)
            clock_id = self._clock.clock_id_of(kernel_boot)
            moment = Moment(at, context.session_id, clock_id=clock_id, is_test=context.is_test)
            if place.outcome != "noise":
                moment = moment.of_tap(taps.take(context))
            detections.append((detection_row(measurer, impact, place, moment), place.ellipse))
        inserted: list[InsertedDetection] = []
        for start in range(0, len(detections), STATEMENT_IMPACTS):
            some = [detection for detection, _ in detections[start : start + STATEMENT_IMPACTS]]
            inserted += await DetectionsDB(connection).insert_many(some)
        await ShotsDB(connection).insert_sensed_many(
            [
                shot
                for (detection, ellipse), row in zip(detections, inserted, strict=True)
                if row.is_new and (shot := _shot(detection, ellipse, row)) is not None
            ]
        )
        return [
            message("two_impacts_one_number", node=d.node, number=str(d.sequence), boot=str(d.boot))
            for (d, _), row in zip(detections, inserted, strict=True)
            if row.is_new and row.is_conflicting
        ]


class _Taps:
    """Counts taps within a transaction, so that a calibration gets no more than it asked for."""

    def __init__(self) -> None:
        self._taken: dict[UUID, int] = {}

    def take(self, context: MomentContext) -> UUID | None:
        """The calibration that an impact is a tap of, if any; to be called in order of time."""
        if context.calibration_id is None:
            return None
        taken = self._taken.get(context.calibration_id, 0)
        if taken >= context.taps_left:
            return None
        self._taken[context.calibration_id] = taken + 1
        return context.calibration_id


def _shot(detection: DetectionCreate, ellipse: ErrorEllipse | None, row: InsertedDetection) -> SensedShot | None:
    """The shot to insert for a detection; None where it is no arrow of a session."""
    match detection:
        # a tap is of no session
        case DetectionCreate(outcome="located", session_id=UUID() as session_id, x_mm=float() as x, y_mm=float() as y):
            return SensedShot(
                session_id=session_id,
                detection_id=row.id,
                arrow_landing_time=detection.detected_at,
                x=x,
                y=y,
                sigma_major=None if ellipse is None else ellipse.sigma_major_mm,
                sigma_minor=None if ellipse is None else ellipse.sigma_minor_mm,
                sigma_angle=None if ellipse is None else ellipse.angle_deg,
            )
    return None
