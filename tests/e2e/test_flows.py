"""Whole ways through the page: a phone, a real appliance, a simulated butt."""

import logging
import random
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from appliance.core.tags import arrow_id_of
from drivers.sim.pty_line import PtyLine
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt
from tests.builders import a_survey
from tests.e2e.conftest import DESK, PHONE, TABLET, Console
from tests.hil.conftest import Bench, Start, powered

pytestmark = pytest.mark.browser

GOLD = (650.0, 650.0)


async def call(bench: Bench, method: str, path: str, body: Any = None) -> Any:
    async with bench.http.request(method, f"{bench.base}/api/v0{path}", json=body) as response:
        return (await response.json())["data"] if response.status != 204 else None


async def visit(page: Page, bench: Bench, path: str = "") -> None:
    await page.goto(f"{bench.base}/app/{path}")
    await expect(page.locator("[data-test=connection]")).to_have_text("Live")


async def three_sensors_hear(node: PtyNode) -> None:
    ticks = VirtualButt().ticks(500.0, 800.0, 4e8, random.Random(2))
    await node.latch([tick if k in (0, 2, 5) else None for k, tick in enumerate(ticks)])


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
        await page.wait_for_function("performance.getEntriesByType('resource').some(e => e.name.includes('SheetPage'))")
        await page.context.set_offline(True)
        await expect(page.locator("[data-test=connection]")).not_to_have_text("Live")
        await page.get_by_role("link", name="Sheet").tap()
        await expect(page.get_by_role("heading", name="Score sheet")).to_be_visible()
        await expect(page.get_by_label("End 1")).to_be_visible()
        await node.shoot(*GOLD)
        await page.context.set_offline(False)
        await expect(page.get_by_label("End 2")).to_be_visible()
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
        await expect(page.get_by_label("End 2").get_by_text("M")).to_be_visible()
        # something heard and not placed
        await three_sensors_hear(node)
        await page.get_by_role("link", name="Menu").tap()
        await page.get_by_role("link", name="Inbox 1").tap()
        await page.get_by_role("button", name="Place it").tap()
        pad = page.get_by_role("application")
        await pad.tap()
        await page.get_by_role("button", name="It is here").tap()
        await expect(page.get_by_text("Everything that was heard is placed.")).to_be_visible()
        # close with a summary, then look back
        await page.get_by_role("link", name="Live").tap()
        await page.get_by_role("button", name="Close session").tap()
        await expect(page.get_by_role("heading", name="Summary")).to_be_visible()
        await page.get_by_role("button", name="Close it").tap()
        await expect(page.get_by_role("heading", name="Session closed")).to_be_visible()
        await page.get_by_role("link", name="Sheet").tap()
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Spreadsheet").tap()
        csv = await (await download.value).path()
        assert csv.read_text().count("\n") == 7
        sheet = await page.get_by_role("link", name="Print").get_attribute("href")
        async with bench.http.get(f"{bench.base}{sheet}") as response:
            assert "<svg" in await response.text()
        await page.get_by_role("link", name="Review").first.tap()
        await expect(page.locator("[data-test=look]")).to_be_visible()
        # what was looked at stays to be looked at
        await page.context.set_offline(True)
        await page.get_by_role("link", name="Menu").tap()
        await page.go_back()
        await expect(page.locator("[data-test=look]")).to_be_visible()
        await page.context.set_offline(False)
    assert console.besides_lost_network() == []


async def test_two_phones_never_disagree(start: Start, node: PtyNode, page: Page, browser: Browser) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        context = await browser.new_context(viewport=PHONE)
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


async def test_arrows_are_registered_told_apart_and_retired(start: Start, page: Page, console: Console) -> None:
    async with start() as bench:
        await page.goto(f"{bench.base}/app/arrows")
        await page.get_by_role("button", name="Register an arrow").tap()
        await page.get_by_role("button", name="Next").tap()
        await page.get_by_label("Shaft diameter").fill("5.5")
        await page.get_by_role("button", name="Register", exact=True).tap()
        item = page.locator("[data-test=arrow]")
        await expect(item).to_contain_text("Never shot so far.")
        (arrow,) = await call(bench, "GET", "/arrow")
        assert (arrow["human_identifier"], arrow["diameter"], arrow["is_programmed"]) == ("1", 5.5, False)
        await item.get_by_role("button", name="Retire").tap()
        await expect(item).to_be_hidden()
        await page.get_by_role("button", name="Undo").tap()
        await expect(item).to_be_visible()
        await item.get_by_role("link").tap()
        await expect(page.get_by_role("heading", name="Arrow 1")).to_be_visible()
    assert console.complaints == []


