"""A real Chromium with a phone's viewport, on the real appliance with a node on a pseudo-terminal."""

import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, ViewportSize, async_playwright, expect

from tests.hil.conftest import node, settings, start

__all__ = ["node", "settings", "start"]

ON_THE_RANGE = "archstats.local"
"""The appliance by its name: over plain HTTP that is no secure context, unlike 127.0.0.1."""
ELSEWHERE = "elsewhere.example"
"""A name of somebody else, which leads to this machine too."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {ON_THE_RANGE} 127.0.0.1, MAP {ELSEWHERE} 127.0.0.1",
]
PHONE: ViewportSize = {"width": 360, "height": 740}
TABLET: ViewportSize = {"width": 820, "height": 1180}
DESK: ViewportSize = {"width": 1280, "height": 800}
WAIT_MS = 20_000
"""How long anything may take: a machine that tests may be busy with other things."""
expect.set_options(timeout=WAIT_MS)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path is not None, "Chromium is missing: scripts/test.bash installs it"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


class Console:
    """What the page complained about; a flow must leave it empty."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("console", self._on_message)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _on_message(self, message: ConsoleMessage) -> None:
        # the browser's own word where it looks for a newer worker while the appliance has just been ended
        if message.text == "An unknown error occurred when fetching the script.":
            return
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def besides_lost_network(self) -> list[str]:
        """For a flow that takes the Wi-Fi away: complaints without the browser's own about that, in whatever words."""
        # the feed begins anew while it is connecting, as soon as the phone says that the network is back
        own = ("net::ERR_", "WebSocket is closed before the connection is established")
        return [text for text in self.complaints if not any(words in text for words in own)]


@pytest.fixture
def console() -> Console:
    return Console()


@pytest.fixture
async def page(browser: Browser, console: Console) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport=PHONE, device_scale_factor=2, has_touch=True, is_mobile=True)
    page = await context.new_page()
    page.set_default_timeout(WAIT_MS)
    console.watch(page)
    yield page
    await context.close()
