"""What goes wrong on an evening: each is explained, nothing is lost, and one tap takes it back where a person may."""

import pytest
from playwright.async_api import Browser, Page, expect

from drivers.sim.pty_node import PtyNode
from tests.builders import a_face
from tests.e2e.conftest import DESK, PHONE, WAIT_MS, Console, new_context
from tests.e2e.helpers import GOLD, a_bracket, call, follow_link, shoot, shoot_a_round, visit, wait_until
from tests.e2e.test_turns import shots
from tests.hil.conftest import Bench, Start, powered

pytestmark = pytest.mark.browser

NINE = (650.0, 650.0 + 60.0)
"""Of an 80 cm face."""
HEARD = """
    window.tones = [];
    const begin = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (at) {
        window.tones.push(navigator.onLine);
        return begin.call(this, at);
    };
"""


async def test_the_horn_sounds_while_the_wifi_is_away_and_nothing_is_lost(
    start: Start, node: PtyNode, browser: Browser, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        context = await new_context(browser, viewport=PHONE, has_touch=True)
        archer = await context.new_page()
        archer.set_default_timeout(WAIT_MS)
        console.watch(archer)
        await archer.add_init_script(HEARD)
        await visit(archer, bench, "timer")
        await archer.get_by_label("Horn on this phone").check()
        await wait_until(archer, "window.tones.length === 1")
        timer = await call(bench, "PUT", "/timer", {"kind": "ends", "run_up_s": 0, "shooting_s": 15})
        clock = archer.locator("[data-test=timer]")
        await expect(clock).to_be_visible()
        await call(bench, "POST", "/timer/action", {"action": "start", "revision": timer["revision"]})
        await expect(archer.locator("[data-light=green]")).to_contain_text("shoot")
        await wait_until(archer, "window.tones.length === 2")
        await context.set_offline(True)
        # the phone knows when the time is over, shows it and sounds three times
        await expect(clock).to_contain_text("time is over")
        await expect(archer.locator("[data-test=connection]")).to_have_text("Offline")
        assert await archer.evaluate("window.tones") == [True, True, False, False, False]
        # an arrow behind the signal, which this phone hears of later
        await node.shoot(*GOLD)
        await bench.message("shot", is_out_of_time=True)
        await context.set_offline(False)
        await expect(archer.locator("[data-test=connection]")).to_have_text("Live")
        await expect(clock).to_contain_text("time is over")
        await follow_link(archer.get_by_role("link", name="Live").first)
        question = archer.get_by_label("Out of time").filter(has=archer.get_by_role("button"))
        await question.get_by_role("button", name="It was in time").tap()
        await expect(question).to_be_hidden()
        await archer.get_by_role("button", name="Undo").tap()
        await expect(question).to_be_visible()
        # it is not sounded twice
        assert len(await archer.evaluate("window.tones")) == 5
        await context.close()
    assert console.besides_lost_network() == []


async def test_in_a_match_one_comes_late_and_leaves_early(
    start: Start, node: PtyNode, browser: Browser, page: Page, console: Console
) -> None:
    async def stands(a: str, b: str) -> None:
        for side, points in (("a", a), ("b", b)):
            await expect(board.locator(f"[data-test=match-{side}]")).to_have_text(points)

    async def tap_turn(button: str) -> None:
        await turn.tap()
        await page.get_by_role("dialog").get_by_role("button", name=button).tap()

    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await shoot_a_round(bench, {"Robin": 10, "Marian": 9})
        bracket_id = await a_bracket(bench)
        bracket = await call(bench, "GET", f"/bracket/{bracket_id}")
        await call(bench, "POST", f"/match/{bracket['matches'][0]['id']}/begin", {"arrows_per_turn": 3})
        context = await new_context(browser, viewport=PHONE, has_touch=True)
        board = await context.new_page()
        board.set_default_timeout(WAIT_MS)
        console.watch(board)
        await visit(board, bench, f"bracket/{bracket_id}")
        hall = await new_context(browser, viewport=DESK)
        television = await hall.new_page()
        television.set_default_timeout(WAIT_MS)
        console.watch(television)
        await visit(television, bench, "watch")
        await visit(page, bench)
        turn = page.locator("[data-test=turn]")
        await shoot(bench, node, GOLD, GOLD, GOLD)
        await expect(turn).to_have_text("Now: B, arrow 1 of 3 · end 1")
        await stands("0", "0")
        # Marian is not there yet: what was not shot is missed, and can still be shot after an undo
        await tap_turn("End 1 is over")
        await stands("2", "0")
        for shown in (board, television):
            await expect(shown.locator("[data-test=unshot]")).to_have_text(
                "End 1, Marian: 3 arrows were not shot and count as misses."
            )
        await page.get_by_role("button", name="Undo").tap()
        await stands("0", "0")
        for shown in (board, television):
            await expect(shown.locator("[data-test=unshot]")).to_be_hidden()
        await tap_turn("End 1 is over")
        await stands("2", "0")
        # now she is, and wins a set
        await shoot(bench, node, NINE, NINE, NINE, GOLD, GOLD, GOLD)
        await stands("2", "2")
        # she leaves behind her second arrow of the third
        await shoot(bench, node, GOLD, GOLD, GOLD, GOLD, GOLD)
        await stands("2", "2")
        await tap_turn("End 3 is over")
        await stands("4", "2")
        # the arrow was only not heard: it is entered where it is missing, and the set is equal
        await page.locator("[data-test=add-arrow]").tap()
        dialog = page.get_by_role("dialog")
        await expect(dialog.locator("[data-test=why-likely]")).to_have_text("B: end 3 is one arrow short.")
        await dialog.get_by_role("application").tap()
        await dialog.get_by_role("button", name="It is here").tap()
        await stands("3", "3")
        await page.get_by_role("button", name="Undo: Arrow entered").tap()
        await stands("4", "2")
        await hall.close()
        await context.close()
    assert console.complaints == []


async def two_spots(bench: Bench) -> list[str]:
    (target,) = await call(bench, "GET", f"/target/session-id/{bench.session_id}")
    spots = [a_face(y=y, human_identifier=name) for y, name in ((900.0, "top"), (400.0, "bottom"))]
    await call(bench, "PATCH", f"/target/{target['id']}", {"faces": spots})
    ids = [await call(bench, "POST", "/archer", {"name": name}) for name in ("Robin", "Marian")]
    archers = [
        {"archer_id": one, "letter": "AB"[k], "shooting_order": k + 1, "face": ("top", "bottom")[k]}
        for k, one in enumerate(ids)
    ]
    await call(bench, "PUT", f"/session/{bench.session_id}/archers", {"archers": archers})
    return ids


async def test_an_arrow_on_somebody_elses_face_is_given_back(
    start: Start, node: PtyNode, page: Page, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        robin, marian = await two_spots(bench)
        await visit(page, bench, "sheet")
        # Robin's second goes into Marian's face
        for y in (900.0, 400.0):
            await node.shoot(650.0, y)
            await bench.message("shot")
        assert [shot["archer_id"] for shot in await shots(bench)] == [robin, marian]
        await expect(page.get_by_role("button", name="Change arrow")).to_have_count(2)
        await page.get_by_role("button", name="Change arrow").last.tap()
        dialog = page.get_by_role("dialog")
        await expect(dialog.get_by_label("Archer")).to_have_value(marian)
        await dialog.get_by_label("Archer").select_option(robin)
        await dialog.get_by_role("button", name="Save").tap()
        await expect(dialog).to_be_hidden()
        assert [shot["archer_id"] for shot in await shots(bench)] == [robin, robin]
        await page.get_by_role("button", name="Undo").tap()
        await expect(page.get_by_text("Undone")).to_be_visible()
        assert [shot["archer_id"] for shot in await shots(bench)] == [robin, marian]
    assert console.complaints == []


async def test_two_ends_that_are_shot_at_once_are_asked_about(
    start: Start, node: PtyNode, page: Page, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await call(bench, "PATCH", f"/session/{bench.session_id}", {"round_name": "WA 18m"})
        await visit(page, bench)
        for _ in range(4):
            await node.shoot(*GOLD)
            await bench.message("shot")
        question = page.get_by_label("An early arrow")
        await expect(question).to_contain_text("So soon after end 1: does it belong to it?")
        # a fourth of the first end: the lowest count, and that is said
        await question.get_by_role("button", name="End 1").tap()
        await expect(page.get_by_label("Too many arrows")).to_contain_text("4 arrows in end 1 of 3: the lowest count.")
        await page.get_by_role("button", name="Undo").tap()
        await expect(question).to_be_visible()
        assert [shot["end_number"] for shot in await shots(bench)] == [1, 1, 1, 2]
        # two ends were shot without a walk: it is right as it is
        await question.get_by_role("button", name="End 2").tap()
        await expect(question).to_be_hidden()
        await node.shoot(*GOLD)
        await expect(page.locator("[data-test=turn]")).to_have_text("Arrow 3 of 3 · end 2")
    assert console.complaints == []
