"""A round of two archers from its sighters to its sums, on two phones and the television at once."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page, expect

from drivers.sim.pty_node import PtyNode
from tests.e2e.conftest import Console
from tests.e2e.helpers import call, screens, shoot, visit
from tests.hil.conftest import Bench, Start, powered

pytestmark = pytest.mark.browser

GOLD, NINE, EIGHT = ((650.0, 650.0 + mm) for mm in (0.0, 30.0, 50.0))
ON_THE_LINE = (650.0, 650.0 + 60.0 + 4.65)
"""The shaft touches the line between 8 and 7 of a 40 cm face."""
TURN = "[data-test=turn]"


@dataclass(frozen=True)
class Line:
    """Who looks on, and who shoots."""

    bench: Bench
    node: PtyNode
    robin: Page
    marian: Page
    television: Page
    session_id: str

    async def turn_is(self, text: str) -> None:
        for phone in (self.robin, self.marian):
            await expect(phone.locator(TURN)).to_have_text(text)

    async def ranking_is(self, *scores: str) -> None:
        rows = self.television.locator("[data-test=standing]")
        await expect(rows.locator("h2, strong")).to_have_text(list(scores))


@asynccontextmanager
async def at_the_line(bench: Bench, node: PtyNode, browser: Browser, console: Console) -> AsyncIterator[Line]:
    """The round is opened on one phone, both archers are listed, and everybody looks."""
    began = (await call(bench, "GET", f"/session/{bench.session_id}"))["start_time"]
    await call(bench, "PATCH", f"/session/{bench.session_id}", {"is_opened": False, "end_time": began})
    ids = [await call(bench, "POST", "/archer", {"name": name}) for name in ("Robin", "Marian")]
    async with screens(browser, console) as (robin, marian, television):
        await visit(robin, bench)
        await robin.get_by_role("button", name="All rounds").tap()
        dialog = robin.get_by_role("dialog")
        await dialog.get_by_label("Name of the round").fill("WA 18m")
        await dialog.get_by_role("button", name=re.compile("^WA 18m 60 arrows")).tap()
        await robin.get_by_label("Where").fill("Club hall")
        await robin.get_by_role("button", name="Open session").tap()
        await expect(robin.get_by_text("Waiting for the first arrow.")).to_be_visible()
        session = (await call(bench, "GET", "/session/open"))["id"]
        listed = [{"archer_id": one, "letter": "AB"[k], "shooting_order": k + 1} for k, one in enumerate(ids)]
        await call(bench, "PUT", f"/session/{session}/archers", {"archers": listed})
        await visit(robin, bench, f"?archer={ids[0]}")
        await visit(marian, bench, f"?archer={ids[1]}")
        await visit(television, bench, "watch")
        yield Line(bench, node, robin, marian, television, session)


async def sighters_and_an_unheard_miss(line: Line) -> None:
    await line.robin.get_by_role("button", name="Sighters", exact=True).tap()
    await expect(line.marian.get_by_role("button", name="Score from now")).to_be_visible()
    await shoot(line.bench, line.node, EIGHT)
    await line.marian.get_by_role("button", name="Score from now").tap()
    await line.turn_is("Now: A, arrow 1 of 3 · end 1")
    await expect(line.television.locator("[data-test=standing] strong")).to_have_text(["0", "0"])
    await shoot(line.bench, line.node, GOLD, GOLD)
    await line.turn_is("Now: A, arrow 3 of 3 · end 1")
    # the third went beside the butt, and nobody heard it
    await line.robin.locator("[data-test=add-arrow]").tap()
    await line.robin.get_by_role("button", name="It missed").tap()
    await line.turn_is("Now: B, arrow 1 of 3 · end 1")


async def a_line_call_and_an_undo(line: Line) -> None:
    await shoot(line.bench, line.node, EIGHT, EIGHT, ON_THE_LINE)
    await line.marian.get_by_label("Line call").get_by_role("button", name="8").tap()
    await expect(line.marian.get_by_label("Line call")).to_be_hidden()
    await line.ranking_is("B Marian", "24", "A Robin", "20")
    # an arrow that was none
    await line.marian.locator("[data-test=add-arrow]").tap()
    await line.marian.get_by_role("button", name="It missed").tap()
    await line.turn_is("Now: A, arrow 2 of 3 · end 2")
    await line.marian.get_by_role("button", name="Undo").tap()
    await line.turn_is("Now: A, arrow 1 of 3 · end 2")


async def a_surplus_arrow(line: Line) -> None:
    await shoot(line.bench, line.node, GOLD, GOLD, GOLD, NINE)
    await line.turn_is("Now: B, arrow 2 of 3 · end 2")
    # somebody takes Marian's first for a fourth of Robin's: the lowest count, until it is Marian's again
    shots = await call(line.bench, "GET", f"/shot/session-id/{line.session_id}")
    *_, before, fourth = sorted(shots, key=lambda shot: (shot["shot_at"], shot["seq"]))
    await call(line.bench, "PATCH", f"/shot/{fourth['id']}", {"archer_id": before["archer_id"]})
    question = line.robin.get_by_label("Too many arrows")
    await expect(question).to_contain_text("A: 4 arrows in end 2 of 3: the lowest count.")
    await line.ranking_is("A Robin", "49", "B Marian", "24")
    await question.get_by_role("button", name="9").tap()
    await line.robin.get_by_role("dialog").get_by_label("Archer").select_option(label="B Marian")
    await line.robin.get_by_role("button", name="Save").tap()
    await expect(question).to_be_hidden()
    await shoot(line.bench, line.node, NINE, NINE)
    await line.ranking_is("B Marian", "51", "A Robin", "50")


async def an_end_held_back(line: Line) -> None:
    await shoot(line.bench, line.node, NINE)
    await line.ranking_is("A Robin", "59", "B Marian", "51")
    await visit(line.robin, line.bench, "coach")
    await line.robin.get_by_label("Hold points back for everybody").tap()
    await expect(line.robin.get_by_role("button", name="Confirm end 3")).to_be_visible()
    await shoot(line.bench, line.node, NINE, NINE, GOLD, GOLD, GOLD)
    await expect(line.marian.locator(TURN)).to_have_text("Now: A, arrow 1 of 3 · end 4")
    await expect(line.marian.locator("[data-test=last]")).to_have_text("·")
    await line.ranking_is("B Marian", "51", "A Robin", "50")
    await line.robin.get_by_role("button", name="Confirm end 3").tap()
    await line.ranking_is("B Marian", "81", "A Robin", "77")


async def sums_are_equal(line: Line) -> None:
    path = f"{line.bench.base}/api/v0/session/{line.session_id}"
    async with line.bench.http.get(f"{path}/export.csv") as answer:
        rows = list(csv.DictReader(io.StringIO((await answer.text()).lstrip("\ufeff"))))
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        sums[row["archer"]] += int(row["points"] or 0)
    assert dict(sums) == {"Robin": 77, "Marian": 81}
    paper = await line.television.context.new_page()
    await paper.goto(f"{path}/scoresheet?language=en")
    for name, total in (("Robin", "77"), ("Marian", "81")):
        sheet = paper.locator("section", has=paper.get_by_role("heading", name=name))
        await expect(sheet.locator("tr.total td").nth(1)).to_have_text(total)


async def test_a_round_is_the_same_on_two_phones_the_television_and_paper(
    start: Start, node: PtyNode, browser: Browser, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        async with at_the_line(bench, node, browser, console) as line:
            await sighters_and_an_unheard_miss(line)
            await a_line_call_and_an_undo(line)
            await a_surplus_arrow(line)
            await an_end_held_back(line)
            await visit(line.robin, bench)
            await expect(line.robin.locator("[data-test=total]")).to_have_text("77")
            await expect(line.marian.locator("[data-test=total]")).to_have_text("81")
            await line.marian.get_by_role("button", name="Close session").tap()
            await line.marian.get_by_role("button", name="Close it").tap()
            await expect(line.marian.get_by_role("heading", name="Session closed")).to_be_visible()
            await sums_are_equal(line)
    assert console.complaints == []
