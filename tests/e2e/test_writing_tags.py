"""An arrow's tag is written from its page: what to do is said, and what became of it, on every phone."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from playwright.async_api import Page, expect

from appliance.runtime.background import background
from drivers.sim.pty_line import PtyLine
from drivers.sim.simulated_ntag import SimulatedNtag
from drivers.sim.simulated_pn532 import BAUD, SimulatedPn532
from drivers.wire.ndef import arrow_in
from tests.builders import an_arrow
from tests.e2e.conftest import Console
from tests.e2e.helpers import call
from tests.hil.conftest import Start

pytestmark = pytest.mark.browser


@pytest.fixture
async def line() -> AsyncIterator[PtyLine]:
    line = PtyLine(BAUD)
    yield line
    line.unplug()


async def test_a_tag_is_written_from_the_arrows_page(start: Start, page: Page, console: Console, line: PtyLine) -> None:
    chip = SimulatedPn532(line)
    arrow_id = str(uuid4())
    async with background(chip=chip.run()), start(reader_url=line.url, reader_protocol="pn532") as bench:
        await call(bench, "POST", "/arrow", an_arrow(human_identifier="7") | {"id": arrow_id, "is_programmed": False})
        await page.goto(f"{bench.base}/app/arrow/{arrow_id}")
        part = page.locator("[data-test=tag-writing]")
        write, cancel = (part.get_by_role("button", name=name) for name in ("Write the tag", "Do not write it"))
        facts = page.locator("dl.facts")
        # asked for and taken back
        await write.tap()
        await expect(part.get_by_role("status")).to_have_text("Hold arrow 7 to the reader, and keep it there")
        await cancel.tap()
        await expect(part.get_by_role("status")).to_be_hidden()

        # taken away half-way
        def leave(command: bytes) -> None:
            if command[:2] == b"\xa2\x08":
                chip.tags = []

        tag = SimulatedNtag()
        chip.before_exchange, chip.tags = leave, [tag]
        await write.tap()
        await expect(part.get_by_role("status")).to_contain_text("The tag was taken away while it was written")
        await expect(facts).not_to_contain_text("Tag")
        # held there until it is done
        chip.before_exchange, chip.tags = lambda command: None, [tag]
        await write.tap()
        await expect(part.get_by_role("status")).to_have_text(
            "✓ The tag of arrow 7 is written, and reads back as it should"
        )
        await expect(facts).to_contain_text("Tag")
        assert arrow_in(bytes(tag.memory[16:])) == UUID(arrow_id)
        assert (await call(bench, "GET", f"/arrow/{arrow_id}"))["is_programmed"] is True
    assert console.complaints == []


@pytest.mark.parametrize(("language", "words"), [("es", "Grabar la etiqueta"), ("fr", "Écrire l'étiquette")])
async def test_what_to_do_is_said_in_the_language_of_the_page(
    start: Start, page: Page, console: Console, line: PtyLine, language: str, words: str
) -> None:
    arrow_id = str(uuid4())
    chip = SimulatedPn532(line)
    async with background(chip=chip.run()), start(reader_url=line.url, reader_protocol="pn532") as bench:
        await call(bench, "POST", "/arrow", an_arrow(human_identifier="7") | {"id": arrow_id})
        await page.add_init_script(f"localStorage.setItem('arch-stats:settings', '{{\"language\": \"{language}\"}}')")
        await page.goto(f"{bench.base}/app/arrow/{arrow_id}")
        part = page.locator("[data-test=tag-writing]")
        await part.get_by_role("button", name=words).tap()
        await expect(part.get_by_role("status")).to_contain_text("7")
    assert console.complaints == []


async def test_where_no_reader_can_write_nothing_is_offered(start: Start, page: Page, console: Console) -> None:
    reader = PtyLine(9600)
    try:
        async with start(reader_url=reader.url) as bench:
            arrow_id = await call(bench, "POST", "/arrow", an_arrow(human_identifier="7"))
            async with page.expect_event("websocket"):
                await page.goto(f"{bench.base}/app/arrow/{arrow_id}")
            await expect(page.get_by_role("heading", name="Arrow 7")).to_be_visible()
            # what the page says once it hears the appliance's health
            await expect(page.locator("[data-test=connection]")).to_have_text("Butt not listening")
            await expect(page.locator("[data-test=tag-writing]")).to_be_hidden()
    finally:
        reader.unplug()
    assert console.complaints == []
