"""Takes the README's picture: runs the demo until an end and a half is shot, and photographs the page as a phone.

.venv/bin/python scripts/screenshot.py
"""

import asyncio
import random
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright, expect

from appliance.background import background
from appliance.main import opened
from appliance.settings import Settings
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import BUTT_MM, VirtualArcher, VirtualButt
from tests.builders import a_survey
from tests.e2e.conftest import FLAGS, PHONE
from tests.hil.conftest import phone_at

PICTURE = Path(__file__).parents[1] / "web" / "pictures" / "live.png"
ARROWS = 8


async def main() -> None:
    dice = random.Random(42)  # noqa: S311
    archer = VirtualArcher(dice, BUTT_MM / 2, BUTT_MM / 2, spread_mm=60)
    node = PtyNode(VirtualButt(), dice)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        settings = Settings(
            data_dir=Path(folder), server_host="127.0.0.1", server_port=0, mdns=False, node_url=node.line.url
        )
        async with (
            opened(settings, survey=a_survey()) as ready,
            phone_at(f"http://127.0.0.1:{ready.port}") as bench,
            background(node=node.run()),
            async_playwright() as playwright,
        ):
            await bench.node_is("listening")
            browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            page = await browser.new_page(viewport=PHONE, device_scale_factor=2)  # type: ignore[arg-type]  # a plain dict
            await page.goto(f"{bench.base}/app/")
            for _ in range(ARROWS):
                await node.shoot(*archer.shoot())
            await expect(page.locator("[data-test=arrows]")).to_have_text(str(ARROWS))
            PICTURE.parent.mkdir(exist_ok=True)
            await page.screenshot(path=PICTURE, animations="disabled")
            await browser.close()
    node.line.unplug()


if __name__ == "__main__":
    asyncio.run(main())
