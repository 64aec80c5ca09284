"""Whose arrow it is, and in which end: told by taps on the live page, as few as can be."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from drivers.sim.pty_node import PtyNode
from tests.e2e.conftest import Console
from tests.e2e.helpers import GOLD, call, follow_link, visit
from tests.hil.conftest import Bench, Start, powered

pytestmark = pytest.mark.browser

TAPS = "window.taps = 0; addEventListener('click', (e) => { if (e.isTrusted) window.taps += 1; }, true)"


async def roster_of_two(bench: Bench) -> list[str]:
    ids = [await call(bench, "POST", "/archer", {"name": name}) for name in ("Robin", "Marian")]
    archers = [{"archer_id": one, "letter": "AB"[k], "shooting_order": k + 1} for k, one in enumerate(ids)]
    await call(bench, "PUT", f"/session/{bench.session_id}/archers", {"archers": archers})
    return ids


async def shots(bench: Bench) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await call(bench, "GET", f"/shot/session-id/{bench.session_id}")
    return sorted(found, key=lambda shot: (shot["shot_at"], shot["seq"]))


async def test_taps_of_each_flow(start: Start, node: PtyNode, page: Page, console: Console) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await page.add_init_script(TAPS)
        await visit(page, bench)
        turn = page.locator("[data-test=turn]")
        await expect(turn).to_have_text("Arrow 1 of 3 · end 1")
        # sighters: one tap, and one tap to score
        await page.get_by_role("button", name="Sighters", exact=True).tap()
        await expect(page.get_by_role("button", name="Score from now")).to_be_visible()
        assert await page.evaluate("taps") == 1
        await node.shoot(*GOLD)
        await bench.message("shot", is_sighter=True)
        await page.get_by_role("button", name="Score from now").tap()
        await expect(turn).to_have_text("Arrow 1 of 3 · end 1")
        assert await page.evaluate("taps") == 2
        # an arrow, and a new end: none
        for _ in range(3):
            await node.shoot(*GOLD)
        await expect(turn).to_have_text("Arrow 1 of 3 · end 2")
        await expect(page.locator("[data-test=arrows]")).to_have_text("3")
        assert await page.evaluate("taps") == 2
        # a miss that nobody heard: two
        await page.locator("[data-test=add-arrow]").tap()
        await page.get_by_role("button", name="It missed").tap()
        await expect(turn).to_have_text("Arrow 2 of 3 · end 2")
        assert await page.evaluate("taps") == 4
        await page.get_by_role("button", name="Undo").tap()
        await expect(turn).to_have_text("Arrow 1 of 3 · end 2")
        # a line call: one
        await node.shoot(650.0, 650.0 + 80.0 + 4.65)
        before = await page.evaluate("taps")
        await page.get_by_label("Line call").get_by_role("button", name="8").tap()
        await expect(page.get_by_label("Line call")).to_be_hidden()
        assert await page.evaluate("taps") == before + 1
    assert console.complaints == []


async def test_what_will_not_come_of_an_end_is_marked_where_it_is_shot(
    start: Start, node: PtyNode, page: Page, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        _, marian = await roster_of_two(bench)
        await visit(page, bench)
        await page.get_by_role("button", name="A Robin", exact=True).tap()
        for _ in range(2):
            await node.shoot(*GOLD)
        turn = page.locator("[data-test=turn]")
        await expect(turn).to_have_text("Now: A, arrow 3 of 3 · end 1")
        await call(bench, "POST", f"/session/{bench.session_id}/turn", {"archer_id": marian})
        await expect(turn).to_have_text("Now: B, arrow 1 of 3 · end 1")
        not_shot = page.get_by_role("group", name="End 1").get_by_role("img", name="not shot")
        await expect(not_shot).to_be_visible()
        for _ in range(4):
            await node.shoot(*GOLD)
        await expect(turn).to_have_text("Now: A, arrow 2 of 3 · end 2")
        await expect(not_shot).to_be_visible()
        # two of this end are still to come
        await expect(page.get_by_role("img", name="not shot")).to_have_count(1)
    assert console.complaints == []


async def test_an_unheard_miss_moves_nobodys_arrows(start: Start, node: PtyNode, page: Page, console: Console) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        robin, marian = await roster_of_two(bench)
        await visit(page, bench)
        turn = page.locator("[data-test=turn]")
        await expect(turn).to_have_text("Now: A, arrow 1 of 3 · end 1")
        for _ in range(2):
            await node.shoot(*GOLD)
        await expect(turn).to_have_text("Now: A, arrow 3 of 3 · end 1")
        # the third was not heard: B shoots now
        await turn.tap()
        await page.get_by_role("button", name="Now B Marian").tap()
        await expect(turn).to_have_text("Now: B, arrow 1 of 3 · end 1")
        await page.get_by_role("button", name="Undo").tap()
        await expect(turn).to_have_text("Now: A, arrow 3 of 3 · end 1")
        await turn.tap()
        await page.get_by_role("button", name="Now B Marian").tap()
        await expect(turn).to_have_text("Now: B, arrow 1 of 3 · end 1")
        for _ in range(3):
            await node.shoot(650.0, 850.0)
        await expect(turn).to_have_text("Now: A, arrow 1 of 3 · end 2")
        assert [shot["archer_id"] for shot in await shots(bench)] == [robin] * 2 + [marian] * 3
        # what A did not shoot in end 1 will not come: the coach sees it, and the sheet says so
        await visit(page, bench, "coach")
        await expect(page.get_by_role("img", name="not shot")).to_have_count(1)
        await follow_link(page.get_by_role("link", name="Sheet"))
        await expect(page.get_by_role("img", name="not shot")).to_have_count(1)
        # an arrow that is deleted comes back as it was
        before = await shots(bench)
        await page.get_by_role("button", name="Change arrow 6").first.tap()
        await page.get_by_role("button", name="Delete this arrow").tap()
        await expect(page.get_by_role("button", name="Change arrow 6")).to_have_count(2)
        await page.get_by_role("button", name="Undo").tap()
        await expect(page.get_by_role("button", name="Change arrow 6")).to_have_count(3)
        named = ("id", "source", "detection_id", "end_number", "archer_id", "shot_at")
        assert [[s[k] for k in named] for s in await shots(bench)] == [[s[k] for k in named] for s in before]
        await page.get_by_text("Corrections", exact=True).tap()
        await expect(page.locator("[data-test=correction]", has_text="Arrow deleted")).to_have_count(1)
    assert console.complaints == []


async def test_a_fourth_arrow_is_asked_about(start: Start, node: PtyNode, page: Page, console: Console) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        robin, _ = await roster_of_two(bench)
        await visit(page, bench)
        for _ in range(4):
            await node.shoot(*GOLD)
        await expect(page.locator("[data-test=turn]")).to_have_text("Now: B, arrow 2 of 3 · end 1")
        fourth = (await shots(bench))[-1]
        await call(bench, "PATCH", f"/shot/{fourth['id']}", {"archer_id": robin})
        question = page.get_by_label("Too many arrows")
        await expect(question).to_contain_text("A: 4 arrows in end 1 of 3: the lowest count.")
        await question.get_by_role("button", name="X").first.tap()
        await page.get_by_role("dialog").get_by_label("Archer").select_option(label="B Marian")
        await page.get_by_role("button", name="Save").tap()
        await expect(question).to_be_hidden()
    assert console.complaints == []


async def test_a_miss_is_likely_of_the_end_that_was_left_short(
    start: Start, node: PtyNode, page: Page, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        robin, marian = await roster_of_two(bench)
        async with page.expect_websocket() as opened:
            await visit(page, bench)
        feed = await opened.value
        turn, adding = page.locator("[data-test=turn]"), page.locator("[data-test=add-arrow]")
        dialog = page.get_by_role("dialog")
        why = dialog.locator("[data-test=why-likely]")
        of_a, of_b = (dialog.get_by_role("button", name=name) for name in ("A Robin", "B Marian"))
        # the first arrow of a session, and an end that nobody left short
        await adding.tap()
        await expect(of_a).to_have_attribute("aria-pressed", "true")
        await expect(dialog.get_by_label("End")).to_have_value("1")
        await expect(why).to_be_hidden()
        await dialog.get_by_role("button", name="Close").tap()
        for _ in range(5):
            await node.shoot(*GOLD)
        await expect(turn).to_have_text("Now: B, arrow 3 of 3 · end 1")
        # the third of B was not heard, and A has begun the next end
        await turn.tap()
        await page.get_by_role("button", name="End 1 is over").tap()
        await expect(turn).to_have_text("Now: A, arrow 1 of 3 · end 2")
        await adding.tap()
        await expect(why).to_have_text("B: end 1 is one arrow short.")
        await expect(of_b).to_have_attribute("aria-pressed", "true")
        await expect(dialog.get_by_label("End")).to_have_value("1")
        # everybody else is one tap away, in the end that is theirs
        await of_a.tap()
        await expect(why).to_be_hidden()
        await expect(dialog.get_by_label("End")).to_have_value("2")
        await of_b.tap()
        await expect(dialog.get_by_label("End")).to_have_value("1")
        await page.get_by_role("button", name="It missed").tap()
        await expect(dialog).to_be_hidden()
        # B's end is whole, A has the turn as before, and a miss is A's again
        await expect(turn).to_have_text("Now: A, arrow 1 of 3 · end 2")
        assert [(shot["archer_id"], shot["end_number"]) for shot in await shots(bench)] == [
            *[(robin, 1)] * 3,
            *[(marian, 1)] * 3,
        ]
        await adding.tap()
        await expect(of_a).to_have_attribute("aria-pressed", "true")
        await expect(why).to_be_hidden()
        await dialog.get_by_role("button", name="Close").tap()
        # the end is short again once the feed says so: what is proposed does not change under a finger
        async with feed.expect_event("framereceived", lambda text: '"short_ends":[{' in text.replace(" ", "")):
            await page.get_by_role("button", name="Undo").tap()
        await adding.tap()
        await expect(why).to_have_text("B: end 1 is one arrow short.")
    assert console.complaints == []
