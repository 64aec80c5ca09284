"""Phones and televisions that sleep and wake."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from playwright.async_api import Page, Route, expect

CONNECTION = "[data-test=connection]"


@asynccontextmanager
async def asleep(*pages: Page) -> AsyncIterator[None]:
    """They sleep for long: without Wi-Fi, their socket lost. Then they wake and know it."""
    for page in pages:
        await page.context.set_offline(True)
    for page in pages:
        await expect(page.locator(CONNECTION)).to_have_text("Offline")
    yield
    for page in pages:
        await page.context.set_offline(False)
        await nodded(page)


async def nodded(page: Page) -> None:
    """It slept for a moment: nothing but its socket is another one."""
    async with page.expect_websocket():
        await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.locator(CONNECTION)).not_to_have_text("Offline")


@asynccontextmanager
async def losing_answers(page: Page, path: str) -> AsyncIterator[None]:
    """What the page asks at this path is done by the appliance, and the answer never comes."""

    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()

    async with AsyncExitStack() as stack:
        await page.route(path, lose)
        # one that is being lost is lost to its end: whom the wait leaves alone is let through by the browser
        stack.push_async_callback(page.unroute_all, behavior="wait")
        yield
