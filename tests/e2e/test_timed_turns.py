"""Turns that pass on by themselves, on two phones and a television: sides that alternate, details of an end."""

import pytest
from playwright.async_api import Browser, expect

from drivers.sim.pty_node import PtyNode
from tests.e2e.conftest import Console
from tests.e2e.helpers import GOLD, a_bracket, call, shoot, shoot_a_round, visit
from tests.e2e.test_timer import Hall, in_a_hall
from tests.hil.conftest import Start, powered

pytestmark = pytest.mark.browser

NINE = (650.0, 650.0 + 60.0)
"""Of an 80 cm face."""


async def shown(hall: Hall, light: str, text: str) -> None:
    """All three show this under this light."""
    for page in hall.pages:
        await expect(page.locator(f"[data-test=timer][data-light={light}]")).to_contain_text(text)


async def test_in_a_match_each_arrow_starts_the_time_of_the_other(
    start: Start, node: PtyNode, browser: Browser, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node), in_a_hall(bench, browser, console) as hall:
        await shoot_a_round(bench, {"Robin": 10, "Marian": 9})
        await visit(hall.coach, bench, f"bracket/{await a_bracket(bench)}")
        await hall.coach.get_by_role("button", name="Shoot this match").tap()
        dialog = hall.coach.get_by_role("dialog")
        await dialog.get_by_label("The turn passes after").select_option("each arrow: alternating, timed")
        await expect(dialog.get_by_label("Who shoots first")).to_have_value("a")
        await dialog.get_by_role("button", name="Shoot this match").tap()
        for page in (hall.coach, hall.television):
            await expect(page.locator("[data-test=begins]")).to_have_text("Robin shoots first")
        # the higher seed lets the other begin: one tap
        await hall.coach.get_by_role("button", name="Marian shoots first instead").tap()
        for page in (hall.coach, hall.television):
            await expect(page.locator("[data-test=begins]")).to_have_text("Marian shoots first")
        await expect(hall.archer.locator("[data-test=turn]")).to_contain_text("B")
        await visit(hall.coach, bench, "timer")
        await hall.coach.get_by_role("button", name="Start").tap()
        await shown(hall, "red", "Marian")
        await shown(hall, "green", "Marian")
        for name, letter in (("Robin", "A"), ("Marian", "B")):
            await shoot(bench, node, GOLD if name == "Robin" else NINE)
            await shown(hall, "green", name)
            await expect(hall.archer.locator("[data-test=turn]")).to_contain_text(letter)
        # time stands still, and goes on with the same archer
        await hall.archer.locator("[data-test=emergency-stop]").tap()
        await shown(hall, "red", "stopped")
        await hall.coach.get_by_role("button", name="Go on").tap()
        await shown(hall, "green", "Marian")
        # the last arrow was none: it is the turn of before again
        shots = await call(bench, "GET", f"/shot/session-id/{(await call(bench, 'GET', '/session/open'))['id']}")
        await call(bench, "DELETE", f"/shot/{shots[-1]['id']}")
        await shown(hall, "green", "Robin")
        await shoot(bench, node, NINE)
        await shown(hall, "green", "Marian")
        await shoot(bench, node, GOLD, NINE, GOLD, NINE)
        await shown(hall, "red", "time is over")
        # 27 against 29: who is behind begins
        await expect(hall.television.locator("[data-test=begins]")).to_have_text("Robin shoots first")
        await expect(hall.archer.locator("[data-test=turn]")).to_contain_text("A")
    assert console.complaints == []


async def test_a_time_that_runs_out_passes_on_to_the_other(
    start: Start, node: PtyNode, browser: Browser, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node), in_a_hall(bench, browser, console) as hall:
        await shoot_a_round(bench, {"Robin": 10, "Marian": 9})
        bracket = await call(bench, "GET", f"/bracket/{await a_bracket(bench)}")
        await call(bench, "POST", f"/match/{bracket['matches'][0]['id']}/begin", {"arrows_per_turn": 1, "first": "a"})
        plan = (await call(bench, "GET", "/timer"))["plan"]
        timer = await call(bench, "PUT", "/timer", {**plan, "run_up_s": 0, "shooting_s": 5, "arrows": 12})
        await call(bench, "POST", "/timer/action", {"action": "start", "revision": timer["revision"]})
        await shown(hall, "green", "Robin")
        # nobody shoots: it is the other's time, and then the other's turn
        await shown(hall, "green", "Marian")
        await expect(hall.archer.locator("[data-test=turn]")).to_contain_text("B")
    assert console.complaints == []


async def test_a_detail_that_has_shot_calls_the_next_one(
    start: Start, node: PtyNode, browser: Browser, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node), in_a_hall(bench, browser, console) as hall:
        ids = [await call(bench, "POST", "/archer", {"name": name}) for name in ("Robin", "Marian", "John", "Will")]
        listed = [
            {"archer_id": one, "letter": "ABCD"[k], "shooting_order": k + 1, "detail": 1 + k // 2}
            for k, one in enumerate(ids)
        ]
        roster = {"archers": listed, "arrows_per_turn": 3, "rotates": True}
        await call(bench, "PUT", f"/session/{bench.session_id}/archers", roster)
        await hall.coach.get_by_label("What is shot").select_option("ends_120")
        await hall.coach.get_by_label("Details").select_option("2")
        await hall.coach.get_by_label("The next turn begins").select_option("arrows")
        await hall.coach.get_by_role("button", name="Use these times").tap()
        await hall.coach.get_by_role("button", name="Start").tap()
        await shown(hall, "green", "AB")
        await shoot(bench, node, *[GOLD] * 6)
        # nobody taps: CD is called to the line, and its arrows are expected
        await shown(hall, "red", "CD")
        await expect(hall.archer.locator("[data-test=turn]")).to_contain_text("C")
        await shown(hall, "green", "CD")
        await shoot(bench, node, *[GOLD] * 6)
        await shown(hall, "red", "time is over")
        # in the next end the other detail begins
        await hall.coach.get_by_role("button", name="Start").tap()
        await shown(hall, "red", "CD")
        await expect(hall.archer.locator("[data-test=turn]")).to_contain_text("C")
    assert console.complaints == []