async def test_an_arrow_is_registered_and_found_by_its_tag(start: Start, page: Page, console: Console) -> None:
    reader = PtyLine(9600)
    tag = b"\x020A00A3B1C2DA\x03"
    try:
        async with start(reader_url=reader.url) as bench:
            await page.goto(f"{bench.base}/app/arrows")
            # no node is there, so this is what the page says once it hears the appliance
            await expect(page.locator("[data-test=connection]")).to_have_text("Butt not listening")
            # held to the reader: the form begins by itself
            await reader.write(tag)
            await page.get_by_role("button", name="Next").tap()
            await expect(page.get_by_text("Tag 0A00A3B1C2 read")).to_be_visible()
            await page.get_by_role("button", name="Register", exact=True).tap()
            await expect(page.locator("[data-test=arrow]")).to_be_visible()
            (arrow,) = await call(bench, "GET", "/arrow")
            assert (arrow["id"], arrow["is_programmed"]) == (str(arrow_id_of("0A00A3B1C2")), True)
            # for the next arrow the same tag is refused beside its field, and held there alone it shows its arrow
            await page.get_by_role("button", name="Register an arrow").tap()
            await page.get_by_role("button", name="Next").tap()
            await page.get_by_label("Tag").fill(arrow["id"])
            await page.get_by_role("button", name="Register", exact=True).tap()
            await expect(page.get_by_text("This tag is on arrow 1 already.")).to_be_visible()
            await page.get_by_role("button", name="Close").tap()
            await reader.write(b"04A1B2C3\r\n")
            await expect(page.get_by_role("dialog")).to_be_visible()
            await page.get_by_role("button", name="Close").tap()
            await reader.write(tag)
            await expect(page.get_by_role("heading", name="Arrow 1")).to_be_visible()
    finally:
        reader.unplug()
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
        await page.get_by_role("button", name="They shoot").tap()
        await expect(page.get_by_text("Saved who shoots")).to_be_visible()
        await page.locator("[data-test=archer]", has_text="Robin").get_by_role("button", name="Code for Robin").tap()
        await expect(page.get_by_role("dialog").locator("svg")).to_be_visible()
        await page.get_by_role("button", name="Close").tap()
        for _ in range(4):
            await node.shoot(*GOLD)
        await visit(page, bench, "sheet")
        await expect(page.get_by_label("End 1")).to_have_count(2)
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
        await page.get_by_role("link", name="Live").tap()
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
        context = await browser.new_context(viewport=PHONE)
        archer = await context.new_page()
        console.watch(archer)
        await visit(archer, bench)
        await visit(page, bench, "coach")
        await page.get_by_label("Hold points back for everybody").tap()
        await expect(page.get_by_role("button", name="Confirm end 1")).to_be_visible()
        for _ in range(3):
            await node.shoot(*GOLD)
        await expect(page.get_by_label("End 1").get_by_text("X")).to_have_count(3)
        await expect(archer.locator("[data-shot]")).to_have_count(3)
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
        for k, point in enumerate(asked["points"], 1):
            await node.shoot(point["x_mm"], point["y_mm"])
            if k < len(asked["points"]):
                await expect(page.locator("[data-test=instruction]")).to_contain_text(f"Tap point {k + 1} of 16")
        await expect(page.locator("[data-test=before-after]")).to_contain_text("Error")
        await page.get_by_role("button", name="Accept").tap()
        await expect(page.get_by_text("Calibration in force")).to_be_visible()
        await page.get_by_role("link", name="Back").tap()
        await page.get_by_role("button", name="Acceptance test").tap()
        await expect(page.locator("[data-test=instruction]")).to_contain_text("Tap point 1 of 20")
        await bench.message("calibration", status="running")
        (test, _) = await call(bench, "GET", "/calibration")
        for point in test["points"]:
            await node.shoot(point["x_mm"], point["y_mm"])
        await expect(page.locator("[data-test=acceptance]")).to_contain_text("Passed")
        await page.get_by_role("link", name="Back").tap()
        await page.get_by_role("button", name="Roll back").tap()
        await expect(page.get_by_text("Rolled back to the one before")).to_be_visible()
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


