"""Takes screenshots of every page for the README, in phone and desktop size, with a simulated butt and two archers.

.venv/bin/python scripts/screenshots.py [PAGE ...]
"""

import asyncio
import random
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.async_api import Browser

from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import BUTT_MM, VirtualArcher, VirtualButt
from tests.e2e.conftest import DESK, PHONE, browser_at_appliance
from tests.hil.conftest import Bench
from tests.hil.test_calibration import TRUE_SENSORS

PICTURES = Path(__file__).parents[1] / "web" / "pictures"
SCREENS = {"phone": PHONE, "desktop": DESK}
PAGES = {
    "live": "", "sheet": "sheet", "inbox": "inbox", "sessions": "sessions", "review": "review", "arrows": "arrows",
    "arrow": "arrow/{arrow}", "archers": "archers", "numbers": "archer/{archer}", "advice": "archer/{archer}/advice",
    "butt": "butt", "calibration": "calibration/{calibration}", "spectators": "watch", "coach": "coach",
    "device": "device", "menu": "menu", "setup": "setup", "template": "template", "matches": "bracket/{bracket}",
    "timer": "timer",
}  # fmt: skip
EARLIER_SESSIONS = 5
ARROWS = 9
BUTT = {"max_x": BUTT_MM, "max_y": BUTT_MM}
RANKED = {"Alan": 10, "Much": 9, "Tuck": 8, "Will": 8, "John": 6, "Guy": 3}
"""First score of each archer in the qualification round before the evening's matches."""
SWITCHED_ON = {"timer"}
"""Pages whose feature also shows on every other page once it is used."""
TAPS = [(180.0 + 313 * column, 180.0 + 313 * row) for row in range(4) for column in range(4)]


async def call(bench: Bench, method: str, path: str, body: Any = None) -> Any:
    async with bench.http.request(method, f"{bench.base}/api/v0{path}", json=body) as response:
        answer = await response.json()
        if answer["errors"]:
            raise SystemExit(f"{method} {path}: {answer['errors']}")
        return answer["data"]


async def calibrate(bench: Bench, node: PtyNode, dice: random.Random) -> str:
    """Calibrate with taps that have half a millimetre of error; returns the proposal's id."""
    asked = {"points": [{"x_mm": x, "y_mm": y} for x, y in TAPS]}
    calibration_id = await call(bench, "POST", "/calibration", asked)
    await bench.message("calibration", status="running")
    for x, y in TAPS:
        await node.shoot(dice.gauss(x, 0.3), dice.gauss(y, 0.3))
    await bench.message("calibration", status="proposed")
    return str(calibration_id)


async def populate(bench: Bench, node: PtyNode, dice: random.Random) -> dict[str, str]:
    """Create earlier sessions, two archers, arrows, one and a half ends, and an entry in the inbox."""
    names = {}
    for name in ("Robin", "Marian"):
        names[name] = await call(bench, "POST", "/archer", {"name": name, "bow_style": "recurve"})
    arrows = []
    for number in range(1, 5):
        arrow = {"id": str(uuid4()), "human_identifier": str(number), "length": 72.0, "is_programmed": False}
        arrows.append(await call(bench, "POST", "/arrow", arrow))
    live = await call(bench, "GET", f"/session/{bench.session_id}")
    await call(bench, "PATCH", f"/session/{bench.session_id}", {"is_opened": False, "end_time": live["start_time"]})
    faces = (await call(bench, "GET", f"/target/session-id/{bench.session_id}"))[0]["faces"]
    for number in range(EARLIER_SESSIONS):
        day = f"2026-11-{10 + 2 * number:02d}"
        session = {
            "is_opened": False, "start_time": f"{day}T18:00:00Z", "end_time": f"{day}T19:30:00Z", "distance": 18,
            "location": "Club hall", "is_indoor": True,
        }  # fmt: skip
        session_id = await call(bench, "POST", "/session", session)
        await call(
            bench, "POST", "/target", {"session_id": session_id, "max_x": BUTT_MM, "max_y": BUTT_MM, "faces": faces}
        )
        for k in range(24):
            off = 90.0 if k % 4 == 3 else 0.0
            at = {"x": dice.gauss(BUTT_MM / 2, 70 - 6 * number), "y": dice.gauss(BUTT_MM / 2 - off, 70 - 6 * number)}
            landed = f"{day}T18:{10 + 2 * k:02d}:00Z"
            shot = {"session_id": session_id, **at, "arrow_landing_time": landed, "arrow_id": arrows[k % 4]}
            await call(bench, "POST", "/shot", shot)
    await call(bench, "PATCH", f"/session/{bench.session_id}", {"is_opened": True, "end_time": None, "is_indoor": True})
    roster = [
        {"archer_id": archer, "letter": letter, "shooting_order": k}
        for k, (letter, archer) in enumerate(zip("AB", names.values(), strict=True), 1)
    ]
    await call(bench, "PUT", f"/session/{bench.session_id}/archers", {"archers": roster})
    archer = VirtualArcher(dice, BUTT_MM / 2, BUTT_MM / 2, spread_mm=60)
    for _ in range(ARROWS - 1):
        await node.shoot(*archer.shoot())
        await bench.message("shot")
    # three sensors are too few to confirm a position, so this goes to the inbox
    whole = VirtualButt().ticks(500.0, 800.0, 5e8, dice)
    await node.latch([tick if k in (0, 2, 5) else None for k, tick in enumerate(whole)])
    await bench.message("detection", outcome="unplaced")
    await node.shoot(BUTT_MM / 2 - 30, BUTT_MM / 2 + 75)
    shot = (await bench.message("shot"))["data"]
    await call(bench, "PATCH", f"/shot/{shot['id']}", {"note": "Elbow higher at full draw"})
    return {"arrow": arrows[3], "archer": names["Robin"], "bracket": await seed_matches(bench)}


