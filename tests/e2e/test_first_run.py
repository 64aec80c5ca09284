"""From a box that was told nothing to the first arrow, on a phone of 360 px; and the test of the sensors."""

import asyncio
import os
from typing import Any

import pytest
from playwright.async_api import Page, expect

from appliance.main import opened
from appliance.settings import Settings
from drivers.sim.pty_node import PtyNode
from tests.builders import a_survey
from tests.e2e.conftest import Console
from tests.e2e.helpers import GOLD, call, follow_link, visit
from tests.hil.conftest import WAIT_S, Start, phone_at, powered

pytestmark = pytest.mark.browser
CORNERS = ((60.0, 60.0), (1240.0, 60.0), (1240.0, 1240.0), (60.0, 1240.0))


async def test_a_box_that_was_told_nothing_is_set_up_from_the_phone(
    settings: Settings, node: PtyNode, page: Page, console: Console
) -> None:
    port = os.path.realpath(node.line.url)
    async with (
        opened(settings) as ready,
        phone_at(f"http://127.0.0.1:{ready.port}") as bench,
        powered(node),
    ):
        began = (await call(bench, "GET", f"/session/{bench.session_id}"))["start_time"]
        await call(bench, "PATCH", f"/session/{bench.session_id}", {"is_opened": False, "end_time": began})
        await page.goto(f"{bench.base}/app/")
        # the live page leads there
        await page.locator("[data-test=setup-hint]").tap()
        sensors = page.locator("[data-test=step-sensors]")
        await sensors.get_by_label("Width, mm").fill("1200")
        await sensors.get_by_role("button", name="8 all around").tap()
        # a kit grows with the butt
        await sensors.get_by_label("Width, mm").fill("1300")
        await sensors.get_by_role("button", name="The sensors are there").tap()
        await expect(sensors).to_contain_text("done")
        survey = (await call(bench, "GET", "/survey"))["current"]
        assert survey["source"] == "kit"
        assert survey["survey"]["sensors"] == [s.model_dump() for s in a_survey().sensors]
        # the board: an address that is typed
        board = page.locator("[data-test=step-board]")
        await board.get_by_text("Another place, kind or speed").tap()
        await board.get_by_label("Port, or address in the network").fill(port)
        await board.get_by_role("button", name="Listen there").tap()
        await bench.node_is("listening")
        await expect(board).to_contain_text("done")
        # each sensor hears; leaving in between loses nothing
        hearing = page.locator("[data-test=step-hearing]")
        await expect(hearing.locator("[data-test=sensor-test-state]")).to_contain_text("does not count")
        for x, y in CORNERS[:2]:
            await node.shoot(x, y)
        await expect(hearing).to_contain_text("NW: hears")
        await expect(hearing.get_by_role("button", name="Next")).to_be_visible()
        await page.reload()
        await expect(hearing).to_contain_text("done")
        template = page.locator("[data-test=step-template]")
        await follow_link(template.get_by_role("link", name="Where to tap"))
        await expect(page.get_by_text("Plumb line 1: 18.2 cm from the left edge")).to_be_visible()
        await follow_link(page.get_by_role("link", name="Back"))
        # calibrated by the flow that there is
        await page.get_by_role("button", name="Calibrate", exact=False).last.tap()
        await page.get_by_role("button", name="By 16 taps with a rod").tap()
        await expect(page.locator("[data-test=instruction]")).to_contain_text("Tap point 1 of 16")
        (asked,) = await call(bench, "GET", "/calibration")
        await bench.message("calibration", status="running")
        for point in asked["points"]:
            await node.shoot(point["x_mm"], point["y_mm"])
        await page.get_by_role("button", name="Accept").tap()
        await expect(page.get_by_text("Calibration in force")).to_be_visible()
        # nothing of all that was an arrow
        assert await call(bench, "GET", "/shot") == []
        await page.goto(f"{bench.base}/app/setup")
        first = page.locator("[data-test=step-firstArrow]")
        await expect(first).to_contain_text("Open a session")
        await follow_link(first.get_by_role("link", name="Live"))
        await expect(page.locator("[data-test=setup-hint]")).to_have_count(0)
        await page.get_by_text("80 cm", exact=True).first.tap()
        await page.get_by_role("button", name="Open session").tap()
        await expect(page.locator("[data-test=arrows]")).to_have_text("0")
        await node.shoot(*GOLD)
        await expect(page.locator("[data-test=arrows]")).to_have_text("1")
        await page.goto(f"{bench.base}/app/setup")
        await expect(page.get_by_text("Everything is set up.")).to_be_visible()
    assert console.complaints == []


