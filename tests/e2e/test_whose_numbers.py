"""Every number says of whom, on the phone, the television, and paper."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.conftest import Console, new_context
from tests.e2e.helpers import call
from tests.hil.conftest import Bench, Start

pytestmark = pytest.mark.browser

LOS_ANGELES = "America/Los_Angeles"
A_PDF_PAGE = re.compile(rb"/Type\s*/Page\b")


async def two_archers(bench: Bench, *, ends: int = 1, per_end: int = 3) -> dict[str, str]:
    """Zoé shoots tens, Émile nines, end by end."""
    ids = {name: await call(bench, "POST", "/archer", {"name": name}) for name in ("Zoé", "Émile")}
    listed = [{"archer_id": one, "letter": "AB"[k], "shooting_order": k + 1} for k, one in enumerate(ids.values())]
    session: Any = bench.session_id
    await call(bench, "PUT", f"/session/{session}/archers", {"archers": listed})
    for end in range(1, ends + 1):
        for points, archer_id in zip((10, 9), ids.values(), strict=True):
            for _ in range(per_end):
                shot = {"session_id": session, "archer_id": archer_id, "end_number": end, "points_called": points}
                await call(bench, "POST", "/shot", shot)
    return ids


async def test_all_is_a_board_and_no_total(start: Start, page: Page, console: Console) -> None:
    async with start() as bench:
        await two_archers(bench)
        await page.goto(f"{bench.base}/app/")
        rows = page.locator("[data-test=standing]")
        await expect(rows).to_have_count(2)
        await expect(rows.nth(0)).to_contain_text("A Zoé")
        await expect(rows.nth(0).locator("strong")).to_have_text("30")
        await expect(rows.nth(1).locator("strong")).to_have_text("27")
        await expect(page.locator("[data-test=total]")).to_have_count(0)
        # one archer's page is as it ever was
        await page.get_by_role("button", name="Émile").tap()
        await expect(page.locator("[data-test=total]")).to_have_text("27")
        await expect(rows).to_have_count(0)
        await page.get_by_role("button", name="All").tap()
        await page.goto(f"{bench.base}/app/watch")
        await expect(rows.nth(0)).to_contain_text("Zoé")
        await page.goto(f"{bench.base}/app/review/{bench.session_id}")
        look = page.locator("[data-test=look]")
        await page.get_by_label("Archer").select_option(label="Émile")
        await expect(look.locator("h2")).to_contain_text("Émile")
        await expect(look).to_contain_text("27")
        began = (await call(bench, "GET", f"/session/{bench.session_id}"))["start_time"]
        await call(bench, "PATCH", f"/session/{bench.session_id}", {"is_opened": False, "end_time": began})
        await page.goto(f"{bench.base}/app/sessions")
        scores = page.locator("[data-test=score]")
        await expect(scores).to_have_count(2)
        await expect(scores.nth(0)).to_contain_text("Émile 27")
        await expect(scores.nth(1)).to_contain_text("Zoé 30")
    assert console.complaints == []


async def test_who_left_is_named_and_a_sighter_of_nobody_is_no_row(start: Start, page: Page, console: Console) -> None:
    async with start() as bench:
        ids = await two_archers(bench)
        await call(bench, "POST", "/shot", {"session_id": bench.session_id, "points_called": 9, "is_sighter": True})
        await page.goto(f"{bench.base}/app/")
        rows = page.locator("[data-test=standing]")
        await expect(rows).to_have_count(2)
        listed = [{"archer_id": ids["Zoé"], "letter": "A", "shooting_order": 1}]
        await call(bench, "PUT", f"/session/{bench.session_id}/archers", {"archers": listed})
        # by the feed, and on the sheet
        await expect(page.get_by_role("button", name="B Émile")).to_be_hidden()
        await expect(rows.nth(1)).to_contain_text("Émile")
        await expect(rows.nth(1).locator("strong")).to_have_text("27")
        await page.goto(f"{bench.base}/app/sheet")
        await expect(page.get_by_role("group", name="End 1").filter(has_text="Émile")).to_be_visible()
    assert console.complaints == []


async def test_what_a_coach_holds_back_is_nowhere_but_on_the_coachs_page(
    start: Start, page: Page, browser: Browser, console: Console
) -> None:
    async with start() as bench:
        await two_archers(bench)
        await page.goto(f"{bench.base}/app/coach")
        await page.get_by_label("Hold points back for everybody").tap()
        await expect(page.get_by_role("button", name="Confirm end 1")).to_be_visible()
        await expect(page.get_by_role("group", name="End 1").first).to_contain_text("10")
        context = await new_context(browser)
        other = await context.new_page()
        console.watch(other)
        for path in ("", "watch", "coach", "sheet"):
            await other.goto(f"{bench.base}/app/{path}")
            await expect(other.get_by_text("·", exact=True).first).to_be_visible()
            await expect(other.locator(".chip", has_text="10")).to_have_count(0)
            await expect(other.locator("main")).not_to_contain_text("30")
        await other.goto(f"{bench.base}/app/watch")
        await expect(other.locator("[data-test=standing] strong").first).to_have_text("0")
        await page.get_by_role("button", name="Confirm end 1").tap()
        await expect(other.locator("[data-test=standing] strong").first).to_have_text("30")
        await context.close()
    assert console.complaints == []


async def test_the_first_phone_gives_the_box_its_time_zone(start: Start, browser: Browser, console: Console) -> None:
    async with start() as bench:
        context = await new_context(browser, timezone_id=LOS_ANGELES)
        phone = await context.new_page()
        console.watch(phone)
        await phone.goto(f"{bench.base}/app/device")
        await phone.get_by_role("button", name=f"Use this phone's time zone: {LOS_ANGELES}").click()
        await expect(phone.locator("[data-test=zone]")).to_contain_text(LOS_ANGELES)
        assert (await call(bench, "GET", "/device"))["time_zone"] == LOS_ANGELES
        await phone.get_by_label("Number of this target").fill("12")
        await phone.get_by_label("Number of this target").blur()
        await expect(phone.get_by_text("Saved.")).to_be_visible()
        assert (await call(bench, "GET", "/device"))["target_number"] == "12"
        await context.close()
    assert console.complaints == []


@pytest.mark.parametrize("paper", ["A4", "Letter"])
async def test_a_sheet_fits_its_paper(paper: str, start: Start, page: Page, console: Console) -> None:
    async with start() as bench:
        await two_archers(bench, ends=12, per_end=6)
        for language in ("en", "es", "fr"):
            await page.goto(f"{bench.base}/api/v0/session/{bench.session_id}/scoresheet?language={language}")
            sheets = await page.locator("section").count()
            printed = await page.pdf(format=paper)
            # a sheet that were too high would go on a page more
            assert len(A_PDF_PAGE.findall(printed)) == sheets
            await page.emulate_media(media="print")
            await page.set_viewport_size({"width": 703, "height": 960})
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            await page.emulate_media(media="screen")
    assert console.complaints == []
