"""The butt page says what chirps tell, from a node that really chirps."""

from dataclasses import replace

from playwright.async_api import Page, expect

from tests.e2e.helpers import visit
from tests.hil.conftest import Start, powered
from tests.hil.test_chirps import EMITTERS, SIX, SURVEY, a_node, outdoors, until


async def test_the_butt_page_says_which_emitters_are_heard_and_how_the_wind_is(page: Page, start: Start) -> None:
    node = a_node(5)
    async with start(SURVEY, node_url=node.line.url) as bench, powered(node):
        await outdoors(bench)
        await visit(page, bench, "butt")
        await expect(page.get_by_role("heading", name="Butt and sensors")).to_be_visible()
        await until(bench, lambda now: now["chirps"] is not None)
        facts = page.locator("[data-test=chirps]")
        await expect(facts).to_contain_text("Wind 2.")
        await expect(facts.get_by_text("heard", exact=True)).to_have_count(len(SIX))
        await expect(facts.locator("tbody tr").first).to_contain_text("100 %")
    node.line.unplug()


async def test_the_butt_page_names_two_channels_that_have_each_others_cable(page: Page, start: Start) -> None:
    crossed = list(SIX)
    crossed[1], crossed[4] = crossed[4], crossed[1]
    node = a_node(5, replace(EMITTERS, sensors=crossed))
    async with start(SURVEY, node_url=node.line.url) as bench, powered(node):
        await outdoors(bench)
        await until(bench, lambda now: now["chirps"] is not None)
        await visit(page, bench, "butt")
        alert = page.locator("[data-test=chirps]").get_by_role("alert")
        await expect(alert).to_contain_text("channels 2 (NE) and 5 (SW) look exchanged")
        health = await until(bench, lambda now: "channels_exchanged" in [one["code"] for one in now["warnings"]])
        assert health["chirps"]["exchanged"]["code"] == "channels_exchanged"
    node.line.unplug()
