"""The health of the appliance, and warnings for people."""

import asyncio
import os
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from appliance import __version__
from appliance.core.message import Message, message, message_of
from appliance.health.board import Board
from appliance.health.butt_watch import ButtWatch
from appliance.live.hub import Hub
from appliance.live.record_watch import UNKNOWN, RecordView, RecordWatch, failed_parts
from appliance.messages.translation import described
from appliance.models.base_db import Queryable
from appliance.models.errors import DBException, DBUnavailable, is_passing
from appliance.models.nodes_db import NodesDB
from appliance.models.sensor_tests_db import SensorTestsDB
from appliance.models.unreadable import UNREADABLE
from appliance.schema.health import ButtRead, HealthLevel, HealthRead, NodeRead, PartRead
from appliance.schema.messages import MessageRead
from appliance.schema.sensor_tests import SensorTestRead

LOW_DISK_MB = 500
HOT_C = 80.0
LOOK_EVERY_S = 5.0
ANSWER_WITHIN_S = 2.5
"""Longest wait for the database, s; after that the health is answered from memory."""
LOOK_WITHIN_S = 1.0
"""Longest wait for the disk and the files of /sys, s, where a card hangs or all threads are busy."""
FIRST_CREDIBLE_YEAR = 2026


def _no_parts() -> list[PartRead]:
    return []


def _nothing_else() -> list[Message]:
    return []


@dataclass(frozen=True, slots=True)
class _Hardware:
    """Readings of the computer itself."""

    disk_free_mb: int = 0
    temperature_c: float | None = None
    is_under_voltage: bool | None = None
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stored:
    """What was read from the database; the last answer is kept until there is a newer one."""

    nodes: list[NodeRead]
    butt: ButtRead | None
    record: RecordView
    of_butt: list[MessageRead]
    weather: list[MessageRead]
    sensor_test: SensorTestRead | None


class HealthMonitor:
    """Collects the health; reading never fails: a database that is away is part of the answer.

    `parts`: the parts of this process; those of the sensing process come by the database. `also`: further warnings of
    this process.
    """

    def __init__(
        self,
        source: Queryable,
        hub: Hub,
        *,
        appliance_id: UUID | Callable[[], UUID | None] | None,
        name: str,
        data_dir: Path,
        is_listening: Callable[[], bool],
        system: Path = Path("/sys"),
        parts: Callable[[], list[PartRead]] = _no_parts,
        also: Callable[[], list[Message]] = _nothing_else,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._nodes = NodesDB(source)
        self._sensor_tests = SensorTestsDB(source)
        self._butt_watch = ButtWatch(source)
        self._record_watch = RecordWatch(source, now_s)
        self._hub = hub
        self._id = appliance_id
        self.name = name
        self._data_dir = data_dir
        self._is_listening = is_listening
        self._board = Board(system)
        self._parts = parts
        self._also = also
        self._now_s = now_s
        self._started = now_s()
        self._asking = asyncio.Lock()
        self._stored = _Stored([], None, UNKNOWN, [], [], None)
        self._away_because: Message | None = None
        self._hardware = _Hardware()
        self._changed = asyncio.Event()
        self._looking_since_s: float | None = None

    async def read(self) -> HealthRead:
        """Collect the health now."""
        now = datetime.now(UTC)
        await self._ask(now)
        stored, is_away = self._stored, self._away_because is not None
        own_parts = self._parts()
        nodes = stored.record.nodes_in_use(stored.nodes)
        faults = list(stored.record.faults) if self._away_because is None else [described(self._away_because)]
        faults += _of_nodes(nodes)
        is_heard = bool(nodes) and all(node.state == "listening" for node in nodes)
        if stored.record.is_alive and not nodes and not is_away:
            faults.append(described(message("no_node")))
        warnings = [_warning_of(node) for node in nodes if node.state == "listening" and node.detail]
        warnings += [] if is_away else stored.record.passing
        warnings += [*stored.record.warnings, *failed_parts(own_parts), *map(described, UNREADABLE.messages())]
        warnings += stored.of_butt
        if stored.sensor_test is not None and not is_away:
            warnings.append(described(message("sensor_test_on")))
        warnings = _once(warnings)  # both wings may have met the same row
        hardware = await self._look_at_hardware()
        warnings += map(described, [*hardware.warnings, *_of_clock(now), *self._also()])
        is_listening = is_heard and not faults and stored.record.is_alive and self._is_listening()
        return HealthRead(
            id=self._id() if callable(self._id) else self._id,
            name=self.name,
            version=__version__,
            uptime_s=round(self._now_s() - self._started, 1),
            clock=now,
            database="away" if is_away else "ready",
            is_listening=is_listening,
            nodes=nodes,
            butt=stored.butt,
            sensor_test=stored.sensor_test,
            bow_sensors=stored.record.report.bow_sensors if stored.record.report else [],
            chirps=stored.record.report.chirps if stored.record.report else None,
            tag_reader=stored.record.report.tag_reader if stored.record.report and stored.record.is_alive else None,
            parts=[*own_parts, *(stored.record.report.parts if stored.record.report else [])],
            waiting_events=stored.record.report.waiting_events if stored.record.report else 0,
            set_aside=stored.record.set_aside,
            feed_clients=self._hub.subscribers,
            disk_free_mb=hardware.disk_free_mb,
            temperature_c=hardware.temperature_c,
            is_under_voltage=hardware.is_under_voltage,
            level=_level(bool(faults), bool(warnings), is_listening),
            warnings=[*faults, *warnings, *stored.weather],
        )

    def look_again(self) -> None:
        """Check at once instead of at the next interval, since something may have changed."""
        self._changed.set()

    def stuck_for_s(self) -> float:
        """Seconds that the check under way has taken so far; 0 between checks."""
        return 0.0 if self._looking_since_s is None else self._now_s() - self._looking_since_s

    async def watch(self, publish: Callable[[HealthRead], None], every_s: float = LOOK_EVERY_S) -> None:
        """Check until cancelled; publish the health at first and whenever it has changed."""
        known: tuple[object, ...] | None = None
        while True:
            self._changed.clear()
            self._looking_since_s = self._now_s()
            health = await self.read()
            self._looking_since_s = None
            news = (
                health.database, health.is_listening, health.level, health.warnings, health.tag_reader, health.chirps,
            )  # fmt: skip
            if news != known:
                publish(health)
            known = news
            try:
                async with asyncio.timeout(every_s):
                    await self._changed.wait()
            except TimeoutError:
                continue

    async def _look_at_hardware(self) -> _Hardware:
        try:
            async with asyncio.timeout(LOOK_WITHIN_S):
                self._hardware = await asyncio.to_thread(_hardware, self._data_dir, self._board)
        except TimeoutError:
            pass
        return self._hardware

    async def _ask(self, now: datetime) -> None:
        """Read the database, one caller at a time, so that many callers do not take all connections from other work."""
        is_asking = False
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S), self._asking:
                is_asking = True
                self._stored = _Stored(
                    await self._nodes.find_all(),
                    await self._nodes.butt(),
                    await self._record_watch.look(now),
                    await self._butt_watch.warnings(now.astimezone()),
                    await self._butt_watch.weather(now),
                    await self._sensor_tests.get_on(),
                )
                self._away_because = None
        except DBUnavailable as error:
            self._away_because = _away(message_of(error))
        except DBException as error:
            self._away_because = message_of(error)
        except TimeoutError:
            if is_asking:
                self._away_because = _away(message("database_no_answer"))


