"""A cluster of an older PostgreSQL is brought to ours with every row, and is one or the other whenever it ends."""

import os
import signal
from pathlib import Path

import asyncpg
import pytest

from appliance.database import upgrading
from appliance.database.binaries import programs_in_wheel
from appliance.database.embedded import EmbeddedServer, embedded_server
from appliance.database.errors import DatabaseRefused, DatabaseUnavailable
from appliance.database.migrate import migrate
from appliance.database.upgrading import UPGRADED, WHOLE, Upgrade
from appliance.disk import BACKUPS_LEAVE_BYTES, MIB
from appliance.files import sync_folder
from appliance.runtime.resources import sql_dir
from tests.english import refusing

OLD, OURS = "16", "18"
NAME = "Ana María"


@pytest.fixture
async def of_before(data_dir: Path) -> Path:
    """A cluster of the older PostgreSQL that is killed in the middle of its work, with our tables and one row."""
    server = EmbeddedServer(data_dir, sql_dir(), min(programs_in_wheel()))
    await server.prepare()
    await server.start()
    owner = await asyncpg.connect(**server.location.connect_arguments("tests"))
    await migrate(owner, sql_dir())
    await owner.execute("INSERT INTO archers (id, name) VALUES (gen_random_uuid(), $1)", NAME)
    await owner.close()
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    await server.stop()
    assert major(data_dir / "postgres" / "cluster") == OLD
    return data_dir


def major(cluster: Path) -> str:
    return (cluster / "PG_VERSION").read_text().strip()


async def name_in(data_dir: Path) -> str:
    async with embedded_server(data_dir, sql_dir()) as server:
        owner = await asyncpg.connect(**server.location.connect_arguments("tests"))
        found = await owner.fetchval("SELECT name FROM archers")
        await owner.close()
        return str(found)


async def test_every_row_is_there_and_the_cluster_of_before_stays(of_before: Path) -> None:
    home = of_before / "postgres"
    assert await name_in(of_before) == NAME
    assert (major(home / "cluster"), major(home / f"cluster-{OLD}")) == (OURS, OLD)
    assert not (home / UPGRADED).exists()
    assert await name_in(of_before) == NAME


async def test_what_fails_leaves_the_cluster_of_before_and_is_done_again(
    of_before: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = of_before / "postgres"
    with monkeypatch.context() as patched:
        # as after the upgrade, when the power goes before the renames
        patched.setattr(Upgrade, "_replace", broken)
        with pytest.raises(DatabaseUnavailable):
            await EmbeddedServer(of_before, sql_dir()).prepare()
    assert major(home / "cluster") == OLD
    assert (home / UPGRADED).exists()
    assert not (home / UPGRADED / WHOLE).exists()
    assert await name_in(of_before) == NAME


async def test_without_room_for_two_clusters_nothing_is_begun(of_before: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = sum(path.stat().st_size for path in (of_before / "postgres" / "cluster").rglob("*") if path.is_file())
    with monkeypatch.context() as full:
        full.setattr("appliance.disk.free_bytes", lambda folder: BACKUPS_LEAVE_BYTES + 2 * size - MIB)
        with refusing(DatabaseUnavailable, "the card is too full"):
            await EmbeddedServer(of_before, sql_dir()).prepare()
    assert not (of_before / "postgres" / UPGRADED).exists()
    assert await name_in(of_before) == NAME


async def test_the_new_one_is_on_the_disk_as_whole_before_it_takes_the_place(
    of_before: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = of_before / "postgres"
    synced: list[tuple[str, bool, bool]] = []

    def noted(folder: Path) -> None:
        synced.append((folder.name, (folder / WHOLE).exists(), (home / UPGRADED).exists()))
        sync_folder(folder)

    monkeypatch.setattr(upgrading, "sync_folder", noted)
    assert await name_in(of_before) == NAME
    assert synced == [(UPGRADED, True, True), (home.name, False, False)]


async def broken(*_: object) -> None:
    raise DatabaseUnavailable("the power goes")


async def test_between_its_two_renames_the_new_one_is_found(of_before: Path) -> None:
    home = of_before / "postgres"
    assert await name_in(of_before) == NAME
    (home / "cluster").rename(home / UPGRADED)
    assert await name_in(of_before) == NAME
    assert major(home / "cluster") == OURS


async def test_one_whose_programs_are_not_here_is_refused_and_left_as_it_is(of_before: Path) -> None:
    version = of_before / "postgres" / "cluster" / "PG_VERSION"
    version.write_text("14\n")
    with refusing(DatabaseRefused, "export it with the version that made it"):
        await EmbeddedServer(of_before, sql_dir()).prepare()
    version.write_text(f"{OLD}\n")
    assert await name_in(of_before) == NAME
