"""A team match and a mixed team match, whole: begun on a phone, shot in turns to a shoot-off, seen on a television."""

from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page, expect

from drivers.sim.pty_node import PtyNode
from tests.e2e.asleep import asleep
from tests.e2e.conftest import Console
from tests.e2e.helpers import GOLD, call, screens, shoot, shoot_a_round, visit
from tests.hil.conftest import Bench, Start, powered

pytestmark = pytest.mark.browser

NINE = (650.0, 650.0 + 60.0)
"""Of an 80 cm face."""
NAMES = ("Robin", "Marian", "John", "Will", "Tuck", "Much")
TEAMS = ("Sherwood", "York")
SETS = 4


async def make(page: Page, bench: Bench, kind: str, names: tuple[str, ...]) -> None:
    """The bracket of two teams, by who shot before."""
    await visit(page, bench, "brackets")
    await page.get_by_role("button", name="New bracket").tap()
    await page.get_by_label("Individuals or teams").select_option(kind)
    for k, name in enumerate(names):
        field = page.get_by_label(f"Team of {name}")
        await field.fill(TEAMS[2 * k // len(names)])
        await field.blur()
    await expect(page.locator("[data-test=seed]")).to_contain_text(TEAMS)
    await page.get_by_role("button", name="Make the bracket").tap()
    await page.get_by_role("button", name="Shoot this match").tap()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("The turn passes after").select_option("each arrow: alternating, timed")
    await dialog.get_by_role("button", name="Shoot this match").tap()
    await expect(page.locator("[data-test=begins]")).to_have_text("Sherwood shoots first")


async def start_time(bench: Bench) -> None:
    """The time of an end, without its run-up."""
    timer = await call(bench, "GET", "/timer")
    if timer["plan"]["run_up_s"]:
        timer = await call(bench, "PUT", "/timer", {**timer["plan"], "run_up_s": 0})
    await call(bench, "POST", "/timer/action", {"action": "start", "revision": timer["revision"]})


@dataclass(frozen=True)
class TeamMatch:
    """Two teams of so many, who shoots of them, and the screens that show it."""

    bench: Bench
    node: PtyNode
    in_team: int
    coach: Page
    archer: Page
    tv: Page

    async def shoot(self, side: int, member: int, place: tuple[float, float]) -> None:
        """An arrow of whom the phone calls up."""
        letter = "ABCDEF"[side * self.in_team + member]
        await expect(self.archer.locator("[data-test=turn]")).to_contain_text(f"Now: {letter}")
        await shoot(self.bench, self.node, place)

    async def shoot_set(self, first: int, *places: tuple[float, float]) -> None:
        """Each side twice an arrow of each, the first one first."""
        await start_time(self.bench)
        for side in (first, 1 - first) * 2:
            for member in range(self.in_team):
                await self.shoot(side, member, places[side])

    async def shoot_off(self, *places: tuple[float, float]) -> None:
        """An arrow of each, and the sides alternate."""
        await start_time(self.bench)
        for member in range(self.in_team):
            for side in (0, 1):
                await self.shoot(side, member, GOLD if member else places[side])

    async def stands(self, a: str, b: str) -> None:
        for page in (self.coach, self.tv):
            await expect(page.locator("[data-test=match-a]")).to_have_text(a)
            await expect(page.locator("[data-test=match-b]")).to_have_text(b)


@pytest.mark.parametrize(("kind", "in_team"), [("team", 3), ("mixed_team", 2)])
async def test_a_match_of_teams_is_shot_whole(
    kind: str, in_team: int, start: Start, node: PtyNode, browser: Browser, console: Console
) -> None:
    names = NAMES[: 2 * in_team]
    async with start(node_url=node.line.url) as bench, powered(node), screens(browser, console) as (coach, archer, tv):
        await bench.node_is("listening")
        await shoot_a_round(bench, {name: 10 - k for k, name in enumerate(names)})
        await make(coach, bench, kind, names)
        await visit(archer, bench)
        await visit(tv, bench, "watch")
        match = TeamMatch(bench, node, in_team, coach, archer, tv)
        await match.shoot_set(0, GOLD, NINE)
        await match.stands("2", "0")
        # who is behind begins
        await expect(tv.locator("[data-test=begins]")).to_have_text("York shoots first")
        async with asleep(tv):
            await match.shoot_set(1, NINE, GOLD)
        await match.stands("2", "2")
        for number in range(3, SETS + 1):
            await match.shoot_set(0, GOLD, GOLD)
            await match.stands(str(number), str(number))
        for page in (coach, tv):
            await expect(page.get_by_text("Equal: a shoot-off decides.")).to_be_visible()
        await coach.get_by_role("button", name="Begin the shoot-off").tap()
        await expect(coach.get_by_role("button", name="Begin the shoot-off")).to_be_hidden()
        await match.shoot_off(NINE, GOLD)
        for page in (coach, tv):
            await expect(page.locator("[data-test=podium]")).to_have_text("1. York2. Sherwood")
    assert console.besides_lost_network() == []
