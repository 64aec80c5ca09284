"""What the archer sees."""

import re

import pytest
from playwright.async_api import Page, expect

from drivers.sim.pty_node import PtyNode
from tests.e2e.conftest import Console
from tests.e2e.helpers import follow_link
from tests.hil.conftest import Start, powered

pytestmark = pytest.mark.browser


API_PAGE_MS = 30_000
"""It draws every endpoint at once."""
LOOK_WHERE_IT_STANDS = """() => { window.seen = (async () => {
    const bar = () => document.querySelector("section[aria-label='Line call']");
    const before = bar();
    const { x, y } = before.querySelector("button").getBoundingClientRect();
    const takesATap = () => document.elementFromPoint(x + 9, y + 9)?.closest("button") != null;
    const seen = { before: takesATap() };
    await new Promise((so) => new MutationObserver(() => bar() && bar() !== before && so())
        .observe(document.body, { childList: true, subtree: true }));
    seen.atOnce = takesATap();
    await Promise.all(bar().getAnimations().map((one) => one.finished));
    return { ...seen, later: takesATap() };
})() }"""
"""Whether a tap where a line call stands is an answer, once the call of another arrow has taken its place."""


async def centre_of(page: Page, selector: str) -> tuple[float, float]:
    box = await page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def test_an_arrow_appears_on_the_face_at_the_right_place(
    start: Start, node: PtyNode, page: Page, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await page.goto(f"{bench.base}/app/")
        await expect(page.locator("[data-test=connection]")).to_have_text("Live")
        await expect(page.get_by_text("Waiting for the first arrow")).to_be_visible()
        await node.shoot(650.0, 850.0)
        arrow = page.locator("[data-shot] .shaft")
        await expect(arrow).to_have_count(1)
        await expect(page.locator("[data-test=last]")).to_have_text("6")
        await expect(page.locator("[data-test=total]")).to_have_text("6")

        # 200 mm above the middle of an 80 cm face: a quarter of the face's height, and as big as a shaft is
        face = await page.locator(".target-face .zone").first.bounding_box()
        assert face is not None
        px_per_mm = face["width"] / 800
        x, y = await centre_of(page, "[data-shot] .shaft")
        assert x == pytest.approx(face["x"] + face["width"] / 2, abs=2 * px_per_mm + 0.5)
        assert y == pytest.approx(face["y"] + face["height"] / 2 - 200 * px_per_mm, abs=2 * px_per_mm + 0.5)
        assert await arrow.evaluate("shaft => shaft.getBBox().width") == pytest.approx(9.3)
        # what marks it is never too small to be seen
        least_mm = await page.locator(".target-face").evaluate("face => face.viewBox.baseVal.width / 64 * 2")
        assert least_mm > 9.3
        assert await page.locator("[data-shot] .dot").evaluate("dot => dot.getBBox().width") == pytest.approx(least_mm)
        await expect(page.locator(".last .halo")).to_have_count(1)
    assert console.complaints == []


async def test_a_session_is_opened_shot_and_closed_with_a_thumb(
    start: Start, node: PtyNode, page: Page, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await page.goto(f"{bench.base}/app/")
        await page.get_by_role("button", name="Close session").tap()
        await page.get_by_role("button", name="Close it").tap()
        await expect(page.get_by_role("heading", name="Session closed")).to_be_visible()
        await page.get_by_role("button", name="New session").tap()
        await page.get_by_label("Where").fill("Club hall")
        await page.get_by_label("Arrows per end").fill("2")
        await page.locator("label", has_text="40 cm triple, vertical").first.tap()
        await page.get_by_role("button", name="Open session").tap()
        await expect(page.get_by_text("18 m · Club hall")).to_be_visible()
        await expect(page.locator(".target-face .inner")).to_have_count(6)
        for y in (650.0, 870.0, 430.0):
            await node.shoot(650.0, y)
        await expect(page.locator("[data-test=arrows]")).to_have_text("3")
        await expect(page.get_by_label("End 1")).to_contain_text("20")
        await expect(page.get_by_label("End 2")).to_contain_text("10")
        # on two spots, 220 mm apart: one group all the same
        await node.shoot(656.0, 650.0)
        group = re.compile(r"^ ?Group: [2-4] mm around its centre, [5-7] mm wide. Centre [2-4] mm right, 0 mm")
        await expect(page.locator("[data-test=group]")).to_have_text(group)
    assert console.complaints == []


async def test_it_catches_up_by_itself_after_the_wifi_was_gone(start: Start, node: PtyNode, page: Page) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await page.goto(f"{bench.base}/app/")
        await expect(page.locator("[data-test=connection]")).to_have_text("Live")
        await page.context.set_offline(True)
        await expect(page.locator("[data-test=connection]")).not_to_have_text("Live")
        await node.shoot(650.0, 650.0)
        await bench.message("shot")
        await page.context.set_offline(False)
        await expect(page.locator("[data-test=connection]")).to_have_text("Live")
        await expect(page.locator("[data-test=arrows]")).to_have_text("1")


async def test_the_page_says_when_the_butt_does_not_listen(start: Start, node: PtyNode, page: Page) -> None:
    async with start(node_url=node.line.url) as bench:
        async with powered(node):
            await bench.node_is("listening")
            await page.goto(f"{bench.base}/app/")
            await expect(page.locator("[data-test=connection]")).to_have_text("Live")
        node.line.unplug()
        await expect(page.locator("[data-test=connection]")).to_have_text("Butt not listening")


async def test_a_line_call_is_decided_with_one_tap(start: Start, node: PtyNode, page: Page) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await page.goto(f"{bench.base}/app/")
        await expect(page.locator("[data-test=connection]")).to_have_text("Live")
        # the shaft's edge on the line between 9 and 8: whatever the noise, the doubt straddles it
        await node.shoot(650.0, 650.0 + 80.0 + 4.65)
        bar = page.get_by_label("Line call")
        eight = bar.get_by_role("button", name="8")
        await eight.tap(trial=True)
        # while somebody is about to answer, another arrow is asked about in its place
        await page.evaluate(LOOK_WHERE_IT_STANDS)
        await node.shoot(650.0, 650.0 + 80.0 + 4.65)
        assert await page.evaluate("seen") == {"before": True, "atOnce": False, "later": True}
        await eight.tap()
        await expect(page.get_by_role("button", name="Undo: Call noted")).to_be_visible()
        await eight.tap()
        await expect(bar).to_be_hidden()
        await expect(page.locator("[data-test=total]")).to_have_text("16")


async def test_an_x_is_called_and_taken_back(start: Start, node: PtyNode, page: Page) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await page.goto(f"{bench.base}/app/")
        await expect(page.locator("[data-test=connection]")).to_have_text("Live")
        # the shaft's edge on the X ring
        await node.shoot(650.0, 650.0 + 20.0 + 4.65)
        bar = page.get_by_label("Line call")
        await bar.get_by_role("button", name="X").tap()
        await expect(bar).to_be_hidden()
        await expect(page.locator("[data-test=xs]")).to_have_text("1")
        await page.get_by_role("button", name="Undo").tap()
        await bar.get_by_role("button", name="10").tap()
        await expect(page.locator("[data-test=xs]")).to_have_text("0")
        # and on the sheet, by the arrow itself
        await follow_link(page.get_by_role("link", name="Sheet"))
        await page.get_by_label("End 1").get_by_role("button", name="10").tap()
        await page.get_by_role("dialog").get_by_role("button", name="X", exact=True).tap()
        await page.get_by_role("button", name="Save").tap()
        await expect(page.get_by_label("End 1").get_by_role("button", name="X")).to_be_visible()


async def test_the_api_page_works_without_the_internet(
    start: Start, node: PtyNode, page: Page, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench:
        await page.goto(f"{bench.base}/api/swagger")
        await expect(page.get_by_role("heading", name="Arch-Stats appliance")).to_be_visible(timeout=API_PAGE_MS)
    assert console.complaints == []
