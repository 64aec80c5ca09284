"""Records releases of bows, acknowledges them, and pairs each with its impact or records a miss."""

import asyncio
import logging
import math
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from appliance.core.backoff import delays_s
from appliance.core.bow_pairing import GIVEN_UP_S, LEAST_BETWEEN_S, Span
from appliance.core.events import BowReleased, ReleaseKey
from appliance.core.message import Message, message
from appliance.database.channels import Notice, Resync
from appliance.models.base_db import Queryable
from appliance.models.errors import DBDamaged, DBUnavailable
from appliance.models.releases_db import MOST, ReleasesDB
from appliance.sensing.items import Clock, Item, reason_of
from appliance.sensing.releases import entry_of, keep, why_nothing
from appliance.sensing.settling import settle

log = logging.getLogger(__name__)

MOST_WAITING = 256
"""Largest number of releases in memory while the database is away; further ones are refused, and the bows keep them."""
MOST_HEARD = 512
"""Largest number of recorded impacts to look at next, many ends of everybody at the butt; with more, all releases of
the last hour without an impact are looked at again."""
MOST_SENSORS = 64
"""Largest number of bows whose last release is remembered, and of problems: more than can stand at a line."""
PROBLEM_SHOWN_S = 600.0
"""How long a problem of a bow is shown after it was last noted; also the longest time between two looks at releases."""
TOO_OFTEN_FOR_S = 10.0
"""How long a bow is disbelieved after it released more often than anybody shoots."""
LOOK_AGAIN_S = 1.0
"""Longest time between two looks at undecided releases where nothing new arrives."""
DUE_MARGIN_S = 0.001
"""Added to the wait for a due time, so that the clock has passed it: woken a moment early, `run` would wait again."""


