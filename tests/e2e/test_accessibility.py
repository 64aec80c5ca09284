"""axe-core over every page, light and dark, on a phone and on a desk; and how much is loaded."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from drivers.sim.pty_node import PtyNode
from tests.e2e.conftest import DESK, PHONE, TABLET, Console, new_context
from tests.e2e.helpers import a_bracket, call, follow, shoot_a_round
from tests.e2e.test_layout import BROKEN_WORDS
from tests.hil.conftest import Start, powered

pytestmark = pytest.mark.browser

WEB = Path(__file__).parents[2] / "web"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    "", "sheet", "inbox", "sessions", "review", "arrows", "archers", "butt", "calibration/arrows", "watch", "coach",
    "brackets", "timer", "setup", "template", "device", "pair", "menu",
)  # fmt: skip
BRACKET = "bracket/"
LANGUAGES = {"Live": "en", "En vivo": "es", "En direct": "fr"}
TIMED = ("", "watch", "timer")
# numbers that are read at arm's length in the sun: WCAG's higher contrast
SCORES = "[data-test=total], [data-test=last], [data-test=arrows], .score, .chip, .newest, .sum"
MOST_KB = 120
# only what is wrong leaves the page, for the whole answer is long; and how many elements are right
SCAN = """async ([inside, options]) => {
    const { violations, passes } = await axe.run(inside ? { include: [inside] } : document, options);
    const wrong = violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 120))]);
    return [wrong, passes.reduce((sum, { nodes }) => sum + nodes.length, 0)];
}"""
WRONG_ONLY = {"resultTypes": ["violations"]}
CONTRAST_ONLY = {"runOnly": ["color-contrast-enhanced"], "rules": {"color-contrast-enhanced": {"enabled": True}}}


async def scan(page: Page, inside: str | None = None, options: Any = WRONG_ONLY) -> tuple[list[Any], int]:
    """What axe-core finds wrong, the rule and some elements; and how many it finds right, or of each rule one."""
    wrong, right = await page.evaluate(SCAN, [inside, options])
    return wrong, right


@pytest.mark.parametrize(
    ("size", "colours", "live"),
    [
        (PHONE, "light", "Live"),
        (PHONE, "dark", "Live"),
        (TABLET, "light", "En direct"),
        (DESK, "dark", "Live"),
        (PHONE, "light", "En vivo"),
    ],
    ids=["phone-light", "phone-dark", "tablet-light-french", "desk-dark", "phone-spanish"],
)
async def test_no_page_keeps_anybody_out(
    start: Start, node: PtyNode, browser: Browser, console: Console, size: Any, colours: Any, live: str
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        for x, y in ((650.0, 650.0), (650.0, 733.0), (500.0, 900.0), (640.0, 640.0)):
            await node.shoot(x, y)
            await bench.message("shot")
        await shoot_a_round(bench, {"Robin": 10, "Marian": 9})
        timer = await call(bench, "PUT", "/timer", {"kind": "ends", "run_up_s": 0, "shooting_s": 600, "turns": 2})
        await call(bench, "POST", "/timer/action", {"action": "start", "revision": timer["revision"]})
        context = await new_context(browser, viewport=size, color_scheme=colours)
        page = await context.new_page()
        await page.add_init_script(
            f"localStorage.setItem('arch-stats:settings', '{{\"language\": \"{LANGUAGES[live]}\"}}')"
        )
        console.watch(page)
        found: list[tuple[str, str, list[str]]] = []
        looked_at = 0
        await page.goto(f"{bench.base}/app/")
        await page.evaluate(AXE.read_text(encoding="utf-8"))
        for path in (*PAGES, BRACKET):
            await follow(page, path + await a_bracket(bench) if path == BRACKET else path)
            await expect(page.locator("[data-test=connection]")).to_have_text(live)
            if path == BRACKET:
                await expect(page.locator("[data-test=match]")).not_to_have_count(0)
            if path in TIMED:
                await expect(page.locator("[data-light=green]")).to_be_visible()
            found += [(path, rule, shown) for rule, shown in (await scan(page))[0]]
            if await page.locator(SCORES).count():
                wrong, right = await scan(page, SCORES, CONTRAST_ONLY)
                found += [(path, rule, shown) for rule, shown in wrong]
                looked_at += right
            overflow = await page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
            assert not overflow, f"{path} is wider than the screen"
            found += [(path, "a broken word", await page.evaluate(BROKEN_WORDS))]
        await context.close()
    found = [one for one in found if one[2]]
    assert not found, found
    assert looked_at > 10
    assert console.complaints == []


def test_the_live_page_is_small() -> None:
    dist = WEB / "dist"
    names = set(re.findall(r"/app/(assets/[^\"']+\.js)", (dist / "index.html").read_text()))
    assert names
    loaded = sum(len(gzip.compress((dist / name).read_bytes())) for name in names)
    assert loaded < MOST_KB * 1000
