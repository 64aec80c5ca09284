"""Advice on a phone: a bow is measured, a high group moves the sight up by clicks, and chance moves nothing."""

import pytest
from playwright.async_api import Page, expect

from tests.builders import NOW_TEXT
from tests.e2e.conftest import PHONE, Console
from tests.e2e.helpers import call, follow_link
from tests.e2e.test_archer_numbers import violations
from tests.hil.conftest import Bench, Start

pytestmark = pytest.mark.browser


async def shoot(bench: Bench, archer_id: str, end: int, *places: tuple[float, float]) -> None:
    for dx, dy in places:
        shot = {"session_id": bench.session_id, "archer_id": archer_id, "end_number": end}
        at = {"x": 650.0 + dx, "y": 650.0 + dy, "arrow_landing_time": NOW_TEXT}
        await call(bench, "POST", "/shot", {**shot, **at})


async def test_a_bow_is_advised_on(start: Start, page: Page, console: Console) -> None:
    async with start() as bench:
        robin = await call(bench, "POST", "/archer", {"name": "Robin"})
        session = await call(bench, "GET", f"/session/{bench.session_id}")
        await shoot(bench, robin, 1, (-9, 80), (8, 74), (2, 91), (-4, 85))
        await page.set_viewport_size(PHONE)
        await page.goto(f"{bench.base}/app/archer/{robin}")
        await follow_link(page.get_by_role("link", name="Advice for Robin"))
        advice = page.locator("[data-test=sight-advice]")
        await expect(advice).to_have_text("4 arrows are too few to move a sight: 6 are needed.")
        await shoot(bench, robin, 1, (6, 88), (-3, 82))
        await page.get_by_role("button", name="Look again").tap()
        await expect(advice).to_contain_text("83 mm high, ±")
        await expect(advice).to_contain_text("add them to the bow")
        await page.get_by_role("button", name="Add a bow").tap()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Name").fill("Olympic")
        await dialog.get_by_label("Eye to pin, mm").fill("-3")
        await dialog.get_by_role("button", name="Save").tap()
        await expect(dialog.get_by_label("Eye to pin, mm")).to_have_attribute("aria-invalid", "true")
        await dialog.get_by_label("Eye to pin, mm").fill("900")
        await dialog.get_by_label("One click, mm").fill("0.5")
        await dialog.get_by_label("1 on the scale, mm").fill("10")
        await dialog.get_by_role("button", name="Save").tap()
        clicks = round(83.33 * 900 / (1000 * session["distance"]) / 0.5)
        await expect(advice).to_contain_text(f"Sight {clicks} clicks up; it follows the arrows.")
        await expect(advice).not_to_contain_text("right")
        # the mark that follows is kept, and says itself that one distance is no curve
        await page.get_by_label("The sight stood at").fill("5")
        await page.get_by_role("button", name="as the mark").tap()
        await expect(page.locator("[data-test=mark]")).to_have_count(1)
        await expect(page.locator("[data-test=no-curve]")).to_contain_text("add them to the bow")
        # with the sight moved what was shot before says nothing, until that is taken back
        await page.get_by_role("button", name="I have moved the sight").tap()
        await expect(page.locator("[data-test=sight-moved]")).to_have_text("Arrows since you moved the sight.")
        await expect(advice).to_have_text("0 arrows are too few to move a sight: 6 are needed.")
        await page.reload()
        await expect(advice).to_have_text("0 arrows are too few to move a sight: 6 are needed.")
        await page.get_by_role("button", name="I have not moved it").tap()
        await expect(advice).to_contain_text("83 mm high, ±")
        # bare shafts that are low
        await shoot(bench, robin, 2, (0, -70), (9, -76), (-6, -81))
        await page.get_by_role("button", name="Show the result").first.tap()
        await expect(page.locator("[data-test=bare-shaft]")).to_contain_text("the nocking point is too high")
        await page.get_by_role("button", name="Show the result").last.tap()
        await expect(page.locator("[data-test=walk-back]")).to_contain_text("2 distances are too few")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await violations(page) == []
    # the browser's own word of the bow that was refused
    assert ["422" in text for text in console.complaints] == [True]


async def test_arrows_are_changed_and_forgotten(start: Start, page: Page, console: Console) -> None:
    async with start() as bench:
        robin = await call(bench, "POST", "/archer", {"name": "Robin"})
        await page.goto(f"{bench.base}/app/archer/{robin}/advice")
        await page.get_by_role("button", name="Add arrows").tap()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Name").fill("Thin")
        await dialog.get_by_role("button", name="Save").tap()
        await page.get_by_role("button", name="Change the arrows").tap()
        await dialog.get_by_label("Name").fill("Thick")
        await dialog.get_by_role("button", name="Save").tap()
        named = page.get_by_role("combobox", name="Arrows").locator("option")
        await expect(named).to_have_text(["Thick"])
        undo = page.get_by_role("button", name="Undo: Arrows saved")
        await undo.tap()
        await expect(named).to_have_text(["Thin"])
        await page.get_by_role("button", name="Change the arrows").tap()
        await dialog.get_by_role("button", name="Forget these arrows and their marks").tap()
        # that cannot be taken back, so it is asked once more
        await expect(dialog).to_contain_text("This cannot be undone.")
        await dialog.get_by_role("button", name="Leave it").tap()
        await dialog.get_by_role("button", name="Forget these arrows and their marks").tap()
        await dialog.get_by_role("button", name="Forget for good").tap()
        await expect(page.get_by_role("combobox", name="Arrows")).to_have_count(0)
        assert await call(bench, "GET", f"/archer/{robin}/arrow-set") == []
    assert console.complaints == []
