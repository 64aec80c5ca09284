"""/api/v0/doctor: findings about this box with advice, and a report file to send to a helper."""

import asyncio
import platform
from contextlib import suppress
from datetime import UTC, datetime

from aiohttp import web

from appliance.archive.backups import read_backups
from appliance.health.box_checks import (
    look_at_backups,
    look_at_database,
    look_at_health,
    look_at_name,
    look_at_versions,
)
from appliance.health.computer_checks import look_at_computer
from appliance.health.findings import Finding
from appliance.health.report import report_text
from appliance.messages.translation import in_english
from appliance.models.doctor_db import DatabaseState
from appliance.models.errors import DBException, DBUnavailable
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import ARCHIVE, DOCTOR, HEALTH, LOG, SETTINGS, WHERE
from appliance.routers.printed import zone_for
from appliance.routers.utils import ok_response, translation_for
from appliance.runtime.addresses import own_addresses
from appliance.schema.doctor import DoctorRead
from appliance.schema.health import HealthRead

BASE = f"{API}/doctor"
TEXT = "text/plain"


async def get(request: web.Request) -> web.Response:
    translate = await translation_for(request)
    now = datetime.now(UTC)
    findings = await _examine(request, now, await request.app[HEALTH].read())
    return ok_response(DoctorRead(looked_at=now, findings=[finding.read(translate) for finding in findings]))


async def get_report(request: web.Request) -> web.Response:
    app, now = request.app, datetime.now(UTC)
    # fails while the database is away: without the names, no report may be sent
    names = await app[DOCTOR].names_of_people()
    health = await app[HEALTH].read()
    passphrase = await app[ARCHIVE].in_thread(app[ARCHIVE].passphrase.get)
    text = await asyncio.to_thread(
        report_text,
        made_at=now,
        findings=await _examine(request, now, health),
        health=health,
        settings=app[SETTINGS],
        log=app[LOG].text(),
        secrets=[] if passphrase is None else [passphrase],
        names=names,
    )
    name = f'attachment; filename="arch-stats-doctor-{now:%Y%m%dT%H%M%SZ}.txt"'
    return web.Response(text=text, content_type=TEXT, headers={"Content-Disposition": name})


async def _examine(request: web.Request, now: datetime, health: HealthRead) -> list[Finding]:
    app = request.app
    archive, state = app[ARCHIVE], await _database(request)
    local = now.astimezone(None if state is None else await zone_for(request))
    backups = await archive.in_thread(read_backups, archive.backups, in_english)
    addresses = await asyncio.to_thread(own_addresses)
    # imports D-Bus, which no other request needs
    from appliance.wifi.joined import wifi_finding  # noqa: PLC0415

    return [
        look_at_versions(platform.platform()),
        *await asyncio.to_thread(look_at_computer, archive.backups.parent, local),
        *look_at_database(state),
        *look_at_backups(backups, now),
        await wifi_finding(),
        look_at_name(app[WHERE].name, str(addresses)),
        *look_at_health(health),
    ]


async def _database(request: web.Request) -> DatabaseState | None:
    with suppress(DBUnavailable, DBException):
        return await request.app[DOCTOR].state()
    return None


ENDPOINTS = (
    Endpoint("GET", BASE, get, "Results of the checks of this box, and what to do", DoctorRead, least="keeper"),
    Endpoint(
        "GET",
        f"{BASE}/report",
        get_report,
        "Those results with versions, settings and the log, without secrets and names, to send to a helper",
        media_types=(TEXT,),
        least="keeper",
    ),
)
