"""Turns events into rows: journal, place, record; live events before those of earlier runs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from appliance.core.coincidence import Coincidence
from appliance.core.events import ChirpHeard, Event, NodeStatus
from appliance.core.message import Message, message
from appliance.core.ports import Acknowledge
from appliance.database.channels import Notice, Resync
from appliance.models.base_db import Source
from appliance.models.context_db import ContextDB, MomentContext
from appliance.sensing.backlog import BacklogReader, Unfinished, Unread
from appliance.sensing.intake import Intake, advice
from appliance.sensing.items import Clock, Found, Item, Prepared, Refusals, next_tries, reason_of
from appliance.sensing.journal_thread import JournalThread
from appliance.sensing.measure import Measurer
from appliance.sensing.patience import Patience
from appliance.sensing.placing import Placer
from appliance.sensing.recorder import Recorder
from appliance.sensing.reporter import Reporter
from appliance.sensing.set_aside import SetAside
from appliance.sensing.stream import Stream

log = logging.getLogger(__name__)

BATCH_IMPACTS = 50
"""Largest number of live impacts in one transaction, and so the most that the next one waits for."""
BACKLOG_BATCH_IMPACTS = 200
"""The same for impacts of an earlier run: more, since each batch has all later shots dealt again."""
GIVE_WAY_STEPS = 20
"""Largest number of steps that old events wait for live ones, before they go on all the same."""
GIVE_WAY_STEP_S = 0.001
"""Length of one of these steps."""
LOOK_AGAIN_S = 0.05
"""Interval at which `drain` checks whether everything is recorded, where no progress is signalled."""
MANY_REFUSED = 3
"""Fewest consecutive refused impacts that are reported as a fault: a single odd one is the fault of that impact."""

NowUs = Callable[[], float]
"""The loop's clock, microseconds."""
OnPlaced = Callable[[Prepared, MomentContext, Measurer], None]
"""Called with each live impact and its place."""
Inform = Callable[[], Awaitable[None]]
"""Reads what is needed before the first impact is placed. Raises DBUnavailable."""


