"""arch-stats doctor: says what is wrong with this box, and what to do."""

import asyncio
import os
import platform
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

import aiohttp
import asyncpg

from appliance.archive.backups import backups_dir, read_backups
from appliance.archive.lines import ArchiveError
from appliance.archive.sealing import StoredPassphrase
from appliance.commands.archive import check_own_file
from appliance.commands.terminal import STREAM, in_terminal_language, print_message, standard_output_for_result
from appliance.core.message import Message, message, message_of
from appliance.database.errors import DatabaseUnavailable
from appliance.database.migrate import read_migrations
from appliance.database.pool import connect_patiently, set_codecs
from appliance.files import write_whole
from appliance.health.box_checks import look_at_backups, look_at_versions
from appliance.health.computer_checks import look_at_computer
from appliance.health.findings import Finding
from appliance.health.report import report_text, struck_settings
from appliance.live.record_watch import RecordWatch
from appliance.messages.translation import text_of
from appliance.models.doctor_db import DoctorDB
from appliance.models.errors import DBUnavailable
from appliance.runtime.resources import page_dir, sql_dir
from appliance.runtime.time_zone import system_time_zone
from appliance.schema.messages import MessageRead
from appliance.schema.node_connections import AUTO
from appliance.settings import Settings, SettingsError, read_settings
from appliance.survey_file import SurveyError, read_survey
from appliance.wifi.joined import wifi_finding
from appliance.wiring.database import given_location
from drivers.link.ports import found_ports

PATIENCE_S = 2.0
REPORT_WITHIN_S = 15.0
SET_ASIDE_FILES: dict[str, Callable[[int, str], Message]] = {
    "set_aside.ndjson": lambda count, file: message("doctor_not_worked_on", count=count, file=file),
    "broken.ndjson": lambda count, file: message("doctor_broken", count=count, file=file),
    "unknown.ndjson": lambda count, file: message("doctor_of_newer", count=count, file=file),
}


def doctor(file: Path | None = None) -> int:
    """Print every finding, or also write a report for a helper into `file`; 1 if something is not well.

    `-` is standard output.
    """
    if file == STREAM:
        with standard_output_for_result() as result:
            return _doctor(lambda text: _written(result, text))
    return _doctor(None if file is None else lambda text: _write(file, text))


def _doctor(write: Callable[[str], None] | None) -> int:
    findings = asyncio.run(_collect())
    for finding in findings:
        print_message(finding.line)
    ill = sum(finding.is_ill for finding in findings)
    print()
    if write is not None:
        write(asyncio.run(_report(findings)))
    print_message(message("nothing_ill") if ill == 0 else message("things_ill", ill=ill, findings=len(findings)))
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
    yield await asyncio.to_thread(_journal, settings.journal)
    yield await asyncio.to_thread(_survey, settings)
    yield await asyncio.to_thread(_node, settings.node_url)
    yield await asyncio.to_thread(_page)
    for finding in await asyncio.to_thread(_computer, settings, system):
        yield finding
    for finding in await asyncio.to_thread(_backups, settings):
        yield finding
    yield await wifi_finding()
    async for finding in _running(settings):
        yield finding


async def _database(settings: Settings) -> Finding:
    location = given_location(settings)
    known = len(read_migrations(sql_dir() / "migrations"))
    plain = message("doctor_database")
    try:
        connection = await connect_patiently(location, "arch-stats doctor", PATIENCE_S, "arch_archive")
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
    return Finding(what, os.access(folder, os.W_OK), message("doctor_data_dir_read_only"))


def _journal(folder: Path) -> Finding:
    try:
        for name, kept in SET_ASIDE_FILES.items():
            path = folder / name
            if count := _lines_of(path):
                return Finding(message("doctor_journal"), False, kept(count, str(path)))
    except OSError as error:
        why = message("data_directory_unreadable", folder=str(folder), why=error.strerror or str(error))
        return Finding(why, is_well=False, is_known=False)
    return Finding(message("doctor_journal"), True)


