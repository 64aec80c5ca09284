"""A session is handed off to ianseo from the sheet on a phone: two files, for three archers."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import PHONE, Console
from tests.e2e.helpers import call
from tests.e2e.test_accessibility import AXE
from tests.hil.conftest import Start

pytestmark = pytest.mark.browser


async def test_archers_and_arrows_are_taken_away_for_ianseo(
    start: Start, page: Page, console: Console, tmp_path: Path
) -> None:
    async with start() as bench:
        ids = [
            await call(bench, "POST", "/archer", {"name": name, "bow_style": "recurve"}) for name in ("Zoé", "Bo", "Cy")
        ]
        listed = [{"archer_id": one, "letter": "ABC"[k], "shooting_order": k + 1} for k, one in enumerate(ids)]
        await call(bench, "PUT", f"/session/{bench.session_id}/archers", {"archers": listed})
        await call(bench, "PATCH", "/device", {"target_number": "5"})
        await page.set_viewport_size(PHONE)
        await page.goto(f"{bench.base}/app/sheet")
        await expect(page.get_by_role("heading", name="Score sheet")).to_be_visible()
        part = page.locator("[data-test=hand-off]")
        await expect(part).to_have_count(0)
        for archer_id, points in zip(ids, (10, 9, 0), strict=True):
            for _ in range(3):
                shot = {
                    "session_id": bench.session_id,
                    "archer_id": archer_id,
                    "end_number": 1,
                    "points_called": points,
                }
                await call(bench, "POST", "/shot", shot)
        await part.get_by_text("Hand off to ianseo").tap()
        await expect(part).to_contain_text("ianseo refuses a line without division or class")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.evaluate(AXE.read_text(encoding="utf-8"))
        found = await page.evaluate("axe.run('[data-test=hand-off]', {resultTypes: ['violations']})")
        assert [one["id"] for one in found["violations"]] == []
        await part.get_by_label("Session in ianseo").select_option("2")
        lines = {}
        for name in ("Archers", "Arrows"):
            async with page.expect_download() as downloading:
                await part.get_by_role("link", name=f"{name} for ianseo").tap()
            await (await downloading.value).save_as(tmp_path / name)
            lines[name] = [line.split("\t") for line in (tmp_path / name).read_text(encoding="utf-8").splitlines()]
        assert [(line[0], line[1], line[2], line[4], line[10]) for line in lines["Archers"]] == [
            ("200501", "2", "R", "005A", "Zoé"),
            ("200502", "2", "R", "005B", "Bo"),
            ("200503", "2", "R", "005C", "Cy"),
        ]
        assert [line[1:] for line in lines["Arrows"]] == [
            ["200501", "1", "10,10,10"],
            ["200502", "1", "9,9,9"],
            ["200503", "1", "M,M,M"],
        ]
    assert console.complaints == []
