"""One tap takes back who shoots, a goal, and where the board is; who did it, and when, stays."""

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from drivers.sim.pty_node import PtyNode
from tests.e2e.conftest import Console
from tests.e2e.helpers import GOLD, call, follow_link, visit
from tests.e2e.test_turns import roster_of_two, shots
from tests.hil.conftest import Start, powered

pytestmark = pytest.mark.browser


async def test_who_shoots_is_taken_back_with_the_arrows_since(
    start: Start, node: PtyNode, page: Page, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        robin, marian = await roster_of_two(bench)
        john = await call(bench, "POST", "/archer", {"name": "John"})
        await visit(page, bench)
        turn = page.locator("[data-test=turn]")
        for _ in range(3):
            await node.shoot(*GOLD)
        await expect(turn).to_have_text("Now: B, arrow 1 of 3 · end 1")
        # the coach leaves Marian out and lets John shoot, by a slip
        await visit(page, bench, "archers")
        listed = page.locator("[data-test=archer]")
        await listed.filter(has_text="Marian").get_by_role("checkbox").uncheck()
        await listed.filter(has_text="John").get_by_role("checkbox").check()
        await page.get_by_role("button", name="Set who shoots").tap()
        await expect(page.get_by_text("Archers saved")).to_be_visible()
        for _ in range(2):
            await node.shoot(*GOLD)
        await follow_link(page.get_by_role("link", name="Live"))
        await expect(turn).to_have_text("Now: B, arrow 3 of 3 · end 1")
        assert [shot["archer_id"] for shot in await shots(bench)] == [robin] * 3 + [john] * 2
        await page.get_by_role("button", name="Undo: Archers saved").tap()
        await expect(page.get_by_text("Undone")).to_be_visible()
        # as if nobody had said so
        await expect(turn).to_have_text("Now: B, arrow 3 of 3 · end 1")
        assert [shot["archer_id"] for shot in await shots(bench)] == [robin] * 3 + [marian] * 2
        entered = {"session_id": bench.session_id, "archer_id": robin, "end_number": 2}
        await call(bench, "POST", "/shot", entered)
        await follow_link(page.get_by_role("link", name="Sheet"))
        await page.get_by_text("Corrections", exact=True).tap()
        kept = page.locator("[data-test=correction]")
        # of an arrow that was added what goes without saying is not said
        await expect(kept.nth(0)).to_contain_text("Arrow entered (Archer Robin, End 2, points 0)")
        await expect(kept.nth(1)).to_contain_text("Undone")
        await expect(kept.nth(2)).to_contain_text(
            "Who shoots was changed (Archers A Robin, B Marian → A Robin, B John)"
        )
    assert console.complaints == []


async def test_a_goal_is_taken_back(start: Start, page: Page, console: Console) -> None:
    async with start() as bench:
        robin = await call(bench, "POST", "/archer", {"name": "Robin"})
        await page.goto(f"{bench.base}/app/archer/{robin}")
        goal, arrows = page.locator("[data-test=goal]"), page.get_by_role("spinbutton", name="Goal: arrows")
        give_up = page.get_by_role("button", name="Remove the goal")
        undo = page.get_by_role("button", name="Undo", exact=False)
        await arrows.fill("36")
        await page.get_by_role("button", name="Save").tap()
        await expect(goal).to_contain_text("0 of 36 arrows so far")
        await expect(page.locator("[data-test=changed-by]")).to_contain_text("Changed last by somebody, ")
        await arrows.fill("360")
        await page.get_by_role("button", name="Save").tap()
        await expect(goal).to_contain_text("0 of 360 arrows")
        # until the goal of before is shown none is said: its way back would be to the one that is shown
        answer_may_come = asyncio.Event()

        async def late(route: Route) -> None:
            await answer_may_come.wait()
            await route.continue_()

        await page.route("**/numbers*", late)
        await undo.tap()
        await expect(give_up).to_be_disabled()
        await expect(goal).to_contain_text("0 of 360 arrows")
        answer_may_come.set()
        await expect(goal).to_contain_text("0 of 36 arrows")
        # given up, and there again; then before there was any
        await give_up.tap()
        await expect(goal).to_be_hidden()
        await undo.tap()
        await expect(goal).to_contain_text("0 of 36 arrows")
        await undo.tap()
        await expect(goal).to_be_hidden()
        await expect(undo).to_be_hidden()
        # each of these is kept
        await page.get_by_text("Corrections", exact=True).tap()
        kept = page.locator("[data-test=correction]")
        await expect(kept).to_have_count(6)
        await expect(kept.nth(0)).to_contain_text("Goal removed (Goal: arrows 36, Period Each week)")
        await expect(kept.nth(4)).to_contain_text("Goal kept (Goal: arrows 36 → 360)")
    assert console.complaints == []


async def test_a_chosen_board_is_taken_back(start: Start, node: PtyNode, page: Page, console: Console) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await visit(page, bench, "setup")
        board = page.locator("[data-test=step-board]")
        # the step that is next opens by itself, once the box has answered
        await expect(page.locator("main, .page").get_by_role("button", expanded=True).first).to_be_visible()
        await board.get_by_role("button", expanded=False).tap()
        await board.get_by_text("Find it by itself").tap()
        await board.get_by_role("button", name="Listen there").tap()
        await expect(board.locator("[data-test=changed-by]")).to_contain_text("Changed last by somebody, ")
        assert (await call(bench, "GET", "/node"))["connection"]["url"] == "auto"
        await page.get_by_role("button", name="Undo: Chosen").tap()
        # it is listened to where it was, and nobody waits for this step any more
        await bench.node_is("listening")
        found = await call(bench, "GET", "/node")
        assert (found["is_chosen"], found["connection"]["url"]) == (False, node.line.url)
        await visit(page, bench, "setup")
        await expect(page.locator("main, .page").get_by_role("button", expanded=True).first).to_be_visible()
        await board.get_by_role("button", expanded=False).tap()
        await expect(board.locator("[data-test=changed-by]")).to_contain_text("Changed last by somebody, ")
        await board.get_by_text("Corrections", exact=True).tap()
        await expect(board.locator("[data-test=correction]")).to_contain_text([
            "As it was installed again", "Chosen: it is listened to there (Port, or address in the network auto, "
        ])  # fmt: skip
    assert console.complaints == []
