"""Checks of what the appliance consists of: database, backups, boards, sensors, name, versions."""

import platform
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from appliance import __version__
from appliance.core.message import message
from appliance.health.findings import Finding, ill, unknown, well
from appliance.models.doctor_db import DatabaseState
from appliance.schema.backups import BackupRead
from appliance.schema.health import HealthRead

MIB = 2**20
WEAK_PCT = 30
"""Below this strength NetworkManager shows at most one bar of four."""
OLD = timedelta(days=8)
"""Age beyond which the newest backup is too old: a week without a new one."""
AHEAD = timedelta(hours=1)
"""How far ahead of the clock a backup may be: time servers set clocks back by less than this after a phone set them."""


def look_at_versions(system: str) -> Finding:
    """Report the versions of the program and of what it runs on."""
    return well(message("doctor_versions", version=__version__, python=platform.python_version(), system=system))


def look_at_database(state: DatabaseState | None) -> Iterator[Finding]:
    """Report the database's size, last vacuum and checksum failures; None: it does not answer."""
    if state is None:
        yield unknown(message("doctor_database_silent"))
        return
    yield well(message("doctor_database_size", version=state.version, size=state.size_bytes // MIB))
    if state.vacuumed_at is None:
        yield unknown(message("doctor_vacuum_unknown"))
    else:
        yield well(message("doctor_vacuumed", day=f"{state.vacuumed_at:%Y-%m-%d}"))
    if state.checksum_failures is None:
        yield unknown(message("doctor_checksums_unknown"))
    elif state.checksum_failures:
        yield ill(message("doctor_checksums", count=state.checksum_failures), message("doctor_checksums_bad"))
    else:
        yield well(message("doctor_checksums", count=0))


def look_at_backups(backups: Sequence[BackupRead], now: datetime) -> Iterator[Finding]:
    """Check the backups, given newest first: their age, and whether restoring them was tried."""
    if not backups:
        yield ill(message("doctor_backups"), message("doctor_backups_none"))
        return
    newest = backups[0]
    what = message("doctor_backups_are", count=len(backups), day=f"{newest.made_at:%Y-%m-%d}")
    if newest.made_at > now + AHEAD:
        yield ill(what, message("doctor_backup_ahead"))
    elif newest.made_at < now - OLD:
        yield ill(what, message("doctor_backup_old"))
    else:
        yield well(what)
    good = [backup for backup in backups if backup.verified_at is not None]
    if newest.problem is not None:
        yield ill(message("doctor_backup_tried"), message("doctor_backup_bad", why=newest.problem))
    elif good:
        yield well(message("doctor_backup_good", day=f"{good[0].made_at:%Y-%m-%d}"))
    else:
        yield unknown(message("doctor_backup_untried"))


def look_at_health(health: HealthRead) -> Iterator[Finding]:
    """Check the appliance's own health report: its boards and warnings."""
    if not health.nodes:
        yield unknown(message("doctor_no_board"))
    for node in health.nodes:
        if node.state == "listening":
            yield well(message("doctor_board", node=node.node, firmware=node.firmware or "-"))
    for warning in health.warnings:
        yield ill(message("doctor_it_says"), warning.message)


def look_at_wifi(ssid: str, strength_pct: int, *, is_own: bool) -> Finding:
    """Check the Wi-Fi of the box: where its reception is weak, phones hear the box badly too."""
    if is_own:
        return well(message("doctor_wifi_own", ssid=ssid))
    what = message("doctor_wifi", ssid=ssid, strength=strength_pct)
    return well(what) if strength_pct >= WEAK_PCT else ill(what, message("doctor_wifi_weak"))


def look_at_name(name: str | None, addresses: str) -> Finding:
    """Report the names by which this box is found."""
    if name is None:
        return unknown(message("doctor_not_announced", addresses=addresses))
    return well(message("doctor_announced", name=name, addresses=addresses))
