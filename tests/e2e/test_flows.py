"""Whole ways through the page: a phone, a real appliance, a simulated butt."""

from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from drivers.sim.pty_node import PtyNode
from tests.builders import a_survey
from tests.e2e.conftest import DESK, PHONE, TABLET, Console, new_context
from tests.e2e.helpers import GOLD, call, follow_link, three_sensors_hear, visit, wait_until
from tests.hil.conftest import Start, powered

pytestmark = pytest.mark.browser


async def sides(page: Page) -> tuple[float, float, float]:
    """Where the page begins, and how wide it is; its height grows with what the appliance finds out meanwhile."""
    box = await page.locator("main").bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"]


async def top_of(part: Locator) -> float:
    """Where it begins, in pixels."""
    box = await part.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.fetches_ahead
@pytest.mark.parametrize("size", [PHONE, TABLET, DESK], ids=["phone", "tablet", "desk"])
async def test_a_whole_session_from_opening_to_export(
    start: Start, node: PtyNode, page: Page, console: Console, size: Any
) -> None:
    await page.set_viewport_size(size)
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        began = (await call(bench, "GET", f"/session/{bench.session_id}"))["start_time"]
        await call(bench, "PATCH", f"/session/{bench.session_id}", {"is_opened": False, "end_time": began})
        await visit(page, bench)
        # two taps: the face, open; the rest as last time
        await page.get_by_text("80 cm", exact=True).tap()
        await page.get_by_role("button", name="Open session").tap()
        await expect(page.get_by_text("Waiting for the first arrow.")).to_be_visible()
        for x, y in (GOLD, (650.0, 700.0), (650.0, 780.0)):
            await node.shoot(x, y)
        await expect(page.locator("[data-test=arrows]")).to_have_text("3")
        # the Wi-Fi goes and comes back in the middle; what was loaded stays, other pages too
        await wait_until(page, "performance.getEntriesByName('pages-here').length")
        place = await sides(page)
        await page.context.set_offline(True)
        await expect(page.locator("[data-test=connection]")).to_have_text("Offline")
        # nothing moves away from under a finger
        assert await sides(page) == place
        await follow_link(page.get_by_role("link", name="Sheet"))
        await expect(page.get_by_role("heading", name="Score sheet")).to_be_visible()
        await expect(page.get_by_label("End 1")).to_be_visible()
        await expect(page.get_by_text("The butt does not answer.")).to_be_visible()
        top = await top_of(page.get_by_label("End 1"))
        await node.shoot(*GOLD)
        await page.context.set_offline(False)
        await expect(page.get_by_label("End 2")).to_be_visible()
        await expect(page.get_by_text("The butt does not answer.")).to_be_hidden()
        assert abs(await top_of(page.get_by_label("End 1")) - top) < 1
        # correct an arrow, and take it back
        before = await page.get_by_label("End 1").locator(".score").text_content() or ""
        await page.get_by_label("End 1").get_by_role("button").first.tap()
        await page.get_by_role("dialog").get_by_role("button", name="M", exact=True).tap()
        await page.get_by_role("button", name="Save").tap()
        await expect(page.get_by_role("dialog")).to_be_hidden()
        await expect(page.get_by_label("End 1").locator(".score")).not_to_have_text(before)
        await page.get_by_role("button", name="Undo").tap()
        await expect(page.get_by_label("End 1").locator(".score")).to_have_text(before)
        # a miss, and a sighter
        await page.get_by_role("button", name="Add a miss").tap()
        await page.get_by_role("button", name="It missed").tap()
        await expect(page.get_by_label("End 2").get_by_text("M")).to_be_visible()
        # something heard and not placed
        await three_sensors_hear(node)
        await follow_link(page.get_by_role("link", name="Menu"))
        await follow_link(page.get_by_role("link", name="Inbox 1"))
        await page.get_by_role("button", name="Place it").tap()
        pad = page.get_by_role("application")
        await pad.tap()
        await page.get_by_role("button", name="It is here").tap()
        await expect(page.get_by_text("Everything that was heard is placed.")).to_be_visible()
        # close with a summary, then look back
        await follow_link(page.get_by_role("link", name="Live"))
        await page.get_by_role("button", name="Close session").tap()
        await expect(page.get_by_role("heading", name="Summary")).to_be_visible()
        await page.get_by_role("button", name="Close it").tap()
        await expect(page.get_by_role("heading", name="Session closed")).to_be_visible()
        await follow_link(page.get_by_role("link", name="Sheet"))
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Spreadsheet").tap()
        csv = await (await download.value).path()
        assert csv.read_text().count("\n") == 7
        sheet = await page.get_by_role("link", name="Print").get_attribute("href")
        async with bench.http.get(f"{bench.base}{sheet}") as response:
            assert "<svg" in await response.text()
        await follow_link(page.get_by_role("link", name="Review").first)
        await expect(page.locator("[data-test=look]")).to_be_visible()
        # what was looked at stays to be looked at
        await page.context.set_offline(True)
        await follow_link(page.get_by_role("link", name="Menu"))
        await page.go_back()
        await expect(page.locator("[data-test=look]")).to_be_visible()
        await page.context.set_offline(False)
        assert console.besides_lost_network() == []


