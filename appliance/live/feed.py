"""The live feed: notices lead to messages; a phone that missed some gets them by their sequence numbers."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from appliance.core.message import Message, message, message_of
from appliance.database.channels import Notice, Resync, Table
from appliance.live.hub import Hub, Published, Subscriber
from appliance.live.messages import ChangeReader, groups_message
from appliance.models.archers_db import RostersDB
from appliance.models.base_db import PinnedConnection, Queryable, Source, one_moment
from appliance.models.detections_db import DetectionsDB
from appliance.models.errors import DBException, DBUnavailable
from appliance.models.feed_db import FeedDB
from appliance.models.nodes_db import NodesDB
from appliance.models.patience import patiently
from appliance.models.sessions_db import SessionsDB
from appliance.models.shots_db import ShotsDB
from appliance.models.summary_db import SummaryDB
from appliance.models.targets_db import TargetsDB
from appliance.models.timer_db import TimerDB
from appliance.models.turns_db import TurnsDB
from appliance.schema.feed import FeedHealth, FeedSnapshot, Snapshot
from appliance.schema.health import HealthRead
from appliance.schema.summary import SessionGroupsRead

CATCH_UP_CHANGES = 500
NOTICES_AT_ONCE = 50
NOTICES = 4096
TOGETHER = 4
"""At most so many messages are written to each phone in one piece."""
TURN_TABLES: frozenset[Table] = frozenset({"shots", "turns"})
"""A change of one of these may change whose turn it is."""
NO_SHOTS = '"shots":[]'


@dataclass(frozen=True, slots=True)
class WrittenSnapshot:
    """A FeedSnapshot serialised for one phone."""

    seq: int
    text: str


class Feed:
    """Reads changes from the database and publishes them in order; also reads those that a phone missed."""

    def __init__(self, source: Source, hub: Hub, last_seq: int | None = None) -> None:
        self._hub, self._source = hub, source
        self._pinned = PinnedConnection(source)
        self._live, self._catch_up = ChangeReader(self._pinned), ChangeReader(source)
        self._notices: asyncio.Queue[Notice | Resync] = asyncio.Queue(NOTICES)
        self._last_seq = last_seq
        self._is_behind = False
        self._reason: Message | None = None
        self._busy_since_s: float | None = None

    def on_notice(self, notice: Notice | Resync) -> None:
        """Handle a notice of the database; called by the listener on the event loop."""
        if not self._hub.subscribers:
            # later subscribers read the database when they subscribe, so nothing is missed
            self._is_behind = True
            return
        if self._notices.full():
            # every change is recorded under its number: one Resync reads them all from there
            while not self._notices.empty():
                self._notices.get_nowait()
            notice = Resync()
        self._notices.put_nowait(notice)

    def waits_for(self) -> Message | None:
        """Why nothing can be published at present; None where publishing works."""
        return self._reason or (message("the_database") if self._last_seq is None else None)

    def stuck_for_s(self) -> float:
        """Seconds spent so far on the present batch of notices; 0 between batches, and while the database is away."""
        if self._busy_since_s is None or self._reason is not None:
            return 0.0
        return asyncio.get_running_loop().time() - self._busy_since_s

    async def begin(self) -> None:
        """Begin with the changes after the newest one, and have all phones resync; nothing, if a phone that came
        meanwhile has begun the feed. Raises DBUnavailable.

        A phone that subscribed earlier may have read the database before this, so it needs a new snapshot.
        """
        # read from the table, not from a notice: any database user can send a notice with any number
        newest = await self._catch_up.newest_seq()
        if self._must_begin:
            self._last_seq, self._is_behind = newest, False
            self._hub.resync()

    @asynccontextmanager
    async def subscribed(self, subscriber: Subscriber) -> AsyncIterator[None]:
        """Publish every change from now on to `subscriber` too, while the body runs; the first one begins the feed."""
        if self._must_begin:
            # if the database cannot be read now, the next change makes all phones resync
            with suppress(DBUnavailable, DBException):
                await self._pass_over()
        with self._hub.subscribe(subscriber):
            yield

    async def run(self) -> None:
        """Publish until cancelled; while the database is away this retries, and misses nothing."""
        try:
            if self._last_seq is None:
                await patiently(self.begin, self._set_wait_reason)
            await self._run()
        except Exception:  # of any kind: raised again, for the supervisor names it
            # a change cannot be published: the next run skips it instead of failing again, and phones resync
            self._last_seq = None
            raise
        finally:
            self._busy_since_s = None
            await self._pinned.release()
            # the next run reads notices that were taken but not published from the recorded changes
            self.on_notice(Resync())

    async def _run(self) -> None:
        while True:
            batch = [await self._notices.get()]
            while not self._notices.empty() and len(batch) < NOTICES_AT_ONCE:
                batch.append(self._notices.get_nowait())
            self._busy_since_s = asyncio.get_running_loop().time()
            try:
                await self._publish_batch(batch)
            except DBUnavailable as error:
                # the changes of these notices are read by their numbers instead
                self._set_wait_reason(message_of(error))
                await patiently(lambda: self._publish_batch([Resync()]), self._set_wait_reason)
            self._busy_since_s = None

    def _set_wait_reason(self, reason: Message | None) -> None:
        self._reason = reason

    async def snapshot(self) -> WrittenSnapshot:
        """Everything that a live page shows. Raises DBUnavailable."""
        # number and rows from one database snapshot, so that later messages are exactly what this phone has not seen
        async with one_moment(self._source) as moment:
            return await _snapshot(moment)

    async def missed(self, since: int) -> list[Published] | None:
        """Changes after sequence number `since`, and what has no number, as it is now; None when a snapshot is needed.

        Raises DBUnavailable.
        """
        async with one_moment(self._source) as moment:
            return await ChangeReader(moment).missed(since, CATCH_UP_CHANGES)

    def publish_health(self, health: HealthRead) -> None:
        """Publish the health of the appliance."""
        self._hub.publish(Published(None, FeedHealth(seq=self._seq, data=health).model_dump_json()))

    def publish_groups(self, groups: SessionGroupsRead) -> None:
        """Publish the groups of a session."""
        self._hub.publish(groups_message(self._seq, groups))

    @property
    def _must_begin(self) -> bool:
        """Whether what is published next must be counted from the database's newest change."""
        return self._last_seq is None or self._is_behind

    @property
    def _seq(self) -> int:
        """The sequence number of the change that was published last."""
        return self._last_seq or 0

    async def _pass_over(self) -> None:
        """Skip the changes made while nobody was subscribed. Raises DBUnavailable, DBException."""
        newest = await self._catch_up.newest_seq()
        # somebody may have subscribed meanwhile: then the newest changes still have to be published
        if not self._hub.subscribers:
            self._last_seq, self._is_behind = newest, False

    async def _publish_batch(self, batch: Sequence[Notice | Resync]) -> None:
        """Publish all changes since the last message; the notices only tell which tables to read."""
        if self._is_behind:
            await self.begin()
        notices = [notice for notice in batch if isinstance(notice, Notice)]
        must_resync = len(notices) < len(batch) or any(self._is_too_far(notice) for notice in notices)
        is_newer = must_resync or any((notice.seq or 0) > self._seq for notice in notices)
        tables = {notice.table for notice in notices}
        is_turn_due = must_resync or not TURN_TABLES.isdisjoint(tables)
        if is_newer:
            # with an arrow, whose turn it is then: in the same statement and the same piece
            is_with_changes = is_turn_due and not must_resync
            await self._publish_changes(with_turn=is_with_changes)
            is_turn_due = is_turn_due and not is_with_changes
        others: list[Published] = []
        if must_resync or "nodes" in tables:
            others.append(await self._live.nodes(self._seq))
        if "tags_held" in tables and (tag := await self._live.tag(self._seq)) is not None:
            others.append(tag)
        if must_resync or "programmings" in tables:
            others.append(await self._live.programming(self._seq))
        if is_turn_due:
            others += [] if (turn := await self._live.turn(self._seq)) is None else [turn]
        if must_resync or "shooting_timer" in tables:
            others.append(await self._live.timer(self._seq))
        if others:
            await self._publish(others)

    def _is_too_far(self, notice: Notice) -> bool:
        """Whether the notice's number is too far ahead to be genuine; then the true changes are read from the
        database."""
        return notice.seq is not None and notice.seq > self._seq + CATCH_UP_CHANGES

    async def _publish_changes(self, *, with_turn: bool) -> None:
        """Publish the changes after the last message, on request with whose turn it is. Raises DBUnavailable."""
        read = self._live.since_with_turn if with_turn else self._live.since
        messages = await read(self._seq, CATCH_UP_CHANGES)
        if messages is None:
            self._last_seq = await self._live.newest_seq()
            self._hub.resync()
            return
        await self._publish(messages)

    async def _publish(self, messages: Sequence[Published]) -> None:
        if len(messages) <= TOGETHER:
            self._publish_together(messages)
            return
        for one in messages:
            self._publish_together([one])
            # one message takes long for hundreds of phones: let other tasks run in between
            await asyncio.sleep(0)

    def _publish_together(self, messages: Sequence[Published]) -> None:
        self._hub.publish(*messages)
        for published in messages:
            self._last_seq = published.seq or self._last_seq


