"""From which value on a check of the box finds something wrong, to the second, per cent and megabyte. No database."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from appliance.health.board import Board
from appliance.health.box_checks import look_at_backups, look_at_database, look_at_name, look_at_wifi
from appliance.health.card import Card
from appliance.health.computer_checks import look_at_card, look_at_clock, look_at_heat, look_at_space
from appliance.health.findings import Finding
from appliance.health.report import MOST_LOG, report_text
from appliance.models.doctor_db import DatabaseState
from appliance.schema.backups import BackupRead
from tests.english import english
from tests.live.test_card import a_card
from tests.live.test_health import a_board

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def advice(finding: Finding) -> str | None:
    return None if finding.advice is None else finding.advice.code


def a_backup(made_at: datetime, **changes: Any) -> BackupRead:
    row = {"number": 1, "reason": "daily", "rows": 1, "size_bytes": 1, "verified_at": None, "problem": None}
    return BackupRead.model_validate({**row, "made_at": made_at, **changes})


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(hours=-1, seconds=-1), "doctor_backup_ahead"),
        (timedelta(hours=-1), None),
        (timedelta(days=8), None),
        (timedelta(days=8, seconds=1), "doctor_backup_old"),
    ],
)
def test_a_backup_is_as_old_as_a_week_and_a_day_and_an_hour_ahead_at_most(age: timedelta, expected: str | None) -> None:
    # of several, the newest counts
    first, second = look_at_backups([a_backup(NOW - age), a_backup(NOW - timedelta(days=3))], NOW)
    assert advice(first) == expected
    assert second.state == "unknown"


def test_of_backups_that_were_tried_the_newest_is_named_and_a_problem_before_all() -> None:
    days = [NOW - timedelta(days=number) for number in range(3)]
    tried = [a_backup(days[0]), a_backup(days[1], verified_at=NOW), a_backup(days[2], verified_at=NOW)]
    assert f"{days[1]:%Y-%m-%d}" in english([*look_at_backups(tried, NOW)][1].what)
    bad = [tried[0].model_copy(update={"problem": "it is cut"}), *tried[1:]]
    assert [*look_at_backups(bad, NOW)][1].state == "ill"
    assert [finding.state for finding in look_at_backups([], NOW)] == ["ill"]


@pytest.mark.parametrize(("strength_pct", "state"), [(29, "ill"), (30, "well")])
def test_wifi_is_weak_below_two_bars_of_four(strength_pct: int, state: str) -> None:
    assert look_at_wifi("range", strength_pct, is_own=False).state == state
    assert look_at_wifi("range", strength_pct, is_own=True).state == "well"


@pytest.mark.parametrize(("free_bytes", "state"), [(500 * 2**20 - 1, "ill"), (500 * 2**20, "well")])
def test_a_card_has_room_from_five_hundred_megabytes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_bytes: int, state: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free_bytes))
    assert look_at_space(tmp_path).state == state


def test_a_card_that_cannot_be_read_is_ill(tmp_path: Path) -> None:
    assert look_at_space(tmp_path / "not there").state == "ill"


@pytest.mark.parametrize(("millidegrees", "state"), [("79999", "well"), ("80000", "ill"), ("none", "unknown")])
def test_a_computer_is_hot_from_eighty_degrees_on(tmp_path: Path, millidegrees: str, state: str) -> None:
    assert look_at_heat(Board(a_board(tmp_path, millidegrees))).state == state


def test_the_hottest_zone_counts(tmp_path: Path) -> None:
    board = Board(a_board(tmp_path, "40000"))
    for number, millidegrees in ((1, "61000"), (2, "50000"), (3, "broken")):
        zone = tmp_path / f"class/thermal/thermal_zone{number}"
        zone.mkdir()
        (zone / "temp").write_text(millidegrees)
    assert board.temperature_c() == 61.0


@pytest.mark.parametrize(("life", "state"), [("0x07 0x01", "well"), ("0x08 0x01", "ill")])
def test_a_card_is_worn_from_eighty_per_cent_on(tmp_path: Path, life: str, state: str) -> None:
    assert next(iter(look_at_card(a_card(tmp_path, life)))).state == state


@pytest.mark.parametrize(
    ("errors", "failed", "count", "state"), [("0", "0x0", 0, "well"), ("0", "0x1", 1, "ill"), ("2", "0x3", 5, "ill")]
)
def test_errors_of_card_and_files_are_added(tmp_path: Path, errors: str, failed: str, count: int, state: str) -> None:
    card = a_card(tmp_path, errors=errors)
    (tmp_path / "devices/mmcblk0/device/ioerr_cnt").write_text(failed + "\n")
    finding = [*look_at_card(card)][1]
    assert (finding.state, dict(finding.what.values)["count"]) == (state, count)


def test_a_device_that_counts_in_no_number_counts_nothing(tmp_path: Path) -> None:
    card = a_card(tmp_path)
    (tmp_path / "devices/mmcblk0/device/ioerr_cnt").write_text("none\n")
    assert (card.device_errors(), Card(tmp_path, tmp_path, 0).device_errors()) == (None, None)


@pytest.mark.parametrize(("bit", "was_low"), [(15, False), (16, True), (17, False)])
def test_a_supply_was_too_low_by_its_own_bit(tmp_path: Path, bit: int, was_low: bool) -> None:
    throttled = tmp_path / "devices/platform/soc/soc:firmware/get_throttled"
    throttled.parent.mkdir(parents=True)
    throttled.write_text(f"{1 << bit:#x}\n")
    assert Board(tmp_path).was_under_voltage() is was_low
    throttled.write_text("nothing\n")
    assert Board(tmp_path).was_under_voltage() is None


@pytest.mark.parametrize(("year", "state"), [(2025, "ill"), (2026, "well")])
def test_a_clock_is_wrong_before_this_was_written(year: int, state: str) -> None:
    assert next(iter(look_at_clock(datetime(year, 12, 31, tzinfo=UTC), True, True))).state == state


@pytest.mark.parametrize(("failures", "state"), [(None, "unknown"), (0, "well"), (1, "ill")])
def test_a_database_has_its_size_in_mebibytes_and_every_failure(failures: int | None, state: str) -> None:
    size, vacuumed, checksums = look_at_database(DatabaseState("18", 7 * 2**20 + 5, NOW, failures))
    assert (dict(size.what.values)["size"], vacuumed.state, checksums.state) == (7, "well", state)
    assert [finding.state for finding in look_at_database(DatabaseState("18", 1, None, 0))][1] == "unknown"
    assert [finding.state for finding in look_at_database(None)] == ["unknown"]


def test_a_name_that_is_not_announced_is_not_known() -> None:
    assert (look_at_name(None, "10.0.0.1").state, look_at_name("range.local", "10.0.0.1").state) == ("unknown", "well")


def test_of_the_log_the_newest_million_characters_are_in_the_report() -> None:
    text = report_text(
        made_at=NOW, findings=[], health=None, settings={}, log="#" + "." * 1_000_000, secrets=[], names=[]
    )
    assert MOST_LOG == 1_000_000
    assert (text.count("."), "#" in text) == (1_000_000, False)
    shorter = report_text(
        made_at=NOW, findings=[], health=None, settings={}, log="#" + "." * 999_999, secrets=[], names=[]
    )
    assert "#" in shorter