async def test_a_round_is_classified_and_distances_are_compared(start: Start, page: Page, console: Console) -> None:
    async with start() as bench:
        began = (await call(bench, "GET", f"/session/{bench.session_id}"))["start_time"]
        await call(bench, "POST", "/shot", {"session_id": bench.session_id, "points_called": 7})
        await call(
            bench, "PATCH", f"/session/{bench.session_id}", {"is_opened": False, "end_time": began, "distance": 70}
        )
        indoor = {"is_opened": True, "start_time": began, "location": "Hall", "distance": 18, "round_name": "WA 18m"}
        session_id = await call(bench, "POST", "/session", {**indoor, "is_indoor": True})
        for _ in range(60):
            await call(bench, "POST", "/shot", {"session_id": session_id, "points_called": 9})
        await page.goto(f"{bench.base}/app/review/{session_id}")
        look = page.locator("[data-test=look]")
        await expect(look).to_contain_text("Handicap")
        await expect(look).not_to_contain_text("Classification")
        # Archery GB's published table: 540 on WA 18 m is Bowman 1st Class indoors
        await page.get_by_label("Bow").select_option("recurve")
        await page.get_by_label("Category").select_option("open")
        await page.get_by_label("Age group").select_option("adult")
        await expect(look).to_contain_text("I-B1")
        table = page.get_by_role("region", name="By distance")
        await expect(table.get_by_role("row", name="18 m")).to_contain_text("9.00")
        await expect(table.get_by_role("row", name="70 m")).to_contain_text("7.00")
        # what was said stays on the phone
        await page.reload()
        await expect(look).to_contain_text("I-B1")
    assert console.complaints == []


async def test_the_device_is_told_in_words_and_saved(start: Start, node: PtyNode, page: Page, console: Console) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await visit(page, bench, "device")
        await expect(page.locator("[data-test=level]")).to_have_text("All is well")
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Download a backup").tap()
        saved = await (await download.value).path()
        await page.get_by_label("Bring back from").set_input_files(
            {"name": "backup.ndjson.gz", "mimeType": "application/gzip", "buffer": saved.read_bytes()}
        )
        await page.get_by_role("button", name="Bring back", exact=True).tap()
        await expect(page.get_by_text("Brought back: nothing")).to_be_visible()
        # and in place of everything, which is asked twice
        await call(bench, "POST", "/archer", {"name": "Robin"})
        await page.get_by_label("Replace everything").check()
        await page.get_by_role("button", name="Bring back", exact=True).tap()
        await page.get_by_role("dialog").get_by_role("button", name="Replace everything").tap()
        await expect(page.get_by_text("Brought back: 1 sessions, 1 targets")).to_be_visible()
        assert await call(bench, "GET", "/archer") == []
        logging.getLogger("appliance").warning("something to read")
        async with page.expect_download() as log:
            await page.get_by_role("link", name="Download the log").tap()
        assert "something to read" in (await (await log.value).path()).read_text()
    assert console.complaints == []


async def test_everything_in_spanish(start: Start, node: PtyNode, page: Page, console: Console) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await page.goto(f"{bench.base}/app/menu")
        await page.get_by_label("Language").select_option("es")
        await expect(page.get_by_role("heading", name="Menú")).to_be_visible()
        await page.get_by_role("link", name="Aparato").tap()
        await expect(page.get_by_role("heading", name="Aparato")).to_be_visible()
        await page.reload()
        await expect(page.get_by_role("heading", name="Aparato")).to_be_visible()
        assert await page.locator("html").get_attribute("lang") == "es"
        # what the appliance itself says, too
        await three_sensors_hear(node)
        await bench.message("detection", outcome="unplaced")
        await page.goto(f"{bench.base}/app/inbox")
        await expect(
            page.get_by_text("solo lo oyeron tres sensores, así que nada confirma la posición")
        ).to_be_visible()
        await page.goto(f"{bench.base}/app/archers")
        await page.get_by_role("button", name="Añadir un arquero").tap()
        await page.get_by_role("button", name="Guardar").tap()
        await expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    assert console.complaints == []