async def test_two_phones_never_disagree(start: Start, node: PtyNode, page: Page, browser: Browser) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        context = await new_context(browser, viewport=PHONE)
        other = await context.new_page()
        await visit(page, bench, "sheet")
        await visit(other, bench)
        await node.shoot(*GOLD)
        await expect(other.locator("[data-test=arrows]")).to_have_text("1")
        await page.get_by_label("End 1").get_by_role("button").first.tap()
        await page.get_by_role("dialog").get_by_role("button", name="7", exact=True).tap()
        await page.get_by_role("button", name="Save").tap()
        await expect(other.locator("[data-test=total]")).to_have_text("7")
        # a lost race is explained: the other phone deletes what this one is about to change
        await page.get_by_label("End 1").get_by_role("button").first.tap()
        shot = (await call(bench, "GET", f"/shot/session-id/{bench.session_id}"))[0]
        await call(bench, "DELETE", f"/shot/{shot['id']}")
        await expect(other.locator("[data-test=arrows]")).to_have_text("0")
        await page.get_by_role("dialog").get_by_role("button", name="5", exact=True).tap()
        await page.get_by_role("button", name="Save").tap()
        await expect(page.get_by_role("alert").first).to_contain_text("Somebody else was quicker")
        await context.close()


async def test_forms_say_what_is_wrong_before_they_send(start: Start, page: Page, console: Console) -> None:
    async with start() as bench:
        began = (await call(bench, "GET", f"/session/{bench.session_id}"))["start_time"]
        await call(bench, "PATCH", f"/session/{bench.session_id}", {"is_opened": False, "end_time": began})
        await page.goto(f"{bench.base}/app/")
        await page.get_by_label("Distance").fill("301")
        await page.get_by_label("Where").fill("")
        await page.get_by_role("button", name="Open session").tap()
        await expect(page.get_by_text("A whole number from 1 to 300.")).to_be_visible()
        await expect(page.get_by_text("Say where, in up to 255 letters.")).to_be_visible()
        assert await call(bench, "GET", "/session/open") is None
        await page.goto(f"{bench.base}/app/arrows")
        await page.get_by_role("button", name="Register an arrow").tap()
        await page.get_by_label("Length").fill("-3")
        await page.get_by_role("button", name="Next").tap()
        await expect(page.get_by_text("A number above 0.")).to_be_visible()
        assert console.complaints == []


