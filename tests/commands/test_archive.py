"""Export, import, backup, restore as a person types them."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from appliance.archive import file, writer
from appliance.archive.backups import backups_dir, replaced_dir
from appliance.archive.rotation import ROTATION
from appliance.commands import archive
from appliance.database.location import DatabaseLocation
from appliance.settings import read_settings
from tests.archive.helpers import contents, fill, spoil
from tests.builders import settings_for
from tests.hil.test_cli import complaint, typed
from tests.models.helpers import Tables


@pytest.fixture
def env(location: DatabaseLocation, tmp_path: Path) -> dict[str, str]:
    """A box of this test's own."""
    return {
        "POSTGRES_SOCKET_DIR": location.host,
        "POSTGRES_PORT": str(location.port),
        "POSTGRES_DB": location.database,
        "POSTGRES_USER": location.user,
        "ARCH_STATS_DATA_DIR": str(settings_for(location, tmp_path / "data").data_dir),
    }


async def test_as_a_person_types_it(tables: Tables, env: dict[str, str], tmp_path: Path) -> None:
    assert (await typed("backup", **env))[:2] == (0, "there is nothing to keep yet\n")
    await fill(tables)
    before = await contents(tables.admin, without=("seq",))
    code, out, err = await typed("export", str(tmp_path / "mine.ndjson.gz"), **env)
    assert (code, "2 sessions" in out, "4 shots" in out) == (0, True, True), err
    code, out, _ = await typed("import", str(tmp_path / "mine.ndjson.gz"), **env)
    assert (code, out.endswith("new here are nothing\n")) == (0, True)
    code, _, err = await typed("restore", **env)
    assert (code, "there is no backup" in complaint(err)) == (1, True)
    backups = backups_dir(Path(env["ARCH_STATS_DATA_DIR"]))
    backups.mkdir(parents=True, exist_ok=True)
    for number in range(1, 1 + ROTATION.last):
        (backups / f"arch-stats-{number:06d}-19700101T000000Z-0rows.ndjson.gz").write_bytes(b"")
    assert (await typed("backup", **env))[0] == 0
    (saved,) = [path for path in backups.glob("*.gz") if path.stat().st_size]
    assert saved.name.startswith(f"arch-stats-{ROTATION.last + 1:06d}-")
    await tables.admin.execute("DELETE FROM sessions WHERE NOT is_opened")
    code, out, err = await typed("restore", **env)
    assert (code, "1 sessions, 1 shots" in out) == (0, True), err
    assert await contents(tables.admin, without=("seq",)) == before
    await tables.session(is_opened=False, end_time="2026-11-23T11:00:00Z", location="not in the backup")
    code, out, err = await typed("restore", str(saved), "--replace", **env)
    (kept,) = replaced_dir(backups).glob("*.gz")
    assert (code, f"what is here now is kept in {kept}" in out) == (0, True), err
    assert await contents(tables.admin, without=("seq",), spans=False) == {
        name: rows for name, rows in before.items() if name != "session_spans"
    }


async def test_what_cannot_be_is_one_line(tables: Tables, env: dict[str, str], tmp_path: Path) -> None:
    await tables.arrow()
    code, _, err = await typed("import", str(tmp_path / "nowhere"), **env)
    assert (code, "cannot be read" in complaint(err)) == (1, True)
    code, _, err = await typed("import", str(tmp_path), **env)
    assert (code, "cannot be read: Is a directory" in complaint(err)) == (1, True)
    code, _, err = await typed("export", "/proc/nowhere/x", **env)
    assert (code, "cannot be written" in complaint(err)) == (1, True)
    data = Path(env["ARCH_STATS_DATA_DIR"])
    data.mkdir()
    backups_dir(data).write_text("a file where the folder would be")
    code, _, err = await typed("backup", **env)
    assert (code, "cannot be written" in complaint(err)) == (1, True)
    assert list((data / "archive").iterdir()) == []


