"""Every page that was open while the phone slept shows, awake, what it shows where it is opened anew."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.asleep import asleep
from tests.e2e.conftest import PHONE, Console, new_context
from tests.e2e.helpers import a_bracket, call, follow, shoot_a_round
from tests.e2e.test_layout import addresses
from tests.hil.conftest import Bench, Start

pytestmark = pytest.mark.browser

PEG_M = 30
ARROWS_PER_END = 3
CHANGES_BY_ITSELF = {"/device"}
"""It shows the time and the free space."""


async def before(bench: Bench) -> dict[str, str]:
    """Two archers on a field course, each with an arrow; the ids of pages."""
    robin, _ = await shoot_a_round(bench, {"Robin": 6, "Marian": 5})
    arrow = {"id": await call(bench, "GET", "/arrow/new_arrow_uuid"), "human_identifier": "7", "length": 72.0}
    arrow_id = await call(bench, "POST", "/arrow", {**arrow, "is_programmed": False})
    bracket = await a_bracket(bench)
    matches = (await call(bench, "GET", f"/bracket/{bracket}"))["matches"]
    points = [{"x_mm": 180.0 + 313 * k, "y_mm": 180.0 + 100 * k} for k in range(4)]
    return {
        "session": bench.session_id,
        "review": bench.session_id,
        "bracket": bracket,
        "match": next(one["id"] for one in matches if one["seed_a"] and one["seed_b"] and not one["is_bye"]),
        "arrow": arrow_id,
        "archer": robin,
        "calibration": await call(bench, "POST", "/calibration", {"points": points}),
    }


async def meanwhile(bench: Bench, ids: dict[str, str], number: int) -> None:
    """What people do at a butt, beside a phone that sleeps; each time a little more."""
    session = f"/session/{bench.session_id}"
    shot = {"session_id": bench.session_id, "archer_id": ids["archer"], "end_number": 2 + number // ARROWS_PER_END}
    await call(bench, "POST", "/shot", {**shot, "arrow_id": ids["arrow"], "points_called": number % 6})
    await call(bench, "PATCH", session, {"location": f"Sherwood {number}", "distance": PEG_M + number})
    await call(bench, "PATCH", f"/archer/{ids['archer']}", {"name": f"Robin {number}"})
    await call(bench, "PATCH", f"/arrow/{ids['arrow']}", {"human_identifier": str(number)})
    await call(bench, "PUT", f"/match/{ids['match']}/butt", {"butt": str(number)})
    await call(bench, "PUT", "/timer", {"kind": "ends", "run_up_s": 10, "shooting_s": 60 + number, "turns": 1})


async def test_pages_that_slept_are_as_those_opened_anew(
    start: Start, page: Page, browser: Browser, console: Console
) -> None:
    async with start() as bench:
        ids = await before(bench)
        anew = await (await new_context(browser, viewport=PHONE)).new_page()
        for one in (page, anew):
            await one.goto(f"{bench.base}/app/", wait_until="networkidle")
        for number, path in enumerate(path for path in addresses(ids) if path not in CHANGES_BY_ITSELF):
            await follow(page, path.removeprefix("/"))
            async with asleep(page):
                await meanwhile(bench, ids, number)
                if path.startswith("/calibration/"):
                    await call(bench, "DELETE", f"/calibration/{ids['calibration']}")
            await follow(anew, path.removeprefix("/"))
            shown = await anew.locator("main").inner_text()
            await expect(page.locator("main"), path).to_have_text(shown, use_inner_text=True)
    assert console.besides_lost_network() == []
