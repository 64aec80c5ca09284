"""axe-core over what opens on a page: every sheet, every folded part, and forms in the middle of being filled in."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from drivers.sim.pty_node import PtyNode
from tests.e2e.conftest import PHONE, WAIT_MS, Console, new_context
from tests.e2e.helpers import call, follow
from tests.e2e.test_accessibility import AXE, scan
from tests.e2e.test_layout import addresses, populate
from tests.hil.conftest import Bench, Start, powered

pytestmark = pytest.mark.browser

OPENERS = "header button[aria-haspopup=dialog], main button[aria-haspopup=dialog]:not(:disabled)"
KINDS = """openers => {
    const kinds = [...document.querySelectorAll(openers)].map((one) => one.dataset.opens ?? one.className);
    return kinds.flatMap((kind, k) => kinds.indexOf(kind) === k ? [k] : []);
}"""
UNFOLD = """() => {
    const parts = [...document.querySelectorAll("main details:not([open])")];
    for (const part of parts) part.open = true;
    return parts.length;
}"""
LEAST_SHEETS, LEAST_FOLDED = 20, 3
"""So many there are, or the pages are not those of people who shoot."""


class Looking:
    """axe-core on one page, which is never loaded anew, and what it found."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: list[tuple[str, str, list[str]]] = []
        self.sheets: set[str] = set()
        self.folded: set[str] = set()

    async def at(self, place: str, inside: str = "main") -> None:
        wrong, right = await scan(self.page, inside)
        assert wrong or right, f"{place}: axe saw nothing"
        self.found += [(place, rule, shown) for rule, shown in wrong]

    async def in_sheet(self, place: str) -> None:
        await self.page.locator("dialog[open]").last.wait_for()
        self.sheets.add(place)
        await self.at(place, "dialog[open]")

    async def close(self) -> None:
        await self.page.keyboard.press("Escape")
        await self.page.locator("dialog[open]").wait_for(state="detached")

    async def everything_of(self, path: str) -> None:
        """The sheets behind the page's buttons, one of a kind, and what is folded away on it."""
        await follow(self.page, path.removeprefix("/"))
        place = re.sub(r"[0-9a-f-]{36}", ":id", path)
        for k in await self.page.evaluate(KINDS, OPENERS):
            opener = self.page.locator(OPENERS).nth(k)
            what = await opener.evaluate("one => one.dataset.opens ?? one.textContent.trim()")
            await opener.click()
            await self.in_sheet(f"{place} [{what}]")
            await self.close()
        if await self.page.evaluate(UNFOLD):
            await self.page.wait_for_load_state("networkidle")
            self.folded.add(place)
            await self.at(f"{place}, unfolded")

    async def button(self, name: str, *, exact: bool = True) -> None:
        await self.page.get_by_role("button", name=name, exact=exact).first.click()


async def test_no_sheet_no_folded_part_and_no_form_half_filled_in_keeps_anybody_out(
    start: Start, node: PtyNode, browser: Browser, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        ids = await populate(bench, node)
        context = await new_context(browser, viewport=PHONE, reduced_motion="reduce")
        page = await context.new_page()
        page.set_default_timeout(WAIT_MS)
        console.watch(page)
        await page.goto(f"{bench.base}/app/")
        await expect(page.locator("[data-test=connection]")).to_have_text("Live")
        await page.evaluate(AXE.read_text(encoding="utf-8"))
        looking = Looking(page)
        for path in addresses(ids):
            await looking.everything_of(path)
        await forms_of_a_session(looking)
        await forms_of_the_box(looking, bench)
        await a_new_session(looking, bench)
        await context.close()
    assert looking.found == []
    assert len(looking.sheets) >= LEAST_SHEETS, looking.sheets
    assert len(looking.folded) >= LEAST_FOLDED, looking.folded
    assert console.complaints == []


async def forms_of_a_session(looking: Looking) -> None:
    page = looking.page
    await follow(page, "archers")
    await looking.button("Add an archer")
    await looking.button("Save")
    await expect(page.get_by_text("1 to 60 letters.")).to_be_visible()
    await looking.in_sheet("an archer without a name")
    await looking.close()
    await follow(page, "arrows")
    await looking.button("Register an arrow")
    await looking.button("Next")
    await page.get_by_label("Shaft diameter, mm").fill("-1")
    await looking.button("Register")
    await expect(page.get_by_text("A number above 0.")).to_be_visible()
    await looking.in_sheet("an arrow of no size")
    await looking.close()
    await follow(page, "sheet")
    await looking.button("Correct round, face or distance")
    await looking.button("What would change?")
    await expect(page.locator("[data-test=would-change]")).to_be_visible()
    await looking.in_sheet("what another round would change")
    await looking.close()
    await follow(page, "brackets")
    await looking.button("New bracket")
    await page.get_by_label("Butts").fill("1 2")
    await expect(page.locator("[data-test=seed]")).not_to_have_count(0)
    await looking.at("a bracket that is not made yet")
    await looking.button("Back")


async def forms_of_the_box(looking: Looking, bench: Bench) -> None:
    page = looking.page
    await follow(page, "setup")
    steps = page.locator("main button[aria-expanded]")
    for k in range(await steps.count()):
        if await steps.nth(k).get_attribute("aria-expanded") == "false":
            await steps.nth(k).click()
        await page.wait_for_load_state("networkidle")
        await page.evaluate(UNFOLD)
        await looking.at(f"step {k + 1} of setting up")
    await call(bench, "POST", "/backup")
    await follow(page, "device")
    await page.locator("[data-test=backup]").first.click()
    await expect(page.locator("[data-test=contents]")).not_to_have_text("Looking …")
    await looking.in_sheet("a backup")
    await page.locator("[data-test=delete]").click()
    await looking.in_sheet("a backup that is to be deleted")
    await looking.close()
    timer = await call(bench, "GET", "/timer")
    await call(bench, "POST", "/timer/action", {"action": "stop", "revision": timer["revision"]})
    await follow(page, "timer")
    await page.get_by_label("Another time to shoot, in seconds").fill("1")
    await looking.at("a timer whose time is too short")


async def a_new_session(looking: Looking, bench: Bench) -> None:
    page = looking.page
    await follow(page, "")
    await looking.button("Close session")
    await looking.at("a session that is about to be closed")
    await looking.button("Close it")
    await looking.button("New session")
    await looking.button("All rounds")
    await looking.in_sheet("every round")
    await page.get_by_label("Name of the round").fill("no such round")
    await expect(page.get_by_text("No round has this name")).to_be_visible()
    await looking.in_sheet("no round")
    await page.get_by_label("Name of the round").fill("WA 18m")
    await page.locator("dialog button.round").first.click()
    await page.get_by_label("Distance", exact=True).fill("70")
    await expect(page.get_by_text("the round says").first).to_be_visible()
    await page.get_by_label("Where").fill("")
    await looking.button("Open session")
    await expect(page.get_by_text("Say where, in up to 255 letters.")).to_be_visible()
    await looking.at("a session that is wrong in two ways")
