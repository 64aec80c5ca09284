"""Whatever a person says by a slip is taken back: sessions, archers, arrows, marks, matches, the timer, a face."""

import pytest
from playwright.async_api import Page, expect

from drivers.sim.pty_node import PtyNode
from tests.e2e.conftest import Console
from tests.e2e.helpers import GOLD, a_bracket, call, shoot_a_round, visit
from tests.hil.conftest import Start, powered

pytestmark = pytest.mark.browser


async def undo(page: Page, what: str) -> None:
    await page.get_by_role("button", name=f"Undo: {what}").tap()
    await expect(page.get_by_text("Undone")).to_be_visible()


async def test_a_session_is_opened_and_opened_again_by_a_slip(
    start: Start, node: PtyNode, page: Page, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        began = (await call(bench, "GET", f"/session/{bench.session_id}"))["start_time"]
        await call(bench, "PATCH", f"/session/{bench.session_id}", {"is_opened": False, "end_time": began})
        await visit(page, bench, f"session/{bench.session_id}")
        await page.get_by_role("button", name="Open again").tap()
        await expect(page.get_by_role("button", name="Close session")).to_be_visible()
        await undo(page, "Opened again")
        assert (await call(bench, "GET", f"/session/{bench.session_id}"))["end_time"] == began
        await visit(page, bench)
        await page.get_by_role("button", name="Open session").tap()
        await expect(page.get_by_role("button", name="Close session")).to_be_visible()
        await undo(page, "Session opened")
        assert [one["id"] for one in await call(bench, "GET", "/session")] == [bench.session_id]
        # what was shot in it is not thrown away
        await page.get_by_role("button", name="Open session").tap()
        await expect(page.get_by_role("button", name="Close session")).to_be_visible()
        await node.shoot(*GOLD)
        await expect(page.locator("[data-test=last]")).to_have_text("X")
        await page.get_by_role("button", name="Undo: Session opened").tap()
        await expect(page.get_by_text("That cannot be undone any more")).to_be_visible()
        await expect(page.locator("[data-test=last]")).to_have_text("X")
    assert console.complaints == []


async def test_an_archer_and_an_arrow_are_put_right_and_taken_back(start: Start, page: Page, console: Console) -> None:
    async with start() as bench:
        await page.goto(f"{bench.base}/app/archers")
        listed = page.locator("[data-test=archer]")
        await page.get_by_role("button", name="Add an archer").tap()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Name").fill("Robyn")
        await dialog.get_by_role("button", name="Save").tap()
        await expect(listed).to_contain_text(["Robyn"])
        await page.get_by_role("button", name="Change Robyn").tap()
        await dialog.get_by_label("Name").fill("Robin")
        await dialog.get_by_label("Bow").select_option("Longbow")
        await dialog.get_by_role("button", name="Save").tap()
        await expect(listed).to_contain_text(["Robin"])
        (robin,) = await call(bench, "GET", "/archer")
        assert (robin["name"], robin["bow_style"]) == ("Robin", "longbow")
        await undo(page, "Archer changed")
        await expect(listed).to_contain_text(["Robyn"])
        assert (await call(bench, "GET", "/archer"))[0]["bow_style"] is None
        await undo(page, "Archer added")
        await expect(listed).to_have_count(0)
        # an arrow: registered, retired, and long after that used again
        await page.goto(f"{bench.base}/app/arrows")
        await page.get_by_role("button", name="Register an arrow").tap()
        await dialog.get_by_role("button", name="Next").tap()
        await dialog.get_by_role("button", name="Register", exact=True).tap()
        arrow = page.locator("[data-test=arrow]")
        await expect(arrow).to_be_visible()
        await undo(page, "Arrow registered")
        await expect(arrow).to_have_count(0)
        assert await call(bench, "GET", "/arrow") == []
        made = {"id": await call(bench, "GET", "/arrow/new_arrow_uuid"), "human_identifier": "7", "length": 72.0}
        at = {"is_active": False, "voided_date": "2026-11-27T12:00:00Z", "is_programmed": False}
        arrow_id = await call(bench, "POST", "/arrow", made | {"is_programmed": False})
        await call(bench, "PATCH", f"/arrow/{arrow_id}", {key: at[key] for key in ("is_active", "voided_date")})
        await page.goto(f"{bench.base}/app/arrow/{arrow_id}")
        again = page.get_by_role("button", name="Use it again")
        await again.tap()
        await expect(again).to_be_hidden()
        assert (await call(bench, "GET", f"/arrow/{arrow_id}"))["is_active"] is True
        await undo(page, "Arrow in use again")
        await expect(again).to_be_visible()
        assert (await call(bench, "GET", f"/arrow/{arrow_id}"))["voided_date"] == "2026-11-27T12:00:00.000000Z"
    assert console.complaints == []


async def test_a_mark_of_the_sight_is_forgotten_and_there_again(start: Start, page: Page, console: Console) -> None:
    async with start() as bench:
        robin = await call(bench, "POST", "/archer", {"name": "Robin"})
        bow = await call(bench, "POST", f"/archer/{robin}/bow", {"name": "Olympic"})
        for distance, mark in ((30, 3.5), (30, 3.6)):
            await call(bench, "POST", f"/bow/{bow}/sight-mark", {"distance": distance, "mark": mark})
        await page.goto(f"{bench.base}/app/archer/{robin}/advice")
        marks = page.locator("[data-test=mark]")
        await expect(marks).to_contain_text(["3.6", "3.5"])
        await page.get_by_role("button", name="Forget the mark at 30").last.tap()
        await expect(marks).to_contain_text(["3.6"])
        await expect(marks).to_have_count(1)
        await undo(page, "Mark forgotten")
        # the older one is no newer than it was
        await expect(marks).to_contain_text(["3.6", "3.5"])
        await page.get_by_role("button", name="Change the bow").tap()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("The hand that draws").select_option("left")
        await dialog.get_by_role("button", name="Save").tap()
        await expect(page.get_by_text("Bow saved")).to_be_visible()
        await undo(page, "Bow saved")
        assert (await call(bench, "GET", f"/archer/{robin}/bow"))[0]["hand"] == "right"
    assert console.complaints == []


async def test_what_is_said_of_a_match_is_taken_back(start: Start, page: Page, console: Console) -> None:
    async with start() as bench:
        await shoot_a_round(bench, {"Robin": 10, "Marian": 9})
        bracket = await a_bracket(bench)

        async def final() -> tuple[object, ...]:
            (match,) = (await call(bench, "GET", f"/bracket/{bracket}"))["matches"]
            return (match["by"], match["winner"], match["a"], match["b"], match["session_id"])

        nothing = await final()
        await page.goto(f"{bench.base}/app/bracket/{bracket}")
        dialog = page.get_by_role("dialog")
        for entered in ((6, 2), (4, 6)):
            await page.get_by_role("button", name="At another butt").tap()
            await dialog.locator("[data-test=result-a]").fill(str(entered[0]))
            await dialog.locator("[data-test=result-b]").fill(str(entered[1]))
            await dialog.get_by_role("button", name="Enter this result").tap()
            await expect(page.locator("[data-test=match-a]")).to_have_text(str(entered[0]))
        await page.get_by_role("button", name="A judge decides").tap()
        await dialog.get_by_label("Name of the judge").fill("Chris")
        await dialog.get_by_role("button", name="Robin wins").tap()
        await expect(page.locator("[data-test=ruled]")).to_contain_text("Chris")
        # back over the judge, the second result and the first
        shown = page.locator("[data-test=match-a]")
        await undo(page, "Decided")
        await expect(shown).to_have_text("4")
        assert await final() == ("entered", "b", 4, 6, None)
        await undo(page, "Result entered")
        await expect(shown).to_have_text("6")
        assert await final() == ("entered", "a", 6, 2, None)
        await undo(page, "Result entered")
        await expect(shown).to_have_text("0")
        assert await final() == nothing
        await page.get_by_role("button", name="Shoot this match").tap()
        await dialog.get_by_role("button", name="Shoot this match").tap()
        to_live = page.get_by_role("link", name="To the live page")
        await expect(to_live).to_be_visible()
        await undo(page, "Match begun")
        await expect(to_live).to_be_hidden()
        assert await final() == nothing
        assert (await call(bench, "GET", f"/session/{bench.session_id}"))["is_opened"] is True
        assert len(await call(bench, "GET", "/session")) == 1
    assert console.complaints == []


async def test_the_timer_and_what_is_held_back_are_as_before(start: Start, page: Page, console: Console) -> None:
    async with start() as bench:
        await shoot_a_round(bench, {"Robin": 10})
        await page.goto(f"{bench.base}/app/timer")
        await page.get_by_role("button", name="Use these times").tap()
        away = page.get_by_role("button", name="Put the timer away")
        await away.tap()
        await expect(away).to_be_hidden()
        await undo(page, "Timer put away")
        await expect(away).to_be_visible()
        assert (await call(bench, "GET", "/timer"))["plan"]["shooting_s"] == 120
        await undo(page, "Times set")
        await expect(away).to_be_hidden()
        await page.goto(f"{bench.base}/app/coach")
        await page.get_by_label("Hold points back for everybody").check()
        confirm = page.get_by_role("button", name="Confirm end 1")
        await confirm.tap()
        await expect(page.get_by_role("button", name="Confirm end 2")).to_be_visible()
        await undo(page, "Points shown")
        await expect(confirm).to_be_visible()
        await undo(page, "Points held back")
        await expect(confirm).to_be_hidden()
        assert (await call(bench, "GET", f"/session/{bench.session_id}"))["held_back_from"] is None
    assert console.complaints == []
