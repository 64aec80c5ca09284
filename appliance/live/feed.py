"""The live feed: notices become messages, and whoever missed some reads them from the number line."""

import asyncio
from collections.abc import Sequence

from appliance.core.backoff import delays_s
from appliance.database.channels import Notice, Resync
from appliance.live.hub import Hub, Published
from appliance.live.messages import Messages
from appliance.models.archers_db import RostersDB
from appliance.models.base_db import Kept, Queryable, Source, one_moment
from appliance.models.detections_db import DetectionsDB
from appliance.models.errors import DBUnavailable
from appliance.models.feed_db import Change, FeedDB
from appliance.models.nodes_db import NodesDB
from appliance.models.sessions_db import SessionsDB
from appliance.models.shots_db import ShotsDB
from appliance.models.targets_db import TargetsDB
from appliance.schema.feed import FeedHealth, FeedSnapshot, Snapshot
from appliance.schema.health import HealthRead

CATCH_UP_CHANGES = 500
NOTICES = 4096


class Feed:
    """Reads what changed and publishes it in order. Also answers what a phone missed."""

    def __init__(self, source: Source, hub: Hub, last_seq: int) -> None:
        self._hub, self._source = hub, source
        self._kept = Kept(source)
        self._told, self._missed = Messages(self._kept), Messages(source)
        self._changes = FeedDB(source)
        self._notices: asyncio.Queue[Notice | Resync] = asyncio.Queue(NOTICES)
        self._last_seq = last_seq

    def hear(self, notice: Notice | Resync) -> None:
        """Called by the listener."""
        if self._notices.full():
            # the number line has it all; one Resync reads it from there
            while not self._notices.empty():
                self._notices.get_nowait()
            notice = Resync()
        self._notices.put_nowait(notice)

    async def run(self) -> None:
        """Publish for ever; while the database is away it tries again, and misses nothing."""
        try:
            await self._run()
        finally:
            await self._kept.release()

    async def _run(self) -> None:
        delays = delays_s()
        batch: list[Notice | Resync] = []
        while True:
            batch.append(await self._notices.get())
            while not self._notices.empty():
                batch.append(self._notices.get_nowait())
            try:
                await self._tell(batch)
                delays = delays_s()
            except DBUnavailable:
                # whatever these notices said is read from the number line instead
                self.hear(Resync())
                await asyncio.sleep(next(delays))
            batch.clear()

    async def snapshot(self) -> FeedSnapshot:
        """Everything a live page shows. Raises DBUnavailable."""
        # number and rows of one moment: what this phone is told later is exactly what it has not seen here
        async with one_moment(self._source) as moment:
            return await _snapshot(moment)

    async def missed(self, since: int) -> list[Published] | None:
        """What a phone that heard `since` last has missed; None when it must begin again. Raises DBUnavailable."""
        changes = await self._changes.since(since, CATCH_UP_CHANGES)
        return None if changes is None else await self._missed.of(changes)

    def tell_health(self, health: HealthRead) -> None:
        """Publish how the appliance is."""
        self._hub.publish(Published(None, FeedHealth(seq=self._last_seq, data=health).model_dump_json()))

    async def _tell(self, batch: Sequence[Notice | Resync]) -> None:
        if any(isinstance(notice, Resync) for notice in batch):
            missed = await self._changes.since(self._last_seq, CATCH_UP_CHANGES)
            if missed is None:
                self._last_seq = await self._changes.newest_seq()
                self._hub.resync()
            else:
                await self._publish(missed)
            self._hub.publish(await self._told.nodes(self._last_seq))
            return
        await self._publish(
            [
                Change(notice.seq, notice.op, notice.table, notice.id, notice.session_id)
                for notice in batch
                if isinstance(notice, Notice) and notice.seq is not None and notice.id is not None
                if notice.seq > self._last_seq
            ]
        )
        told = {notice.table for notice in batch if isinstance(notice, Notice)}
        if "nodes" in told:
            self._hub.publish(await self._told.nodes(self._last_seq))
        if "tags_held" in told and (tag := await self._told.tag(self._last_seq)) is not None:
            self._hub.publish(tag)

    async def _publish(self, changes: list[Change]) -> None:
        # who subscribes later reads the database later too, so with nobody there nothing is missed
        if self._hub.subscribers:
            for message in await self._told.of(changes):
                self._hub.publish(message)
        if changes:
            self._last_seq = changes[-1].seq


async def _snapshot(moment: Queryable) -> FeedSnapshot:
    seq = await FeedDB(moment).newest_seq()
    session = await SessionsDB(moment).get_open()
    nodes = await NodesDB(moment).find_all()
    if session is None:
        return FeedSnapshot(
            seq=seq, data=Snapshot(session=None, targets=[], roster=None, shots=[], inbox=[], nodes=nodes)
        )
    return FeedSnapshot(
        seq=seq,
        data=Snapshot(
            session=session,
            targets=await TargetsDB(moment).find_by_session(session.id),
            roster=next(iter(await RostersDB(moment).find_by_sessions([session.id])), None),
            shots=await ShotsDB(moment).find_by_session(session.id),
            inbox=await DetectionsDB(moment).find_inbox(session.id),
            nodes=nodes,
        ),
    )


async def open_feed(source: Source, hub: Hub) -> Feed:
    """A feed that tells everything from now on. Raises DBUnavailable.

    To be called before the first phone can connect: what a phone reads for itself when it comes, and what it is told
    after that, then always overlap.
    """
    return Feed(source, hub, await FeedDB(source).newest_seq())