async def test_an_export_replaces_nothing_but_a_plain_file(tables: Tables, env: dict[str, str], tmp_path: Path) -> None:
    await tables.session()
    pipe, link, mine = tmp_path / "pipe", tmp_path / "link", tmp_path / "mine"
    os.mkfifo(pipe)
    link.symlink_to(mine)
    mine.write_text("an older export")
    for target in (pipe, link, Path("/dev/null"), tmp_path):
        code, _, err = await typed("export", str(target), **env)
        assert (code, "is no plain file and is not replaced" in complaint(err)) == (1, True)
    assert mine.read_text() == "an older export"
    assert pipe.is_fifo()
    assert Path("/dev/null").is_char_device()
    assert (await typed("export", str(mine), **env))[0] == 0
    assert mine.read_bytes()[:2] == b"\x1f\x8b"


@pytest.mark.parametrize("word", [("export", "-"), ("backup", "--to", "-")])
async def test_a_file_may_come_and_go_as_a_stream(
    word: tuple[str, ...], tables: Tables, env: dict[str, str], tmp_path: Path
) -> None:
    await fill(tables)
    before = await contents(tables.admin, without=("seq",))
    words = (sys.executable, "-m", "appliance")
    exported = tmp_path / "streamed"
    with exported.open("wb") as out:
        process = await asyncio.create_subprocess_exec(*words, *word, stdout=out, env={**os.environ, **env})
        assert await process.wait() == 0
    await tables.admin.execute("DELETE FROM sessions WHERE NOT is_opened")
    with exported.open("rb") as given:
        process = await asyncio.create_subprocess_exec(
            *words, "restore", "-", stdin=given, stdout=asyncio.subprocess.PIPE, env={**os.environ, **env}
        )
        out_text, _ = await process.communicate()
    assert (process.returncode, b"1 sessions, 1 shots" in out_text) == (0, True)
    assert await contents(tables.admin, without=("seq",)) == before
    assert list((Path(env["ARCH_STATS_DATA_DIR"]) / "archive").iterdir()) == []


async def test_how_far_a_large_archive_is_is_reported(
    tables: Tables,
    env: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await fill(tables)
    for module in (file, writer, archive):
        monkeypatch.setattr(module, "REPORT_EVERY", 1)
    monkeypatch.setattr(archive, "_report", archive._Progress())
    monkeypatch.setenv("LC_ALL", "C")
    settings = read_settings(env)
    rows = await archive._export(settings, tmp_path / "large")
    output = capsys.readouterr().err
    assert "1 rows written ..." in output
    assert f"{sum(rows.values())} rows written ..." in output
    await archive._import(settings, tmp_path / "large", replace=True)
    output = capsys.readouterr().err
    for step in ("read", "checked", "taken away"):
        assert f" rows {step} ..." in output
    assert " new rows ..." in output


async def test_rows_that_cannot_be_read_are_named_and_end_no_command_half_way(
    tables: Tables, env: dict[str, str], tmp_path: Path
) -> None:
    path = str(tmp_path / "mine.ndjson.gz")
    await fill(tables)
    await spoil(tables, "UPDATE shots SET note = E'\\x07' WHERE note IS NOT NULL; UPDATE archers SET name = E'\\x07'")
    for words in (("export", path), ("backup",), ("import", path), ("restore",)):
        code, out, err = await typed(*words, **env)
        assert (code, out.count("\n"), err.count("1 of shots cannot be read and is left out")) == (0, 1, 1), err
    code, out, err = await typed("doctor", **env)
    assert (code in (0, 1), "Traceback" in err) == (True, False)
    await tables.admin.execute(
        "CREATE OR REPLACE FUNCTION date_again_as_since() RETURNS void LANGUAGE plpgsql AS 'BEGIN PERFORM 1 / 0; END'"
    )
    code, _, err = await typed("import", path, **env)
    assert (code, "a stored row that belongs to this cannot be read" in err, "Traceback" in err) == (1, True, False)