def _away(reason: Message) -> Message:
    """The reason, and that nothing is lost; a lasting reason, which says what to do, stays as it is."""
    return message("kept_on_disk", what=reason) if is_passing(reason) else reason


def _once(messages: Sequence[MessageRead]) -> list[MessageRead]:
    return list({one.message: one for one in messages}.values())


def _of_nodes(nodes: Sequence[NodeRead]) -> list[MessageRead]:
    return [_not_listening(node) for node in nodes if node.state != "listening"]


def _not_listening(node: NodeRead) -> MessageRead:
    states = {
        "connecting": message("butt_node_connecting", node=node.node),
        "silent": message("butt_node_silent", node=node.node),
        "lost": message("butt_node_lost", node=node.node),
        "not_understood": message("butt_node_not_understood", node=node.node),
    }
    what = states[node.state]
    return described(message("with_detail", what=what, detail=_detail(node)) if node.detail else what)


def _warning_of(node: NodeRead) -> MessageRead:
    return described(message("node_says", node=node.node, detail=_detail(node)))


def _detail(node: NodeRead) -> tuple[Message, ...]:
    return tuple(one.message for one in node.detail)


def _hardware(data_dir: Path, board: Board) -> _Hardware:
    warnings = []
    # the folder may not exist yet, so its nearest parent counts; by os.path, since Path.exists raises for a card that
    # cannot be read
    folders = (data_dir.absolute(), *data_dir.absolute().parents)
    folder = next((path for path in folders if os.path.exists(path)), data_dir)  # noqa: PTH110
    disk_free_mb = 0
    try:
        disk_free_mb = shutil.disk_usage(folder).free // 2**20
    except OSError as error:
        warnings.append(message("data_directory_unreadable", folder=str(data_dir), why=str(error.strerror)))
    else:
        if disk_free_mb < LOW_DISK_MB:
            warnings.append(message("card_nearly_full", mb=disk_free_mb))
    temperature_c = board.temperature_c()
    if temperature_c is not None and temperature_c >= HOT_C:
        warnings.append(message("computer_hot", temperature=round(temperature_c)))
    is_under_voltage = board.is_under_voltage()
    if is_under_voltage:
        warnings.append(message("supply_too_low"))
    return _Hardware(disk_free_mb, temperature_c, is_under_voltage, tuple(warnings))


def _of_clock(now: datetime) -> list[Message]:
    return [message("clock_not_set", day=f"{now:%Y-%m-%d}")] if now.year < FIRST_CREDIBLE_YEAR else []


def _level(has_faults: bool, has_warnings: bool, is_listening: bool) -> HealthLevel:
    if has_faults:
        return "fault"
    return "good" if is_listening and not has_warnings else "warning"
