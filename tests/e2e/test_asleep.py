"""Phones and a television sleep in the middle of a flow: awake they show what stands, and have lost nothing typed."""

import pytest
from playwright.async_api import Browser, Page, expect

from drivers.sim.pty_node import PtyNode
from tests.e2e.asleep import asleep, losing_answers, nodded
from tests.e2e.conftest import Console
from tests.e2e.helpers import GOLD, a_bracket, call, screens, shoot, shoot_a_round, visit
from tests.e2e.test_advice import shoot as shoot_places
from tests.hil.conftest import Start, powered

pytestmark = pytest.mark.browser


async def test_a_match_goes_on_over_screens_that_sleep(
    start: Start, node: PtyNode, browser: Browser, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node), screens(browser, console) as (coach, archer, tv):
        await bench.node_is("listening")
        await shoot_a_round(bench, {"Robin": 10, "Marian": 9, "John": 8})
        bracket = await a_bracket(bench)
        for page, path in ((coach, f"bracket/{bracket}"), (archer, ""), (tv, "watch")):
            await visit(page, bench, path)
        # a judge is being named, and the phone sleeps; meanwhile the match begins
        await coach.get_by_role("button", name="A judge decides").tap()
        dialog = coach.get_by_role("dialog")
        await dialog.get_by_label("Name of the judge").fill("Chris")
        async with asleep(coach, tv):
            matches = (await call(bench, "GET", f"/bracket/{bracket}"))["matches"]
            playable = next(one for one in matches if one["seed_a"] and one["seed_b"] and not one["is_bye"])
            await call(bench, "POST", f"/match/{playable['id']}/begin", {"arrows_per_turn": 3})
            await shoot(bench, node, *[GOLD] * 6)
        for page in (coach, tv):
            await expect(page.locator("[data-test=match-a]")).to_have_text("1")
        await expect(dialog.get_by_label("Name of the judge")).to_have_value("Chris")
        # the phone throws the page away: the sheet is open again, with what was typed
        await coach.reload()
        await expect(dialog.get_by_label("Name of the judge")).to_have_value("Chris")
        await dialog.get_by_role("button", name="Close").tap()
        # the rest, with a moment's sleep of the archer in the middle of it
        await shoot(bench, node, *[GOLD] * 12)
        await nodded(archer)
        await shoot(bench, node, *[GOLD] * 12)
        await expect(coach.get_by_text("Equal: a shoot-off decides.")).to_be_visible()
        async with asleep(archer, tv):
            await coach.get_by_role("button", name="Begin the shoot-off").tap()
            await expect(coach.get_by_role("button", name="Begin the shoot-off")).to_be_hidden()
            await shoot(bench, node, (650.0, 674.0), (650.0, 659.0))
        stands = await call(bench, "GET", f"/bracket/{bracket}")
        match = next(one for one in stands["matches"] if one["id"] == playable["id"])
        winner = next(one["name"] for one in stands["entries"] if one["seed"] == match[f"seed_{match['winner']}"])
        for page in (coach, tv):
            await expect(page.locator("[data-test=nearest]")).to_contain_text(f"Nearest to the middle is {winner}")
        await expect(archer.locator("[data-test=connection]")).to_have_text("Live")
    assert console.besides_lost_network() == []


async def test_archer_and_scorer_sign_while_the_other_sleeps(start: Start, browser: Browser, console: Console) -> None:
    async with start() as bench, screens(browser, console) as (archer, scorer, tv):
        robin = await call(bench, "POST", "/archer", {"name": "Robin"})
        listed = [{"archer_id": robin, "letter": "A", "shooting_order": 1}]
        await call(bench, "PUT", f"/session/{bench.session_id}/archers", {"archers": listed})
        entry = {"session_id": bench.session_id, "x": GOLD[0], "y": GOLD[1]}
        shots = [await call(bench, "POST", "/shot", entry) for _ in range(3)]
        for page, path in ((archer, f"?archer={robin}"), (scorer, "sheet"), (tv, "watch")):
            await page.goto(f"{bench.base}/app/{path}")
        seen = scorer.locator("[data-test=signatures]").first
        notes = scorer.get_by_label("Notes")
        await notes.fill("Wind from the left")
        async with asleep(scorer):
            await archer.get_by_role("button", name="Sign end 1: 30").tap()
            await call(bench, "PATCH", f"/session/{bench.session_id}", {"arrows_per_end": 3})
        await expect(seen).to_contain_text("Signed by the archer: Robin")
        # what is typed stays over what comes, and over a page that is loaded anew
        await expect(notes).to_have_value("Wind from the left")
        # nobody leaves the field: a page that is thrown away does not say so
        await scorer.reload()
        await expect(notes).to_have_value("Wind from the left")
        await notes.focus()
        await notes.blur()
        # the scorer signs, and the answer is lost on the way: once more is once
        async with losing_answers(scorer, "**/signature"):
            await scorer.get_by_role("button", name="Sign end 1: 30").tap()
            await expect(scorer.get_by_role("alert").first).to_be_visible()
        await expect(seen).to_contain_text("Signed by the scorer")
        async with asleep(archer, tv):
            # two scorers against each other: the other says 29 while this one looks at 30
            await call(bench, "PATCH", f"/shot/{shots[0]}", {"points_called": 9})
            await expect(seen.locator("[data-test=changed-since]")).to_have_count(2)
        await archer.get_by_role("button", name="Sign end 1: 29").tap()
        await expect(tv.locator("[data-test=standing] strong")).to_have_text(["29"])
        async with asleep(scorer):
            await call(bench, "PATCH", f"/shot/{shots[0]}", {"points_called": 8})
        signs = scorer.get_by_role("button", name="Sign end 1: 28")
        await signs.tap()
        # that the scorer has signed stood there before too
        await expect(signs).to_be_hidden()
        await expect(archer.locator("[data-test=signatures]")).to_contain_text("Signed by the scorer")
        signed = await call(bench, "GET", f"/session/{bench.session_id}/signature")
        assert sorted((one["signed_as"], one["score"]) for one in signed if not one["is_changed"]) == [("scorer", 28)]
        assert (await call(bench, "GET", f"/session/{bench.session_id}"))["notes"] == "Wind from the left"
    assert console.besides_lost_network() == []


