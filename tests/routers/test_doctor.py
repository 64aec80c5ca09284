"""The check-up on the page, and the file for a helper: everything but secrets and names."""

from datetime import UTC, datetime, timedelta

import pytest

from appliance.core.message import message
from appliance.database.location import DatabaseLocation
from appliance.health.box_checks import look_at_backups
from appliance.health.findings import ill, unknown, well
from appliance.health.report import report_text, struck_settings, without
from appliance.routers.endpoint import API
from appliance.routers.keys import LOG, SETTINGS
from appliance.schema.backups import BackupRead
from appliance.settings import Settings
from tests.models.helpers import Tables
from tests.postgres import Cluster
from tests.routers.conftest import Phone

TOKEN = "q7Z" * 15
SEALED_WITH = "correct horse & battery"


async def test_everything_is_looked_at_in_the_language_of_the_request(phone: Phone, tables: Tables) -> None:
    await tables.arrow()
    code, data, _ = await phone.call("GET", "/doctor")
    assert code == 200
    findings = [finding["what"] for finding in data["findings"]]
    for word in ("Arch-Stats", "clock", "card", "supply", "temperature", "database: PostgreSQL", "backups", "name"):
        assert any(text.startswith(word) for text in findings), word
    assert {finding["state"] for finding in data["findings"]} == {"well", "ill", "unknown"}
    assert all((finding["advice"] is not None) == (finding["state"] == "ill") for finding in data["findings"])
    await phone.call("POST", "/backup")
    spanish = (await phone.call("GET", "/doctor", headers={"Accept-Language": "es"}))[1]["findings"]
    assert any(finding["what"].startswith("copias: 1") for finding in spanish)


async def test_parameters_and_what_is_not_there(phone: Phone) -> None:
    assert (await phone.call("GET", "/doctor/nothing"))[0] == 404


async def test_it_answers_while_the_database_is_away_but_writes_no_file(
    phone: Phone, location: DatabaseLocation, cluster: Cluster
) -> None:
    await cluster.allow(location, connections=False)
    await cluster.disconnect(location)
    try:
        code, data, _ = await phone.call("GET", "/doctor")
        assert (code, any("does not answer" in one["what"] for one in data["findings"])) == (200, True)
        # without knowing the names, nobody can say that none is in it
        assert (await phone.call("GET", "/doctor/report"))[0] == 503
    finally:
        await cluster.allow(location, connections=True)


async def test_no_secret_and_no_name_is_in_the_file(phone: Phone, tables: Tables) -> None:
    for name in ("Robin Hood", "Al", "Ñuño"):
        await phone.create("/archer", {"name": name})
    await phone.call("PUT", "/backup/passphrase", {"passphrase": SEALED_WITH})
    app = phone.client.app
    assert app is not None
    settings = Settings(postgres_password="hunter2", node_url="socket://me:sesame@box:3000", lamp_pin=4)  # noqa: S106
    shown = app[SETTINGS]
    assert isinstance(shown, dict)
    shown.update(struck_settings(settings.model_dump()))
    record = app[LOG]
    for text in (f"token {TOKEN}", f"passphrase {SEALED_WITH}", "ROBIN HOOD shot; Al and ñuño too", "always the same"):
        record._lines.append(text)
    response = await phone.client.get(f"{API}/doctor/report")
    text = await response.text()
    assert (response.status, response.content_type) == (200, "text/plain")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="arch-stats-doctor-')
    for secret in ("hunter2", "sesame", TOKEN, SEALED_WITH, "Robin", "ROBIN", "Ñuño", "ñuño", " Al "):
        assert secret not in text, secret
    for kept in ("postgres_password = [struck out]", "lamp_pin = 4", "always the same", "Arch-Stats", "database"):
        assert kept in text, kept


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Alan met Al.", "Alan met [archer]."),
        ("http://user:word@host/x", "http://[struck out]@host/x"),
        ("a" * 64, "[struck out]"),
        ("open sesame", "open [struck out]"),
        ("a/path/to/some/thing", "a/path/to/some/thing"),
    ],
)
def test_what_is_struck_out(text: str, expected: str) -> None:
    assert without(text, ["sesame", ""], ["Al", "", "Albert"]) == expected


@pytest.mark.parametrize(
    ("hours", "expected"), [(2, "doctor_backup_ahead"), (0.5, None), (-24, None), (-24 * 9, "doctor_backup_old")]
)
def test_a_backup_is_well_that_is_neither_old_nor_of_the_future(hours: float, expected: str | None) -> None:
    now = datetime(2026, 11, 26, tzinfo=UTC)
    backup = BackupRead(
        number=1,
        made_at=now + timedelta(hours=hours),
        reason="daily",
        rows=1,
        size_bytes=1,
        verified_at=now,
        problem=None,
    )
    first = next(look_at_backups([backup], now))
    assert (first.advice.code if first.advice else None) == expected


def test_a_finding_stands_with_what_to_do() -> None:
    text = report_text(
        made_at=datetime(2026, 11, 26, tzinfo=UTC),
        findings=[
            well(message("doctor_hardware_clock")),
            ill(message("doctor_card"), message("doctor_disk_low")),
            unknown(message("doctor_wear_unknown")),
        ],
        health=None,
        settings={"name": "archstats"},
        log="x" * 2_000_000,
        secrets=[],
        names=[],
    )
    assert len(text) < 1_001_000
    assert "ok  hardware clock" in text
    assert "!!  card: delete old backups" in text
    assert "??  card's wear" in text
