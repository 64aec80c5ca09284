"""A whole range for faults: PostgreSQL, the appliance's processes, a node on a cable, two archers, a phone."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp

from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt
from tests.builders import a_survey
from tests.faults.lines import Damage, FaultyLine
from tests.faults.phone import Phone
from tests.faults.postgres import Postgres, disk, reachable_folder
from tests.faults.process import Supervised
from tests.faults.truth import TIME_OFF_S, Recorded, TrueShot, Verdict, judge, lattice

ARROWS_PER_TURN = 3
SETTLE_S = 40.0
READY_S = 60.0
POLL_S = 0.02
SEND_S = 2.0
SIGMA_US = 0.2
WHOLE_SERVE = ("-m", "appliance", "serve")


@dataclass
class Session:
    """An open session; without a roster its shots are nobody's."""

    id: UUID
    archers: list[UUID]
    shots: int = 0

    def next_turn(self) -> tuple[UUID | None, int]:
        """Whose the next arrow is, and of which end."""
        number, self.shots = self.shots, self.shots + 1
        if not self.archers:
            return None, 1 + number // ARROWS_PER_TURN
        turn = number // ARROWS_PER_TURN
        return self.archers[turn % len(self.archers)], 1 + turn // len(self.archers)


@dataclass
class Bench:
    """What a fault may touch, and the truth."""

    dice: random.Random
    folder: Path
    postgres: Postgres
    wings: dict[str, Supervised]
    http: aiohttp.ClientSession
    base: str
    phone: Phone
    node: PtyNode
    line: FaultyLine
    port: Path
    truth: list[TrueShot] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)
    session: Session | None = None
    archers: list[UUID] = field(default_factory=list)
    cable_is_out: bool = False
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._places = lattice()
        self._boot = 0
        self._number = 0
        self._powered: asyncio.Task[None] | None = None
        self._archers_may_shoot = asyncio.Event()
        self._archers_may_shoot.set()
        self._last_nodes = "the health was not asked"

    async def shoot(self) -> TrueShot:
        """An arrow lands at a place of its own; the truth has it before the node can send it."""
        await self._archers_may_shoot.wait()
        place = next(self._places)
        self._number += 1
        session = self.session
        archer, end = (None, None) if session is None else session.next_turn()
        shot = TrueShot(
            self._boot, self._number, place, datetime.now(UTC), None if session is None else session.id, archer, end
        )
        self.truth.append(shot)
        if self.cable_is_out:
            self.node.hold(*map(float, place))
        else:
            # a cable that is pulled while the frame is on its way closes the line under it; the node holds the shot
            with suppress(TimeoutError, OSError, ValueError):
                async with asyncio.timeout(SEND_S):
                    await self.node.shoot(*map(float, place))
        return shot

    async def shoot_group(self, shots: int, pace_s: tuple[float, float] = (0.06, 0.25)) -> None:
        """`shots` arrows, one after another."""
        for _ in range(shots):
            await self.shoot()
            await asyncio.sleep(self.dice.uniform(*pace_s))

    def plug_out(self) -> None:
        """The cable is pulled; arrows go on landing."""
        self.cable_is_out = True
        self.power(on=False)
        self.line.unplug()
        self.port.unlink(missing_ok=True)

    def plug_in(self, baud: int = 115200) -> None:
        """The cable is back, as another port with the same name."""
        damage = self.line.damage
        self.line = FaultyLine(self.dice, baud)
        self.line.damage = damage
        self.node.move_to(self.line)
        self.port.symlink_to(self.line.url)
        self.cable_is_out = False
        self.power(on=True)

    def replace_node(self, node: PtyNode) -> None:
        """Another boot, or another node: it counts from 1 again and holds nothing of the last one's."""
        self.power(on=False)
        self.node, self._number = node, 0
        self._boot += 1
        self.power(on=True)

    def power(self, *, on: bool) -> None:
        """The node's own work."""
        if self._powered is not None:
            self._powered.cancel()
            self._powered = None
        if on:
            self._powered = asyncio.create_task(self.node.run(), name="node")

    def damage(self, damage: Damage) -> None:
        """From now on the wire does this."""
        self.line.damage = damage

    async def change_session(self, *, with_roster: bool) -> None:
        """The open session is closed and the next one opened; two archers in turns shoot in it, or nobody.

        Nobody shoots meanwhile, nor just before: of an arrow that lands while a request is on its way nobody could say
        in which session it was, nor of one that lands nearer to it than times are exact.
        """
        self._archers_may_shoot.clear()
        try:
            await asyncio.sleep(TIME_OFF_S)
            await self._change_session(with_roster=with_roster)
        finally:
            self._archers_may_shoot.set()

    async def _change_session(self, *, with_roster: bool) -> None:
        if self.session is not None:
            closing = {"is_opened": False, "end_time": datetime.now(UTC).isoformat()}
            await self.call("PATCH", f"/session/{self.session.id}", closing)
            self.session = None
        opened = await self.call(
            "POST",
            "/session",
            {
                "is_opened": True,
                "start_time": datetime.now(UTC).isoformat(),
                "location": "Faults",
                "distance": 18,
                "arrows_per_end": ARROWS_PER_TURN,
            },
        )
        session = Session(UUID(opened), [])
        if with_roster:
            if not self.archers:
                self.archers = [UUID(await self.call("POST", "/archer", {"name": name})) for name in ("Ada", "Ben")]
            roster = [
                {"archer_id": str(archer), "letter": "AB"[k], "shooting_order": k + 1}
                for k, archer in enumerate(self.archers)
            ]
            await self.call(
                "PUT", f"/session/{session.id}/archers", {"archers": roster, "arrows_per_turn": ARROWS_PER_TURN}
            )
            session.archers = self.archers
        self.session = session

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """The REST API."""
        timeout = aiohttp.ClientTimeout(total=20)
        async with self.http.request(method, f"{self.base}/api/v0{path}", json=body, timeout=timeout) as response:
            answer = await response.json()
        assert not answer["errors"], f"{method} {path}: {answer['errors']}"
        return answer["data"]

    async def is_ready(self) -> None:
        """Every wing has said its line, phones are answered and the node is listened to."""
        try:
            async with asyncio.timeout(READY_S):
                for wing in self.wings.values():
                    await wing.is_ready()
                while not await self._node_is_listened_to():
                    await asyncio.sleep(POLL_S)
        except TimeoutError:
            raise AssertionError("\n".join([f"not ready in {READY_S:.0f} s", *self._log_tail()])) from None

    def _log_tail(self) -> list[str]:
        """What the processes and the health said last."""
        logs = {**{name: wing.log for name, wing in self.wings.items()}, "postgres": self.postgres.log}
        return [f"{name}: {line}" for name, log in logs.items() for line in last_lines(log)] + [self._last_nodes]

    async def is_acknowledged(self) -> None:
        """Until the node holds nothing."""
        async with asyncio.timeout(SETTLE_S):
            while self.node.held:
                await asyncio.sleep(POLL_S)

    async def settle(self, within_s: float = SETTLE_S) -> None:
        """Until the node holds nothing and the record has every shot; what is not so in time is noted."""
        places = {shot.place for shot in self.truth}
        try:
            async with asyncio.timeout(within_s):
                while self.node.held or not places <= {row.place for row in await self.record()}:
                    await asyncio.sleep(5 * POLL_S)
        except TimeoutError:
            self.notes.append(f"not settled in {within_s:.0f} s: the node holds {len(self.node.held)}")
            self.notes += self._log_tail()

    async def record(self) -> list[Recorded]:
        """What the database has; nothing while it cannot be asked."""
        try:
            async with self.postgres.connection() as connection:
                shots = await connection.fetch(
                    "SELECT x, y, arrow_landing_time, session_id, archer_id, end_number FROM shots WHERE x IS NOT NULL"
                )
                others = await connection.fetch(
                    """
                    SELECT x_mm, y_mm, detected_at, session_id FROM detections
                     WHERE session_id IS NULL AND x_mm IS NOT NULL
                    """
                )
        except Exception:  # a database in the middle of a fault
            return []
        return [Recorded(*row) for row in shots] + [Recorded(*row) for row in others]

    async def verdict(self) -> Verdict:
        """Over everything that was shot so far."""
        held = {(self._boot, number) for number in self.node.held}
        acknowledged = {(shot.boot, shot.number) for shot in self.truth} - held
        verdict = judge(self.truth, await self.record(), acknowledged)
        verdict.ended_by_itself = sum(wing.ended_by_itself for wing in self.wings.values())
        verdict.examples = [*self.notes, *verdict.examples]
        return verdict

    async def _node_is_listened_to(self) -> bool:
        try:
            health = await self.call("GET", "/health")
        except (aiohttp.ClientError, OSError, TimeoutError, AssertionError, ValueError) as error:
            self._last_nodes = f"health: {error!r}"
            return False
        self._last_nodes = f"health: {health['nodes']}"
        return any(node["state"] == "listening" for node in health["nodes"])


