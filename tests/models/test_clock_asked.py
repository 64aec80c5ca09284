"""Whoever asks for the clock first after it was set gets the new one; and whom the clock is trusted for."""

import ctypes
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from appliance import computer
from appliance.computer import kernel_is_synchronised, read_kernel_boot
from appliance.database.pool import Pool
from tests.models.helpers import Tables
from tests.models.test_clock import LAST_WEEK, Computer, begun


async def test_the_clock_is_another_from_the_moment_at_which_it_was_set(sensing_pool: Pool) -> None:
    computer = Computer(LAST_WEEK)
    clock = await begun(computer, sensing_pool)
    before = clock.clock_id
    assert before is not None
    computer.set(timedelta(days=7))
    assert clock.clock_id not in (None, before)
    assert [clock.clock_id_of(boot) for boot in ("boot-0", "boot-2")] == [None, None]


@pytest.mark.parametrize(("before", "now"), [(True, False), (False, True), (False, False)])
async def test_a_clock_that_a_time_server_kept_once_stays_trusted(
    sensing_pool: Pool, tables: Tables, before: bool, now: bool
) -> None:
    computer = Computer(LAST_WEEK)
    computer.is_synchronised = before
    await begun(computer, sensing_pool)
    computer.wait(2)
    computer.is_synchronised = now
    await begun(computer, sensing_pool)
    trusted = await tables.admin.fetch("SELECT is_trusted FROM clock_runs")
    assert [row["is_trusted"] for row in trusted] == [before or now]


@pytest.mark.parametrize(("answer", "is_synchronised"), [(0, True), (4, True), (5, False), (-1, False)])
def test_the_kernel_is_asked_where_nobody_has_left_a_sign(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: int, is_synchronised: bool
) -> None:
    monkeypatch.setattr(computer, "SYNCHRONISED", tmp_path / "synchronised")
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace(adjtimex=lambda _: answer))
    assert kernel_is_synchronised() is is_synchronised
    (tmp_path / "synchronised").touch()
    assert kernel_is_synchronised()


def test_a_computer_that_does_not_tell_its_boot_has_one_that_is_not_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("KERNEL_BOOT", raising=False)
    monkeypatch.setattr(computer, "BOOT_ID", tmp_path / "boot_id")
    assert read_kernel_boot() == "unknown"
    (tmp_path / "boot_id").write_text("a boot\n")
    assert read_kernel_boot() == "a boot"


def test_a_unit_that_cannot_read_the_boot_is_told_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(computer, "BOOT_ID", tmp_path / "nowhere")
    monkeypatch.setenv("KERNEL_BOOT", "5d12a7c0a52c4b6f8d5e")
    assert read_kernel_boot() == "5d12a7c0a52c4b6f8d5e"


async def test_the_decision_on_a_calibration_is_dated_again_by_the_run_in_which_it_was_made(
    sensing_pool: Pool, tables: Tables
) -> None:
    now: datetime = await tables.admin.fetchval("SELECT clock_timestamp()")
    behind = Computer(now - timedelta(days=7))
    clock = await begun(behind, sensing_pool)
    decided = await tables.admin.fetchval(
        "INSERT INTO calibrations (status, request, result, asked_clock_id) "
        "VALUES ('proposed', '{\"kind\": \"array\", \"points\": []}', '{}', NULL) RETURNING id"
    )
    times = "SELECT asked_at, decided_at FROM calibrations WHERE id = $1"
    await tables.admin.fetchval("SELECT decide_calibration($1, 'accepted')", decided)
    # the database has the clock that was wrong then
    await tables.admin.execute("UPDATE calibrations SET decided_at = decided_at - interval '7 d'")
    (asked, wrong), *_ = await tables.admin.fetch(times, decided)
    behind.set(timedelta(days=7))
    await clock.record()
    assert [tuple(row) for row in await tables.admin.fetch(times, decided)] == [(asked, wrong + timedelta(days=7))]
