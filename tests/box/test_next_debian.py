"""Debian 12 became 13: the database that PostgreSQL 15 made is there under 17, by the programs that were kept of 15."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import asyncpg

from appliance.database.migrate import migrate
from appliance.runtime.resources import sql_dir
from tests.box.guest import PHONE, ROOT, Guest, cable, in_the_network_of, run

BEFORE, OLD, NEW = "bookworm", "15", "17"
DATA = "var/lib/arch-stats-postgres"
KEPT = f"opt/arch-stats/postgres-{OLD}"
PROGRAMS = f"/usr/lib/postgresql/{OLD}/bin"
UNITS = (
    "arch-stats-http.socket arch-stats-https.socket arch-stats.socket arch-stats.service arch-stats-postgres.service"
)
SOCKET = "/run/postgresql"
NAME = "Ana María"
WITHIN_S = 600


async def in_root(root: Path, user: str, *words: str) -> str:
    """What a command prints in the older Debian, as one of its users."""
    program = ("env", "--ignore-environment", f"PATH={PROGRAMS}:/usr/sbin:/usr/bin", f"PGBIN={PROGRAMS}")
    return await run("chroot", f"--userspec={user}:{user}", str(root), *program, f"PGDATA=/{DATA}/cluster", *words)


@asynccontextmanager
async def older_debian(root: Path) -> AsyncIterator[Path]:
    """With its PostgreSQL, and the appliance's scripts."""
    await run(
        *("mmdebstrap", "--quiet", "--mode=root", "--variant=minbase", "--include=postgresql", "--format=directory"),
        *(BEFORE, str(root)), wait_s=WITHIN_S,
    )  # fmt: skip
    for folder in ("systemd", "sql"):
        shutil.copytree(ROOT / folder, root / "program" / folder)
    for folder in (f"/{DATA}", SOCKET):
        await run("chroot", str(root), "install", "--directory", "--owner=postgres", folder)
    await run("mount", "--bind", "/dev", str(root / "dev"))
    try:
        yield root
    finally:
        await run("umount", str(root / "dev"))


async def with_our_tables(root: Path) -> None:
    """A cluster that the older PostgreSQL made, with one archer."""
    await in_root(root, "postgres", "/program/systemd/arch-stats-postgres-init")
    access = root / DATA / "cluster" / "pg_hba.conf"
    access.write_text(f"local all all trust\n{access.read_text()}")
    started = ("--wait", "--silent", "--log", f"/{DATA}/log", "--options", "-c listen_addresses=")
    await in_root(root, "postgres", "pg_ctl", "start", *started)
    try:
        owner = await asyncpg.connect(host=str(root / SOCKET[1:]), user="arch-stats", database="arch-stats")
        await migrate(owner, sql_dir())
        await owner.execute("INSERT INTO archers (name) VALUES ($1)", NAME)
        await owner.close()
    finally:
        # as a power cut: it has to recover
        await in_root(root, "postgres", "pg_ctl", "stop", "--silent", "--mode", "immediate")


def brought_over(root: Path, guest: Path) -> None:
    """What stays on the disk when Debian is upgraded, with its users' numbers."""
    shutil.rmtree(guest / DATA / "cluster")
    shutil.copytree(root / DATA / "cluster", guest / DATA / "cluster")
    shutil.copytree(root / KEPT, guest / KEPT, symlinks=True)


async def test_what_the_older_postgresql_kept_is_there(card: Path, tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="arch-stats-") as short:  # a socket's path has to be
        async with cable(), older_debian(Path(short) / "before") as root:
            await is_brought_over(root, Guest(card, tmp_path / "changes"))


async def is_brought_over(root: Path, guest: Guest) -> None:
    await with_our_tables(root)
    await in_root(root, "root", "/program/systemd/arch-stats-postgres-keep", OLD)
    try:
        await guest.switch_on()
        with in_the_network_of(PHONE):
            await guest.ready()
            await guest.inside("systemctl", "stop", *UNITS.split())
            await asyncio.to_thread(brought_over, root, Path(f"/proc/{guest.leader}/root"))
            await guest.inside("chown", "--recursive", "postgres:", f"/{DATA}/cluster")
            await guest.inside("/opt/arch-stats/current/system/arch-stats-postgres-upgrade", NEW)
            assert (await guest.inside("cat", f"/{DATA}/cluster/PG_VERSION")).split()[-1] == NEW
            assert (await guest.inside("cat", f"/{DATA}/cluster-{OLD}/PG_VERSION")).split()[-1] == OLD
            await guest.inside("systemctl", "start", *UNITS.split())
            await guest.ready()
            async with aiohttp.ClientSession() as http, http.get(f"{guest.base}/api/v0/archer") as response:
                assert [archer["name"] for archer in (await response.json())["data"]] == [NAME]
    finally:
        await guest.switch_off()