class BowPairing:
    """`on_release` and `on_notice` are called by driver and listener; `run` does the work.

    `set_aside` stores a release that cannot be recorded, with the reason; False: it could not be stored either.
    """

    def __init__(
        self,
        source: Queryable,
        clock: Clock,
        acknowledge: Callable[[ReleaseKey], None],
        set_aside: Callable[[Item, Message], Awaitable[bool]],
        *,
        heard_us: Callable[[], Span | None],
        now_us: Callable[[], float],
    ) -> None:
        self._releases = ReleasesDB(source)
        self._clock = clock
        self._acknowledge = acknowledge
        self._set_aside = set_aside
        self._heard_us = heard_us
        self._now_us = now_us
        self._waiting: OrderedDict[ReleaseKey, BowReleased] = OrderedDict()
        self._heard: set[UUID] = set()
        self._problems: OrderedDict[Message, float] = OrderedDict()
        self._last: OrderedDict[str, BowReleased] = OrderedDict()
        self._rattling_us: dict[str, Span] = {}
        self._looks_back = True
        """Whether impacts may have been recorded without a notice: by an earlier run, or during a gap in listening."""
        self._news = asyncio.Event()
        self._due_s = -math.inf
        """When to look at open releases next, s by the wall clock; at the start at once: an earlier run left some."""

    def on_release(self, released: BowReleased) -> bool:
        """Called by the driver; False: there is no room, and the bow has to send it again."""
        if len(self._waiting) >= MOST_WAITING:
            return False
        self._waiting[released.key] = released
        self._news.set()
        return True

    def on_notice(self, notice: Notice | Resync) -> None:
        """Called by the listener; notes an impact that was recorded, or a release that had been set aside."""
        if isinstance(notice, Resync):
            self._looks_back = True
        elif notice.table == "set_aside":
            self._due_s = -math.inf
        elif notice.table != "detections" or notice.id is None:
            return
        elif len(self._heard) < MOST_HEARD:
            self._heard.add(notice.id)
        else:
            self._looks_back = True
        self._news.set()

    def troubles(self) -> list[Message]:
        """Messages about bows that a person should see to."""
        now_us = self._now_us()
        return [problem for problem, at_us in self._problems.items() if now_us - at_us < PROBLEM_SHOWN_S * 1e6]

    async def run(self) -> None:
        """Work until cancelled; what cannot be written now is written later."""
        delays = delays_s()
        while True:
            self._news.clear()
            try:
                await self._keep()
                await self._decide()
                delays = delays_s()
            except DBUnavailable as error:
                log.info("releases wait: %s", error)
                await asyncio.sleep(next(delays))
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(max(self._due_s - self._date_s(self._now_us()), 0.0) + DUE_MARGIN_S):
                    await self._news.wait()

    async def _keep(self) -> None:
        """Record the releases that arrived, in the order in which they were shot, and acknowledge each that is safe."""
        while self._waiting:
            released = min(self._waiting.values(), key=lambda one: one.released_us)
            is_safe = await self._keep_one(released)
            del self._waiting[released.key]
            if is_safe:
                self._acknowledge(released.key)

    async def _keep_one(self, released: BowReleased) -> bool:
        """Record a release; True where the bow may forget it: it is recorded, set aside, or no arrow."""
        bow = released.key.bow
        if self._is_too_frequent(released):
            self._note_problem(message("bow_too_often", bow=bow))
            with suppress(OverflowError, ValueError):
                await self._releases.drop(bow, self._date(released.released_us))
            return True
        entry = entry_of(released, self._clock)
        try:
            kept = await keep(self._releases, entry, released, self._clock)
        except (DBUnavailable, DBDamaged):
            raise  # nothing is wrong with this release: it waits for the database, or until somebody repaired that
        except Exception as error:  # of any kind, or one odd release would stop all bows
            is_safe = await self._set_aside(Item(entry, b""), reason_of(error))
            if is_safe:
                self._note_problem(message("bow_left_out", bow=bow))
            return is_safe
        why = why_nothing(kept, bow)
        if why is not None:
            self._note_problem(why)
            return True
        if kept == "numbered_twice":
            self._note_problem(message("bow_numbered_twice", bow=bow))
        self._due_s = -math.inf
        return True

    def _date(self, at_us: float) -> datetime:
        return self._clock.date_of(self._clock.kernel_boot, at_us, datetime.now(UTC))

    def _date_s(self, at_us: float) -> float:
        return self._date(at_us).timestamp()

    def _is_too_frequent(self, released: BowReleased) -> bool:
        """Whether this bow releases more often than anybody shoots, by the times of release, as some arrive late."""
        bow, at_us = released.key.bow, released.released_us
        last = self._last.pop(bow, released)
        self._last[bow] = released
        if len(self._last) > MOST_SENSORS:
            gone, _ = self._last.popitem(last=False)
            self._rattling_us.pop(gone, None)
        from_us, until_us = self._rattling_us.get(bow, (math.inf, -math.inf))
        # a release that could not be recorded comes again
        if last.key != released.key and abs(at_us - last.released_us) < LEAST_BETWEEN_S * 1e6:
            is_on = from_us <= at_us < until_us
            from_us = from_us if is_on else min(at_us, last.released_us)
            until_us = max(at_us, last.released_us) + TOO_OFTEN_FOR_S * 1e6
            self._rattling_us[bow] = (from_us, until_us)
        return from_us <= at_us < until_us

    async def _decide(self) -> None:
        """Settle open releases around each undecided one, and around each impact recorded since the last call."""
        now_s, span_us = self._date_s(self._now_us()), self._heard_us()
        heard_s = None if span_us is None else (self._date_s(span_us[0]), self._date_s(span_us[1]))
        if not self._heard and not self._looks_back and now_s < self._due_s:
            return
        heard, self._heard = self._heard, set()
        looks_back, self._looks_back = self._looks_back, False
        is_done = False
        try:
            moments = await self._releases.waiting()
            is_more = len(moments) == MOST
            if heard:
                moments += await self._releases.when_detected(list(heard))
            if looks_back:
                since, until = (datetime.fromtimestamp(at_s, UTC) for at_s in (now_s - GIVEN_UP_S, now_s))
                moments += await self._releases.silent(since, until)
            settled = await settle(self._releases, moments, now_s, heard_s)
            for one in settled.unclear:
                self._note_problem(message("bow_unclear", bow=one.bow))
            # before the due time the board may be received again, or no longer
            longest_s = PROBLEM_SHOWN_S if settled.due_s is None and not is_more else LOOK_AGAIN_S
            self._due_s = min(math.inf if settled.due_s is None else settled.due_s, now_s + longest_s)
            is_done = True
        finally:
            # whatever ended it, even a bug of ours: all are looked at again
            if not is_done:
                self._heard |= heard
                self._looks_back |= looks_back
                self._due_s = -math.inf

    def _note_problem(self, problem: Message) -> None:
        self._problems.pop(problem, None)
        self._problems[problem] = self._now_us()
        if len(self._problems) > MOST_SENSORS:
            self._problems.popitem(last=False)