async def test_four_archers_a_moved_end_a_coach_and_spectators(
    start: Start, node: PtyNode, page: Page, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await visit(page, bench, "archers")
        for name in ("Robin", "Marian"):
            await page.get_by_role("button", name="Add an archer").tap()
            await page.get_by_label("Name").fill(name)
            await page.get_by_role("button", name="Save").tap()
            await expect(page.locator("[data-test=archer]", has_text=name)).to_be_visible()
        for name in ("Robin", "Marian"):
            await page.locator("[data-test=archer]", has_text=name).get_by_role("checkbox").tap()
        await page.get_by_role("button", name="Set who shoots").tap()
        await expect(page.get_by_text("Archers saved")).to_be_visible()
        await page.locator("[data-test=archer]", has_text="Robin").get_by_role("button", name="QR code for Robin").tap()
        await expect(page.get_by_role("dialog").locator("svg")).to_be_visible()
        await page.get_by_role("button", name="Close").tap()
        for _ in range(4):
            await node.shoot(*GOLD)
        await visit(page, bench, "sheet")
        await expect(page.get_by_role("group", name="End 1")).to_have_count(2)
        # the fourth arrow was Robin's second end, whatever the order says
        await page.get_by_role("button", name="Whose end?").last.tap()
        await page.get_by_role("dialog").get_by_role("button", name="Robin").tap()
        await expect(page.get_by_text("Marian")).to_have_count(0)
        await visit(page, bench, "coach")
        await page.get_by_role("button", name="Change arrow X").first.tap()
        await page.get_by_label("Note", exact=True).fill("Elbow!")
        await page.get_by_role("button", name="Pin").tap()
        await expect(page.get_by_role("region", name="Pinned notes")).to_contain_text("Elbow!")
        await visit(page, bench, "watch")
        await expect(page.get_by_role("heading", name="Robin")).to_be_visible()
        await expect(page.get_by_role("navigation")).to_have_count(0)
        assert console.complaints == []


async def test_points_are_held_back_until_the_end_is_complete(start: Start, node: PtyNode, page: Page) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await visit(page, bench, "menu")
        await page.get_by_label("Hold points back").check()
        await follow_link(page.get_by_role("link", name="Live"))
        await node.shoot(*GOLD)
        await node.shoot(*GOLD)
        await expect(page.locator("[data-test=arrows]")).to_have_text("2")
        await expect(page.locator("[data-test=last]")).to_have_text("·")
        await node.shoot(*GOLD)
        await expect(page.locator("[data-test=last]")).to_have_text("X")


async def test_a_coach_holds_points_back_for_everybody(
    start: Start, node: PtyNode, page: Page, browser: Browser, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        context = await new_context(browser, viewport=PHONE)
        archer = await context.new_page()
        console.watch(archer)
        await visit(archer, bench)
        await visit(page, bench, "coach")
        await page.get_by_label("Hold points back for everybody").tap()
        await expect(page.get_by_role("button", name="Confirm end 1")).to_be_visible()
        for _ in range(3):
            await node.shoot(*GOLD)
        await expect(page.get_by_label("End 1").get_by_text("X")).to_have_count(3)
        await expect(archer.locator("[data-test=arrows]")).to_have_text("3")
        # a place in the picture would give the points away
        await expect(archer.locator("[data-shot]")).to_have_count(0)
        await expect(archer.locator("[data-test=last]")).to_have_text("·")
        await expect(archer.locator("[data-test=total]")).to_have_text("0")
        await page.get_by_role("button", name="Confirm end 1").tap()
        await expect(archer.locator("[data-test=last]")).to_have_text("X")
        await expect(archer.locator("[data-test=total]")).to_have_text("30")
        await expect(page.get_by_role("button", name="Confirm end 2")).to_be_disabled()
        await context.close()
        assert console.complaints == []


async def test_a_butt_is_calibrated_and_accepted_from_the_phone(
    start: Start, node: PtyNode, page: Page, console: Console
) -> None:
    async with start(a_survey(acoustics={"sigma_us": 4.0}), node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await visit(page, bench, "butt")
        await node.shoot(100.0, 100.0)
        await expect(page.locator("[data-test=sensor-test]")).to_contain_text("8 of 8 sensors heard it")
        await page.get_by_role("button", name="By 16 taps with a rod").tap()
        await expect(page.locator("[data-test=instruction]")).to_contain_text("Tap point 1 of 16")
        (asked,) = await call(bench, "GET", "/calibration")
        await bench.message("calibration", status="running")
        # a knock that two sensors hear is none, and says so
        await node.latch([0, 1000, None, None, None, None, None, None])
        await expect(page.locator("[data-test=missed]")).to_contain_text("Tap the same point again")
        for k, point in enumerate(asked["points"], 1):
            await node.shoot(point["x_mm"], point["y_mm"])
            if k < len(asked["points"]):
                await expect(page.locator("[data-test=instruction]")).to_contain_text(f"Tap point {k + 1} of 16")
                await expect(page.locator("[data-test=missed]")).to_have_count(0)
        await expect(page.locator("[data-test=before-after]")).to_contain_text("Error")
        # this butt is as it was surveyed
        await expect(page.locator("[data-test=advice]")).to_contain_text("No better than what is in force")
        accept = page.get_by_role("button", name="Accept", exact=True)
        await accept.tap()
        await page.get_by_role("button", name="Undo: Calibration in force").tap()
        await accept.tap()
        await expect(page.get_by_text("Calibration in force")).to_be_visible()
        await follow_link(page.get_by_role("link", name="Back"))
        await page.get_by_role("button", name="Acceptance test").tap()
        await expect(page.locator("[data-test=instruction]")).to_contain_text("Tap point 1 of 20")
        await bench.message("calibration", status="running")
        (test, _) = await call(bench, "GET", "/calibration")
        for point in test["points"]:
            await node.shoot(point["x_mm"], point["y_mm"])
        await expect(page.locator("[data-test=acceptance]")).to_contain_text("Passed")
        await follow_link(page.get_by_role("link", name="Back"))
        await page.get_by_role("button", name="Roll back").tap()
        await expect(page.get_by_text("Rolled back to the one before")).to_be_visible()
        await expect(page.get_by_role("button", name="Roll back")).to_be_hidden()
        await page.get_by_role("button", name="Undo: Rolled back to the one before").tap()
        await expect(page.get_by_role("button", name="Roll back")).to_be_visible()
        assert console.complaints == []


async def test_arrows_in_the_paper_calibrate(start: Start, node: PtyNode, page: Page, console: Console) -> None:
    async with start(a_survey(acoustics={"sigma_us": 4.0}), node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await visit(page, bench, "calibration/arrows")
        await expect(page.get_by_text("At least 4 arrows are needed", exact=False)).to_be_visible()
        for x, y in ((500.0, 500.0), (800.0, 520.0), (640.0, 800.0), (520.0, 760.0), (780.0, 700.0)):
            await node.shoot(x, y)
            await bench.message("shot")
        ready = page.get_by_role("button", name="Calibrate by")
        await expect(ready).to_be_disabled()
        # the newest stands first, so that the others move while arrows still come
        await expect(page.get_by_role("button", name="End").nth(4)).to_be_visible()
        for k in (0, 1, 3):
            await page.get_by_role("button", name="End").nth(k).tap()
            await page.get_by_role("application").focus()
            await page.keyboard.press("ArrowRight")
        await ready.tap()
        await expect(page.get_by_role("heading", name="Calibration 1")).to_be_visible()
        await expect(page.locator("[data-test=before-after]")).to_be_visible()
        assert console.complaints == []


async def test_a_face_is_found_by_two_taps_and_hung(start: Start, node: PtyNode, page: Page) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await visit(page, bench, "butt")
        await page.get_by_role("button", name="Find the face by two taps").tap()
        await expect(page.locator("[data-test=instruction]")).to_contain_text("centre")
        await bench.message("calibration", status="running")
        await node.shoot(600.0, 700.0)
        await expect(page.locator("[data-test=instruction]")).to_contain_text("outermost line")
        await node.shoot(600.0, 500.0)
        await page.get_by_role("button", name="Hang it").tap()
        await expect(page.get_by_text("Face hung")).to_be_visible()
        (target,) = await call(bench, "GET", f"/target/session-id/{bench.session_id}")
        assert [face["kind"] for face in target["faces"]] == ["wa_40"]
        await page.get_by_role("button", name="Undo: Face hung").tap()
        await expect(page.get_by_text("Undone")).to_be_visible()
        (target,) = await call(bench, "GET", f"/target/session-id/{bench.session_id}")
        assert [face["kind"] for face in target["faces"]] == ["wa_80"]
