"""Every page that was open while the phone slept shows, awake, what it shows where it is opened anew."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.asleep import asleep
from tests.e2e.conftest import PHONE, WAIT_MS, Console
from tests.e2e.helpers import a_bracket, call, follow, shoot_a_round
from tests.e2e.test_layout import addresses
from tests.hil.conftest import Bench, Start

pytestmark = pytest.mark.browser

PEG_M = 30
CHANGES_BY_ITSELF = {"/device"}
"""It shows the time and the free space."""


async def before(bench: Bench) -> dict[str, str]:
    """Two archers on a field course, each with an arrow; the ids of pages."""
    robin, _ = await shoot_a_round(bench, {"Robin": 6, "Marian": 5})
    arrow = {"id": await call(bench, "GET", "/arrow/new_arrow_uuid"), "human_identifier": "7", "length": 72.0}
    arrow_id = await call(bench, "POST", "/arrow", {**arrow, "is_programmed": False})
    points = [{"x_mm": 180.0 + 313 * k, "y_mm": 180.0 + 100 * k} for k in range(4)]
    return {
        "session": bench.session_id,
        "review": bench.session_id,
        "bracket": await a_bracket(bench),
        "arrow": arrow_id,
        "archer": robin,
        "calibration": await call(bench, "POST", "/calibration", {"points": points}),
    }


async def meanwhile(bench: Bench, ids: dict[str, str]) -> None:
    """Whatever people do at a butt, beside a phone that sleeps."""
    session = f"/session/{bench.session_id}"
    for end, points in ((1, 4), (2, 6), (2, 0)):
        shot = {"session_id": bench.session_id, "archer_id": ids["archer"], "end_number": end}
        await call(bench, "POST", "/shot", {**shot, "arrow_id": ids["arrow"], "points_called": points})
    await call(bench, "PATCH", session, {"location": "Sherwood", "notes": "Rain", "distance": PEG_M})
    await call(bench, "PATCH", f"/archer/{ids['archer']}", {"name": "Robin Hood", "bow_style": "longbow"})
    await call(bench, "PATCH", f"/arrow/{ids['arrow']}", {"human_identifier": "8"})
    await call(bench, "DELETE", f"/calibration/{ids['calibration']}")
    bracket = await call(bench, "GET", f"/bracket/{ids['bracket']}")
    match = next(one for one in bracket["matches"] if one["seed_a"] and one["seed_b"] and not one["is_bye"])
    await call(bench, "PUT", f"/match/{match['id']}/butt", {"butt": "4"})
    await call(bench, "PUT", "/timer", {"kind": "ends", "run_up_s": 10, "shooting_s": 120, "turns": 1})


async def test_pages_that_slept_are_as_those_opened_anew(start: Start, browser: Browser, console: Console) -> None:
    async with start() as bench:
        ids = await before(bench)
        context = await browser.new_context(viewport=PHONE)
        slept: dict[str, Page] = {}
        for path in (one for one in addresses(ids) if one not in CHANGES_BY_ITSELF):
            slept[path] = await context.new_page()
            slept[path].set_default_timeout(WAIT_MS)
            console.watch(slept[path])
            await slept[path].goto(f"{bench.base}/app{path}")
        async with asleep(*slept.values()):
            await meanwhile(bench, ids)
        anew = await context.new_page()
        await anew.goto(f"{bench.base}/app/", wait_until="networkidle")
        for path, page in slept.items():
            await follow(anew, path.removeprefix("/"))
            shown = await anew.locator("main").inner_text()
            await expect(page.locator("main"), path).to_have_text(shown, use_inner_text=True)
        await context.close()
    assert console.besides_lost_network() == []
