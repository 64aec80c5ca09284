"""The embedded server, as its own process parent: it dies with us, however we die."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from appliance.database.binaries import newest, reachable_binaries, wheel_binaries
from appliance.database.embedded import EmbeddedServer, embedded_server
from appliance.database.errors import DatabaseRefused, DatabaseUnavailable
from appliance.database.location import ROLES
from appliance.database.migrate import migrate
from appliance.runtime.resources import sql_dir
from appliance.runtime.supervise import Part, Supervisor
from appliance.updates.steps import ALL_STEPS
from tests.english import refusing

WAIT_S = 30
PARENT = """
import asyncio, sys
from pathlib import Path
from appliance.database.embedded import embedded_server
from appliance.runtime.resources import sql_dir

async def main():
    async with embedded_server(Path(sys.argv[1]), sql_dir()) as server:
        print((Path(sys.argv[1]) / "postgres/cluster/postmaster.pid").read_text().split()[0], flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


async def ended(pid: int) -> None:
    """Until the process is gone, or only its parent's memory of it is left."""
    async with asyncio.timeout(WAIT_S):
        while True:
            try:
                state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
            except (FileNotFoundError, ProcessLookupError):
                return
            if state == "Z":
                return
            await asyncio.to_thread(os.sched_yield)


def processes_with(word: str) -> list[Path]:
    """Every process whose command line has `word`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if word.encode() in (process / "cmdline").read_bytes():
                found.append(process)
    return found


def has_children(process: Path) -> bool:
    try:
        return bool((process / "task" / process.name / "children").read_text())
    except OSError:
        return False


async def test_a_start_that_is_given_up_leaves_nothing_that_still_writes(data_dir: Path) -> None:
    preparing = asyncio.create_task(EmbeddedServer(data_dir, sql_dir()).prepare())
    async with asyncio.timeout(WAIT_S):
        # initdb has PostgreSQL itself write
        while not any(has_children(process) for process in processes_with(str(data_dir))):
            await asyncio.to_thread(os.sched_yield)
    preparing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await preparing
    assert processes_with(str(data_dir)) == []
    assert not (data_dir / "postgres" / "cluster").exists()


def test_the_newest_of_several_is_that_of_the_highest_version() -> None:
    versions = [Path(f"/wheel/pginstall{version}/bin") for version in ("9", "16", "9.6", "10")]
    assert newest(versions) == Path("/wheel/pginstall16/bin")
    with refusing(DatabaseRefused, "."):
        newest([])


def test_programs_that_nobody_else_can_enter_are_copied_with_their_libraries_and_run(tmp_path: Path) -> None:
    """A checkout in root's home, of whose folder PostgreSQL's own user sees nothing."""
    package, closed = wheel_binaries().parent.parent, tmp_path / "closed"
    for folder in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(folder, closed / folder.name, symlinks=True)
    for path in (closed, *closed.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & 0o700)
    there = closed / wheel_binaries().relative_to(package.parent)
    copied = reachable_binaries(there, tmp_path / "copy")
    for name in ("initdb", "postgres"):
        program = copied / name
        assert program.stat().st_mode & 0o005 == 0o005
        assert subprocess.run([program, "--version"], check=False, capture_output=True).returncode == 0
    before = copied.stat().st_ino
    assert reachable_binaries(there, tmp_path / "copy") == copied
    assert copied.stat().st_ino == before


async def test_what_was_written_is_there_at_the_next_start(data_dir: Path) -> None:
    for expected in (None, "kept"):
        async with embedded_server(data_dir, sql_dir()) as server:
            connection = await asyncpg.connect(**server.location.connect_arguments("tests"))
            await connection.execute("CREATE TABLE IF NOT EXISTS note (text text)")
            assert await connection.fetchval("SELECT text FROM note") == expected
            await connection.execute("INSERT INTO note VALUES ('kept')")
            await connection.close()


async def test_it_compiles_nothing(data_dir: Path) -> None:
    """An update is tried by it in a service that forbids memory that is written and then run."""
    assert "MemoryDenyWriteExecute=yes" in ALL_STEPS
    async with embedded_server(data_dir, sql_dir()) as server:
        connection = await asyncpg.connect(**server.location.connect_arguments("tests"))
        assert await connection.fetchval("SHOW jit") == "off"
        await connection.close()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_it_ends_cleanly_when_its_parent_is_killed(data_dir: Path, number: signal.Signals) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, str(data_dir), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    pid = int(await asyncio.wait_for(parent.stdout.readline(), WAIT_S))
    parent.send_signal(number)
    await parent.wait()
    await ended(pid)
    assert "database system is shut down" in (data_dir / "postgres" / "server.log").read_text()
    assert not (data_dir / "postgres" / "cluster" / "postmaster.pid").exists()


async def test_two_appliances_on_one_data_directory_are_told_apart(data_dir: Path) -> None:
    async with embedded_server(data_dir, sql_dir()):
        with refusing(DatabaseUnavailable, "another appliance is using"):
            async with embedded_server(data_dir, sql_dir()):
                pass


async def test_a_server_that_dies_is_started_again(data_dir: Path) -> None:
    server = EmbeddedServer(data_dir, sql_dir())
    ready = asyncio.Queue[int]()
    supervisor = Supervisor()

    async def serve() -> None:
        await server.serve(lambda: ready.put_nowait(server.pid or 0))

    async with supervisor.running(Part("server", serve, end_within_s=WAIT_S)):
        first = await asyncio.wait_for(ready.get(), WAIT_S)
        # the way a crash of one backend ends the whole server at once
        os.kill(first, signal.SIGQUIT)
        second = await asyncio.wait_for(ready.get(), WAIT_S)
        assert second != first
        connection = await asyncpg.connect(**server.location.connect_arguments("tests"))
        await connection.close()
    assert server.pid is None
    assert "database system is shut down" in (data_dir / "postgres" / "server.log").read_text()


async def test_a_data_directory_that_cannot_be_made_says_what_to_do() -> None:
    with refusing(DatabaseUnavailable, "ARCH_STATS_DATA_DIR"):
        async with embedded_server(Path("/proc/no-such-place"), sql_dir()):
            pass


async def test_who_runs_it_gets_in_as_the_owner_and_each_role_and_as_nobody_else(data_dir: Path) -> None:
    async with embedded_server(data_dir, sql_dir()) as server:
        owner = await asyncpg.connect(**server.location.connect_arguments("tests"))
        await migrate(owner, sql_dir())
        assert (
            await owner.fetchval("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user") is False
        )
        await owner.close()
        for role in ROLES:
            connection = await asyncpg.connect(**server.location.connect_arguments("tests", role))
            assert await connection.fetchval("SELECT session_user || current_user") == role * 2
            await connection.close()
        superuser = replace(server.location, user="postgres", database="postgres")
        with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
            await asyncpg.connect(**superuser.connect_arguments("tests"))


async def test_a_cluster_without_the_roles_is_refused_and_left_as_it_is(data_dir: Path) -> None:
    cluster = data_dir / "postgres" / "cluster"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("18\n")
    with refusing(DatabaseRefused, "before the first release"):
        await EmbeddedServer(data_dir, sql_dir()).prepare()
    assert [path.name for path in cluster.iterdir()] == ["PG_VERSION"]


async def test_roles_that_changed_are_applied_at_the_next_start(data_dir: Path, tmp_path: Path) -> None:
    shutil.copytree(sql_dir(), tmp_path / "sql")
    async with embedded_server(data_dir, tmp_path / "sql"):
        pass
    with (tmp_path / "sql" / "roles.sql").open("a") as file:
        file.write("ALTER ROLE arch_archive CONNECTION LIMIT 3;\n\n")
    async with embedded_server(data_dir, tmp_path / "sql") as server:
        connection = await asyncpg.connect(**server.location.connect_arguments("tests"))
        assert await connection.fetchval("SELECT rolconnlimit FROM pg_roles WHERE rolname = 'arch_archive'") == 3
        await connection.close()


async def test_roles_that_cannot_be_made_say_so_and_leave_no_cluster(data_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "roles.sql").write_text("SELECT nonsense;\n\n")
    with refusing(DatabaseUnavailable, "nonsense"):
        await EmbeddedServer(data_dir, tmp_path).prepare()
    assert not (data_dir / "postgres" / "cluster").exists()
