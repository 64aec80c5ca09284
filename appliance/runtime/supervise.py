"""Supervises long-running parts: each one that fails or hangs is reported and restarted alone."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from appliance.core.backoff import delays_s
from appliance.core.message import Message, message, message_of
from appliance.errors import StartError, Unavailable
from appliance.messages.translation import described, described_if_any, in_english
from appliance.models.errors import DBException, DBNotFound
from appliance.schema.health import PartRead, PartState

log = logging.getLogger(__name__)

STUCK_S = 10.0
"""A part that makes no progress for so many seconds, and does not report that it waits, is restarted."""
SETTLED_S = 30.0
"""A part that ran for so many seconds is restarted without delay when it ends; else the delays grow."""
END_WITHIN_S = 5.0
CANCELLATIONS = 4
POLL_S = 0.01
# errors from outside; any other is a bug, and is logged with its traceback
FORESEEN = (OSError, Unavailable, StartError, DBException, DBNotFound)


def _never_stuck() -> float:
    return 0.0


def _waits_for_nothing() -> Message | None:
    return None


@dataclass(eq=False, slots=True)
class Part:
    """A long-running task of the appliance.

    `run` is called for each start, so it opens what it needs itself. `stuck_for_s`: seconds without progress; 0 while
    idle or waiting. `waits_for`: what it waits for. `end_within_s`: seconds that it may take to end.
    """

    name: str
    run: Callable[[], Coroutine[Any, Any, None]]
    stuck_for_s: Callable[[], float] = _never_stuck
    waits_for: Callable[[], Message | None] = _waits_for_nothing
    end_within_s: float = END_WITHIN_S
    starts: int = field(default=0, init=False)
    _state: PartState = field(default="starting", init=False)
    _detail: Message | None = field(default=None, init=False)
    _since: datetime = field(default_factory=lambda: datetime.now(UTC), init=False)
    _task: asyncio.Task[None] | None = field(default=None, init=False)
    _began_at_s: float = field(default=0.0, init=False)
    _cancelled_at_s: float | None = field(default=None, init=False)

    def enter(self, state: PartState, detail: Message | None = None) -> None:
        """Set the state that `read` reports."""
        if (state, detail) != (self._state, self._detail):
            self._state, self._detail, self._since = state, detail, datetime.now(UTC)

    def begin(self, now_s: float) -> asyncio.Task[None]:
        """Start the task of this part."""
        self.starts += 1
        self._began_at_s = now_s
        self._cancelled_at_s = None
        self._task = asyncio.create_task(_contained(self.run), name=self.name)
        self.enter("running")
        return self._task

    def unmoved_for_s(self, now_s: float) -> float:
        """Seconds that this run has made no progress, at most those since its start."""
        return min(self.stuck_for_s(), now_s - self._began_at_s)

    def cancel(self, now_s: float) -> None:
        """Cancel the task, so that the supervisor starts it again."""
        if self._task is not None and not self._task.done() and self._cancelled_at_s is None:
            self._cancelled_at_s = now_s
            self._task.cancel()

    def refuses_to_end_for_s(self, now_s: float) -> float:
        """Seconds since it was cancelled without ending; 0 if it was not cancelled, or has ended."""
        if self._cancelled_at_s is None or self._task is None or self._task.done():
            return 0.0
        return now_s - self._cancelled_at_s

    def read(self) -> PartRead:
        """The state of the part, for the health."""
        if self._state == "running" and (waits_for := self.waits_for()) is not None:
            return PartRead(name=self.name, state="waiting", detail=described(waits_for), since=self._since)
        return PartRead(name=self.name, state=self._state, detail=described_if_any(self._detail), since=self._since)


class Supervisor:
    """Keeps parts running; an exception in one, even SystemExit, ends only that part's run."""

    def __init__(
        self, delays: Callable[[], Iterator[float]] = delays_s, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._delays = delays
        self._now_s = now_s
        self._parts: list[Part] = []

    def read(self) -> list[PartRead]:
        """The state of every part, in the order of starting."""
        return [part.read() for part in self._parts]

    @asynccontextmanager
    async def running(self, *parts: Part) -> AsyncIterator[None]:
        """Run parts while the body runs, then end them, last first."""
        keepers = []
        for part in parts:
            self._parts.append(part)
            keepers.append(asyncio.create_task(self._keep(part), name=f"keep {part.name}"))
        try:
            yield
        finally:
            for part, keeper in zip(reversed(parts), reversed(keepers), strict=True):
                keeper.cancel()
                await asyncio.wait([keeper])
                self._parts.remove(part)

    async def settled(self, within_s: float) -> None:
        """Wait until no part is starting or waiting, but at most `within_s`."""
        until_s = self._now_s() + within_s
        # parts report their state only when asked
        while self._now_s() < until_s and self._is_anything_waiting():  # noqa: ASYNC110
            await asyncio.sleep(POLL_S)

    def _is_anything_waiting(self) -> bool:
        return any(part.read().state in ("starting", "waiting") for part in self._parts)

    def restart_stuck(self) -> list[str]:
        """Restart parts that make no progress; returns the names of those that cannot even be cancelled."""
        now_s = self._now_s()
        beyond_help = []
        for part in self._parts:
            if part.refuses_to_end_for_s(now_s) > STUCK_S:
                beyond_help.append(part.name)
                continue
            stuck_s = part.unmoved_for_s(now_s)
            if stuck_s > STUCK_S and part.refuses_to_end_for_s(now_s) == 0.0:
                log.error("%s has not moved for %.0f s: it is started again", part.name, stuck_s)
                part.cancel(now_s)
        return beyond_help

    async def _keep(self, part: Part) -> None:
        delays = self._delays()
        last_words: Message | None = None
        while True:
            began_s = self._now_s()
            task = part.begin(began_s)
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError:
                await _end(part, task, last_words)
                raise
            if self._now_s() - began_s > SETTLED_S:
                delays, last_words = self._delays(), None
            pause_s = next(delays)
            error = _error_of(task)
            words = _words(error)
            part.enter("failed", words)
            if words != last_words:
                _log(part.name, error, words)
            last_words = words
            await asyncio.sleep(pause_s)


async def _contained(run: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a part, turning SystemExit into an ordinary error, since asyncio would end the whole process by it."""
    try:
        await run()
    except (SystemExit, KeyboardInterrupt) as error:
        raise RuntimeError(f"it asked the whole appliance to end ({error!r})") from error


async def _end(part: Part, task: asyncio.Task[None], last_words: Message | None) -> None:
    """Cancel the task of a part and wait a bounded time; a task that does not end is abandoned and logged.

    It is cancelled several times: a library may mistake a cancellation for that of something it waits for itself.
    """
    for _ in range(CANCELLATIONS):
        task.cancel()
        _, pending = await asyncio.wait([task], timeout=part.end_within_s / CANCELLATIONS)
        if not pending:
            break
    if pending:
        log.error("%s did not end within %g s: it is left behind", part.name, part.end_within_s)
    elif (error := _error_of(task)) is not None and _words(error) != last_words:
        _log(part.name, error, _words(error))


def _error_of(task: asyncio.Task[None]) -> BaseException | None:
    return None if task.cancelled() else task.exception()


def _words(error: BaseException | None) -> Message:
    if error is None:
        return message("ended_by_itself")
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, FORESEEN):
        return message_of(error)
    return message("went_wrong", error=type(error).__name__)


def _log(name: str, error: BaseException | None, words: Message) -> None:
    first = error
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    is_ours = first is not None and not isinstance(first, FORESEEN)
    log.error("%s: %s", name, in_english(words), exc_info=error if is_ours else None)
