"""What flows have in common."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Locator, Page, Request, expect

from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt
from tests.e2e.conftest import DESK, PHONE, WAIT_MS, Console, new_context
from tests.hil.conftest import Bench

GOLD = (650.0, 650.0)
QUIET_FRAMES = 6
"""What was answered may make a page ask for more, before it is drawn the next time."""


@asynccontextmanager
async def screens(browser: Browser, console: Console) -> AsyncIterator[tuple[Page, Page, Page]]:
    """Two phones and a television."""
    pages = []
    for size in (PHONE, PHONE, DESK):
        context = await new_context(browser, viewport=size, has_touch=True)
        pages.append(await context.new_page())
        pages[-1].set_default_timeout(WAIT_MS)
        console.watch(pages[-1])
    first, second, third = pages
    yield first, second, third
    for page in pages:
        await page.context.close()


async def call(bench: Bench, method: str, path: str, body: Any = None) -> Any:
    async with bench.http.request(method, f"{bench.base}/api/v0{path}", json=body) as response:
        return (await response.json())["data"] if response.status != 204 else None


async def visit(page: Page, bench: Bench, path: str = "") -> None:
    await page.goto(f"{bench.base}/app/{path}")
    await expect(page.locator("[data-test=connection]")).to_have_text("Live")


async def three_sensors_hear(node: PtyNode) -> None:
    ticks = VirtualButt().ticks(500.0, 800.0, 4e8, random.Random(2))
    await node.latch([tick if k in (0, 2, 5) else None for k, tick in enumerate(ticks)])


async def wait_until(page: Page, expression: str) -> None:
    """Until this is so in the page; Playwright's own way needs `eval`, which the page's policy forbids."""
    look = f"const look = () => (({expression}) ? so() : setTimeout(look, 20)); look();"
    async with asyncio.timeout(WAIT_MS / 1000):
        await page.evaluate(f"() => new Promise((so) => {{ {look} }})")


async def follow_link(link: Locator) -> None:
    """Taps a link of the application, until its page has taken this one's place: the same words may stand in both."""
    await link.evaluate("() => { window.left = document.querySelector('main > *'); window.from = location.href }")
    await link.tap()
    gone = "document.querySelector('main > *') !== window.left"
    await wait_until(link.page, f"location.href !== window.from && {gone}")


@asynccontextmanager
async def all_answered(page: Page) -> AsyncIterator[None]:
    """What is done in it makes the page ask for something: at its end the page has all of it, and is drawn."""
    asked: set[Request] = set()

    def begun(request: Request) -> None:
        asked.add(request)

    def over(request: Request) -> None:
        asked.discard(request)

    page.on("request", begun)
    page.on("requestfinished", over)
    page.on("requestfailed", over)
    yield
    quiet = 0
    async with asyncio.timeout(WAIT_MS / 1000):
        while quiet < QUIET_FRAMES:
            await page.evaluate("new Promise(requestAnimationFrame)")
            quiet = 0 if asked else quiet + 1
    page.remove_listener("request", begun)
    page.remove_listener("requestfinished", over)
    page.remove_listener("requestfailed", over)


async def follow(page: Page, path: str) -> None:
    """To another page of the application, as by a link, until it has all that it asks for: nothing is loaded anew."""
    async with all_answered(page):
        await page.evaluate(
            "path => { window.left = path === location.pathname ? null : document.querySelector('main > *');"
            " history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate')) }",
            f"/app/{path}",
        )
        await wait_until(page, "![null, window.left].includes(document.querySelector('main > *'))")


async def shoot(bench: Bench, node: PtyNode, *places: tuple[float, float]) -> None:
    """Arrows land at these places (mm), each once the one before is on the feed."""
    for place in places:
        await node.shoot(*place)
        # not a miss that a person added
        await bench.message("shot", source="sensor")


async def shoot_a_round(bench: Bench, points: dict[str, int]) -> list[str]:
    """Archers who shot an arrow each in the open session, as somebody wrote it down; their ids."""
    ids = [await call(bench, "POST", "/archer", {"name": name}) for name in points]
    listed = [{"archer_id": one, "letter": "ABCDEFGH"[k], "shooting_order": k + 1} for k, one in enumerate(ids)]
    await call(bench, "PUT", f"/session/{bench.session_id}/archers", {"archers": listed})
    for archer_id, called in zip(ids, points.values(), strict=True):
        shot = {"session_id": bench.session_id, "archer_id": archer_id, "end_number": 1, "points_called": called}
        await call(bench, "POST", "/shot", shot)
    return ids


async def a_bracket(bench: Bench) -> str:
    """A bracket of those who shot in the open session; its id."""
    return str(await call(bench, "POST", "/bracket", {"name": "Evening", "session_ids": [bench.session_id]}))