def environment(postgres: Postgres, data: Path, survey: Path, port: Path, http_port: int) -> dict[str, str]:
    """Settings of the appliance."""
    location = postgres.location
    return {
        "POSTGRES_SOCKET_DIR": location.host,
        "POSTGRES_PORT": str(location.port),
        "POSTGRES_DB": location.database,
        "POSTGRES_USER": location.user,
        "ARCH_STATS_DATA_DIR": str(data),
        "ARCH_STATS_SERVER_HOST": "127.0.0.1",
        "ARCH_STATS_SERVER_PORT": str(http_port),
        "ARCH_STATS_MDNS": "false",
        "ARCH_STATS_NODE_PROTOCOL": "archstats",
        "ARCH_STATS_NODE_URL": str(port),
        "ARCH_STATS_SURVEY": str(survey),
    }


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True)
class Plan:
    """How the range is put together."""

    wings: tuple[str, ...] = ("both",)
    database_disk: bool = False
    data_disk: bool = False
    program: Callable[[str], tuple[str, ...]] = lambda wing: (*WHOLE_SERVE, "--wing", wing)


@asynccontextmanager
async def range_with(plan: Plan, template: Path, seed: int) -> AsyncIterator[Bench]:
    """Everything running in a folder of its own, a session with two archers open."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(reachable_folder())
        for name, own_disk, megabytes in (("data", plan.data_disk, 8), ("home", plan.database_disk, 200)):
            (folder / name).mkdir(mode=0o755)
            if own_disk:
                stack.enter_context(disk(folder / name, megabytes))
        bench = await stack.enter_async_context(range_in(folder, plan, template, seed))
        bench.power(on=True)
        await bench.is_ready()
        await bench.change_session(with_roster=True)
        listening = asyncio.create_task(bench.phone.run(), name="phone")
        stack.push_async_callback(_ended, listening)
        yield bench


@asynccontextmanager
async def range_in(folder: Path, plan: Plan, template: Path | None, seed: int) -> AsyncIterator[Bench]:
    """PostgreSQL in `home` and the appliance with its data in `data`, both started; what is there is gone on with."""
    dice = random.Random(seed)
    async with AsyncExitStack() as stack:
        for name in ("data", "home"):
            (folder / name).mkdir(mode=0o755, exist_ok=True)
        postgres = Postgres(folder / "home", template)
        await postgres.start()
        stack.push_async_callback(postgres.stop)
        line, port, survey = FaultyLine(dice), folder / "node", folder / "survey.json"
        port.unlink(missing_ok=True)
        port.symlink_to(line.url)
        survey.write_text(a_survey().model_dump_json())
        http_port = free_port()
        settings = environment(postgres, folder / "data", survey, port, http_port)
        wings = {wing: Supervised(plan.program(wing), settings, folder / f"{wing}.log") for wing in plan.wings}
        http = await stack.enter_async_context(aiohttp.ClientSession())
        base = f"http://127.0.0.1:{http_port}"
        node = PtyNode(VirtualButt(sigma_us=SIGMA_US), dice, line)
        bench = Bench(dice, folder, postgres, wings, http, base, Phone(http, base), node, line, port)
        stack.callback(bench.plug_out)
        for wing in wings.values():
            await wing.start()
            stack.push_async_callback(wing.stop)
        yield bench


def last_lines(log: Path, count: int = 6) -> list[str]:
    """What a process said last."""
    try:
        return log.read_text(errors="replace").splitlines()[-count:]
    except OSError as error:
        return [str(error)]


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
