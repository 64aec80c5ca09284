"""A round from the form to its end: chosen first, what disagrees is told, walked through, put right afterwards."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from drivers.sim.pty_node import PtyNode
from tests.e2e.conftest import PHONE, Console
from tests.e2e.helpers import call, follow_link, visit
from tests.hil.conftest import Bench, Start, powered

pytestmark = pytest.mark.browser


async def begin(bench: Bench, page: Page) -> None:
    """The form of a new session, on a phone."""
    await page.set_viewport_size(PHONE)
    began = (await call(bench, "GET", f"/session/{bench.session_id}"))["start_time"]
    await call(bench, "PATCH", f"/session/{bench.session_id}", {"is_opened": False, "end_time": began})
    await visit(page, bench)
    await expect(page.get_by_role("button", name="All rounds")).to_be_enabled()


async def width_over(page: Page) -> int:
    """How much wider the page is than its window."""
    over: int = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return over


async def called(bench: Bench, session_id: str, points: int, arrows: int) -> None:
    for _ in range(arrows):
        await call(bench, "POST", "/shot", {"session_id": session_id, "points_called": points})


async def test_a_session_with_a_round(start: Start, node: PtyNode, page: Page, console: Console) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await begin(bench, page)
        assert await width_over(page) <= 0
        # practice is what is chosen until somebody says otherwise
        await expect(page.get_by_role("button", name="Practice, no round")).to_have_attribute("aria-pressed", "true")
        await page.get_by_role("button", name="All rounds").tap()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Name of the round").fill("wester 50")
        await dialog.get_by_label("Bow").select_option("longbow")
        assert await width_over(page) <= 0
        await dialog.get_by_role("button", name="Keep Western 50 at hand").tap()
        await dialog.get_by_role("button", name="Western 50", exact=False).first.tap()
        await expect(page.locator("[data-test=round-facts]")).to_contain_text("96 arrows · 50 yd, 40 yd · 122 cm")
        await expect(page.get_by_label("Distance")).to_have_value("50")
        await expect(page.get_by_label("Arrows per end")).to_have_value("6")
        await expect(page.locator("label.chosen")).to_contain_text("122 cm, imperial five-zone")
        await expect(page.locator("[data-test=disagrees]")).to_be_hidden()
        # what is changed against it is told before the session is opened
        await page.get_by_label("Distance").fill("18")
        await expect(page.locator("[data-test=disagrees]")).to_contain_text("18 yd; the round says 50 yd, 40 yd.")
        assert await width_over(page) <= 0
        await page.get_by_label("Distance").fill("50")
        await expect(page.locator("[data-test=disagrees]")).to_be_hidden()
        await page.get_by_role("button", name="Open session").tap()
        await expect(page.get_by_text("Waiting for the first arrow.")).to_be_visible()
        session = await call(bench, "GET", "/session/open")
        assert (session["round_name"], session["distance"], session["distance_unit"]) == ("Western 50", 50, "yd")
        # ends are counted, where the arrows are seen too, and the distance is told when it is complete
        await expect(page.locator("[data-test=round]")).to_contain_text("End 1 of 8")
        await called(bench, session["id"], 7, 6)
        await expect(page.locator("[data-test=round]")).to_contain_text("End 2 of 8")
        await follow_link(page.get_by_role("link", name="Sheet"))
        await called(bench, session["id"], 7, 1)
        walk = page.locator("[data-test=round]")
        await expect(walk).to_contain_text("End 2 of 8 · 41 arrows left in this pass")
        assert await width_over(page) <= 0
        await called(bench, session["id"], 7, 42)
        await expect(walk).to_contain_text("This distance is complete.")
        await expect(walk).to_contain_text("336 points, 48 of 96 arrows · 1 more shot, which does not count")
        await page.get_by_role("button", name="Go on at 40 yd").tap()
        await expect(walk).to_contain_text("End 1 of 8")
        await expect(walk).to_contain_text("336 points, 48 of 96 arrows")
        following = await call(bench, "GET", "/session/open")
        assert (following["distance"], following["round_id"]) == (40, session["id"])
        assert console.complaints == []


async def test_the_round_of_last_time_is_one_tap_and_never_taken_over(
    start: Start, node: PtyNode, page: Page, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await call(bench, "PATCH", f"/session/{bench.session_id}", {"round_name": "WA 70m"})
        await begin(bench, page)
        chip = page.get_by_role("button", name="WA 70m")
        await expect(chip).to_have_attribute("aria-pressed", "false")
        await chip.tap()
        await page.get_by_role("button", name="Open session").tap()
        await expect(page.get_by_text("Waiting for the first arrow.")).to_be_visible()
        opened = await call(bench, "GET", "/session/open")
        assert (opened["round_name"], opened["distance"], opened["is_indoor"]) == ("WA 70m", 70, False)
        assert console.complaints == []


async def test_a_wrong_face_is_put_right_and_back(start: Start, node: PtyNode, page: Page, console: Console) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await page.set_viewport_size(PHONE)
        await entered(bench, 25.0)
        await visit(page, bench, "sheet")
        await page.get_by_role("button", name="Correct round, face or distance").tap()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_text("40 cm", exact=True).tap()
        await dialog.get_by_role("button", name="What would change?").tap()
        preview = dialog.locator("[data-test=would-change]")
        await expect(preview).to_contain_text("10 points become 9; 1 arrow changes.")
        assert await width_over(page) <= 0
        await dialog.get_by_role("button", name="Score again").tap()
        await expect(dialog).to_be_hidden()
        # the end, and all so far
        await expect(page.get_by_label("End 1").locator(".score")).to_have_text("99")
        await page.get_by_role("button", name="Undo").tap()
        await expect(page.get_by_label("End 1").locator(".score")).to_have_text("1010")
        assert console.complaints == []


async def entered(bench: Bench, off_mm: float) -> Any:
    """An arrow entered by hand, so far from the centre."""
    session = await call(bench, "GET", f"/session/{bench.session_id}")
    body = {
        "session_id": bench.session_id, "x": 650.0 + off_mm, "y": 650.0, "arrow_landing_time": session["start_time"],
    }  # fmt: skip
    return await call(bench, "POST", "/shot", body)


DIALOG_OVER = "Math.max(0, ...[...document.querySelectorAll('dialog')].map(one => one.scrollWidth - one.clientWidth))"
CUT = """[...document.querySelectorAll('form *, dialog *')].filter(one =>
    one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === 'hidden').map(one => one.outerHTML)"""


@pytest.mark.parametrize("language", ["en", "es", "fr"])
async def test_the_form_is_no_wider_than_its_window(
    language: str, start: Start, node: PtyNode, page: Page, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await call(bench, "PATCH", f"/session/{bench.session_id}", {"round_name": "IFAA Flint"})
        await begin(bench, page)
        await page.evaluate(f"localStorage.setItem('arch-stats:settings', JSON.stringify({{language: '{language}'}}))")
        await page.reload()
        await page.locator("fieldset button", has_text="IFAA Flint").tap()
        await page.locator("input[type=checkbox]").tap()
        await expect(page.locator("[data-test=disagrees]")).to_be_visible()
        for is_searching in (False, True):
            if is_searching:
                await page.locator("fieldset .more").tap()
                await expect(page.get_by_role("dialog").locator("li").first).to_be_visible()
            for width, height in ((320, 640), (360, 740), (740, 360), (820, 1180), (1280, 800)):
                for font in ("100%", "200%"):
                    await page.set_viewport_size({"width": width, "height": height})
                    await page.evaluate(f"document.documentElement.style.fontSize = '{font}'")
                    assert await width_over(page) <= 0, (width, font)
                    assert await page.evaluate(CUT) == [], (width, font)
                    over = await page.evaluate(DIALOG_OVER)
                    assert over <= 1, (width, font)
        assert console.complaints == []


async def test_flint_is_walked_from_target_to_target(start: Start, node: PtyNode, page: Page, console: Console) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await begin(bench, page)
        await page.get_by_role("button", name="All rounds").tap()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Name of the round").fill("flint unit")
        await dialog.get_by_role("button", name="IFAA Flint Unit", exact=False).first.tap()
        await expect(page.get_by_label("Arrows per end")).to_have_value("4")
        await expect(page.locator("label.chosen")).to_contain_text("35 cm IFAA field")
        await expect(page.locator("[data-test=disagrees]")).to_be_hidden()
        await page.get_by_role("button", name="Open session").tap()
        await expect(page.get_by_text("Waiting for the first arrow.")).to_be_visible()
        walk = page.locator("[data-test=round]")
        ways = ["20 ft, 20 cm", "30 yd, 35 cm", "15 yd, 20 cm", "20 yd, 35 cm", "10 yd, 20 cm", "30 yd, 35 cm"]
        ways += ["25 yd", "20 yd", "15 yd"]
        for way, arrows in zip(ways, (4, 4, 4, 4, 4, 4, 1, 1, 1), strict=True):
            session = await call(bench, "GET", "/session/open")
            assert session["arrows_per_end"] == arrows
            await called(bench, session["id"], 5, arrows)
            await page.get_by_role("button", name=f"Go on at {way}", exact=True).tap()
            await expect(walk).to_contain_text("End 1 of 1")
        await called(bench, (await call(bench, "GET", "/session/open"))["id"], 4, 1)
        await expect(walk).to_contain_text("139")
        assert await width_over(page) <= 0
        assert console.complaints == []
