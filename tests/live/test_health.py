import asyncio
from pathlib import Path
from uuid import UUID

from appliance.background import background
from appliance.database.pool import Pool
from appliance.live.board import Board
from appliance.live.health import HealthMonitor
from appliance.live.hub import Hub
from appliance.schema.health import HealthRead
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


async def test_warnings_are_told_when_they_change(server_pool: Pool, tables: Tables, tmp_path: Path) -> None:
    monitor = HealthMonitor(
        server_pool,
        Hub(),
        appliance_id=UUID(int=7),
        name="test",
        data_dir=tmp_path,
        is_listening=lambda: True,
        system=a_board(tmp_path, "85000", "1"),
    )
    told: asyncio.Queue[HealthRead] = asyncio.Queue()
    warnings = (await monitor.read()).warnings
    assert [w.split(":")[0] for w in warnings] == [
        "the computer is at 85 °C and slows down",
        "the supply voltage is too low",
    ]
    async with background(watch=monitor.watch(told.put_nowait, every_s=0.01)):
        await tables.admin.execute("INSERT INTO nodes (node, state, updated_at) VALUES ('/dev/node', 'lost', now())")
        async with asyncio.timeout(20):
            while len((await told.get()).warnings) < 3:
                pass
        await monitor.read()
        assert told.empty()
