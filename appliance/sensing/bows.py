"""Makes of releases what they are: keeps each, acknowledges it, and gives it its impact, or writes a miss."""

import asyncio
import logging
import math
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

from appliance.core.backoff import delays_s
from appliance.core.bow_pairing import LEAST_BETWEEN_S, LONGEST_FLIGHT_S, Decision, decide
from appliance.core.events import BowReleased, ReleaseKey
from appliance.core.message import Message, message
from appliance.database.channels import Notice, Resync
from appliance.models.base_db import Queryable
from appliance.models.errors import DBDamaged, DBException, DBUnavailable
from appliance.models.releases_db import ReleasesDB
from appliance.sensing.items import Clock

log = logging.getLogger(__name__)

MOST_WAITING = 256
MOST_HEARD = 512
MOST_SENSORS = 64
TOLD_S = 600.0
TOO_OFTEN_FOR_S = 10.0
LOOK_AGAIN_S = 1.0
AROUND = timedelta(seconds=2 * LONGEST_FLIGHT_S)


class BowPairing:
    """`on_release` and `on_notice` are called by driver and listener; `run` does the work."""

    def __init__(
        self,
        source: Queryable,
        clock: Clock,
        acknowledge: Callable[[ReleaseKey], None],
        *,
        heard_since_us: Callable[[], float | None],
        now_us: Callable[[], float],
    ) -> None:
        self._releases = ReleasesDB(source)
        self._clock = clock
        self._acknowledge = acknowledge
        self._heard_since_us = heard_since_us
        self._now_us = now_us
        self._waiting: OrderedDict[ReleaseKey, BowReleased] = OrderedDict()
        self._heard: set[UUID] = set()
        self._said: OrderedDict[Message, float] = OrderedDict()
        self._last: OrderedDict[str, BowReleased] = OrderedDict()
        self._rattles_until_us: dict[str, float] = {}
        self._news = asyncio.Event()
        self._due_s = -math.inf
        """When what waits is to be looked at, by the wall clock; at the start: what an earlier run left."""

    def on_release(self, released: BowReleased) -> bool:
        """Called by the driver; False: there is no room, it is to come again."""
        if len(self._waiting) >= MOST_WAITING:
            return False
        self._waiting[released.key] = released
        self._news.set()
        return True

    def on_notice(self, notice: Notice | Resync) -> None:
        """Called by the listener: an impact was recorded, early or late."""
        if isinstance(notice, Resync):
            self._due_s = -math.inf
        elif notice.table == "detections" and notice.id is not None and len(self._heard) < MOST_HEARD:
            self._heard.add(notice.id)
        else:
            return
        self._news.set()

    def troubles(self) -> list[Message]:
        """Messages about bows that a person should see to."""
        now_us = self._now_us()
        return [said for said, at_us in self._said.items() if now_us - at_us < TOLD_S * 1e6]

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
                async with asyncio.timeout(max(self._due_s - self._date_s(self._now_us()), 0.0) + 0.001):
                    await self._news.wait()

    async def _keep(self) -> None:
        """Write what has come, in the order in which it was shot, and acknowledge it."""
        while self._waiting:
            released = min(self._waiting.values(), key=lambda one: one.released_us)
            await self._keep_one(released)
            del self._waiting[released.key]
            self._acknowledge(released.key)

    async def _keep_one(self, released: BowReleased) -> None:
        bow = released.key.bow
        if self._rattles(released):
            self._tell(message("bow_too_often", bow=bow))
            await self._releases.drop(bow)
            return
        try:
            released_at = self._date(released.released_us)
            drawn_at = None if released.drawn_us is None else self._date(released.drawn_us)
            kept = await self._releases.keep(
                bow,
                released.key.boot,
                released.key.sequence,
                drawn_at,
                released_at,
                self._clock.clock_id_of(self._clock.kernel_boot),
            )
        except DBDamaged:
            raise  # no word of this release is wrong: it waits until somebody has seen to the database
        except (DBException, OverflowError, ValueError) as error:
            # what cannot be written never can: its arrow is a shot without times of the bow
            log.warning("a release of bow %s is left out: %s", bow, error)
            return
        if kept == "nobody":
            self._tell(message("bow_of_nobody", bow=bow))
        elif kept == "not_listed":
            self._tell(message("bow_not_listed", bow=bow))
        elif kept == "kept":
            self._due_s = -math.inf

    def _date(self, at_us: float) -> datetime:
        return self._clock.date_of(self._clock.kernel_boot, at_us, datetime.now(UTC))

    def _date_s(self, at_us: float) -> float:
        return self._date(at_us).timestamp()

    def _rattles(self, released: BowReleased) -> bool:
        """Whether this bow releases more often than anybody shoots."""
        bow, at_us = released.key.bow, released.released_us
        last = self._last.pop(bow, released)
        self._last[bow] = max(last, released, key=lambda one: one.released_us)
        if len(self._last) > MOST_SENSORS:
            gone, _ = self._last.popitem(last=False)
            self._rattles_until_us.pop(gone, None)
        # the same one comes again where it could not be written
        if last.key != released.key and abs(at_us - last.released_us) < LEAST_BETWEEN_S * 1e6:
            self._rattles_until_us[bow] = at_us + TOO_OFTEN_FOR_S * 1e6
        return at_us < self._rattles_until_us.get(bow, -math.inf)

    async def _decide(self) -> None:
        """Look at what is open around each release that waits and each impact that was recorded since."""
        now_s, since_us = self._date_s(self._now_us()), self._heard_since_us()
        heard_since_s = None if since_us is None else self._date_s(since_us)
        heard, self._heard = self._heard, set()
        if not heard and now_s < self._due_s:
            return
        try:
            moments = await self._releases.waiting()
            if heard:
                moments += await self._releases.when_detected(list(heard))
            due_s = math.inf
            for begin, end in _merged(moments):
                for one in await self._releases.around(begin, end):
                    decision = decide(one.releases, one.landings, one.distance_m, now_s, heard_since_s=heard_since_s)
                    await self._write(decision)
                    if decision.due_s is not None:
                        due_s = min(due_s, decision.due_s)
            # the board may be heard sooner or later than was thought
            longest_s = LOOK_AGAIN_S if due_s < math.inf else TOLD_S
            self._due_s = min(due_s, now_s + longest_s)
        except DBUnavailable:
            self._heard |= heard
            self._due_s = -math.inf
            raise

    async def _write(self, decision: Decision) -> None:
        for release, landing in decision.pairs:
            if await self._releases.pair(release.id, landing.id):
                log.debug("release %s: impact %s", release.id, landing.id)
        for release in decision.missed:
            await self._releases.miss(release.id)
        await self._releases.leave([one.id for one in decision.unheard], "unheard")
        await self._releases.leave([one.id for one in decision.unclear], "unclear")
        for one in decision.unclear:
            self._tell(message("bow_unclear", bow=one.bow))

    def _tell(self, said: Message) -> None:
        self._said.pop(said, None)
        self._said[said] = self._now_us()
        if len(self._said) > MOST_SENSORS:
            self._said.popitem(last=False)


def _merged(moments: list[datetime]) -> list[tuple[datetime, datetime]]:
    """The stretches of time around these moments, none of which overlap."""
    stretches: list[tuple[datetime, datetime]] = []
    for at in sorted(moments):
        begin, end = at - AROUND, at + AROUND
        if stretches and begin <= stretches[-1][1]:
            begin = stretches.pop()[0]
        stretches.append((begin, end))
    return stretches
