"""Single pages: arrows and their tags, the review, the device, the other language."""

import logging

import pytest
from playwright.async_api import Page, Route, expect

from appliance.core.tags import arrow_id_of
from drivers.sim.pty_line import PtyLine
from drivers.sim.pty_node import PtyNode
from tests.e2e.conftest import Console
from tests.e2e.helpers import call, follow_link, three_sensors_hear, visit
from tests.hil.conftest import Start, powered

pytestmark = pytest.mark.browser


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
        await follow_link(item.get_by_role("link"))
        await expect(page.get_by_role("heading", name="Arrow 1")).to_be_visible()
    assert console.complaints == []


async def test_what_other_pages_say_comes_before_one_opens_though_it_was_lost_at_first(
    start: Start, page: Page, console: Console
) -> None:
    lost = 0

    async def lose_once(route: Route) -> None:
        nonlocal lost
        lost += 1
        await (route.abort() if lost == 1 else route.continue_())

    async with start() as bench:
        await page.route("**/assets/page-*.js", lose_once)
        async with page.expect_event("requestfailed"):
            await page.goto(f"{bench.base}/app/")
        await follow_link(page.get_by_role("link", name="Menu"))
        await expect(page.get_by_role("link", name="Butt and sensors")).to_be_visible()
        assert lost > 1
        assert console.besides_lost_network() == []


async def test_an_arrow_is_registered_and_found_by_its_tag(start: Start, page: Page, console: Console) -> None:
    reader = PtyLine(9600)
    tag = b"\x020A00A3B1C2DA\x03"
    try:
        async with start(reader_url=reader.url) as bench:
            await page.goto(f"{bench.base}/app/arrows")
            # no node is there, so this is what the page says once it hears the appliance
            await expect(page.locator("[data-test=connection]")).to_have_text("Butt not listening")
            await expect(page.get_by_role("button", name="Register an arrow")).to_be_visible()
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


async def test_a_round_is_classified_and_distances_are_compared(start: Start, page: Page, console: Console) -> None:
    async with start() as bench:
        began = (await call(bench, "GET", f"/session/{bench.session_id}"))["start_time"]
        await call(bench, "POST", "/shot", {"session_id": bench.session_id, "points_called": 7})
        await call(
            bench, "PATCH", f"/session/{bench.session_id}", {"is_opened": False, "end_time": began, "distance": 70}
        )
        indoor = {"is_opened": True, "start_time": began, "location": "Hall", "distance": 18, "round_name": "WA 18m"}
        session_id = await call(bench, "POST", "/session", {**indoor, "is_indoor": True})
        face = {"x": 650.0, "y": 650.0, "kind": "wa_40", "human_identifier": "40 cm", "x_radius": 10.0}
        zones = {"radii": [20.0 * k for k in range(1, 11)], "points": list(range(10, 0, -1))}
        hung = {"session_id": session_id, "max_x": 1300.0, "max_y": 1300.0, "faces": [{**face, **zones}]}
        await call(bench, "POST", "/target", hung)
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
        await follow_link(page.get_by_role("link", name="Aparato"))
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
