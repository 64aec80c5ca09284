"""Matches on a coach's phone and the television: seeded from a round, shot on the node, decided by the nearest."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect

from drivers.sim.pty_node import PtyNode
from tests.e2e.conftest import DESK, WAIT_MS, Console, new_context
from tests.e2e.helpers import GOLD, a_bracket, call, shoot_a_round, visit
from tests.hil.conftest import Bench, Start, powered

pytestmark = pytest.mark.browser

NEAR, FAR = ((650.0, 650.0 + mm) for mm in (9.0, 24.0))
"""Both are tens of an 80 cm face."""


@asynccontextmanager
async def an_evening(
    start: Start, node: PtyNode, browser: Browser, console: Console
) -> AsyncIterator[tuple[Bench, Page]]:
    """An appliance that listens, and a television that shows what is shot on it."""
    async with start(node_url=node.line.url) as bench, powered(node):
        context = await new_context(browser, viewport=DESK)
        television = await context.new_page()
        television.set_default_timeout(WAIT_MS)
        console.watch(television)
        await bench.node_is("listening")
        await visit(television, bench, "watch")
        yield bench, television
        await context.close()


async def test_a_match_that_is_equal_goes_to_the_nearest_arrow(
    start: Start, node: PtyNode, browser: Browser, page: Page, console: Console
) -> None:
    async with an_evening(start, node, browser, console) as (bench, television):
        await shoot_a_round(bench, {"Robin": 10, "Marian": 9, "John": 9})
        await visit(page, bench, "brackets")
        await page.get_by_role("button", name="New bracket").tap()
        # who meets whom is seen before it is made: a draw parts those who are tied, and one has gone home
        seeds = page.locator("[data-test=seed]")
        await expect(seeds).to_contain_text(["Robin", "John", "Marian"])
        await page.get_by_role("button", name="The draw puts Marian before John").tap()
        await expect(seeds).to_contain_text(["Robin", "Marian", "John"])
        await page.get_by_role("checkbox", name="John").uncheck()
        await expect(seeds).to_contain_text(["Robin", "Marian"])
        await page.get_by_role("button", name="Make the bracket").tap()
        await page.get_by_role("button", name="Shoot this match").tap()
        await page.get_by_role("dialog").get_by_role("button", name="Shoot this match").tap()
        running = television.locator("[data-test=match-board]")
        await expect(running).to_contain_text("Robin")
        # five equal sets: five all
        for _ in range(5 * 2 * 3):
            await node.shoot(*GOLD)
            await bench.message("shot")
        for shown in (page, television):
            await expect(shown.locator("[data-test=match-a]")).to_have_text("5")
            await expect(shown.locator("[data-test=match-b]")).to_have_text("5")
            await expect(shown.get_by_text("Equal: a shoot-off decides.")).to_be_visible()
        await page.get_by_role("button", name="Begin the shoot-off").tap()
        await expect(page.get_by_role("button", name="Begin the shoot-off")).to_be_hidden()
        for place in (FAR, NEAR):
            await node.shoot(*place)
            await bench.message("shot")
        for shown in (page, television):
            await expect(shown.locator("[data-test=nearest]")).to_contain_text("Nearest to the middle is Marian")
            await expect(shown.locator("[data-test=nearest]")).to_contain_text("±")
            await expect(shown.locator("[data-test=podium]")).to_have_text("1. Marian2. Robin")
            await expect(shown.get_by_text("Being shot now")).to_be_hidden()
        # a line call afterwards is a correction of the match as well
        shots = await call(bench, "GET", f"/shot/session-id/{(await call(bench, 'GET', '/session/open'))['id']}")
        await call(bench, "PATCH", f"/shot/{shots[-1]['id']}", {"points_called": 9})
        for shown in (page, television):
            await expect(shown.locator("[data-test=podium]")).to_have_text("1. Robin2. Marian")
    assert console.complaints == []


async def test_a_bracket_with_a_bye_is_on_the_television_and_a_judge_decides_by_name(
    start: Start, node: PtyNode, browser: Browser, page: Page, console: Console
) -> None:
    async with an_evening(start, node, browser, console) as (bench, television):
        await shoot_a_round(bench, {"Robin": 10, "Marian": 9, "John": 8})
        bracket = await a_bracket(bench)
        shown = television.get_by_label("Semifinals").locator("[data-test=match]")
        await expect(shown).to_contain_text(["Bye", "John"])
        await expect(television.get_by_label("Final", exact=True).locator("[data-test=match]")).to_contain_text(
            "not known yet"
        )
        await visit(page, bench, f"bracket/{bracket}")
        # John does not come: without a name nobody decides
        await page.get_by_role("button", name="A judge decides").tap()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("button", name="Marian wins").tap()
        await expect(dialog.get_by_role("alert")).to_contain_text("who decides")
        await dialog.get_by_label("Name of the judge").fill("Chris")
        await dialog.get_by_role("button", name="Marian wins").tap()
        await expect(dialog).to_be_hidden()
        await expect(television.get_by_label("Final", exact=True).locator("[data-test=match]")).to_contain_text(
            "Marian"
        )
        await page.locator("[data-test=choose-match]").filter(has_text="John").first.tap()
        await expect(page.locator("[data-test=ruled]")).to_have_text("Decided by Chris, judge.")
        # taken back, the final is open again
        await page.get_by_role("button", name="A judge decides").tap()
        await page.get_by_role("button", name="Take the decision back").tap()
        await expect(page.locator("[data-test=ruled]")).to_be_hidden()
        await expect(television.get_by_label("Final", exact=True).locator("[data-test=match]")).to_contain_text(
            "not known yet"
        )
    # the browser writes the refusal down as well
    assert [text for text in console.complaints if "422" not in text] == []


async def test_a_bracket_at_two_butts_takes_what_is_entered_of_the_other_one(
    start: Start, node: PtyNode, browser: Browser, page: Page, console: Console
) -> None:
    async with an_evening(start, node, browser, console) as (bench, television):
        await shoot_a_round(bench, {"Robin": 10, "Marian": 9, "John": 8, "Will": 7})
        await visit(page, bench, "brackets")
        await page.get_by_role("button", name="New bracket").tap()
        await page.get_by_label("Butts, in turn").fill("1, 2")
        await page.get_by_role("button", name="Make the bracket").tap()
        for shown in (page, television):
            await expect(shown.locator("[data-test=next]")).to_have_text(["Next at butt 1", "Next at butt 2"])
        # Marian and John shoot over there: what it came to is read out before it is entered
        await page.locator("[data-test=choose-match]").filter(has_text="Marian").tap()
        await page.get_by_role("button", name="At another butt").tap()
        sheet = page.get_by_role("dialog")
        await sheet.locator("[data-test=result-a]").fill("2")
        await sheet.locator("[data-test=result-b]").fill("6")
        await expect(sheet.locator("[data-test=read-out]")).to_have_text("John wins, 6 to 2.")
        await sheet.get_by_role("button", name="Enter this result").tap()
        semifinals = television.get_by_role("region", name="Semifinals")
        await expect(semifinals.locator("[data-test=match]").filter(has_text="Marian")).to_contain_text("✓")
        await expect(television.locator("[data-test=next]")).to_have_text(["Next at butt 1"])
        # one tap takes it back
        await page.get_by_role("button", name="Undo").tap()
        await expect(television.locator("[data-test=next]")).to_have_text(["Next at butt 1", "Next at butt 2"])
        await page.get_by_role("button", name="At another butt").tap()
        await sheet.get_by_label("Number of the butt").fill("3")
        await sheet.get_by_role("button", name="Shoot it there").tap()
        await expect(television.locator("[data-test=next]")).to_have_text(["Next at butt 1", "Next at butt 3"])
    assert console.complaints == []