async def test_a_taped_distance_is_reported_with_the_places_and_gone_with_another_kit(page: Page, start: Start) -> None:
    async with start() as bench:
        sensors = page.locator("[data-test=step-sensors]")

        async def open_places() -> None:
            await page.goto(f"{bench.base}/app/setup")
            await expect(sensors).to_contain_text("done")
            await sensors.locator("h2 button[aria-expanded=false]").tap()
            await sensors.get_by_text("Type where each sensor is").tap()

        await open_places()
        taped = sensors.get_by_role("group", name="One distance between two sensors")
        await taped.get_by_label("From").select_option("NW")
        await taped.get_by_label("To", exact=True).select_option("SE")
        await taped.get_by_label("Taped, mm").fill("1838")

        async def save() -> Any:
            await sensors.get_by_role("button", name="The sensors are there").tap()
            async with asyncio.timeout(WAIT_S):
                while (found := (await call(bench, "GET", "/survey"))["history"]) == known:
                    pass
            known[:] = found
            return (await call(bench, "GET", "/survey"))["current"]["survey"]["taped"]

        known: list[Any] = (await call(bench, "GET", "/survey"))["history"]
        assert await save() == {"first": "NW", "second": "SE", "distance_mm": 1838, "sigma_mm": 1}
        # what is read after it was saved must not come between
        await open_places()
        await expect(taped.get_by_label("Taped, mm")).to_have_value("1838")
        await sensors.get_by_role("button", name="4 in the corners").tap()
        assert await save() is None


async def test_taps_of_a_test_do_not_score_and_an_arrow_among_them_is_given_back(
    start: Start, node: PtyNode, page: Page, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await visit(page, bench, "butt")
        await expect(page.get_by_text("each tap counts as an arrow")).to_be_visible()
        await page.get_by_role("button", name="Begin the test").tap()
        await expect(page.locator("[data-test=sensor-test-state]")).to_contain_text("does not count")
        await node.shoot(*CORNERS[0])
        await node.shoot(*GOLD)
        swallowed = page.locator("[data-test=swallowed]")
        await swallowed.get_by_text("2 impacts heard in tests").tap()
        assert await call(bench, "GET", f"/shot/session-id/{bench.session_id}") == []
        await swallowed.get_by_role("button", name="It was an arrow").first.tap()
        await expect(swallowed).to_contain_text("1 impact heard in tests")
        (shot,) = await call(bench, "GET", f"/shot/session-id/{bench.session_id}")
        assert (shot["points"], shot["source"]) == (10, "sensor")
        await page.get_by_role("button", name="End the test").tap()
        await expect(page.get_by_role("button", name="Begin the test")).to_be_visible()
        # left open it is ended by leaving the page
        await page.get_by_role("button", name="Begin the test").tap()
        await expect(page.get_by_role("button", name="End the test")).to_be_visible()
        await follow_link(page.get_by_role("link", name="Live"))
        while await call(bench, "GET", "/sensor-test/on") is not None:
            pass
    assert console.complaints == []


SIZES = [(320, 640, 16), (360, 740, 32), (740, 360, 16)]


@pytest.mark.parametrize(("width", "height", "root_px"), SIZES)
async def test_no_page_of_the_set_up_is_wider_than_its_window(
    start: Start, page: Page, width: int, height: int, root_px: int
) -> None:
    await page.set_viewport_size({"width": width, "height": height})
    async with start() as bench:
        square = [{"x_mm": x, "y_mm": y} for x in (200.0, 1100.0) for y in (200.0, 1100.0)]
        calibration_id = await call(bench, "POST", "/calibration", {"points": square})
        for path in ("setup", "template", "butt", f"calibration/{calibration_id}", "device", "menu"):
            await page.goto(f"{bench.base}/app/{path}")
            await page.evaluate("size => { document.documentElement.style.fontSize = size; }", f"{root_px}px")
            await expect(page.get_by_role("heading").first).to_be_visible()
            opened_steps = ("sensors", "board", "hearing", "calibration") if path == "setup" else ("",)
            for step in opened_steps:
                if step:
                    button = page.locator(f"[data-test=step-{step}] h2 button")
                    if await button.get_attribute("aria-expanded") == "false":
                        await button.tap()
                    for details in await page.locator("details:not([open]) summary").all():
                        await details.tap()
                widest = await page.evaluate("document.documentElement.scrollWidth")
                wide = """
                    [...document.querySelectorAll("main *")]
                        .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
                        .map((e) => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 30)).slice(0, 6)
                """
                assert widest <= width, (path, step, await page.evaluate(wide))
