"""What the health says of a machine: the level, its bounds, and how long a look may take."""

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest

from appliance.database.pool import Pool
from appliance.health.monitor import HealthMonitor, _of_clock
from appliance.live.hub import Hub
from appliance.models.wings_db import WingsDB
from appliance.runtime.background import background
from appliance.schema.health import HealthRead, PartRead, WingReport
from tests.builders import NOW
from tests.english import all_english, stored
from tests.live.test_health import a_board
from tests.models.helpers import Tables


class Machine:
    """A monitor of a healthy machine whose sensors' program reports; what is not healthy is set by the test."""

    def __init__(self, server_pool: Pool, tables: Tables, folder: Path) -> None:
        self._tables = tables
        self.is_listening = True
        self.now_s = 100.0
        self.parts: list[PartRead] = []
        self.data_dir = folder / "not" / "there" / "yet"
        self.hub = Hub()
        self.board = a_board(folder)
        self.monitor = HealthMonitor(
            server_pool,
            self.hub,
            appliance_id=lambda: UUID(int=7),
            name="test",
            data_dir=self.data_dir,
            is_listening=lambda: self.is_listening,
            system=self.board,
            parts=lambda: self.parts,
            now_s=lambda: self.now_s,
        )

    async def node(self, state: str, detail: str = "") -> None:
        await self._tables.admin.execute(
            """
            INSERT INTO nodes (node, state, detail, updated_at) VALUES ('n', $1, $2, now())
                ON CONFLICT (node) DO UPDATE SET state = $1, detail = $2
            """,
            state,
            [stored(detail).model_dump(mode="json")] if detail else [],
        )

    async def report(self, **what: object) -> None:
        await WingsDB(self._tables.admin).write("sensing", WingReport.model_validate({"parts": [], **what}))


async def test_the_level_is_the_worst_that_is_so(server_pool: Pool, tables: Tables, tmp_path: Path) -> None:
    machine = Machine(server_pool, tables, tmp_path)
    read = machine.monitor.read
    await machine.report()
    assert all_english((await read()).warnings) == [
        "no board is connected: arrows are not heard. Plug it in, and choose it under Menu, Set up"
    ]
    await machine.node("listening")
    good = await read()
    assert (good.level, good.is_listening, good.warnings) == ("good", True, [])
    assert (good.id, good.name, good.database) == (UUID(int=7), "test", "ready")
    assert (good.waiting_events, good.set_aside, good.feed_clients) == (0, 0, 0)
    # something to look after, and still each arrow is heard
    await machine.node("listening", "the supply is weak")
    warned = await read()
    assert (warned.level, warned.is_listening) == ("warning", True)
    assert all_english(warned.warnings) == ["board at n: the supply is weak"]
    await machine.node("lost", "no such port")
    fault = await read()
    assert (fault.level, fault.is_listening) == ("fault", False)
    assert all_english(fault.warnings) == ["butt not listening: the board at n is not connected. no such port"]
    await machine.node("listening")
    # nothing is wrong that anybody knows of, and no arrow is heard all the same
    machine.is_listening = False
    assert (await read()).level == "warning"


async def test_what_both_programs_say_of_themselves_is_shown(server_pool: Pool, tables: Tables, tmp_path: Path) -> None:
    machine = Machine(server_pool, tables, tmp_path)
    await machine.node("listening")
    machine.parts = [PartRead(name="names", state="failed", detail=stored("no network"), since=NOW)]
    await machine.report(parts=[PartRead(name="lamp", state="running", detail=None, since=NOW)], waiting_events=3)
    machine.now_s += 12.34
    health = await machine.monitor.read()
    assert [part.name for part in health.parts] == ["names", "lamp"]
    assert (health.waiting_events, health.uptime_s) == (3, 12.3)
    assert all_english(health.warnings) == ["names does not work: no network. It is tried again and again"]
    # a part of the server that fails is no reason not to hear arrows
    assert (health.level, health.is_listening) == ("warning", True)


@pytest.mark.parametrize(
    ("millidegrees", "free_mb", "warnings"),
    [
        ("79900", 500, []),
        ("80000", 500, ["the computer is at 80 °C and slows down: give it shade and air"]),
        ("20000", 499, ["only 499 MB are free on the card: delete old backups"]),
    ],
)
async def test_heat_and_a_card_that_is_nearly_full_are_reported_from_a_bound_on(
    server_pool: Pool,
    tables: Tables,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    millidegrees: str,
    free_mb: int,
    warnings: list[str],
) -> None:
    machine = Machine(server_pool, tables, tmp_path)
    a_board(machine.board, millidegrees)
    asked: list[Path] = []

    def disk_usage(folder: Path) -> SimpleNamespace:
        asked.append(folder)
        return SimpleNamespace(free=free_mb * 2**20 + 1)

    monkeypatch.setattr(shutil, "disk_usage", disk_usage)
    health = await machine.monitor.read()
    assert [w for w in all_english(health.warnings) if "board" not in w] == warnings
    assert (health.disk_free_mb, health.temperature_c) == (free_mb, int(millidegrees) / 1000)
    # the nearest folder that is there already
    assert asked == [tmp_path]


async def test_a_card_that_cannot_be_read_is_reported_and_has_no_room(
    server_pool: Pool, tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk_usage(_: Path) -> None:
        raise OSError(5, "Input/output error")

    machine = Machine(server_pool, tables, tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", disk_usage)
    health = await machine.monitor.read()
    assert health.disk_free_mb == 0
    assert f"the data directory {machine.data_dir} cannot be read (Input/output error): look at the card" in (
        all_english(health.warnings)
    )


async def test_a_look_that_takes_long_is_known_to_the_watchdog(
    server_pool: Pool, tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(server_pool, tables, tmp_path)
    stuck: list[float] = []
    looked: asyncio.Queue[HealthRead] = asyncio.Queue()
    real = machine.monitor.read

    async def read() -> HealthRead:
        machine.now_s += 7.0
        stuck.append(machine.monitor.stuck_for_s())
        return await real()

    monkeypatch.setattr(machine.monitor, "read", read)
    assert machine.monitor.stuck_for_s() == 0.0
    async with background(watch=machine.monitor.watch(looked.put_nowait, every_s=3600)):
        await asyncio.wait_for(looked.get(), 20)
        machine.now_s += 100
        # between two looks nothing is stuck
        assert machine.monitor.stuck_for_s() == 0.0
        await machine.node("listening")
        machine.monitor.look_again()
        await asyncio.wait_for(looked.get(), 20)
    assert stuck == [7.0, 7.0]


def test_a_clock_from_before_this_was_written_is_not_believed() -> None:
    assert _of_clock(datetime(2026, 1, 1, tzinfo=UTC)) == []
    assert all_english(_of_clock(datetime(2025, 12, 31, tzinfo=UTC))) == [
        "the clock says 2025-12-31: connect the appliance to a network, or set its clock"
    ]
