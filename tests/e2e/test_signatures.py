"""An end is signed on the archer's phone, told to the scorer's at once, taken back, and marked when it is changed."""

import pytest
from playwright.async_api import Browser, Route, expect

from drivers.sim.pty_node import PtyNode
from tests.e2e.conftest import PHONE, WAIT_MS, Console, new_context
from tests.e2e.helpers import GOLD, call, visit
from tests.hil.conftest import Start, powered

pytestmark = pytest.mark.browser


async def test_an_end_is_signed_on_one_phone_and_changed_on_another(
    start: Start, node: PtyNode, browser: Browser, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        robin = await call(bench, "POST", "/archer", {"name": "Robin"})
        listed = [{"archer_id": robin, "letter": "A", "shooting_order": 1}]
        await call(bench, "PUT", f"/session/{bench.session_id}/archers", {"archers": listed})
        pages = []
        for _ in range(2):
            context = await new_context(browser, viewport=PHONE, has_touch=True)
            pages.append(await context.new_page())
            pages[-1].set_default_timeout(WAIT_MS)
            console.watch(pages[-1])
        archers, scorers = pages
        await visit(archers, bench, f"?archer={robin}")
        await visit(scorers, bench, "sheet")
        entry = {"session_id": bench.session_id, "x": GOLD[0], "y": GOLD[1]}
        shots = [await call(bench, "POST", "/shot", entry) for _ in range(3)]
        await archers.get_by_role("button", name="Sign end 1: 30").tap()
        seen = scorers.locator("[data-test=signatures]").first
        await expect(seen).to_contain_text("Signed by the archer: Robin")
        await archers.get_by_role("button", name="Undo").tap()
        await expect(seen).not_to_contain_text("Signed by the archer")
        await archers.get_by_role("button", name="Sign end 1: 30").tap()
        await scorers.get_by_role("button", name="Sign end 1: 30").tap()
        await expect(archers.locator("[data-test=signatures]")).to_contain_text("Signed by the scorer")
        await call(bench, "PATCH", f"/shot/{shots[0]}", {"points_called": 9})
        await expect(archers.locator("[data-test=changed-since]")).to_have_count(2)
        await expect(scorers.locator("[data-test=changed-since]").first).to_contain_text("Signed as 30, changed since")
        # what is otherwise now is signed anew
        await archers.get_by_role("button", name="Sign end 1: 29").tap()
        await expect(archers.locator("[data-test=changed-since]")).to_have_count(1)

        # two scorers confirm against each other: while one says 29 another says 28, and is shown it
        async def quicker(route: Route) -> None:
            if route.request.method == "POST":
                await call(bench, "PATCH", f"/shot/{shots[0]}", {"points_called": 8})
            await route.continue_()

        await scorers.route("**/signature", quicker)
        await scorers.get_by_role("button", name="Sign end 1: 29").tap()
        await expect(scorers.get_by_role("alert")).to_contain_text("What stands there is 28 of 3 arrows")
        await scorers.unroute("**/signature")
        signed = await call(bench, "GET", f"/session/{bench.session_id}/signature")
        assert sorted(one["score"] for one in signed) == [29, 30], "nothing was signed that nobody saw"
        await scorers.get_by_role("button", name="Sign end 1: 28").tap()
        await expect(seen).to_contain_text("Signed by the scorer")
        await scorers.get_by_role("button", name="Undo").tap()
        await call(bench, "PATCH", f"/shot/{shots[0]}", {"points_called": 9})
        # the sheet is signed when nothing more is shot on it
        sheet = scorers.get_by_role("button", name="Sign the sheet: 29")
        await expect(sheet).to_have_count(0)
        await call(bench, "PATCH", f"/session/{bench.session_id}", {"is_opened": False})
        await sheet.tap()
        signed = scorers.get_by_role("region", name="Signatures")
        await expect(signed).to_contain_text("Signed by the scorer")
        await call(bench, "PATCH", f"/shot/{shots[1]}", {"points_called": 8})
        await expect(signed.locator("[data-test=changed-since]")).to_contain_text("Signed as 29, changed since")
        for page in pages:
            await page.context.close()
    # the browser writes the refusal down as well
    assert ["409" in text or "422" in text for text in console.complaints] == [True]
