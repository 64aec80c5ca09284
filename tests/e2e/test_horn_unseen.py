"""The horn of a page that nobody sees: its signals are with the clock of the sound, whatever the browser lets it do."""

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.conftest import DESK, WAIT_MS, Console, new_context
from tests.e2e.helpers import call, wait_until
from tests.e2e.test_timer import EARS, SKEWED
from tests.hil.conftest import Start

pytestmark = pytest.mark.browser

TEST_MS = 20
"""What the tests themselves wait by (`helpers.wait_until`)."""
# another tab is in front: no time-out of this page runs any more, as after minutes behind another one
UNSEEN = """
    window.wasTimeout = window.setTimeout;
    window.setTimeout = (work, ms, ...given) => ms === TEST_MS ? window.wasTimeout(work, ms, ...given) : 0;
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
"""
# which tones are taken from the loudspeaker before they sound
CALLED_BACK = """
    window.calledBack = 0;
    const apart = AudioNode.prototype.disconnect;
    AudioNode.prototype.disconnect = function () {
        window.calledBack += 1;
        return apart.call(this);
    };
"""
HANDED = "window.tones.filter(at => at > window.trueNow()).length"


async def test_it_sounds_behind_another_tab_and_not_what_was_called_off(
    start: Start, browser: Browser, console: Console
) -> None:
    async with start() as bench:
        context = await new_context(browser, viewport=DESK, has_touch=True)
        page = await context.new_page()
        page.set_default_timeout(WAIT_MS)
        console.watch(page)
        await page.add_init_script(SKEWED.replace("SKEW_MS", "0") + EARS + CALLED_BACK)
        await page.goto(f"{bench.base}/app/timer")
        await page.get_by_label("Horn on this phone").check()
        await wait_until(page, "window.heard === 1")
        timer = await call(bench, "PUT", "/timer", {"kind": "ends", "run_up_s": 0, "shooting_s": 5})
        await expect(page.locator("[data-test=timer-seconds]")).to_be_visible()
        await page.evaluate(UNSEEN.replace("TEST_MS", str(TEST_MS)))
        await call(bench, "POST", "/timer/action", {"action": "start", "revision": timer["revision"]})
        # once to shoot, and three times when it is over
        await wait_until(page, "window.heard === 5")
        # the next time somebody stops it: what was handed over for its end is called back, and five say so at once
        timer = await call(bench, "PUT", "/timer", {"kind": "ends", "run_up_s": 0, "shooting_s": 120})
        await call(bench, "POST", "/timer/action", {"action": "start", "revision": timer["revision"]})
        await wait_until(page, f"{HANDED} === 3")
        await call(bench, "POST", "/timer/emergency-stop")
        await wait_until(page, "window.calledBack === 3")
        await context.close()
    assert console.complaints == []
