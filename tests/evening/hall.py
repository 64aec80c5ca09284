"""An appliance in a simulated evening: the sensing pipeline, the database and the phones' server, all by one clock."""

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from appliance.core.events import Burst, BurstKey
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Connection, Pool, set_codecs
from appliance.live.timed_ends import Due, TimedEnds
from appliance.schema.access import Role
from tests.evening.plan import Interruption
from tests.evening.rules import Place
from tests.models.helpers import Tables
from tests.postgres import Cluster
from tests.routers.conftest import Phone
from tests.routers.test_access import Paired, paired
from tests.sensing.bench import Bench, an_impact, recorded, until, until_recorded

BEGINS = datetime(2026, 11, 26, 18, 30, tzinfo=UTC)
SENT_AFTER_US = 30_000.0
"""A burst is received so long after the impact that it tells of."""
SENT_AGAIN_AFTER_US = 5e6
ARROW_S = 8.0
"""From an arrow to the next one of the same turn, or of the next archer who stands at the line already."""
NOTHING = Due(None, None)


class Pools(NamedTuple):
    """Connections of both wings."""

    server: Pool
    sensing: Pool


class Hall:
    """Lets time pass, arrows land, and the power go."""

    def __init__(self, phone: Phone, pools: Pools, location: DatabaseLocation, cluster: Cluster, folder: Path) -> None:
        self.phone, self._pool, self._location, self._cluster = phone, pools.sensing, location, cluster
        self._folder = folder
        self._timed = TimedEnds(pools.server)
        self._due, self._due_at, self._is_news = NOTHING, BEGINS, False
        self.now = self._booted_at = self._published_at = BEGINS
        self.landed: list[tuple[Place, datetime]] = []
        self._boot = 1
        self._sequence = 0
        self._running = AsyncExitStack()
        self._bench: Bench
        self._admin: Connection
        self._keeper: Paired

    @property
    def tables(self) -> Tables:
        return Tables(self._admin)

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Hall"]:
        await self._connect()
        await self._admin.execute("CREATE TABLE evening_clock (now timestamptz NOT NULL)")
        await self._admin.execute("GRANT SELECT ON evening_clock TO PUBLIC")
        await self._admin.execute("INSERT INTO evening_clock VALUES ($1)", self.now)
        # what the appliance stamps with is simulated too
        await self._admin.execute(
            "CREATE OR REPLACE FUNCTION appliance_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS "
            "'SELECT now FROM public.evening_clock'"
        )
        self._keeper = await self.paired("Kim's phone", "keeper")
        await self._switch_on()
        try:
            yield self
        finally:
            await self._running.aclose()
            await self._admin.close()

    async def paired(self, name: str, role: Role, archer_id: str | None = None) -> Paired:
        """A phone of this name."""
        phone = await paired(self.phone, self.tables, role, None if archer_id is None else UUID(archer_id))
        await self._admin.execute("UPDATE pairings SET name = $1 WHERE name = 'x'", name)
        return phone

    async def passes(self, seconds: float) -> None:
        """Time does, and what is due in it is done at its moment."""
        await self.passes_until(self.now + timedelta(seconds=seconds))

    async def passes_until(self, moment: datetime) -> None:
        """The same, unless it is later already."""
        await self._keep_step()
        while self._due.in_s is not None and self._due_at <= moment:
            self._is_now(self._due_at)
            await self._publish_time()
            await self._timed.do(self._due)
            self._is_news = True
            await self._keep_step()
        self._is_now(max(moment, self.now))

    async def _keep_step(self) -> None:
        """The timer and whose turn it is, after news of either."""
        if not self._is_news:
            return
        await self._publish_time()
        self._due, self._is_news = await self._timed.keep_step(), False
        self._due_at = self.now + timedelta(seconds=self._due.in_s or 0.0)

    def _is_now(self, moment: datetime) -> None:
        self.now = moment
        self._bench.now_us = (moment - self._booted_at) / timedelta(microseconds=1)

    async def _publish_time(self) -> None:
        """To the appliance, before it does anything."""
        if self._published_at != self.now:
            await self._admin.execute("UPDATE evening_clock SET now = $1", self.now)
            self._published_at = self.now

    async def call(self, method: str, path: str, body: Any = None, *, phone: Paired | None = None) -> Any:
        """What a person's phone asks, a second after what was before; it must be done."""
        code, data, errors = await self.asks(method, path, body, phone=phone)
        assert code < 300, (method, path, body, errors)
        return data

    async def asks(
        self, method: str, path: str, body: Any = None, *, phone: Paired | None = None
    ) -> tuple[int, Any, list[str]]:
        """The same, whatever the answer is."""
        await self.passes(1.0)
        await self._publish_time()
        self._is_news = self._is_news or method != "GET"
        return await (phone or self._keeper).call(method, path, body)

    async def text(self, path: str) -> str:
        await self._publish_time()
        response = await self.phone.client.get(f"/api/v0{path}")
        assert response.status == 200
        return (await response.read()).decode("utf-8-sig")

    async def lands(self, *places: Place, after_s: float = ARROW_S) -> None:
        """Arrows, one every so many seconds; they are on record when this returns."""
        self._emit(await self._fly(places, after_s))
        await self._bench.drained()

    async def lands_when(self, interruption: Interruption, *places: Place) -> None:
        """Arrows that are written down and acknowledged, and the interruption comes before or behind their record."""
        match interruption:
            case "before_commit" | "power_cut":
                await self._cut_before_commit(places, boots_again=interruption == "power_cut")
            case "after_commit":
                bursts = await self._fly(places)
                self._emit(bursts)
                for burst in bursts:
                    await until_recorded(self.tables, burst.key.sequence)
                await self._running.aclose()
                await self._switch_on()
                for burst in bursts:  # its acknowledgement was lost too: the node sends it again
                    self._bench.pipeline.emit(replace(burst, loop_us=burst.loop_us + SENT_AGAIN_AFTER_US))
            case "database":
                await self._database_away(places)
        await self._bench.drained()

    async def _fly(self, places: Iterable[Place], after_s: float = ARROW_S) -> list[Burst]:
        """What the node measures of arrows, each of which lands so long after what was before."""
        bursts = []
        for place in places:
            await self.passes(after_s)
            bursts.append(self._burst(place))
        await self._publish_time()
        return bursts

    def _emit(self, bursts: Iterable[Burst]) -> None:
        self._is_news = True
        for burst in bursts:
            assert self._bench.pipeline.emit(burst)

    def _burst(self, place: Place) -> Burst:
        self._sequence += 1
        self.landed.append((place, self.now))
        at_us = (self.now - self._booted_at) / timedelta(microseconds=1)
        key = BurstKey("archstats-1", self._boot, self._sequence)
        return an_impact(self._sequence, *place, at_us + SENT_AFTER_US, impact_us=at_us, key=key)

    async def _cut_before_commit(self, places: Iterable[Place], *, boots_again: bool) -> None:
        """The program ends while its record waits for a lock: what it acknowledged is in the journal alone.

        With `boots_again` the whole box does: its monotonic clock begins anew, and the node's boot is another.
        """
        before = len(self._bench.acknowledged)
        bursts = await self._fly(places)
        async with self._other_connection() as holding, holding.transaction():
            await holding.execute("SELECT pg_advisory_xact_lock(7205391)")
            self._emit(bursts)
            await until(lambda: len(self._bench.acknowledged) == before + len(bursts))
            await self._running.aclose()
            assert not {burst.key.sequence for burst in bursts} & set(await recorded(self.tables))
        if boots_again:
            await self.passes(45.0)
            await self._publish_time()
            self._booted_at = self.now
            self._boot += 1
        await self._switch_on()

    async def _database_away(self, places: Iterable[Place]) -> None:
        before = len(self._bench.acknowledged)
        bursts = await self._fly(places)
        await self._cluster.allow(self._location, connections=False)
        await self._cluster.disconnect(self._location)
        self._emit(bursts)
        await until(lambda: len(self._bench.acknowledged) == before + len(bursts))
        assert (await self.phone.call("GET", "/session/open"))[0] == 503
        await self._cluster.allow(self._location, connections=True)
        self._admin.terminate()
        await self._connect()

    async def _switch_on(self) -> None:
        self._bench = Bench(self._pool, self._folder)
        self._bench.clock.began_at = self._booted_at
        self._bench.clock.kernel_boot = f"boot {self._boot}"
        self._running = AsyncExitStack()
        await self._running.enter_async_context(self._bench.running())

    @asynccontextmanager
    async def _other_connection(self) -> AsyncIterator[Connection]:
        connection = await asyncpg.connect(**self._location.connect_arguments("tests"))
        await set_codecs(connection)
        try:
            yield connection
        finally:
            await connection.close()

    async def _connect(self) -> None:
        self._admin = await asyncpg.connect(**self._location.connect_arguments("tests"))
        await set_codecs(self._admin)
