"""arch-stats doctor: says what is wrong with this box, and what to do."""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import asyncpg

from appliance.archive.backups import SUFFIX, backups_dir
from appliance.commands.terminal import in_terminal_language, say
from appliance.core.message import Message, message, message_of
from appliance.database.errors import DatabaseUnavailable
from appliance.database.migrate import read_migrations
from appliance.database.pool import connect_patiently, set_codecs
from appliance.health.board import Board
from appliance.health.monitor import FIRST_CREDIBLE_YEAR, HOT_C, LOW_DISK_MB
from appliance.live.record_watch import RecordWatch
from appliance.messages.translation import text_of
from appliance.models.errors import DBUnavailable
from appliance.runtime.resources import page_dir, sql_dir
from appliance.schema.messages import MessageRead
from appliance.schema.node_connections import AUTO
from appliance.settings import Settings, SettingsError, read_settings
from appliance.survey_file import SurveyError, read_survey
from appliance.wiring.database import given_location
from drivers.link.ports import found_ports

PATIENCE_S = 2.0
SET_ASIDE_FILES: dict[str, Callable[[int, str], Message]] = {
    "set_aside.ndjson": lambda count, file: message("doctor_not_worked_on", count=count, file=file),
    "broken.ndjson": lambda count, file: message("doctor_broken", count=count, file=file),
    "unknown.ndjson": lambda count, file: message("doctor_of_newer", count=count, file=file),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `advice` says what to do where it is not well."""

    what: Message
    is_well: bool
    advice: Message | None = None

    @property
    def line(self) -> Message:
        """As it is printed."""
        if self.is_well or self.advice is None:
            return message("finding_well", what=self.what)
        return message("finding_ill", what=self.what, advice=self.advice)


def doctor() -> int:
    """Print every finding; 1 when something is not well."""
    findings = asyncio.run(_collect())
    for finding in findings:
        say(finding.line)
    ill = sum(not finding.is_well for finding in findings)
    print()
    say(message("nothing_ill") if ill == 0 else message("things_ill", ill=ill, findings=len(findings)))
    return min(ill, 1)


async def _collect() -> list[Finding]:
    try:
        settings = read_settings(os.environ)
    except SettingsError as error:
        return [Finding(message("doctor_settings"), False, message_of(error))]
    return [Finding(message("doctor_settings"), True), *[finding async for finding in examine(settings)]]


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
    plain = message("doctor_database")
    try:
        connection = await connect_patiently(location, "arch-stats doctor", PATIENCE_S)
    except DatabaseUnavailable as error:
        is_ours = settings.uses_embedded_database
        return Finding(plain, False, message("doctor_embedded_off") if is_ours else message_of(error))
    try:
        version = connection.get_server_version()
        is_there = await connection.fetchval("SELECT to_regclass('schema_migrations') IS NOT NULL")
        newest = await connection.fetchval("SELECT max(version) FROM schema_migrations") if is_there else None
    finally:
        await connection.close()
    if newest is None:
        return Finding(plain, False, message("doctor_database_empty"))
    what = message("doctor_database_is", version=str(version.major), schema=str(newest))
    return Finding(what, newest == known, message("doctor_schema_other", known=str(known)))


def _data_dir(folder: Path) -> Finding:
    what = message("doctor_data_dir", folder=str(folder))
    if not folder.is_dir():
        return Finding(what, False, message("doctor_data_dir_missing"))
    if not os.access(folder, os.W_OK):
        return Finding(what, False, message("doctor_data_dir_read_only"))
    free_mb = shutil.disk_usage(folder).free // 2**20
    what = message("doctor_data_dir_is", folder=str(folder), free=free_mb)
    return Finding(what, free_mb >= LOW_DISK_MB, message("doctor_disk_low"))


def _journal(folder: Path) -> Finding:
    for name, kept in SET_ASIDE_FILES.items():
        path = folder / name
        if not path.exists() or not path.stat().st_size:
            continue
        with path.open("rb") as file:
            count = sum(1 for _ in file)
        return Finding(message("doctor_journal"), False, kept(count, str(path)))
    return Finding(message("doctor_journal"), True)


def _survey(settings: Settings) -> Finding:
    if settings.survey is None:
        return Finding(message("doctor_survey_at_page"), True)
    try:
        survey = read_survey(settings.survey)
    except SurveyError as error:
        return Finding(message("doctor_survey"), False, message_of(error))
    what = message("doctor_survey_is", file=str(settings.survey), sensors=len(survey.sensors))
    return Finding(what, True)


def _node(url: str | None) -> Finding:
    if url is None:
        return Finding(message("doctor_node_at_page"), True)
    what = message("doctor_node_is", url=url)
    if url == AUTO:
        return Finding(what, any(port.is_usb for port in found_ports()), message("nothing_plugged_in"))
    if "://" in url:
        return Finding(what, True)
    if not Path(url).exists():
        return Finding(what, False, message("doctor_node_missing"))
    return Finding(what, os.access(url, os.R_OK | os.W_OK), message("doctor_node_forbidden"))


def _page() -> Finding:
    is_built = (page_dir() / "index.html").is_file()
    return Finding(message("doctor_page"), is_built, message("doctor_page_missing"))


def _board(board: Board) -> Finding:
    temperature_c = board.temperature_c()
    if board.is_under_voltage():
        return Finding(message("doctor_voltage"), False, message("doctor_voltage_low"))
    if temperature_c is None:
        return Finding(message("doctor_temperature_unknown"), True)
    what = message("doctor_temperature", degrees=f"{temperature_c:.0f}")
    return Finding(what, temperature_c < HOT_C, message("doctor_hot"))


def _clock() -> Finding:
    now = datetime.now(UTC)
    what = message("doctor_clock", time=f"{now:%Y-%m-%d %H:%M}")
    return Finding(what, now.year >= FIRST_CREDIBLE_YEAR, message("doctor_clock_wrong"))


def _backups(settings: Settings) -> Finding:
    found = sorted(backups_dir(settings.data_dir).glob(f"*{SUFFIX}"))
    if not found:
        return Finding(message("doctor_backups"), False, message("doctor_backups_none"))
    return Finding(message("doctor_backups_are", count=len(found), file=found[-1].name), True)


async def _running(settings: Settings) -> AsyncIterator[Finding]:
    """Ask the running appliance for its health."""
    address = f"http://{settings.own_host}:{settings.server_port}/api/v0/health"
    where = f"{settings.own_host}:{settings.server_port}"
    try:
        timeout = aiohttp.ClientTimeout(total=PATIENCE_S)
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(address) as response:
            health = (await response.json())["data"]
            warnings = [_said(MessageRead.model_validate(said)) for said in health["warnings"]]
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError):
        yield Finding(message("doctor_appliance", address=where), False, message("doctor_appliance_off"))
        for warning in await _stored_warnings(settings):
            yield Finding(message("doctor_database_says"), False, warning)
        return
    yield Finding(message("doctor_appliance_is", address=where, version=str(health["version"])), True)
    for warning in warnings:
        yield Finding(message("doctor_it_says"), False, warning)


async def _stored_warnings(settings: Settings) -> list[Message]:
    """Warnings from the database when the appliance does not run; none where that does not answer either."""
    try:
        connection = await connect_patiently(given_location(settings), "arch-stats doctor", PATIENCE_S)
    except DatabaseUnavailable:
        return []
    try:
        await set_codecs(connection)
        view = await RecordWatch(connection, time.monotonic).look(datetime.now(UTC))
    except DBUnavailable as error:
        return [message_of(error)]
    except (asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError):
        # the schema is older than this version, which was said before
        return []
    finally:
        connection.terminate()
    return [_said(said) for said in (*view.faults, *view.warnings)]


def _said(by_other: MessageRead) -> Message:
    return message("doctor_said", text=text_of(by_other, in_terminal_language()))