class Pipeline:
    """`emit` takes events from drivers; `run` works until cancelled, and may be run again after any failure.

    Intake writes each batch to the journal, acknowledges it, and hands it on. Impacts are dated, placed and recorded in
    batches, and the next batch is placed while the database writes. Events of earlier runs are processed beside that,
    and give way to live ones. An event that cannot be processed is set aside with its reason.
    """

    def __init__(
        self,
        source: Source,
        *,
        journal: JournalThread,
        coincidence: Callable[[], Coincidence],
        measurer: Measurer,
        clock: Clock,
        reporter: Reporter,
        acknowledge: Acknowledge,
        now_us: NowUs,
        on_placed: OnPlaced = lambda placed, context, measurer: None,
    ) -> None:
        self._journal = journal
        self.placer = Placer(measurer, clock)
        self._patience = Patience()
        self._recorder = Recorder(source, clock, self._patience)
        self._context = ContextDB(source)
        self.set_aside = SetAside(source, journal, self._patience)
        self._reporter = reporter
        self._now_us = now_us
        self._on_placed = on_placed
        self._live = Stream(coincidence())
        self._old = Stream(coincidence())
        self._unfinished = Unfinished(Unread(self._old.changed))
        self._intake = Intake(journal, self._unfinished, clock, acknowledge, self._live.push, self._live.add)
        self._something_ready = asyncio.Event()
        self._progress = asyncio.Event()
        self._backlog = BacklogReader(journal, self._unfinished, self._old)
        self._retry_asked = asyncio.Event()
        self._retry_asked.set()
        self._is_informed = False
        self._moved_us = now_us()
        self._refused = Refusals()

    def emit(self, event: Event) -> bool:
        """Called by drivers on the loop. False: there is no room, the node has to keep it and send it again."""
        if isinstance(event, NodeStatus):
            self._reporter.note(event)
            return True
        # a chirp is no impact: it refines the air state only
        return isinstance(event, ChirpHeard) or self._intake.offer(event)

    def on_notice(self, notice: Notice | Resync) -> None:
        """Called by the listener; looks for events set aside that a person wants retried, and for what was mended."""
        self._recorder.underived.on_notice(notice)
        if isinstance(notice, Resync) or notice.table == "set_aside":
            self._retry_asked.set()

    def set_measurer(self, measurer: Measurer) -> None:
        """Use another survey or calibration from the next impact on."""
        self.placer.set_measurer(measurer)

    @property
    def waiting_events(self) -> int:
        """The number of events that are not recorded yet."""
        return self._intake.waiting + len(self._unfinished)

    @property
    def set_aside_count(self) -> int:
        """The number of events set aside, in the database, in files and in memory."""
        return self.set_aside.count + self.set_aside.only_in_file + len(self._unfinished.stuck)

    @property
    def dropped(self) -> int:
        """The number of events that were refused for lack of room."""
        return self._intake.dropped

    def faults(self) -> list[Message]:
        """Messages about why arrows are not recorded, or not placed, at present."""
        refused = self._refused
        found = [] if self.placer.measurer.is_surveyed else [message("no_survey")]
        if refused.in_a_row < MANY_REFUSED:
            return found
        return [*found, message("not_recorded", impacts=refused.in_a_row, reason=refused.newest_reason)]

    def troubles(self) -> list[Message]:
        """Messages about the journal, the database and events set aside that a person should know."""
        found = []
        failure = self._intake.failure
        if failure is not None:
            why, only_in_memory = str(failure.strerror), self._intake.only_in_memory
            found.append(message("journal_unwritable", why=why, impacts=only_in_memory, advice=advice(failure)))
        elif not self._journal.has_reserve:
            found.append(message("journal_uses_reserve"))
        if self._patience.is_waiting:
            found.append(message("journal_waits", impacts=self.waiting_events))
        if self._journal.broken_lines:
            found.append(message("journal_damaged", lines=self._journal.broken_lines))
        if self._journal.unknown_lines:
            found.append(message("journal_newer", impacts=self._journal.unknown_lines))
        if self.set_aside.only_in_file:
            found.append(message("set_aside_only_in_file", impacts=self.set_aside.only_in_file))
        return found + self._recorder.troubles()

    def waits_for(self) -> Message | None:
        """What recording waits for; None when nothing."""
        return None if self._is_informed and not self._patience.is_waiting else message("the_database")

    def stuck_for_s(self) -> float:
        """Seconds without progress despite work; waiting for database or disk does not count."""
        has_work = any((self._live.found, self._old.found, self._live.ready, self._old.ready))
        if not has_work or self._patience.is_asking:
            return 0.0
        return (self._now_us() - self._moved_us) / 1e6

    async def run(self, inform: Inform | None = None) -> None:
        """Work until cancelled; events are journalled at once, and placed after `inform` has returned."""
        self._moved_us = self._now_us()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._intake.run(), name="sensing:intake")
            tasks.create_task(self._live.settle_in_time(self._now_us), name="sensing:settle")
            tasks.create_task(self._place(inform), name="sensing:place")
            tasks.create_task(self._backlog.run(), name="sensing:read-old")
            tasks.create_task(self._write(), name="sensing:write")
            tasks.create_task(self._try_again(), name="sensing:try-again")
            tasks.create_task(self._recorder.underived.run(), name="sensing:derive-again")

    async def drain(self) -> None:
        """Wait until every event, also of earlier runs, is recorded or set aside."""
        while not (self._intake.is_idle and not self._unfinished):
            self._progress.clear()
            try:
                async with asyncio.timeout(LOOK_AGAIN_S):
                    await self._progress.wait()
            except TimeoutError:
                continue
        await self._intake.move_checkpoint()

    async def _place(self, inform: Inform | None) -> None:
        try:
            if inform is not None:
                await self._patience.retry(inform)
        except Exception:  # an odd row may fail in any way, and placing must begin, if only by the survey of the start
            log.exception("what the database says of the sensors cannot be used: impacts are placed by the survey")
        self._is_informed = True
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._prepare(self._live), name="sensing:place-live")
            tasks.create_task(self._prepare(self._old), name="sensing:place-old")

    async def _prepare(self, stream: Stream) -> None:
        """Date and place a stream's impacts in batches, while the database writes the batch before."""
        while True:
            while not stream.found or len(stream.ready) >= 2 * self._batch_of(stream):
                stream.changed.clear()
                await stream.changed.wait()
            dated = [self.placer.dated(stream.found[k]) for k in range(min(len(stream.found), BATCH_IMPACTS))]
            for prepared, context in zip(dated, await self._contexts(dated), strict=True):
                stream.found.popleft()
                placed = self.placer.placed(prepared, context)
                stream.ready.append(placed)
                if stream is self._live:
                    self._on_placed(placed, context, self.placer.measurer)
                self._moved_us = self._now_us()
                self._something_ready.set()
                # other tasks get their turn
                await asyncio.sleep(0)
                if stream is self._old:
                    await self._give_way()
            stream.changed.set()

    async def _give_way(self) -> None:
        """Let events that just arrive be journalled first."""
        for _ in range(GIVE_WAY_STEPS):
            if not self._intake.waiting:
                return
            await asyncio.sleep(GIVE_WAY_STEP_S)

    async def _contexts(self, dated: Sequence[Prepared]) -> list[MomentContext]:
        """The context at each impact, for its air state; the recorder reads it again when it writes."""
        moments = [prepared.at for prepared in dated if prepared.at is not None]
        none = MomentContext(None, False, None, 0)
        try:
            known = iter(await self._patience.retry(lambda: self._context.as_known_at(moments)) if moments else [])
        except Exception:  # an odd row may fail in any way, and matters for the air alone: arrows are placed without
            log.exception("the session of %d impacts cannot be asked for", len(moments))
            return [none] * len(dated)
        return [none if prepared.at is None else next(known) for prepared in dated]

    async def _write(self) -> None:
        while True:
            stream = self._next_stream()
            batch = [stream.ready[k] for k in range(min(len(stream.ready), self._batch_of(stream)))]
            if not batch:
                self._something_ready.clear()
                await self._something_ready.wait()
                continue
            reasons = await self._recorder.record(batch, self.placer.measurer)
            refused = [(p, reason) for p, reason in zip(batch, reasons, strict=True) if reason is not None]
            again = {p.found: retries for p, _ in refused if p.reason is None and (retries := next_tries(p.found))}
            if stream is self._live:
                for prepared, reason in zip(batch, reasons, strict=True):
                    if prepared.found not in again:
                        self._refused.note(prepared.found, reason)
            stuck = [
                item
                for prepared, reason in refused
                if prepared.found not in again
                for item in prepared.found.items
                if not await self.set_aside.keep(item, reason)
            ]
            # no await from here to the end, so that a run cancelled here leaves nothing half done
            for prepared in batch:
                stream.ready.popleft()
                if prepared.found in again:
                    stream.found.extend(again[prepared.found])
                else:
                    self._finished(prepared.found, stuck)
            self._moved_us = self._now_us()
            stream.changed.set()
            self._progress.set()

    def _next_stream(self) -> Stream:
        """The stream to write from: the live one first, then full batches of the backlog."""
        is_gathering = self._old.found and len(self._old.ready) < BACKLOG_BATCH_IMPACTS
        return self._live if self._live.ready or is_gathering else self._old

    def _batch_of(self, stream: Stream) -> int:
        return BATCH_IMPACTS if stream is self._live else BACKLOG_BATCH_IMPACTS

    def _finished(self, found: Found, stuck: Sequence[Item]) -> None:
        for item in found.items:
            if self.set_aside.done(item):
                self._retry_asked.set()
            if item in stuck:
                self._unfinished.items.discard(item)
                self._unfinished.stuck.add(item)
            else:
                self._intake.finished([item])

    async def _try_again(self) -> None:
        """Retry events set aside, at the start and whenever a person asks."""
        while True:
            await self._retry_asked.wait()
            self._retry_asked.clear()
            try:
                await self.set_aside.from_file()
                asked = await self.set_aside.asked()
            except Exception as error:  # old files and rows may fail in any way: new impacts are still placed
                log.warning("what was set aside cannot be tried again: %s", reason_of(error))
                continue
            for item in asked:
                self._unfinished.items.add(item)
                self._old.push_alone(item)
