"""A 3D target: chosen, shot at, seen as it is and scored by its outlines, on the live page, the sheet and on paper."""

import re

import pytest
from playwright.async_api import Page, expect

from drivers.sim.pty_node import PtyNode
from tests.e2e.conftest import PHONE, Console
from tests.e2e.helpers import call, follow_link, visit
from tests.hil.conftest import Bench, Start, powered

pytestmark = pytest.mark.browser

MIDDLE = 650.0


async def entered(bench: Bench, session_id: str, dx: float, dy: float) -> None:
    """An arrow by hand, from the middle of the animal."""
    at = {"x": MIDDLE + dx, "y": MIDDLE + dy, "arrow_landing_time": "2026-11-23T10:00:00Z"}
    await call(bench, "POST", "/shot", {"session_id": session_id, **at})


async def test_an_animal_is_shot_at(start: Start, node: PtyNode, page: Page, console: Console) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await page.set_viewport_size(PHONE)
        began = (await call(bench, "GET", f"/session/{bench.session_id}"))["start_time"]
        await call(bench, "PATCH", f"/session/{bench.session_id}", {"is_opened": False, "end_time": began})
        await visit(page, bench)
        await page.get_by_role("button", name="More faces").tap()
        await page.locator("label", has_text="3D animal, generic, 100 cm").tap()
        # the body and the vital area are drawn; the 10 and the 11 are circles
        await expect(page.locator("label.chosen path.zone")).to_have_count(2)
        await expect(page.locator("label.chosen circle.zone")).to_have_count(2)
        await page.get_by_label("Arrows per end").fill("2")
        await page.get_by_role("button", name="Open session").tap()
        await expect(page.get_by_text("Waiting for the first arrow.")).to_be_visible()
        face = page.locator(".face .target-face")
        await expect(face.locator(".numbers text")).to_have_text(["5", "8", "10", "11"])
        session = await call(bench, "GET", "/session/open")
        # heard by the butt: in the 11, and in the body behind the vital area
        await node.shoot(MIDDLE, MIDDLE)
        await expect(page.locator("[data-test=total]")).to_have_text("11")
        await node.shoot(MIDDLE + 300.0, MIDDLE)
        await expect(page.locator("[data-test=total]")).to_have_text("16")
        await expect(page.get_by_label("End 1")).to_contain_text("11")
        await entered(bench, session["id"], 110.0, 50.0)
        await expect(page.locator("[data-test=total]")).to_have_text("24")
        # the shaft's edge 1 mm within the line of the vital area, and 1 mm beyond: the side from (110, 100) to
        # (10, 120) is 11.3 degrees off level
        await entered(bench, session["id"], 60.0 + 0.1961 * 3.65, 110.0 + 0.9806 * 3.65)
        await expect(page.locator("[data-test=total]")).to_have_text("32")
        await entered(bench, session["id"], 60.0 + 0.1961 * 5.65, 110.0 + 0.9806 * 5.65)
        await expect(page.locator("[data-test=total]")).to_have_text("37")
        # above the back, and nearer to the middle than hooves and head
        await entered(bench, session["id"], 100.0, 250.0)
        await expect(page.get_by_label("End 3")).to_contain_text("M")
        await expect(page.locator("[data-test=total]")).to_have_text("37")
        await follow_link(page.get_by_role("link", name="Sheet"))
        for end, marks in ((1, ["11", "5"]), (2, ["8", "8"]), (3, ["5", "M"])):
            chips = page.get_by_label(f"End {end}").locator(".chip")
            await expect(chips).to_have_text([re.compile(rf"^{mark}") for mark in marks])
        # a judge calls the eleven
        await page.get_by_label("End 3").get_by_role("button", name="M").tap()
        await page.get_by_role("dialog").get_by_role("button", name="11", exact=True).tap()
        await page.get_by_role("button", name="Save").tap()
        await expect(page.get_by_label("End 3").locator(".score")).to_contain_text("16")
        for link in ("scoresheet", "picture.svg"):
            async with bench.http.get(f"{bench.base}/api/v0/session/{session['id']}/{link}") as response:
                assert (await response.text()).count("<polygon") == 2, link
        assert console.complaints == []


@pytest.mark.parametrize(("language", "words"), [("es", "el contorno se toca"), ("fr", "le contour se touche")])
async def test_a_wrong_outline_is_reported_in_words(language: str, words: str, start: Start, node: PtyNode) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        bow_tie = [[-9, -9], [9, 9], [9, -9], [-9, 9]]
        face = {"x": 650, "y": 650, "radii": [12.7], "points": [5], "human_identifier": "ours", "outlines": [bow_tie]}
        body = {"session_id": bench.session_id, "max_x": 1300, "max_y": 1300, "faces": [face]}
        url, headers_sent = f"{bench.base}/api/v0/target", {"Accept-Language": language}
        async with bench.http.post(url, json=body, headers=headers_sent) as response:
            assert response.status == 422
            assert words in (await response.json())["errors"][0]


async def test_two_archers_at_a_target_that_counts_by_arrows(
    start: Start, node: PtyNode, page: Page, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await page.set_viewport_size(PHONE)
        ids = [await call(bench, "POST", "/archer", {"name": name}) for name in ("Robin", "Marian")]
        archers = [{"archer_id": one, "letter": "AB"[k], "shooting_order": k + 1} for k, one in enumerate(ids)]
        await call(bench, "PUT", f"/session/{bench.session_id}/archers", {"archers": archers})
        body = {"dry_run": False, "face_kind": "animal_ifaa_100"}
        await call(bench, "POST", f"/session/{bench.session_id}/rescore", body)
        await visit(page, bench)
        turn, worth = page.locator("[data-test=turn]"), page.locator("[data-test=worth]")
        await expect(turn).to_contain_text("A, arrow 1 of 3")
        await expect(worth).to_contain_text("a kill is 20, a wound 18")
        # Robin's first is beside the animal, the second a kill
        await node.shoot(MIDDLE, MIDDLE + 500.0)
        await expect(turn).to_contain_text("A, arrow 2 of 3")
        await expect(worth).to_contain_text("a kill is 16, a wound 14")
        await node.shoot(MIDDLE + 120.0, MIDDLE)
        # and Marian wounds with the first
        await expect(turn).to_contain_text("B, arrow 1 of 3")
        await node.shoot(MIDDLE + 300.0, MIDDLE)
        await expect(turn).to_contain_text("A, arrow 1 of 3 · end 2")
        await follow_link(page.get_by_role("link", name="Sheet"))
        robins, marians = (
            page.get_by_role("group", name="End 1", exact=True).filter(has_text=name) for name in ("Robin", "Marian")
        )
        await expect(robins.locator(".score")).to_contain_text("16")
        await expect(marians.locator(".score")).to_contain_text("18")
        # a judge: Marian's arrow is a kill; what may be called is what this arrow can be worth
        await marians.get_by_role("button", name="18").tap()
        calls = page.get_by_role("dialog").get_by_role("group", name="Points that count").get_by_role("button")
        await expect(calls).to_have_text(["As measured", "20", "18", "M"])
        await calls.get_by_text("20", exact=True).tap()
        await page.get_by_role("button", name="Save").tap()
        await expect(marians.locator(".score")).to_contain_text("20")
        # Robin's miss was no arrow at all: the kill is the first
        await robins.get_by_role("button", name="M").tap()
        await page.get_by_role("button", name="Delete").tap()
        await expect(robins.locator(".score")).to_contain_text("20")
        await page.get_by_role("button", name="Undo").tap()
        await expect(robins.locator(".score")).to_contain_text("16")
        assert console.complaints == []
