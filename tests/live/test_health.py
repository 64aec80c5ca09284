import asyncio
import errno
import os
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from appliance.database.pool import Pool
from appliance.database.transient import NO_ANSWER
from appliance.health.board import Board
from appliance.health.monitor import HealthMonitor
from appliance.live.hub import Hub
from appliance.models.errors import DBUnavailable
from appliance.models.wings_db import WingsDB
from appliance.runtime.background import background
from appliance.schema.health import HealthRead, WingReport
from tests.english import all_english, stored
from tests.models.helpers import Tables


def a_board(folder: Path, millidegrees: str = "48312", alarm: str = "0", driver: str = "rpi_volt") -> Path:
    zone, chip = folder / "class/thermal/thermal_zone0", folder / "class/hwmon/hwmon1"
    for path, text in (
        (zone / "temp", millidegrees),
        (chip / "name", driver),
        (chip / "in0_lcrit_alarm", alarm),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
    return folder


def test_a_board_tells_temperature_and_supply(tmp_path: Path) -> None:
    board = Board(a_board(tmp_path))
    assert (board.temperature_c(), board.is_under_voltage()) == (48.312, False)
    a_board(tmp_path, alarm="1")
    assert board.is_under_voltage() is True


def test_a_machine_that_does_not_tell(tmp_path: Path) -> None:
    board = Board(tmp_path)
    assert (board.temperature_c(), board.is_under_voltage()) == (None, None)
    assert Board(a_board(tmp_path, "not a number", driver="other")).temperature_c() is None
    assert Board(tmp_path).is_under_voltage() is None


def test_a_chip_that_cannot_be_read_is_no_end(tmp_path: Path) -> None:
    board = Board(a_board(tmp_path))
    (tmp_path / "class/hwmon/hwmon1/name").write_bytes(b"\xff\xfe")
    assert board.is_under_voltage() is None


async def test_warnings_are_reported_when_they_change(server_pool: Pool, tables: Tables, tmp_path: Path) -> None:
    monitor = HealthMonitor(
        server_pool,
        Hub(),
        appliance_id=UUID(int=7),
        name="test",
        data_dir=tmp_path,
        is_listening=lambda: True,
        system=a_board(tmp_path, "85000", "1"),
    )
    published: asyncio.Queue[HealthRead] = asyncio.Queue()
    warnings = all_english((await monitor.read()).warnings)
    assert [w.split(":")[0] for w in warnings] == [
        "the computer is at 85 °C and slows down",
        "the supply voltage is too low",
    ]
    async with background(watch=monitor.watch(published.put_nowait, every_s=0.01)):
        await tables.admin.execute("INSERT INTO nodes (node, state, updated_at) VALUES ('/dev/node', 'lost', now())")
        async with asyncio.timeout(20):
            while len((await published.get()).warnings) < 3:
                pass
        await monitor.read()
        assert published.empty()


async def test_a_database_that_somebody_changed_is_a_fault_and_no_end(
    server_pool: Pool, tables: Tables, tmp_path: Path
) -> None:
    monitor = HealthMonitor(
        server_pool, Hub(), appliance_id=None, name="test", data_dir=tmp_path, is_listening=lambda: True
    )
    for table, column in (("wings", "report"), ("losses", "node"), ("sensors", "name"), ("set_aside", "reason")):
        await tables.admin.execute(f"ALTER TABLE {table} RENAME COLUMN {column} TO mislaid")
        health = await monitor.read()
        assert (health.level, health.is_listening) == ("fault", False), table
        assert "the database is not as this version made it" in health.warnings[0].text, table
        await tables.admin.execute(f"ALTER TABLE {table} RENAME COLUMN mislaid TO {column}")
        assert not any(
            "as this version made it" in warning for warning in all_english((await monitor.read()).warnings)
        ), table


async def test_a_card_that_cannot_be_read_is_reported(
    server_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = os.stat

    def broken(path: Any, *how: Any, **more: Any) -> Any:
        if path == tmp_path / "data":
            raise OSError(errno.EIO, "Input/output error")
        return whole(path, *how, **more)

    def broken_card(_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monitor = HealthMonitor(
        server_pool,
        Hub(),
        appliance_id=None,
        name="test",
        data_dir=tmp_path / "data",
        is_listening=lambda: True,
        system=a_board(tmp_path),
    )
    # the test's own tools look at files too: only for this one question
    with monkeypatch.context() as card:
        card.setattr(os, "stat", broken)
        card.setattr(os, "statvfs", broken_card)
        health = await monitor.read()
    assert any(
        "cannot be read (Input/output error): look at the card" in warning for warning in all_english(health.warnings)
    )


async def test_what_was_reported_is_not_reported_any_more_when_nobody_can_report(
    server_pool: Pool, tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of impacts that wait is of the last report, and grows while the database is away."""
    monitor = HealthMonitor(
        server_pool, Hub(), appliance_id=None, name="test", data_dir=tmp_path, is_listening=lambda: True
    )
    report = WingReport(
        parts=[], troubles=[stored("the database does not answer; impacts that wait in the journal: 1")]
    )
    await WingsDB(tables.admin).write("sensing", report)
    assert report.troubles[0] in (await monitor.read()).warnings

    async def away(*_: object) -> None:
        raise DBUnavailable(NO_ANSWER)

    monkeypatch.setattr(WingsDB, "newest", away)
    assert all_english((await monitor.read()).warnings) == [
        "the database does not answer: impacts are kept on disk and come later"
    ]
