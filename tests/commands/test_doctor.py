"""The doctor says what is wrong, each with what to do."""

import asyncio
import random
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from appliance.archive.backups import file_name
from appliance.commands import doctor
from appliance.commands.doctor import examine
from appliance.database.location import DatabaseLocation
from appliance.health.findings import Finding
from appliance.main import opened
from appliance.runtime.background import background
from appliance.settings import Settings
from drivers.link.ports import Port
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt
from tests.builders import a_survey, settings_for
from tests.english import english, stored
from tests.hil.test_cli import typed
from tests.live.test_health import a_board
from tests.models.helpers import Tables

WAIT_S = 30


async def findings(settings: Settings, system: Path) -> dict[str, Finding]:
    return {english(finding.what).split(" ")[0].rstrip(":"): finding async for finding in examine(settings, system)}


async def until_well(port: int) -> None:
    async with asyncio.timeout(WAIT_S), aiohttp.ClientSession() as http:
        while True:
            async with http.get(f"http://127.0.0.1:{port}/api/v0/health") as response:
                health = (await response.json())["data"]
                if health["is_listening"] and health["warnings"] == []:
                    return


async def test_a_box_that_is_well(location: DatabaseLocation, tmp_path: Path) -> None:
    survey, node = tmp_path / "survey.json", PtyNode(VirtualButt(), random.Random(3))
    survey.write_text(a_survey().model_dump_json())
    settings = settings_for(location, tmp_path).model_copy(update={"survey": survey, "node_url": node.line.url})
    backup = tmp_path / "backups" / file_name(datetime.now(UTC), 1, 5)
    backup.parent.mkdir()
    backup.touch()
    async with background(node=node.run()), opened(settings) as ready:
        assert ready.port is not None
        await until_well(ready.port)
        found = await findings(settings.model_copy(update={"server_port": ready.port}), a_board(tmp_path / "sys"))
    node.line.unplug()
    ill = [finding for finding in found.values() if finding.is_ill]
    assert [english(finding.line) for finding in ill if english(finding.what) != "page"] == []
    assert {"clock", "card", "card's", "supply", "temperature", "backups", "node", "journal"} <= found.keys()


async def test_a_box_that_is_ill(location: DatabaseLocation, tmp_path: Path) -> None:
    refused = tmp_path / "journal" / "set_aside.ndjson"
    refused.parent.mkdir()
    refused.write_text("one\ntwo\n")
    (tmp_path / "survey.json").write_text("{")
    settings = settings_for(location, tmp_path).model_copy(
        update={"survey": tmp_path / "survey.json", "node_url": "/dev/nowhere", "server_port": 1}
    )
    found = await findings(settings, a_board(tmp_path / "sys", alarm="1"))
    assert "2 events could not be worked on" in english(found["journal"].advice)
    assert "/dev/serial/by-id" in english(found["node"].advice)
    assert "journalctl" in english(found["appliance"].advice)
    assert "power supply" in english(found["supply"].advice)
    assert not found["survey"].is_well
    assert not found["backups"].is_well


async def test_a_journal_that_cannot_be_read_is_said_so(location: DatabaseLocation, tmp_path: Path) -> None:
    (tmp_path / "journal" / "set_aside.ndjson").mkdir(parents=True)
    settings = settings_for(location, tmp_path).model_copy(update={"server_port": 1})
    found = await findings(settings, a_board(tmp_path / "sys"))
    [unread] = [one for one in found.values() if "journal cannot be read" in english(one.what)]
    assert unread.state == "unknown"


async def test_what_is_set_aside_and_lost_is_reported_without_a_running_appliance(
    location: DatabaseLocation, tables: Tables, tmp_path: Path
) -> None:
    await tables.admin.execute(
        "INSERT INTO set_aside (digest, received_at, reason, entry) VALUES (repeat('a', 64), now(), $1, '{}')",
        stored("odd").model_dump(mode="json"),
    )
    settings = settings_for(location, tmp_path).model_copy(update={"server_port": 1})
    found = await findings(settings, a_board(tmp_path / "sys"))
    assert "1 event of a sensor is set aside, the newest because odd" in english(found["the"].advice)


@pytest.mark.parametrize("is_plugged_in", [True, False])
async def test_a_board_that_is_chosen_at_the_page_or_looked_for_is_no_trouble_where_it_is(
    location: DatabaseLocation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_plugged_in: bool
) -> None:
    found = [Port("/dev/ttyUSB0", "a board", is_plugged_in)]
    monkeypatch.setattr(doctor, "found_ports", lambda: found)
    settings = settings_for(location, tmp_path).model_copy(update={"server_port": 1})
    at_page = (await findings(settings, a_board(tmp_path / "sys")))["node"]
    assert (at_page.is_well, "chosen at the page" in english(at_page.what)) == (True, True)
    looked_for = settings.model_copy(update={"node_url": "auto"})
    assert (await findings(looked_for, tmp_path / "sys"))["node"].is_well is is_plugged_in


@pytest.mark.parametrize("name", ["POSTGRES_DB", "ARCH_STATS_SERVER_PORT"])
async def test_as_a_person_types_it(name: str, tmp_path: Path) -> None:
    code, out, err = await typed(
        "doctor", **{"ARCH_STATS_DATA_DIR": str(tmp_path), "POSTGRES_SOCKET_DIR": "/no/such", name: "x"}
    )
    assert (code, err) == (1, "")
    assert "!!   " in out


async def test_its_file_may_go_as_a_stream_and_what_it_says_beside_it(
    location: DatabaseLocation, tables: Tables, tmp_path: Path
) -> None:
    env = {
        "POSTGRES_SOCKET_DIR": location.host,
        "POSTGRES_PORT": str(location.port),
        "POSTGRES_DB": location.database,
        "POSTGRES_USER": location.user,
        "ARCH_STATS_DATA_DIR": str(settings_for(location, tmp_path).data_dir),
    }
    await tables.archer("Robin of Locksley")
    _, report, messages = await typed("doctor", "--file", "-", LC_ALL="C", **env)
    assert "data_dir" in report
    assert "Robin of Locksley" not in report
    assert "-: everything a helper needs" in messages
    assert "everything a helper needs" not in report
