"""arch-stats doctor: says what is wrong with this box, and what to do."""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import asyncpg

from appliance.archive.backups import SUFFIX, backups_dir
from appliance.database.errors import DatabaseUnavailable
from appliance.database.migrate import read_migrations
from appliance.database.pool import connect_patiently, set_codecs
from appliance.health.board import Board
from appliance.health.monitor import FIRST_CREDIBLE_YEAR, HOT_C, LOW_DISK_MB
from appliance.live.record_watch import RecordWatch
from appliance.messages.translation import english_of
from appliance.models.errors import DBUnavailable
from appliance.runtime.resources import page_dir, sql_dir
from appliance.settings import Settings, SettingsError, read_settings
from appliance.survey_file import SurveyError, read_survey
from appliance.wiring.database import given_location

PATIENCE_S = 2.0
SET_ASIDE_FILES = {
    "set_aside.ndjson": "could not be worked on",
    "broken.ndjson": "were damaged on the card",
    "unknown.ndjson": "were written by a newer version: install that again",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `advice` says what to do where it is not well."""

    what: str
    is_well: bool
    advice: str = ""

    def __str__(self) -> str:
        return f"ok   {self.what}" if self.is_well else f"!!   {self.what}: {self.advice}"


def doctor() -> int:
    """Print every finding; 1 when something is not well."""
    findings = asyncio.run(_collect())
    for finding in findings:
        print(finding)
    ill = sum(not finding.is_well for finding in findings)
    print("\nall is well" if ill == 0 else f"\n{ill} of {len(findings)} things need you")
    return min(ill, 1)


async def _collect() -> list[Finding]:
    try:
        settings = read_settings(os.environ)
    except SettingsError as error:
        return [Finding("settings", False, english_of(error))]
    return [Finding("settings", True), *[finding async for finding in examine(settings)]]


async def examine(settings: Settings, system: Path = Path("/sys")) -> AsyncIterator[Finding]:
    """Run every check, from outside the appliance."""
    yield await _database(settings)
    yield await asyncio.to_thread(_data_dir, settings.data_dir)
    yield await asyncio.to_thread(_journal, settings.data_dir / "journal")
    yield await asyncio.to_thread(_survey, settings)
    yield await asyncio.to_thread(_node, settings.node_url)
    yield await asyncio.to_thread(_page)
    yield await asyncio.to_thread(_board, Board(system))
    yield _clock()
    yield await asyncio.to_thread(_backups, settings)
    async for finding in _running(settings):
        yield finding


async def _database(settings: Settings) -> Finding:
    location = given_location(settings)
    known = len(read_migrations(sql_dir() / "migrations"))
    try:
        connection = await connect_patiently(location, "arch-stats doctor", PATIENCE_S)
    except DatabaseUnavailable as error:
        if settings.uses_embedded_database:
            return Finding("database", False, "the embedded one is not running: start the appliance")
        return Finding("database", False, english_of(error))
    try:
        version = connection.get_server_version()
        is_there = await connection.fetchval("SELECT to_regclass('schema_migrations') IS NOT NULL")
        newest = await connection.fetchval("SELECT max(version) FROM schema_migrations") if is_there else None
    finally:
        await connection.close()
    if newest is None:
        return Finding("database", False, "it is empty: run arch-stats migrate, or start the appliance")
    what = f"database: PostgreSQL {version.major}, schema {newest}"
    return Finding(what, newest == known, f"this version knows schema {known}: run arch-stats migrate, or update")


def _data_dir(folder: Path) -> Finding:
    what = f"data directory {folder}"
    if not folder.is_dir():
        return Finding(what, False, "it is not there: start the appliance once, or set ARCH_STATS_DATA_DIR")
    if not os.access(folder, os.W_OK):
        return Finding(what, False, "this user cannot write it: run this as the appliance's user")
    free_mb = shutil.disk_usage(folder).free // 2**20
    return Finding(f"{what}, {free_mb} MB free", free_mb >= LOW_DISK_MB, "delete old backups, or take a larger card")


def _journal(folder: Path) -> Finding:
    for name, what in SET_ASIDE_FILES.items():
        path = folder / name
        if not path.exists() or not path.stat().st_size:
            continue
        with path.open("rb") as file:
            count = sum(1 for _ in file)
        return Finding("journal", False, f"{count} impacts {what}; they are kept in {path}")
    return Finding("journal", True)


def _survey(settings: Settings) -> Finding:
    if settings.survey is None:
        return Finding("survey: no file is set, so what was said at the page holds (Menu, Set up)", True)
    try:
        survey = read_survey(settings.survey)
    except SurveyError as error:
        return Finding("survey", False, english_of(error))
    return Finding(f"survey {settings.survey}: {len(survey.sensors)} sensors", True)


def _node(url: str | None) -> Finding:
    if url is None:
        return Finding("node", False, "ARCH_STATS_NODE_URL is not set: say where the acoustic node is plugged in")
    what = f"node {url}"
    if "://" in url:
        return Finding(what, True)
    if not Path(url).exists():
        return Finding(what, False, "there is no such port: plug the node in, or look under /dev/serial/by-id")
    return Finding(what, os.access(url, os.R_OK | os.W_OK), "this user may not use it: add it to the group dialout")


def _page() -> Finding:
    return Finding("page", (page_dir() / "index.html").is_file(), "it is not built: run scripts/build.bash")


def _board(board: Board) -> Finding:
    temperature_c = board.temperature_c()
    if board.is_under_voltage():
        return Finding("supply voltage", False, "it is too low: use the power supply made for this computer")
    if temperature_c is None:
        return Finding("temperature: not told by this computer", True)
    return Finding(f"temperature {temperature_c:.0f} °C", temperature_c < HOT_C, "give it shade and air")


def _clock() -> Finding:
    now = datetime.now(UTC)
    return Finding(f"clock {now:%Y-%m-%d %H:%M} UTC", now.year >= FIRST_CREDIBLE_YEAR, "set it, or connect a network")


def _backups(settings: Settings) -> Finding:
    found = sorted(backups_dir(settings.data_dir).glob(f"*{SUFFIX}"))
    if not found:
        return Finding("backups", False, "there is none: run arch-stats backup")
    return Finding(f"backups: {len(found)}, the newest {found[-1].name}", True)


async def _running(settings: Settings) -> AsyncIterator[Finding]:
    """Ask the running appliance for its health."""
    address = f"http://{settings.own_host}:{settings.server_port}/api/v0/health"
    what = f"appliance at {settings.own_host}:{settings.server_port}"
    try:
        timeout = aiohttp.ClientTimeout(total=PATIENCE_S)
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(address) as response:
            health = (await response.json())["data"]
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError):
        yield Finding(what, False, "it does not answer: start it, and look at journalctl -u arch-stats")
        for warning in await _stored_warnings(settings):
            yield Finding("the database says", False, warning)
        return
    yield Finding(f"{what}, version {health['version']}", True)
    for warning in health["warnings"]:
        yield Finding("it says", False, warning)


async def _stored_warnings(settings: Settings) -> list[str]:
    """Warnings from the database when the appliance does not run; none where that does not answer either."""
    try:
        connection = await connect_patiently(given_location(settings), "arch-stats doctor", PATIENCE_S)
    except DatabaseUnavailable:
        return []
    try:
        await set_codecs(connection)
        view = await RecordWatch(connection, time.monotonic).look(datetime.now(UTC))
    except DBUnavailable as error:
        return [english_of(error)]
    except (asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError):
        # the schema is older than this version, which was said before
        return []
    finally:
        connection.terminate()
    return [said.text for said in (*view.faults, *view.warnings)]
