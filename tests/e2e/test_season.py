"""An archer's season on a phone: bests, handicap, form, a friend at the same butt, a walk back; asleep in between."""

import random
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from playwright.async_api import Page, expect

from appliance.commands.client import target_payload
from appliance.database.location import DatabaseLocation
from drivers.sim.virtual_butt import BUTT_MM
from tests.e2e.asleep import asleep
from tests.e2e.conftest import PHONE, Console
from tests.e2e.helpers import call, follow_link
from tests.e2e.test_archer_numbers import violations
from tests.hil.conftest import Bench, Start

pytestmark = pytest.mark.browser

EVENINGS, ENDS, PER_END = 6, 20, 3
INSERT = """
    INSERT INTO shots (session_id, archer_id, end_number, arrow_landing_time, x, y) VALUES ($1, $2, $3, $4, $5, $6)
"""
NAMES = ("Robin", "Marian")
MIDDLE_MM = BUTT_MM / 2
GETS_BETTER_MM = 2.0
"""From evening to evening, of Robin's spread."""


async def an_evening(bench: Bench, k: int) -> tuple[str, datetime]:
    """An 18 m round, every third week; every other one was a morning."""
    began = datetime.now(UTC).replace(hour=9 if k % 2 else 19, minute=0) - timedelta(weeks=3 * (EVENINGS - k))
    session = {
        "is_opened": False,
        "start_time": began.isoformat(),
        "end_time": (began + timedelta(hours=2)).isoformat(),
    }
    about = {"location": "Club hall", "is_indoor": True, "distance": 18, "arrows_per_end": PER_END}
    session_id = await call(bench, "POST", "/session", {**session, **about, "round_name": "WA 18m"})
    await call(bench, "POST", "/target", target_payload(session_id, "wa_40", BUTT_MM, BUTT_MM))
    return session_id, began


async def a_season(bench: Bench, location: DatabaseLocation) -> list[str]:
    """Two archers shoot six rounds; one gets better, and begins each round badly. Their ids."""
    ids = [await call(bench, "POST", "/archer", {"name": name}) for name in NAMES]
    dice = random.Random(5)
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    for k in range(EVENINGS):
        session_id, began = await an_evening(bench, k)
        rows = []
        for end in range(ENDS):
            for archer, archer_id in enumerate(ids):
                spread_mm = (26.0 - GETS_BETTER_MM * k) * (1.8 if end < 2 else 1.0) if archer == 0 else 30.0
                for arrow in range(PER_END):
                    at = began + timedelta(minutes=5 * end, seconds=60 * archer + 15 * arrow)
                    place = (MIDDLE_MM + dice.gauss(0, spread_mm), MIDDLE_MM + dice.gauss(0, spread_mm))
                    rows.append((session_id, archer_id, end + 1, at, *place))
        await connection.executemany(INSERT, rows)
    await connection.close()
    return ids


async def a_walk_back(bench: Bench, location: DatabaseLocation, archer_id: str) -> None:
    """Six distances, each end more to the left than the one before: 4 mm for each metre."""
    began = datetime.now(UTC)
    places = [
        (
            bench.session_id,
            archer_id,
            end,
            began + timedelta(seconds=60 * end + arrow),
            MIDDLE_MM - 20.0 * end + arrow,
            y,
        )
        for end, y in enumerate((900.0, 890.0, 860.0, 810.0, 740.0, 650.0), 1)
        for arrow in range(PER_END)
    ]
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    await connection.executemany(INSERT, places)
    await connection.close()


async def drawn(page: Page, title: str) -> list[str]:
    """What a chart says to those who do not see it: its values, in their order."""
    figure = page.locator("figure", has_text=title)
    await expect(figure.locator("svg")).to_be_visible()
    return await figure.locator("tr").all_inner_texts()


async def test_a_season_on_a_phone(start: Start, page: Page, console: Console, location: DatabaseLocation) -> None:
    async with start() as bench:
        robin, _ = await a_season(bench, location)
        await page.set_viewport_size(PHONE)
        await page.goto(f"{bench.base}/app/archer/{robin}")
        best = page.locator("[data-test=round]")
        rounds = await call(bench, "GET", f"/archer/{robin}/rounds")
        assert len(rounds) == EVENINGS
        await expect(best).to_have_count(1)
        most = max(rounds, key=lambda one: one["score"])
        await expect(best.locator("td").nth(0)).to_have_text(str(most["score"]))
        await expect(best.locator("td").nth(1)).to_have_text(str(most["handicap"]))
        async with asleep(page):
            pass
        # the newest on the right, and lower is better
        handicaps = [row.rpartition("\t")[2] for row in await drawn(page, "Handicap over the season")]
        assert handicaps == [str(one["handicap"]) for one in reversed(rounds)]
        assert int(handicaps[-1]) < int(handicaps[0])
        ends = await drawn(page, "by end")
        assert len(ends) == ENDS
        assert ends[0].startswith("1\t-")
        assert [row.split(":")[0] for row in await drawn(page, "by hour of the day")] == ["9", "10", "19", "20"]
        await expect(page.locator("[data-test=friend]")).to_contain_text("Robin is ahead of Marian by ")
        assert len(await drawn(page, "above the friend's")) == EVENINGS
        # thirty days see the newest round alone: no line over time
        await page.get_by_label("Time span").select_option("30")
        await expect(page.locator("figure", has_text="Handicap over the season")).to_be_hidden()
        await page.get_by_label("Time span").select_option("365")
        await expect(page.locator("figure", has_text="Handicap over the season")).to_be_visible()
        assert await violations(page) == []
        await page.set_viewport_size({"width": 320, "height": 640})
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.evaluate("document.documentElement.style.fontSize = ''")
        await page.set_viewport_size(PHONE)
        await a_walk_back(bench, location, robin)
        await follow_link(page.get_by_role("link", name="Advice for Robin"))
        await page.get_by_role("button", name="Show the result").last.tap()
        advice = page.locator("[data-test=walk-back]")
        await expect(advice).to_contain_text("To the left by 4.0 ± 0.1 mm for each metre back.")
        await expect(advice).to_contain_text("Move the button in a little")
        async with asleep(page):
            pass
        await expect(advice).to_contain_text("Move the button in a little")
        # the best leads to its session
        await page.go_back()
        await follow_link(best.get_by_role("link"))
        await expect(page.locator("[data-test=look]")).to_contain_text(str(most["score"]))
    assert console.besides_lost_network() == []
