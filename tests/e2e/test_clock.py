"""A box without a network takes its time from the phone, by one tap."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from appliance.wiring import server
from tests.clock_setting.helpers import MADE_AT, Computer
from tests.e2e.conftest import Console
from tests.hil.conftest import Start

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["device", "setup"])
async def test_a_clock_that_is_behind_is_set_by_one_tap(
    path: str, start: Start, page: Page, console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer, socket = Computer(wall=datetime.now(UTC) - timedelta(hours=3)), tmp_path / "clock"
    assert computer.wall > MADE_AT
    setting = computer.setting(socket)
    monkeypatch.setattr(server, "ClockSetting", lambda: setting)
    async with computer.helped(socket), start() as bench:
        await page.goto(f"{bench.base}/app/{path}")
        hint = page.locator("[data-test=clock-hint]")
        await expect(hint).to_contain_text("The box's clock is 3 hours behind this phone's")
        await hint.get_by_role("button", name="Set it by this phone").tap()
        await expect(page.get_by_text("The clock is set")).to_be_visible()
        await expect(hint).to_have_count(0)
    assert abs(computer.wall - datetime.now(UTC)) < timedelta(minutes=1)
    assert console.complaints == []


async def test_a_clock_that_a_server_keeps_needs_no_phone(
    start: Start, page: Page, console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer, socket = Computer(is_kept=True), tmp_path / "clock"
    setting = computer.setting(socket)
    monkeypatch.setattr(server, "ClockSetting", lambda: setting)
    async with computer.helped(socket), start() as bench:
        async with page.expect_response("**/api/v0/clock"):
            await page.goto(f"{bench.base}/app/device")
        await expect(page.get_by_role("heading", name="Device")).to_be_visible()
        await expect(page.locator("[data-test=clock-hint]")).to_have_count(0)
    assert console.complaints == []
