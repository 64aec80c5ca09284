"""The doctor says what is wrong, each with what to do."""

from pathlib import Path

import pytest

from appliance.commands.doctor import Finding, examine
from appliance.database.location import DatabaseLocation
from appliance.main import opened
from appliance.settings import Settings
from tests.builders import a_survey, settings_for
from tests.hil.test_cli import typed
from tests.live.test_health import a_board


async def findings(settings: Settings, system: Path) -> dict[str, Finding]:
    return {finding.what.split(" ")[0].rstrip(":"): finding async for finding in examine(settings, system)}


async def test_a_box_that_is_well(location: DatabaseLocation, tmp_path: Path) -> None:
    survey, node = tmp_path / "survey.json", tmp_path / "node"
    survey.write_text(a_survey().model_dump_json())
    node.touch()
    settings = settings_for(location, tmp_path).model_copy(update={"survey": survey, "node_url": str(node)})
    backup = tmp_path / "backups" / "arch-stats-20260101T000000Z.ndjson.gz"
    backup.parent.mkdir()
    backup.touch()
    async with opened(settings.model_copy(update={"node_url": None})) as ready:
        assert ready.port is not None
        found = await findings(settings.model_copy(update={"server_port": ready.port}), a_board(tmp_path / "sys"))
    assert {name for name, finding in found.items() if not finding.is_well} <= {"page"}
    assert len(found) == 10


async def test_a_box_that_is_ill(location: DatabaseLocation, tmp_path: Path) -> None:
    refused = tmp_path / "journal" / "refused.ndjson"
    refused.parent.mkdir()
    refused.write_text("one\ntwo\n")
    (tmp_path / "survey.json").write_text("{")
    settings = settings_for(location, tmp_path).model_copy(
        update={"survey": tmp_path / "survey.json", "node_url": "/dev/nowhere", "server_port": 1}
    )
    found = await findings(settings, a_board(tmp_path / "sys", alarm="1"))
    assert "refused 2 impacts" in found["journal"].advice
    assert "/dev/serial/by-id" in found["node"].advice
    assert "journalctl" in found["appliance"].advice
    assert "power supply" in found["supply"].advice
    assert not found["survey"].is_well
    assert not found["backups"].is_well


@pytest.mark.parametrize("name", ["POSTGRES_DB", "ARCH_STATS_SERVER_PORT"])
async def test_as_a_person_types_it(name: str, tmp_path: Path) -> None:
    code, out, err = await typed(
        "doctor", **{"ARCH_STATS_DATA_DIR": str(tmp_path), "POSTGRES_SOCKET_DIR": "/no/such", name: "x"}
    )
    assert (code, err) == (1, "")
    assert "!!   " in out