async def test_advice_a_goal_and_the_hand_off_keep_what_is_typed(start: Start, page: Page, console: Console) -> None:
    async with start() as bench:
        robin = await call(bench, "POST", "/archer", {"name": "Robin"})
        await shoot_places(bench, robin, 1, (-9, 80), (8, 74), (2, 91), (-4, 85))
        await page.goto(f"{bench.base}/app/archer/{robin}/advice")
        await page.get_by_role("button", name="Add a bow").tap()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Name").fill("Olympic")
        async with asleep(page):
            await shoot_places(bench, robin, 1, (6, 88), (-3, 82))
        await expect(page.locator("[data-test=sight-advice]")).to_contain_text("83 mm high")
        for label, value in (("Eye to pin, mm", "900"), ("One click, mm", "0.5"), ("1 on the scale, mm", "10")):
            await dialog.get_by_label(label).fill(value)
        await page.reload()
        await expect(dialog.get_by_label("Name")).to_have_value("Olympic")
        await expect(dialog.get_by_label("Eye to pin, mm")).to_have_value("900")
        # it is added, and the answer is lost; loaded anew and saved again it is one bow
        async with losing_answers(page, "**/bow"):
            await dialog.get_by_role("button", name="Save").tap()
            await expect(dialog.get_by_role("alert")).to_be_visible()
        await page.reload()
        await dialog.get_by_role("button", name="Save").tap()
        await expect(dialog).to_be_hidden()
        (bow,) = await call(bench, "GET", f"/archer/{robin}/bow")
        assert (bow["name"], bow["eye_to_sight_mm"]) == ("Olympic", 900)
        # in the middle of a bare shaft test: what was said before goes by the arrows of before
        await page.get_by_label("The sight stood at").fill("5")
        advice = page.locator("[data-test=bare-shaft]")
        await page.get_by_role("button", name="Show the result").first.tap()
        await expect(advice).to_contain_text("0")
        async with asleep(page):
            await shoot_places(bench, robin, 2, (0, -70), (9, -76), (-6, -81))
        await expect(advice).to_contain_text("the nocking point is too high")
        await expect(page.get_by_label("The sight stood at")).to_have_value("5")
        # a goal is typed while arrows come
        await page.goto(f"{bench.base}/app/archer/{robin}")
        goal = page.get_by_role("spinbutton", name="Goal: arrows")
        await goal.fill("36")
        async with asleep(page):
            await call(bench, "PUT", f"/archer/{robin}/goal", {"arrows": 10, "period": "week"})
        await expect(page.locator("[data-test=goal]")).to_contain_text("9 of 10 arrows so far")
        await expect(goal).to_have_value("36")
        await page.reload()
        await expect(page.locator("[data-test=goal]")).to_contain_text("9 of 10 arrows so far")
        await expect(goal).to_have_value("36")
        await page.get_by_role("button", name="Save", exact=True).tap()
        await expect(page.locator("[data-test=goal]")).to_contain_text("9 of 36 arrows so far")
        # what was kept is no longer typed
        await call(bench, "PUT", f"/archer/{robin}/goal", {"arrows": 40, "period": "week"})
        await nodded(page)
        await expect(goal).to_have_value("40")
        # on the way to ianseo
        await page.goto(f"{bench.base}/app/sheet")
        part = page.locator("[data-test=hand-off]")
        await part.get_by_text("Hand off to ianseo").tap()
        await part.get_by_label("Session in ianseo").select_option("2")
        async with asleep(page):
            pass
        await page.reload()
        await part.get_by_text("Hand off to ianseo").tap()
        await expect(part.get_by_label("Session in ianseo")).to_have_value("2")
        async with page.expect_download():
            await part.get_by_role("link", name="Arrows for ianseo").tap()
    assert console.besides_lost_network() == []


async def test_who_shoots_is_chosen_over_a_sleep(start: Start, page: Page, console: Console) -> None:
    async with start() as bench:
        for name in ("Robin", "Marian", "John"):
            await call(bench, "POST", "/archer", {"name": name})
        await page.goto(f"{bench.base}/app/archers")
        listed = page.locator("[data-test=archer]")
        for name in ("Marian", "John"):
            await listed.filter(has_text=name).get_by_role("checkbox").check()
        async with asleep(page):
            await call(bench, "PATCH", f"/session/{bench.session_id}", {"location": "Club hall"})
        await page.reload()
        for name, is_listed in (("Robin", False), ("Marian", True), ("John", True)):
            await expect(listed.filter(has_text=name).get_by_role("checkbox")).to_be_checked(checked=is_listed)
        await page.get_by_role("button", name="Set who shoots").tap()
        await expect(page.get_by_text("Archers saved")).to_be_visible()
        roster = await call(bench, "GET", f"/session/{bench.session_id}/archers")
        assert [one["name"] for one in roster["archers"]] == ["Marian", "John"]
    assert console.besides_lost_network() == []
