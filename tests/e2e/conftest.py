"""A real Chromium with a phone's viewport, on the real appliance with a node on a pseudo-terminal."""

import asyncio
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, async_playwright, expect

from appliance.main import opened
from appliance.runtime.background import background
from appliance.settings import Settings
from drivers.sim.pty_node import PtyNode
from tests.builders import a_survey
from tests.e2e.fingers import KEEP, fingers
from tests.hil.conftest import Bench, Start, node, phone_at, settings
from tests.hil.conftest import start as start_unseen

__all__ = ["node", "settings", "start_unseen"]

ON_THE_RANGE = "archstats.local"
"""The appliance by its name: over plain HTTP that is no secure context, unlike 127.0.0.1."""
ELSEWHERE = "elsewhere.example"
"""A name of somebody else, which leads to this machine too."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    # drawn without one: a process and threads of its own only hand the same pixels around
    "--in-process-gpu",
    "--num-raster-threads=1",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {ON_THE_RANGE} 127.0.0.1, MAP {ELSEWHERE} 127.0.0.1",
]
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first has no windows of its own, which take as much processor time as the pages in them."""
PHONE: ViewportSize = {"width": 360, "height": 740}
TABLET: ViewportSize = {"width": 820, "height": 1180}
DESK: ViewportSize = {"width": 1280, "height": 800}
ROUTER = Path(__file__).parents[2] / "web" / "src" / "router.ts"
(SOON_MS,) = re.findall(r"^const SOON_MS = (\d+);$", ROUTER.read_text(), re.MULTILINE)
"""After so long a page fetches all others."""
ONLY_WHAT_IS_OPENED = f"""{{
    const later = setTimeout;
    window.setTimeout = (run, ms, ...given) => ms === {SOON_MS} ? 0 : later(run, ms, ...given);
}}"""
WAIT_MS = 20_000
"""How long anything may take: a machine that tests may be busy with other things."""
expect.set_options(timeout=WAIT_MS)


@pytest.fixture
def _function_scoped_runner(_session_scoped_runner: asyncio.Runner) -> asyncio.Runner:
    """All tests here share the loop that talks to Chromium: it takes a second of processor time to start."""
    return _session_scoped_runner


def chromium_path() -> str:
    """Where Chromium is on this computer."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found is not None, "Chromium is missing: scripts/test.bash installs it"
    return found


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """A Chromium of its own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        await browser.close()


async def new_context(
    browser: Browser, *, has_worker: bool = False, fetches_ahead: bool = False, **settings: Any
) -> BrowserContext:
    """What a person's browser is: it lets a page keep the screen on, where a silent film would play otherwise.

    Unless asked for, it has no service worker, as over plain HTTP, and no page fetches the others, as if all were done
    within the second before: either loads the whole application, which takes more processor time than most tests do.
    """
    context = await browser.new_context(permissions=["screen-wake-lock"], **settings)
    await context.add_init_script(KEEP)
    if not has_worker:
        await context.add_init_script("delete Navigator.prototype.serviceWorker")
    if not fetches_ahead:
        await context.add_init_script(ONLY_WHAT_IS_OPENED)
    return context


@asynccontextmanager
async def browser_at_appliance(node: PtyNode) -> AsyncIterator[tuple[Browser, Bench]]:
    """A Chromium and an appliance that listens to `node`, for programs that are no tests."""
    with tempfile.TemporaryDirectory() as folder:
        # PostgreSQL reads it as another user
        Path(folder).chmod(0o755)
        settings = Settings(
            data_dir=Path(folder), server_host="127.0.0.1", server_port=0, mdns=False, node_url=node.line.url
        )
        async with (
            opened(settings, survey=a_survey()) as ready,
            phone_at(f"http://127.0.0.1:{ready.port}") as bench,
            background(node=node.run()),
            launched() as browser,
        ):
            await bench.node_is("listening")
            yield browser, bench
    node.line.unplug()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One Chromium for the whole run."""
    async with launched() as browser:
        yield browser


HAS_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep for the fixtures whether the test failed."""
    report = yield
    item.stash[HAS_FAILED] = item.stash.get(HAS_FAILED, False) or report.failed
    return report


@pytest.fixture
async def browser(request: pytest.FixtureRequest, chromium: Browser) -> AsyncIterator[Browser]:
    """What a context keeps (cookies, storage, workers, the cache) is its own; none outlives its test."""
    assert chromium.is_connected(), "Chromium ended in a test before"
    yield chromium
    for context in chromium.contexts:
        if request.node.stash.get(HAS_FAILED, False):
            for page in context.pages:
                sys.stdout.write(f"{await fingers(page)}\n")
        await context.close()


class Console:
    """What the pages complained about while there was an appliance; a flow must leave it empty."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self._pages: list[Page] = []
        self._listens = True

    def watch(self, page: Page) -> None:
        self._pages.append(page)
        page.on("console", self._on_message)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def listen(self) -> None:
        self._listens = True

    async def listen_no_more(self) -> None:
        """A page that looks for an appliance which the test has ended is told so by the browser, sooner or later."""
        for page in self._pages:
            if not page.is_closed():
                # what it has said until now arrives before this answer
                await page.evaluate("0")
        self._listens = False

    def _on_message(self, message: ConsoleMessage) -> None:
        if self._listens and message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def besides_lost_network(self) -> list[str]:
        """For a flow that takes the Wi-Fi away: complaints without the browser's own about that, in whatever words."""
        # the feed begins anew while it is connecting, as soon as the phone says that the network is back
        own = (
            "net::ERR_",
            "WebSocket is closed before the connection is established",
            "An unknown error occurred when fetching the script.",
        )
        return [text for text in self.complaints if not any(words in text for words in own)]


@pytest.fixture
def console() -> Console:
    return Console()


@pytest.fixture
def start(start_unseen: Start, console: Console) -> Start:
    """As in `tests.hil`; what pages complain about counts until the appliance is ended."""

    @asynccontextmanager
    async def starting(*survey: Any, **changes: Any) -> AsyncIterator[Bench]:
        console.listen()
        async with start_unseen(*survey, **changes) as bench:
            yield bench
            await console.listen_no_more()

    return starting


@pytest.fixture
async def page(request: pytest.FixtureRequest, browser: Browser, console: Console) -> Page:
    settings = {"viewport": PHONE, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
    has_worker = request.node.get_closest_marker("service_worker") is not None
    fetches_ahead = has_worker or request.node.get_closest_marker("fetches_ahead") is not None
    context = await new_context(browser, has_worker=has_worker, fetches_ahead=fetches_ahead, **settings)
    page = await context.new_page()
    page.set_default_timeout(WAIT_MS)
    console.watch(page)
    return page