def _lines_of(path: Path) -> int:
    """The number of lines; 0 where there is no such file. Raises OSError."""
    try:
        with path.open("rb") as file:
            return sum(1 for _ in file)
    except FileNotFoundError:
        return 0


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


def _computer(settings: Settings, system: Path) -> list[Finding]:
    now = datetime.now(ZoneInfo(settings.time_zone or system_time_zone()))
    return [look_at_versions(platform.platform()), *look_at_computer(settings.data_dir, now, system)]


def _backups(settings: Settings) -> list[Finding]:
    backups = read_backups(backups_dir(settings.data_dir), in_terminal_language())
    return list(look_at_backups(backups, datetime.now(UTC)))


async def _report(findings: list[Finding]) -> str:
    settings = read_settings(os.environ)
    return await _report_of_running(settings) or await _own_report(settings, findings)


def _write(file: Path, text: str) -> None:
    """Write the report to a file. Raises ArchiveError."""
    check_own_file(file)
    try:
        write_whole(file, text.encode())
    except OSError as error:
        raise ArchiveError(message("file_not_written", file=str(file), why=message_of(error))) from error
    print_message(message("doctor_file_written", file=str(file)))


def _written(result: BinaryIO, text: str) -> None:
    result.write(text.encode())
    print_message(message("doctor_file_written", file=str(STREAM)))


async def _report_of_running(settings: Settings) -> str | None:
    """The report of the running appliance, with its log; None where none answers."""
    address = f"http://{settings.own_host}:{settings.server_port}/api/v0/doctor/report"
    timeout = aiohttp.ClientTimeout(total=REPORT_WITHIN_S)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(address) as response:
            return await response.text() if response.status == 200 else None
    except (aiohttp.ClientError, TimeoutError, UnicodeDecodeError):
        return None


async def _own_report(settings: Settings, findings: list[Finding]) -> str:
    names = await _names_of_people(settings)
    secrets = [StoredPassphrase(settings.data_dir).get() or "", settings.postgres_password or ""]
    return report_text(
        made_at=datetime.now(UTC),
        findings=findings,
        health=None,
        settings=struck_settings(settings.model_dump()),
        log="",
        secrets=secrets,
        names=names,
    )


async def _names_of_people(settings: Settings) -> list[str]:
    """All names of people, to be struck out. Raises DatabaseUnavailable: without them no report may be written."""
    connection = await connect_patiently(given_location(settings), "arch-stats doctor", PATIENCE_S, "arch_archive")
    try:
        await set_codecs(connection)
        return await DoctorDB(connection).names_of_people()
    finally:
        connection.terminate()


async def _running(settings: Settings) -> AsyncIterator[Finding]:
    """Findings of the running appliance's health; if it does not answer, warnings from the database."""
    address = f"http://{settings.own_host}:{settings.server_port}/api/v0/health"
    where = f"{settings.own_host}:{settings.server_port}"
    try:
        timeout = aiohttp.ClientTimeout(total=PATIENCE_S)
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(address) as response:
            health = (await response.json())["data"]
            warnings = [_quoted(MessageRead.model_validate(warning)) for warning in health["warnings"]]
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
        connection = await connect_patiently(given_location(settings), "arch-stats doctor", PATIENCE_S, "arch_archive")
    except DatabaseUnavailable:
        return []
    try:
        await set_codecs(connection)
        view = await RecordWatch(connection, time.monotonic).look(datetime.now(UTC))
    except DBUnavailable as error:
        return [message_of(error)]
    except (asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError):
        # the schema is older than this version, which another finding reports
        return []
    finally:
        connection.terminate()
    return [_quoted(warning) for warning in (*view.faults, *view.warnings)]


def _quoted(by_other: MessageRead) -> Message:
    return message("doctor_said", text=text_of(by_other, in_terminal_language()))
