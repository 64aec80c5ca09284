"""How quick the page is on a slow phone: python -m tests.benchmarks.phone

A real Chromium at a quarter of its speed, the real appliance: from the address to the first arrow on the screen, and
from a shot's WebSocket message to its arrow on the screen with 300 arrows drawn; and what is loaded for the live page.
"""

import asyncio
import gzip
import random
import re
import statistics
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import BUTT_MM, VirtualArcher, VirtualButt
from tests.e2e.conftest import PHONE, browser_at_appliance
from tests.hil.conftest import Bench

DIST = Path(__file__).parents[2] / "web" / "dist"
SLOWER = 4
DRAWN = 300
MEASURED = 20
LOADS = 5
# the moment a shot's message comes, and the frame after its arrow is in the picture
WATCH = """
window.heard = {}; window.drawn = {};
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  constructor(...a) {
    super(...a);
    this.addEventListener('message', (event) => {
      const found = /^{"type":"shot","seq":\\d+,"data":{"id":"([^"]+)"/.exec(event.data);
      if (found) window.heard[found[1]] = performance.now();
    });
  }
};
new MutationObserver((changes) => {
  for (const change of changes) for (const node of change.addedNodes) {
    const arrows = node.querySelectorAll ? [node, ...node.querySelectorAll('[data-shot]')] : [];
    for (const id of arrows.map((arrow) => arrow.dataset?.shot)) {
      if (id && !(id in window.drawn)) requestAnimationFrame(() => { window.drawn[id] = performance.now(); });
    }
  }
}).observe(document, {childList: true, subtree: true});
"""


async def slow_page(browser: Any) -> Page:
    context = await browser.new_context(viewport=PHONE, device_scale_factor=2, has_touch=True, is_mobile=True)
    page: Page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    await page.add_init_script(WATCH)
    return page


async def first_arrow_ms(browser: Any, bench: Bench) -> float:
    page = await slow_page(browser)
    await page.goto(f"{bench.base}/app/", wait_until="commit")
    await page.locator("[data-shot] .shaft").first.wait_for()
    at: float = await page.evaluate("Math.min(...Object.values(window.drawn))")
    await page.context.close()
    return at


async def new_arrows_ms(browser: Any, bench: Bench, node: PtyNode, archer: VirtualArcher) -> list[float]:
    page = await slow_page(browser)
    await page.goto(f"{bench.base}/app/")
    await page.locator("[data-shot] .shaft").nth(DRAWN - 1).wait_for()
    times = []
    for _ in range(MEASURED):
        await node.shoot(*archer.shoot())
        shot = (await bench.message("shot"))["data"]["id"]
        await page.wait_for_function("id => id in window.drawn", arg=shot)
        times.append(await page.evaluate("id => window.drawn[id] - window.heard[id]", shot))
    await page.context.close()
    return times


def loaded_kb() -> float:
    """JavaScript that index.html asks for, compressed."""
    names = set(re.findall(r"/app/(assets/[^\"']+\.js)", (DIST / "index.html").read_text()))
    return sum(len(gzip.compress((DIST / name).read_bytes())) for name in names) / 1000


async def main() -> None:
    print(f"JavaScript of the live page: {loaded_kb():.0f} kB gzipped")
    dice = random.Random(1)
    node = PtyNode(VirtualButt(), dice)
    archer = VirtualArcher(dice, BUTT_MM / 2, BUTT_MM / 2, spread_mm=120)
    async with browser_at_appliance(node) as (browser, bench):
        for _ in range(12):
            await node.shoot(*archer.shoot())
            await bench.message("shot")
        first = [await first_arrow_ms(browser, bench) for _ in range(LOADS)]
        print(f"first arrow on the screen, {SLOWER} times slower: median {statistics.median(first):.0f} ms of {LOADS}")
        for _ in range(DRAWN - 12):
            await node.shoot(*archer.shoot())
            await bench.message("shot")
        new = await new_arrows_ms(browser, bench, node, archer)
        median, worst = statistics.median(new), max(new)
        print(f"a new arrow with {DRAWN} drawn: median {median:.0f} ms, worst {worst:.0f} ms of {MEASURED}")


if __name__ == "__main__":
    asyncio.run(main())
