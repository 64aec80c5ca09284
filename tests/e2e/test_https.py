"""By HTTPS the page is a secure context, and the phone's own wake lock keeps the screen on."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.conftest import ON_THE_RANGE, PHONE, WAIT_MS, Console, new_context
from tests.e2e.helpers import wait_until
from tests.hil.conftest import Start

pytestmark = pytest.mark.browser

# what is held is not told by the browser, so the page's own requests are remembered
REMEMBER = """
    window.locks = [];
    const request = WakeLock.prototype.request;
    WakeLock.prototype.request = async function (kind) {
        const lock = await request.call(this, kind);
        window.locks.push(lock);
        return lock;
    };
"""


async def test_the_device_page_leads_to_a_page_that_holds_the_screen_on(
    start: Start, browser: Browser, page: Page, console: Console
) -> None:
    async with start() as bench:
        base = bench.base.replace("127.0.0.1", ON_THE_RANGE)
        await page.goto(f"{base}/app/device")
        link = page.get_by_role("link", name="Open by HTTPS")
        await expect(link).to_be_visible()
        shown = await page.locator("[data-test=fingerprint]").inner_text()
        secure = (await (await bench.http.get(f"{bench.base}/api/v0/address")).json())["data"]["secure"]
        assert shown == secure["fingerprint"]
        url = str(await link.get_attribute("href"))
        assert url.startswith(f"https://{ON_THE_RANGE}:")
        # as somebody does who lets the browser's warning pass
        context = await new_context(browser, viewport=PHONE, ignore_https_errors=True)
        by_https = await context.new_page()
        by_https.set_default_timeout(WAIT_MS)
        console.watch(by_https)
        await by_https.add_init_script(REMEMBER)
        await by_https.goto(url)
        await expect(by_https.get_by_text("Waiting for the first arrow.")).to_be_visible()
        assert await by_https.evaluate("isSecureContext")
        await wait_until(by_https, "window.locks.some(lock => !lock.released)")
        await by_https.goto(f"{url}device")
        await expect(by_https.get_by_text("This page is open by HTTPS.")).to_be_visible()
        await context.close()
    assert console.complaints == []
