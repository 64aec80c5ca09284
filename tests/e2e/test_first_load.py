"""How much a phone loads before it shows an arrow."""

import pytest
from playwright.async_api import Page, Response, expect

from tests.benchmarks.phone import loaded_kb
from tests.e2e.conftest import ON_THE_RANGE
from tests.hil.conftest import Start

pytestmark = pytest.mark.browser

FIRST_LOAD_KB = 57.5


async def test_the_live_page_is_small_and_comes_compressed(start: Start, page: Page) -> None:
    assert loaded_kb() <= FIRST_LOAD_KB
    scripts: list[Response] = []
    page.on("response", lambda answer: scripts.append(answer) if "/assets/live-" in answer.url else None)
    async with start() as bench:
        await page.goto(f"{bench.base.replace('127.0.0.1', ON_THE_RANGE)}/app/")
        await expect(page.get_by_text("Waiting for the first arrow")).to_be_visible()
        [script, style] = sorted(scripts, key=lambda answer: not answer.url.endswith(".js"))
        assert await script.header_value("Content-Encoding") == "gzip"
        assert await style.header_value("Content-Encoding") == "gzip"
        assert (await script.request.sizes())["responseBodySize"] <= FIRST_LOAD_KB * 1000
