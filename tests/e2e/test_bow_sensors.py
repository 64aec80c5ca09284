"""A bow's sensor on a phone: it is put on a bow, its arrows have their times, and one that was not heard is a miss."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import PHONE, Console
from tests.e2e.helpers import GOLD, call, visit
from tests.e2e.test_archer_numbers import violations
from tests.hil.test_bows import FLIGHT_S, LATE_S, Line, Set, line, seconds_between
from tests.models.conftest import tables

__all__ = ["line", "tables"]

pytestmark = pytest.mark.browser


async def paired(page: Page, range_: Line, sensor: str) -> None:
    """By a person: the archer's bow gets the sensor that was heard."""
    bench = range_.bench
    archer = await call(bench, "POST", "/archer", {"name": "Robin"})
    listed = [{"archer_id": archer, "letter": "A", "shooting_order": 1}]
    await call(bench, "PUT", f"/session/{bench.session_id}/archers", {"archers": listed})
    range_.archers.append(archer)
    await visit(page, bench, f"archer/{archer}/advice")
    await page.get_by_role("button", name="Add a bow").tap()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill("Olympic")
    # both that were heard are offered, and neither is chosen for anybody
    chooser = dialog.get_by_label("Sensor on the bow")
    await expect(chooser.locator("option")).to_have_count(1 + len(range_.bows))
    offered = await chooser.locator("option").all_text_contents()
    assert {one.strip() for one in offered} == {"none", *(bow.sensor for bow in range_.bows)}
    await expect(chooser).to_have_value("")
    await chooser.select_option(sensor)
    await dialog.get_by_role("button", name="Save").tap()
    await expect(dialog).to_be_hidden()


async def test_a_sensor_is_put_on_a_bow_and_release_and_landing_are_one_arrow(
    line: Set, page: Page, console: Console
) -> None:
    async with line(owners=0) as range_:
        bow = range_.bows[1]
        await paired(page, range_, bow.sensor)
        (owned,) = await call(range_.bench, "GET", f"/archer/{range_.archers[0]}/bow")
        assert owned["sensor"] == bow.sensor
        await page.get_by_role("button", name="Change the bow").tap()
        await expect(page.get_by_role("dialog").get_by_label("Sensor on the bow")).to_have_value(bow.sensor)
        await page.keyboard.press("Escape")
        await visit(page, range_.bench)
        await range_.shoot(bow, *GOLD)
        await expect(page.locator("[data-test=arrows]")).to_have_text("1")
        (shot,) = await range_.until_timed(1)
        assert (shot["archer_id"], shot["attribution"]) == (range_.archers[0], "bow")
        assert seconds_between(shot, "arrow_disengage_time", "arrow_landing_time") == pytest.approx(
            FLIGHT_S, abs=LATE_S
        )
        # an arrow that was heard is not asked about
        await expect(page.get_by_role("region", name="Not heard")).to_be_hidden()
        assert await violations(page) == []
    assert console.complaints == []


async def test_a_release_that_nobody_heard_land_is_a_miss_at_once_and_one_tap_takes_it_back(
    line: Set, page: Page, console: Console
) -> None:
    async with line() as range_:
        await page.set_viewport_size(PHONE)
        await visit(page, range_.bench)
        end, asked = page.get_by_role("group", name="End 1"), page.get_by_role("region", name="Not heard")
        range_.bows[0].loose()
        await expect(end).to_contain_text("M")
        (miss,) = await range_.shots()
        assert (miss["x"], miss["attribution"], miss["archer_id"]) == (None, "bow", range_.archers[0])
        await expect(asked).to_contain_text(re.compile("^A: End 1: an arrow left the bow"))
        assert await violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await asked.get_by_role("button", name="No arrow was shot").tap()
        await expect(end).to_be_hidden()
        await expect(asked).to_be_hidden()
        assert await range_.shots() == []
        # it was an arrow after all
        await page.get_by_role("button", name="Undo").tap()
        await expect(end).to_contain_text("M")
        await asked.get_by_role("button", name="It missed").tap()
        await expect(asked).to_be_hidden()
        (kept,) = await range_.shots()
        assert (kept["id"], kept["x"], kept["points"]) == (miss["id"], None, 0)
    assert console.complaints == []