async def _snapshot(moment: Queryable) -> WrittenSnapshot:
    seq = await FeedDB(moment).newest_seq()
    session = await SessionsDB(moment).get_open()
    nodes = await NodesDB(moment).find_all()
    timer, is_unreadable = await TimerDB(moment).get_shown()
    if session is None:
        empty = Snapshot(
            session=None,
            targets=[],
            roster=None,
            shots=[],
            groups=None,
            inbox=[],
            nodes=nodes,
            turn=None,
            timer=timer,
            is_timer_unreadable=is_unreadable,
        )
        return WrittenSnapshot(seq, FeedSnapshot(seq=seq, data=empty).model_dump_json())
    shots = await ShotsDB(moment).read_session(session.id)
    beside = Snapshot(
        session=session,
        targets=await TargetsDB(moment).find_by_session(session.id),
        roster=next(iter(await RostersDB(moment).find_by_sessions([session.id])), None),
        shots=[],
        groups=await SummaryDB(moment).groups(session.id),
        inbox=await DetectionsDB(moment).find_inbox(session.id),
        nodes=nodes,
        turn=await TurnsDB(moment).get_open(),
        timer=timer,
        is_timer_unreadable=is_unreadable,
    )
    return WrittenSnapshot(seq, _with_shots(FeedSnapshot(seq=seq, data=beside).model_dump_json(), shots.text))


def _with_shots(snapshot: str, shots: str) -> str:
    """Insert the text of `shots` into a snapshot without shots: as models, a thousand of them took 4 MB for each
    phone."""
    # unambiguous, since quotes in a user's text are escaped; a test compares both ways of writing
    before, behind = snapshot.split(NO_SHOTS, 1)
    return f'{before}"shots":{shots}{behind}'


async def open_feed(source: Source, hub: Hub) -> Feed:
    """A feed of all changes from now on. Raises DBUnavailable."""
    feed = Feed(source, hub)
    await feed.begin()
    return feed
