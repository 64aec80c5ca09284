"""The screen stays on over plain HTTP, where browsers give no wake lock."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import ON_THE_RANGE, Console
from tests.e2e.helpers import call, wait_until
from tests.hil.conftest import Start

pytestmark = pytest.mark.browser

REMEMBER = """
    window.films = new Set();
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () { window.films.add(this); return play.call(this); };
    // what a test asks of the page counts as a touch for Chromium: here only a touch does
    let isTouched = false;
    addEventListener("pointerdown", event => { isTouched ||= event.isTrusted; }, true);
    Object.defineProperty(Navigator.prototype, "userActivation", { get: () => ({ hasBeenActive: isTouched }) });
"""
FILMS = """() => [...window.films].map(film => ({
    runs: !film.paused && film.readyState > 2,
    isHeard: !film.muted && film.volume > 0,
    tracks: film.srcObject.getTracks().map(track => track.kind).sort(),
}))"""
PLAYS = {"runs": True, "isHeard": True, "tracks": ["audio", "video"]}


async def test_a_silent_film_runs_while_a_session_is_open(start: Start, page: Page, console: Console) -> None:
    await page.add_init_script(REMEMBER)
    async with start() as bench:
        await page.goto(bench.base.replace("127.0.0.1", ON_THE_RANGE) + "/app/")
        await expect(page.get_by_text("Waiting for the first arrow.")).to_be_visible()
        assert await page.evaluate("[isSecureContext, 'wakeLock' in navigator]") == [False, False]
        assert await page.evaluate(FILMS) == []
        await page.locator("main").tap()
        await wait_until(page, f"({FILMS})().some(film => film.runs)")
        assert await page.evaluate(FILMS) == [PLAYS]
        (opened,) = await call(bench, "GET", "/session")
        closed = {"is_opened": False, "end_time": opened["start_time"]}
        await call(bench, "PATCH", f"/session/{opened['id']}", closed)
        await wait_until(page, f"!({FILMS})().some(film => film.runs)")
    assert console.complaints == []