async def seed_matches(bench: Bench) -> str:
    """Create a bracket of six after a qualification round of three arrows, with one match decided; returns its id."""
    times = {"start_time": "2026-11-24T18:00:00Z", "end_time": "2026-11-24T19:30:00Z"}
    session = {"is_opened": False, **times, "distance": 18, "location": "Club hall", "is_indoor": True}
    session_id = await call(bench, "POST", "/session", session)
    ids = [await call(bench, "POST", "/archer", {"name": name}) for name in RANKED]
    roster = [{"archer_id": one, "letter": "ABCDEF"[k], "shooting_order": k + 1} for k, one in enumerate(ids)]
    await call(bench, "PUT", f"/session/{session_id}/archers", {"archers": roster})
    for archer_id, points in zip(ids, RANKED.values(), strict=True):
        for worse in range(3):
            shot = {"session_id": session_id, "archer_id": archer_id, "end_number": 1, "points_called": points - worse}
            await call(bench, "POST", "/shot", shot)
    drawn = ids[2:4]
    asked = {"name": "Club evening", "session_ids": [session_id], "drawn": drawn}
    bracket = str(await call(bench, "POST", "/bracket", asked))
    first = (await call(bench, "GET", f"/bracket/{bracket}"))["matches"]
    played = next(one for one in first if one["seed_a"] and one["seed_b"])
    await call(bench, "PATCH", f"/match/{played['id']}", {"winner": "a", "judge": "Chris"})
    return bracket


async def start_timer(bench: Bench) -> None:
    """Start the timer for two details."""
    timer = await call(bench, "PUT", "/timer", {"kind": "ends", "shooting_s": 120, "warning_s": 30, "turns": 2})
    await call(bench, "POST", "/timer/action", {"action": "start", "revision": timer["revision"]})


async def photograph(browser: Browser, bench: Bench, ids: dict[str, str], wanted: list[str]) -> None:
    for screen, size in SCREENS.items():
        context = await browser.new_context(viewport=size, device_scale_factor=1, color_scheme="light")
        page = await context.new_page()
        for name in wanted:
            await page.goto(f"{bench.base}/app/{PAGES[name].format(**ids)}")
            await page.locator("[data-test=connection].good").wait_for()
            await page.wait_for_load_state("networkidle")
            await page.screenshot(path=PICTURES / f"{name}-{screen}.png", animations="disabled")
            print(f"{name}-{screen}.png", file=sys.stderr)
        await context.close()


def write_gallery() -> None:
    """Write a page with all screenshots, which the README links to."""
    rows = [
        f'## {name.capitalize()}\n\n<img src="{name}-phone.png" width="240" alt="{name} on a phone">\n'
        f'<img src="{name}-desktop.png" width="720" alt="{name} on a desk">\n'
        for name in PAGES
    ]
    (PICTURES / "README.md").write_text("# Every page\n\nTaken by `scripts/screenshots.py`.\n\n" + "\n".join(rows))


async def main(wanted: list[str]) -> None:
    dice = random.Random(42)  # noqa: S311
    node = PtyNode(VirtualButt(sensors=TRUE_SENSORS, sigma_us=0.8), dice)
    async with browser_at_appliance(node) as (browser, bench):
        PICTURES.mkdir(exist_ok=True)
        calibration = await calibrate(bench, node, dice)
        ids = {"calibration": calibration}
        await photograph(browser, bench, ids, [name for name in wanted if name in ids])
        await call(bench, "PATCH", f"/calibration/{calibration}", {"status": "accepted"})
        await bench.message("calibration", status="accepted")
        furnished = await populate(bench, node, dice)
        await photograph(
            browser, bench, furnished, [name for name in wanted if name not in ids and name not in SWITCHED_ON]
        )
        await start_timer(bench)
        await photograph(browser, bench, furnished, [name for name in wanted if name in SWITCHED_ON])
        write_gallery()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:] or list(PAGES)))
