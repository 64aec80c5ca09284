"""A phone that may not change something is paired on the spot; pages of others can do nothing here."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from playwright.async_api import Browser, Page, expect

from appliance.access.pin_file import PinFile
from appliance.settings import Settings
from tests.e2e.conftest import ELSEWHERE, PHONE, WAIT_MS, Console, new_context
from tests.e2e.helpers import call
from tests.e2e.test_accessibility import PAGES
from tests.hil.conftest import Start

pytestmark = pytest.mark.browser

# whoever comes through something else is not at the box, though the test's browser is
NOT_HERE = {"X-Forwarded-For": "192.0.2.7"}
VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error("refused by policy", event.violatedDirective, event.blockedURI))
"""


@asynccontextmanager
async def a_phone(browser: Browser, console: Console) -> AsyncIterator[Page]:
    context = await new_context(browser, viewport=PHONE, extra_http_headers=NOT_HERE)
    page = await context.new_page()
    page.set_default_timeout(WAIT_MS)
    console.watch(page)
    yield page
    await context.close()


async def test_what_was_refused_is_done_once_the_phone_is_paired(
    start: Start, browser: Browser, console: Console, settings: Settings
) -> None:
    async with start() as bench, a_phone(browser, console) as page, a_phone(browser, console) as other:
        await page.goto(f"{bench.base}/app/device")
        await expect(page.locator("[data-test=role]")).to_have_text("This phone: Spectator")
        # what is read as the page opens would take the place of what is typed
        await page.wait_for_load_state("networkidle")
        await page.get_by_label("Number of this target").fill("12")
        await page.get_by_label("Number of this target").press("Tab")
        dialog = page.get_by_role("dialog", name="Pair this phone")
        await dialog.get_by_label("PIN of the label").fill("1")
        await dialog.get_by_role("button", name="Pair this phone").click()
        await expect(dialog.get_by_role("alert")).to_contain_text("is not the PIN of this box")
        await dialog.get_by_label("PIN of the label").fill(PinFile(settings.data_dir).read_or_make())
        await dialog.get_by_label("What the phone is called").fill("Robin's phone")
        await dialog.get_by_role("button", name="Pair this phone").click()
        await expect(dialog).to_be_hidden()
        await expect(page.get_by_text("Undo")).to_be_visible()
        assert (await call(bench, "GET", "/device"))["target_number"] == "12"
        # the list, and a code for another phone
        await page.reload()
        await expect(page.locator("[data-test=pairing]")).to_contain_text("Robin's phone")
        # a slip withdraws nothing: it is asked for once more
        await page.get_by_role("button", name="Withdraw Robin's phone").click()
        await expect(page.get_by_role("dialog")).to_contain_text("it needs a new code")
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        assert (await page.context.request.get(f"{bench.base}/api/v0/access")).ok
        await expect(page.locator("[data-test=pairing]")).to_have_count(1)
        async with page.expect_response("**/pairing-code") as made:
            await page.get_by_role("button", name="A code for a coach").click()
        path = (await (await made.value).json())["data"]["path"]
        await expect(page.locator("[data-test=pairing-code] svg")).to_be_visible()
        await other.goto(f"{bench.base}{path}")
        await other.get_by_role("button", name="Pair this phone").click()
        await other.wait_for_url("**/app/")
        await other.goto(f"{bench.base}/app/device")
        await expect(other.locator("[data-test=role]")).to_have_text("This phone: Coach")
    own = ("401 (Unauthorized)", "403 (Forbidden)")
    assert [text for text in console.complaints if not any(status in text for status in own)] == []


async def test_no_page_of_ours_needs_what_the_policy_refuses(start: Start, page: Page, console: Console) -> None:
    await page.add_init_script(VIOLATIONS)
    async with start() as bench:
        for path in PAGES:
            await page.goto(f"{bench.base}/app/{path}")
            await page.wait_for_load_state("networkidle")
        for path in (f"/api/v0/session/{bench.session_id}/scoresheet", "/api/swagger"):
            await page.goto(bench.base + path)
            await page.wait_for_load_state("networkidle")
        await expect(page.get_by_text("Arch-Stats appliance").first).to_be_visible()
    assert console.complaints == []


TRIES = """async (base) => {
  const said = {};
  const tried = (name, work) => work().then((value) => (said[name] = String(value)), () => (said[name] = "refused"));
  const json = { "Content-Type": "application/json" };
  await tried("read", async () => (await fetch(base + "/api/v0/session")).status);
  await tried("write", async () => (await fetch(base + "/api/v0/archer",
    { method: "POST", headers: json, body: '{"name": "Mallory"}' })).status);
  await tried("blind write", async () => (await fetch(base + "/api/v0/sensor-test",
    { method: "POST", mode: "no-cors" })).type);
  await tried("script", () => new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: base + "/api/v0/session" });
    script.onload = () => resolve("ran");
    script.onerror = reject;
    document.body.append(script);
  }));
  await tried("socket", () => new Promise((resolve, reject) => {
    const socket = new WebSocket(base.replace("http", "ws") + "/api/v0/ws/feed");
    socket.onopen = () => resolve("open");
    socket.onerror = reject;
  }));
  return said;
}"""


async def test_a_page_of_somebody_else_neither_reads_nor_writes_nor_frames(
    start: Start, page: Page, unused_tcp_port: int
) -> None:
    async def serve(request: web.Request) -> web.Response:
        del request
        return web.Response(text="<body>elsewhere</body>", content_type="text/html")

    foreign = web.Application()
    foreign.router.add_get("/", serve)
    runner = web.AppRunner(foreign)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    try:
        async with start() as bench:
            await page.goto(f"http://{ELSEWHERE}:{unused_tcp_port}/")
            answers = await page.evaluate(TRIES, bench.base)
            assert answers == dict.fromkeys(("read", "write", "blind write", "script", "socket"), "refused")
            assert await call(bench, "GET", "/archer") == []
            assert await call(bench, "GET", "/sensor-test/on") is None
            # it cannot show us in a frame of its own
            async with page.expect_event("requestfailed"):
                await page.evaluate(f"document.body.innerHTML = '<iframe src=\"{bench.base}/app/\"></iframe>'")
            frame = page.frames[-1]
            assert await frame.locator("#app").count() == 0
            # a name of somebody else that leads here is no name of ours, so its page is never ours
            port = bench.base.rpartition(":")[2]
            response = await page.goto(f"http://{ELSEWHERE}:{port}/api/v0/session")
            assert response is not None
            assert response.status == 403
    finally:
        await runner.cleanup()
