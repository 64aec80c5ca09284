"""From events to rows: intake makes them durable, the worker makes sense of them."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from appliance.core.coincidence import Coincidence, Impact
from appliance.core.events import Burst, Event, ImpactPulse, NodeStatus, ShotsLost
from appliance.core.ports import Acknowledge
from appliance.core.scoring import score
from appliance.core.slow_state import SlowState
from appliance.models.errors import DBException
from appliance.sensing.journal import Entry, Journal
from appliance.sensing.measure import Measurer, Place
from appliance.sensing.range_context import RangeContext
from appliance.sensing.recorder import Recorder
from appliance.sensing.reporter import Reporter

log = logging.getLogger(__name__)

INBOX_EVENTS = 1000
BACKLOG_EVENTS = 10_000

Clock = Callable[[], float]
"""The loop's clock, microseconds."""


class Pipeline:
    """`emit` takes events from drivers; `run` works until cancelled.

    Intake writes each batch to the journal, acknowledges it, and queues it. The worker takes one event at a time:
    coincidence, place, record, checkpoint. While the database is away the worker waits and intake goes on.
    """

    def __init__(
        self,
        *,
        journal: Journal,
        coincidence: Coincidence,
        measurer: Measurer,
        recorder: Recorder,
        context: RangeContext,
        reporter: Reporter,
        acknowledge: Acknowledge,
        now_us: Clock,
    ) -> None:
        self._journal = journal
        self._coincidence = coincidence
        self._measurer = measurer
        self._recorder = recorder
        self._context = context
        self._reporter = reporter
        self._acknowledge = acknowledge
        self._now_us = now_us
        self._inbox: asyncio.Queue[Burst | ImpactPulse] = asyncio.Queue(INBOX_EVENTS)
        self._backlog: asyncio.Queue[tuple[Entry, int]] = asyncio.Queue(BACKLOG_EVENTS)
        self._waiting: dict[int, Entry] = {}
        self._busy_since_us: float | None = None
        self._tapping_id: UUID | None = None
        self._air: SlowState | None = None
        self._air_of: tuple[UUID | None, bool] | None = None
        self.dropped = 0

    def emit(self, event: Event) -> None:
        """Called by drivers on the loop. A full inbox drops what a node can send again, and counts it."""
        if isinstance(event, NodeStatus):
            self._reporter.note(event)
            return
        if isinstance(event, ShotsLost):
            log.error("node %s lost its shots %d to %d", event.node, event.first, event.last)
            return
        try:
            self._inbox.put_nowait(event)
        except asyncio.QueueFull:
            self.dropped += 1
            log.error("inbox full: %d events dropped so far", self.dropped)

    def use(self, measurer: Measurer) -> None:
        """Measure by another array from the next impact on."""
        if measurer != self._measurer:
            self._measurer, self._air = measurer, None

    def take_taps_for(self, calibration_id: UUID | None) -> None:
        """Impacts from the next one on are taps of this calibration; None: shots again."""
        self._tapping_id = calibration_id

    def stuck_for_s(self) -> float:
        """How long the worker has been at one event, waiting for the database left out."""
        if self._busy_since_us is None or self._recorder.is_waiting:
            return 0.0
        return (self._now_us() - self._busy_since_us) / 1e6

    async def run(self) -> None:
        """Work off what the last run left in the journal, then live events, until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._intake(), name="sensing:intake")
                tasks.create_task(self._work(), name="sensing:work")
        finally:
            self._journal.close()

    async def drain(self) -> None:
        """Wait until everything that was emitted is recorded and no burst waits for a pulse."""
        await self._inbox.join()
        await self._backlog.join()

    async def _intake(self) -> None:
        while True:
            batch = [await self._inbox.get()]
            with suppress(asyncio.QueueEmpty):
                while True:
                    batch.append(self._inbox.get_nowait())
            entries = [Entry(event, self._context.session_id, self._context.is_known) for event in batch]
            offsets = await asyncio.to_thread(self._journal.append, entries)
            for entry in entries:
                if isinstance(entry.event, Burst):
                    self._acknowledge(entry.event.key)
            for pair in zip(entries, offsets, strict=True):
                await self._backlog.put(pair)
            for _ in batch:
                self._inbox.task_done()

    async def _work(self) -> None:
        await self._replay()
        while True:
            try:
                async with asyncio.timeout(self._patience_s()):
                    entry, offset = await self._backlog.get()
            except TimeoutError:
                await self._settle(self._coincidence.settle(self._now_us()))
                continue
            self._busy_since_us = self._now_us()
            await self._take(entry)
            await self._checkpoint(offset)
            self._busy_since_us = None
            self._backlog.task_done()

    async def _replay(self) -> None:
        """Work off what the last run left; its clock is not ours, so nothing of it may wait for live events."""
        left = await asyncio.to_thread(lambda: list(self._journal.pending()))
        for entry, offset in left:
            await self._take(entry)
            await self._checkpoint(offset)
        await self._settle(self._coincidence.flush())
        if left:
            log.info("%d events of the last run were worked off", len(left))
            await asyncio.to_thread(self._journal.checkpoint, left[-1][1])

    def _patience_s(self) -> float | None:
        deadline = self._coincidence.deadline_us
        return None if deadline is None else max(deadline - self._now_us(), 0.0) / 1e6

    async def _take(self, entry: Entry) -> None:
        self._waiting[id(entry.event)] = entry
        impacts = self._coincidence.push(entry.event)
        await self._settle(impacts)

    async def _settle(self, impacts: list[Impact]) -> None:
        for impact in impacts:
            parts = [*([] if impact.burst is None else [impact.burst]), *impact.pulses]
            entries = [self._waiting.pop(id(part)) for part in parts]
            await self._record(impact, entries[0])

    async def _record(self, impact: Impact, entry: Entry) -> None:
        session_id = entry.session_id if entry.session_known else self._context.session_id
        place = self._place(impact, session_id)
        detection = self._measurer.detection(impact, place, session_id)
        if self._tapping_id is not None and place.outcome != "noise":
            # a tap is nobody's shot, placed or not
            detection = detection.model_copy(
                update={"session_id": None, "outcome": place.outcome, "calibration_id": self._tapping_id}
            )
        self._tell(place)
        try:
            await self._recorder.record(detection, place.ellipse)
        except DBException as error:
            await asyncio.to_thread(self._journal.refuse, entry, str(error))

    def _place(self, impact: Impact, session_id: UUID | None) -> Place:
        """Every session has air of its own, and every shot of it tells something of that air."""
        air_of = (session_id, self._context.is_indoor)
        if self._air is None or self._air_of != air_of:
            self._air, self._air_of = self._measurer.at_first(is_indoor=self._context.is_indoor), air_of
        place = self._measurer.place(impact, self._air)
        self._air = place.air or self._air
        return place

    async def _checkpoint(self, offset: int) -> None:
        if not self._waiting:
            await asyncio.to_thread(self._journal.checkpoint, offset)

    def _tell(self, place: Place) -> None:
        if place.outcome != "located" or place.x_mm is None or place.y_mm is None:
            log.info("impact %s: %s", place.outcome, place.reason)
            return
        points = score(place.x_mm, place.y_mm, self._context.faces)
        log.info("impact at (%.1f, %.1f) mm: %s", place.x_mm, place.y_mm, "X" if points.is_x else points.points)
