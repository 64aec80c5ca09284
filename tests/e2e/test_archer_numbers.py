"""An archer's own page of numbers, on a phone: reached from the archers, a goal set on it, nobody else's on it."""

import struct
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.builders import NOW_TEXT
from tests.e2e.conftest import PHONE, Console
from tests.e2e.helpers import call, follow_link
from tests.e2e.test_accessibility import AXE
from tests.hil.conftest import Bench, Start

pytestmark = pytest.mark.browser


async def two_archers(bench: Bench) -> dict[str, str]:
    """Zoé shoots tens, Émile nines, three ends each."""
    ids = {name: await call(bench, "POST", "/archer", {"name": name}) for name in ("Zoé", "Émile")}
    for end in range(1, 4):
        for points, archer_id in zip((10, 9), ids.values(), strict=True):
            for _ in range(3):
                shot = {"session_id": bench.session_id, "archer_id": archer_id, "end_number": end}
                await call(bench, "POST", "/shot", {**shot, "points_called": points})
    return ids


async def violations(page: Page) -> Any:
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    answer = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(v["id"], [node["html"][:120] for node in v["nodes"][:3]]) for v in answer["violations"]]


async def test_the_numbers_of_an_archer(start: Start, page: Page, console: Console, tmp_path: Path) -> None:
    async with start() as bench:
        ids = await two_archers(bench)
        await page.set_viewport_size(PHONE)
        await page.goto(f"{bench.base}/app/archers")
        await follow_link(page.get_by_role("link", name="Numbers of Zoé"))
        await expect(page.get_by_role("heading", name="Numbers: Zoé")).to_be_visible()
        rings = page.locator("figure", has_text="Arrows in each ring")
        await expect(rings.locator("th")).to_have_text(["10"])
        await expect(rings.locator("td")).to_have_text(["9"])
        await expect(page.locator("[data-test=friend]")).to_have_text("One session with Émile is too few to compare.")
        # a goal is refused where it is none, kept, counted, and forgotten
        await page.get_by_label("Goal: arrows").fill("0")
        await expect(page.get_by_role("alert")).to_have_text("A whole number from 1 to 100,000.")
        await page.get_by_label("Goal: arrows").fill("36")
        await page.get_by_role("button", name="Save").tap()
        await expect(page.locator("[data-test=goal]")).to_contain_text("9 of 36 arrows so far")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await violations(page) == []
        async with page.expect_download() as downloading:
            await page.get_by_role("link", name="Spreadsheet").tap()
        await (await downloading.value).save_as(tmp_path / "numbers.csv")
        rows = (tmp_path / "numbers.csv").read_text(encoding="utf-8-sig").splitlines()
        assert [row for row in rows if row.startswith("ring")] == ["ring,,10,9,,,,,,,,"]
        await page.get_by_role("button", name="Remove the goal").tap()
        await expect(page.locator("[data-test=goal]")).to_have_count(0)
        # the other one has a page of the own
        await page.goto(f"{bench.base}/app/archer/{ids['Émile']}")
        await expect(page.get_by_role("heading", name="Numbers: Émile")).to_be_visible()
        await expect(rings.locator("th")).to_have_text(["9"])
    assert console.complaints == []


async def test_a_result_is_given_away_as_a_picture(start: Start, page: Page, console: Console, tmp_path: Path) -> None:
    async with start() as bench:
        ids = await two_archers(bench)
        shot = {"session_id": bench.session_id, "x": 650.0, "y": 650.0, "arrow_landing_time": NOW_TEXT}
        await call(bench, "POST", "/shot", {**shot, "archer_id": ids["Zoé"]})
        await page.goto(f"{bench.base}/app/review/{bench.session_id}")
        await page.get_by_label("Archer").select_option(label="Zoé")
        await expect(page.get_by_label("With the arrows")).to_be_checked()
        await page.get_by_label("With the name").uncheck()
        async with page.expect_download() as downloading:
            await page.get_by_role("button", name="Share as a picture").tap()
        await (await downloading.value).save_as(tmp_path / "result.png")
        head = (tmp_path / "result.png").read_bytes()[:24]
        assert head.startswith(b"\x89PNG")
        assert struct.unpack(">II", head[16:24]) == (1080, 1350)
    assert console.complaints == []
