"""The page opens where the appliance does not answer, as far as a browser lets it."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Request, Route, expect

from drivers.sim.pty_node import PtyNode
from tests.e2e.conftest import ON_THE_RANGE, Console
from tests.e2e.helpers import call, follow_link, wait_until
from tests.hil.conftest import Bench, Start

pytestmark = pytest.mark.browser

INDEX = Path(__file__).parents[2] / "web" / "dist" / "index.html"
KEPT = """(async () => {
  const names = await caches.keys();
  const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return all.flat().map(({url}) => new URL(url).pathname);
})()"""


async def three_arrows(bench: Bench) -> None:
    for points in (9, 8, 7):
        await call(bench, "POST", "/shot", {"session_id": bench.session_id, "points_called": points})


async def is_offline(page: Page) -> None:
    await expect(page.locator("[data-test=connection]")).to_have_text("Offline")
    await expect(page.locator("[data-test=total]")).to_have_text("24")
    await expect(page.get_by_label("End 1")).to_contain_text("987")


async def is_as_it_was(page: Page) -> None:
    await is_offline(page)
    await expect(page.get_by_text("As of")).to_be_visible()


@pytest.mark.service_worker
async def test_from_a_secure_address_it_opens_again_and_shows_the_last_arrows(start: Start, page: Page) -> None:
    async with start() as bench:
        await three_arrows(bench)
        await page.goto(f"{bench.base}/app/")
        await wait_until(page, "navigator.serviceWorker.controller?.state === 'activated'")
        kept = await page.evaluate(KEPT)
        assert "/app/" in kept
        assert [address for address in kept if not re.match(r"/app/$|/app/assets/", address)] == []
        await expect(page.locator("[data-test=total]")).to_have_text("24")
    for _ in range(2):
        await page.reload()
        await is_as_it_was(page)
    await follow_link(page.get_by_role("link", name="Sheet"))
    await expect(page.get_by_role("heading", name="Score sheet")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("heading", name="Score sheet")).to_be_visible()


@pytest.mark.fetches_ahead
async def test_over_plain_http_a_new_tab_and_the_way_back_open_it(start: Start, page: Page) -> None:
    async with start() as bench:
        base = bench.base.replace("127.0.0.1", ON_THE_RANGE)
        await three_arrows(bench)
        await page.goto(f"{base}/")
        assert await page.evaluate("[isSecureContext, 'serviceWorker' in navigator]") == [False, False]
        await expect(page.locator("[data-test=total]")).to_have_text("24")
        # what keeps the arrows for later comes behind what is seen
        await wait_until(page, "performance.getEntriesByName('pages-here').length")
        await page.goto("about:blank")
    await page.go_back()
    await is_offline(page)
    tab = await page.context.new_page()
    # typed without the path, as it was the first time: what sends to the page is kept too
    await tab.goto(f"{base}/")
    await is_as_it_was(tab)


async def test_a_newer_page_comes_by_itself_and_an_old_one_asks_once(
    start: Start, page: Page, console: Console
) -> None:
    newer = re.sub(r"live-[\w-]+\.js", "live-newer.js", INDEX.read_text())
    loads: list[Request] = []
    page.on("request", lambda request: loads.append(request) if request.is_navigation_request() else None)

    async def answer(route: Route, request: Request) -> Any:
        if request.resource_type == "fetch":
            return await route.fulfill(body=newer, content_type="text/html")
        return await route.continue_()

    await page.route("**/app/", answer)
    async with start() as bench:
        base = bench.base.replace("127.0.0.1", ON_THE_RANGE)
        # the second time it is the page itself that asks
        async with page.expect_event("load", lambda _: len(loads) == 2):
            await page.goto(f"{base}/app/", wait_until="commit")
        assert "/assets/live-" in await page.evaluate("sessionStorage.askedAnew")
        async with page.expect_request(
            lambda request: request.resource_type == "fetch" and request.url.endswith("/app/")
        ):
            await page.reload()
        await expect(page.get_by_text("Waiting for the first arrow.")).to_be_visible()
        # opened, brought anew by itself, opened once more by hand: and left alone
        assert len(loads) == 3
    assert console.besides_lost_network() == []


async def test_a_page_that_is_gone_is_brought_anew_at_its_address_once(
    start: Start, page: Page, console: Console
) -> None:
    """As on a phone that lay open while the appliance was brought up to date: files are called otherwise by now."""
    loads: list[str] = []
    page.on("request", lambda request: loads.append(request.url) if request.is_navigation_request() else None)

    async def gone(route: Route) -> None:
        await route.fulfill(status=404)

    async def brought(route: Route) -> None:
        await page.unroute("**/assets/SheetPage-*.js")
        await route.continue_()

    async with start() as bench:
        base = bench.base.replace("127.0.0.1", ON_THE_RANGE)
        for name in ("MenuPage", "SheetPage"):
            await page.route(f"**/assets/{name}-*.js", gone)
        await page.goto(f"{base}/app/")
        await expect(page.locator("[data-test=connection]")).not_to_have_text("Offline")
        # what stays away is asked for once more, at its address, and no more
        await page.get_by_role("link", name="Menu").tap()
        await expect(page.get_by_text("The butt does not answer.")).to_be_visible()
        assert loads == [f"{base}/app/", f"{base}/app/menu"]
        # what the newer page has is there
        await page.route("**/app/sheet", brought)
        await page.get_by_role("link", name="Sheet").tap()
        await expect(page.get_by_role("heading", name="Score sheet")).to_be_visible()
        assert loads[2:] == [f"{base}/app/sheet"]


@pytest.mark.service_worker
async def test_an_arrow_after_the_wifi_came_back_is_no_longer_as_it_was(
    start: Start, node: PtyNode, page: Page
) -> None:
    async with start() as bench:
        await three_arrows(bench)
        await page.goto(f"{bench.base}/app/")
        await wait_until(page, "navigator.serviceWorker.controller?.state === 'activated'")
        await page.context.set_offline(True)
        await page.reload()
        await is_as_it_was(page)
        await page.context.set_offline(False)
        await call(bench, "POST", "/shot", {"session_id": bench.session_id, "points_called": 6})
        await expect(page.locator("[data-test=total]")).to_have_text("30")
        await expect(page.get_by_text("As of")).to_be_hidden()
