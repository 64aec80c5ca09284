"""The timer on two phones and a television: in step although their clocks are not, after one slept, stopped by both."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import pytest
from playwright.async_api import Browser, Page, Route, expect

from drivers.sim.pty_node import PtyNode
from tests.e2e.conftest import DESK, PHONE, WAIT_MS, Console, new_context
from tests.e2e.helpers import GOLD, call, visit, wait_until
from tests.e2e.test_turns import shots
from tests.hil.conftest import Bench, Start, powered

pytestmark = pytest.mark.browser

IN_STEP_MS = 100
SECONDS_SEEN = (5, 10, 20, 30)
"""A machine that is late with some seconds is not with all of them; a page that is out of step always is."""
SECONDS = "[data-test=timer-seconds]"
SILENCED = "not allowed to start"
"""The browser's own word of a horn that waits for a touch."""
# the phone's own clock is off; what a test measures is by a clock that no page can shift
SKEWED = """
    window.skewMs = SKEW_MS;
    const trueNow = Date.now.bind(Date);
    window.trueNow = () => performance.timeOrigin + performance.now();
    Date.now = () => trueNow() + window.skewMs;
    window.turned = [];
    new MutationObserver(() => {
        const shown = document.querySelector('[data-test=timer-seconds]')?.textContent ?? '';
        if (!/^\\d+$/.test(shown) || window.turned.at(-1)?.[0] === +shown) return;
        window.turned.push([+shown, window.trueNow()]);
    }).observe(document, { subtree: true, childList: true, characterData: true });
"""
# what reaches the loudspeaker, and when by that clock; told of each tone when it is begun
EARS = """
    window.tones = [];
    window.ears = [];
    const begin = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (at = 0) {
        const inS = Math.max(0, at - this.context.currentTime);
        window.tones.push(window.trueNow() + 1000 * (inS + (this.context.outputLatency || 0)));
        return begin.call(this, at);
    };
    const connect = AudioNode.prototype.connect;
    AudioNode.prototype.connect = function (to, ...others) {
        if (to === this.context.destination) {
            const ear = this.context.createAnalyser();
            connect.call(this, ear);
            window.ears.push(ear);
        }
        return connect.call(this, to, ...others);
    };
    window.heard = 0;
    setInterval(() => {
        const wave = new Float32Array(2048);
        window.ears = window.ears.filter(ear => {
            ear.getFloatTimeDomainData(wave);
            const isHeard = ear.context.state === 'running' && wave.some(level => Math.abs(level) > 0.1);
            window.heard += isHeard;
            return !isHeard;
        });
    }, 20);
"""
# a second is over when the next is shown; what comes late is the machine's delay, so the earliest says where the end is
END_MS = "Math.min(...window.turned.slice(1).map(([seconds, at]) => at + 1000 * seconds))"
# it is asked for so often, one after another
CLOCK_IS_KNOWN = "performance.getEntriesByType('resource').filter(one => /\\/clock$/.test(one.name)).length >= 8"
SLEPT = "skew => { window.skewMs += skew; window.turned = []; document.dispatchEvent(new Event('visibilitychange')) }"


@dataclass(frozen=True)
class Hall:
    """Who looks on."""

    bench: Bench
    coach: Page
    archer: Page
    television: Page

    @property
    def pages(self) -> tuple[Page, Page, Page]:
        return self.coach, self.archer, self.television

    async def is_in_step(self) -> bool:
        """Whether the three put the end of the time at one moment, from seconds that turned on each."""
        for seconds in SECONDS_SEEN:
            if await self._spread_ms(seconds) < IN_STEP_MS:
                return True
        return False

    async def _spread_ms(self, seconds: int) -> float:
        for page in self.pages:
            await wait_until(page, f"window.turned.length > {seconds}")
        ends = [float(await page.evaluate(END_MS)) for page in self.pages]
        return max(ends) - min(ends)


@asynccontextmanager
async def in_a_hall(bench: Bench, browser: Browser, console: Console) -> AsyncIterator[Hall]:
    await bench.node_is("listening")
    pages = []
    for size, skew_ms in ((PHONE, 0), (PHONE, 7300), (DESK, -3600_000)):
        context = await new_context(browser, viewport=size, has_touch=True)
        page = await context.new_page()
        await page.add_init_script(SKEWED.replace("SKEW_MS", str(skew_ms)) + EARS)
        page.set_default_timeout(WAIT_MS)
        console.watch(page)
        pages.append(page)
    await visit(pages[0], bench, "timer")
    await visit(pages[1], bench)
    await visit(pages[2], bench, "watch")
    yield Hall(bench, *pages)
    for page in pages:
        await page.context.close()


async def with_a_horn_that_was_switched_on_before(hall: Hall) -> None:
    """The television was off since: it knows that it is to sound, and asks for the touch that it needs."""
    horn = hall.television.locator("[data-test=horn]")
    await expect(horn).to_have_attribute("aria-pressed", "false")
    await horn.tap()
    await expect(horn).to_have_attribute("aria-pressed", "true")
    await wait_until(hall.television, "window.heard === 1")
    # whatever a test asks in a page counts as the touch: the horn is to be silenced before anything is asked
    async with hall.television.expect_console_message(lambda message: SILENCED in message.text):
        await hall.television.reload()
    await expect(horn).to_have_text("Tap once for sound")
    await hall.television.locator("main").tap(position={"x": 5, "y": 5})
    await expect(horn).to_have_text("")
    await expect(horn).to_have_attribute("aria-pressed", "true")
    # until it knows the appliance's clock it sounds nothing
    await wait_until(hall.television, CLOCK_IS_KNOWN)


async def sounds_in_time(hall: Hall) -> None:
    """Twice to the line, once when shooting begins: that moment was known before, so the horn sounds in it."""
    await wait_until(hall.television, "window.heard === 3")
    timer = await call(hall.bench, "GET", "/timer")
    shoot = next(sound for sound in timer["sounds"] if sound["times"] == 1)
    *_, sounded_ms = await hall.television.evaluate("window.tones")
    assert abs(sounded_ms - 1000 * datetime.fromisoformat(shoot["at"]).timestamp()) < IN_STEP_MS
    assert await hall.archer.evaluate("window.heard") == 0


async def test_it_is_in_step_everywhere_also_after_a_phone_slept(
    start: Start, node: PtyNode, browser: Browser, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node), in_a_hall(bench, browser, console) as hall:
        # what is usual is chosen by what is shot, and not typed
        shot = hall.coach.get_by_label("What is shot")
        await expect(shot.locator("optgroup[label=Shoot-off] option")).to_contain_text(
            ["40 s", "30 s", "teams, an arrow each of three, 60 s", "mixed teams", "alternating, 20 s", "30 s"]
        )
        await shot.select_option("ends_120")
        await hall.coach.get_by_role("button", name="Use these times").tap()
        await with_a_horn_that_was_switched_on_before(hall)
        await hall.coach.get_by_role("button", name="Start").tap()
        for page in hall.pages:
            await expect(page.locator("[data-test=timer]")).to_contain_text("shoot")
        await sounds_in_time(hall)
        assert await hall.is_in_step()
        # the archer's phone sleeps: its Wi-Fi is gone, and its clock is another one when it wakes
        await hall.archer.context.set_offline(True)
        await expect(hall.archer.locator("[data-test=connection]")).to_have_text("Offline")
        await hall.archer.context.set_offline(False)
        await expect(hall.archer.locator("[data-test=connection]")).to_have_text("Live")
        for page, skew_ms in zip(hall.pages, (0, 41_000, 0), strict=True):
            await page.evaluate(SLEPT, skew_ms)
        await expect(hall.archer.locator(SECONDS)).to_have_text(re.compile(r"^\d+$"))
        await hall.archer.evaluate("window.turned = []")
        assert await hall.is_in_step()
    assert [SILENCED in text for text in console.besides_lost_network()] == [True]


async def test_anybody_stops_shooting_and_of_two_who_end_it_one_is_told(
    start: Start, node: PtyNode, browser: Browser, console: Console
) -> None:
    async def quicker(route: Route) -> None:
        revision = (await call(bench, "GET", "/timer"))["revision"]
        await call(bench, "POST", "/timer/action", {"action": "stop", "revision": revision})
        await route.continue_()

    async with start(node_url=node.line.url) as bench, powered(node), in_a_hall(bench, browser, console) as hall:
        plan = {"kind": "ends", "run_up_s": 0, "shooting_s": 600, "turns": 2}
        timer = await call(bench, "PUT", "/timer", plan)
        await call(bench, "POST", "/timer/action", {"action": "start", "revision": timer["revision"]})
        for page in hall.pages:
            await expect(page.locator("[data-light=green]")).to_contain_text("AB")
        await hall.archer.locator("[data-test=emergency-stop]").tap()
        for page in hall.pages:
            await expect(page.locator("[data-light=red]")).to_contain_text("stopped")
        await hall.coach.get_by_role("button", name="Go on").tap()
        await hall.coach.get_by_role("button", name="Next turn").tap()
        await expect(hall.television.locator("[data-light=green]")).to_contain_text("CD")
        # while the coach's word is under way, somebody else ends it
        await hall.coach.route("**/timer/action", quicker)
        await hall.coach.get_by_role("button", name="End it").tap()
        await expect(hall.coach.get_by_text("Somebody else was quicker")).to_be_visible()
        for page in hall.pages:
            await expect(page.locator("[data-test=timer]")).to_contain_text("time is over")
        # not yet: it goes on with the time that was left, and once more by the other way back
        await hall.coach.unroute("**/timer/action")
        await expect(hall.coach.locator("[data-test=ended-by]")).to_contain_text("Ended by somebody, ")
        await hall.coach.get_by_role("button", name="It was not over: go on").tap()
        for page in hall.pages:
            await expect(page.locator("[data-light=green]")).to_contain_text("CD")
        undo = hall.coach.get_by_role("button", name="Undo: Time ended")
        await hall.coach.get_by_role("button", name="End it").tap()
        await expect(undo).to_be_visible()
        await hall.coach.get_by_role("button", name="It was not over: go on").tap()
        await expect(hall.coach.locator("[data-light=green]")).to_contain_text("CD")
        await expect(undo).to_be_hidden()
        await hall.coach.get_by_role("button", name="End it").tap()
        await expect(hall.television.locator("[data-test=timer]")).to_contain_text("time is over")
        await undo.tap()
        for page in hall.pages:
            await expect(page.locator("[data-light=green]")).to_contain_text("CD")
        assert (await call(bench, "GET", "/timer"))["status"] == "running"
    # the browser writes the refusal down as well
    assert [text for text in console.complaints if "409" not in text] == []


async def test_an_arrow_after_the_signal_is_marked_and_one_tap_says_that_it_was_in_time(
    start: Start, node: PtyNode, page: Page, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await visit(page, bench)
        timer = await call(bench, "PUT", "/timer", {"kind": "ends", "run_up_s": 0, "shooting_s": 600})
        for action in ("start", "stop"):
            timer = await call(bench, "POST", "/timer/action", {"action": action, "revision": timer["revision"]})
        await node.shoot(*GOLD)
        question = page.get_by_label("Out of time").filter(has=page.get_by_role("button"))
        await expect(question).to_contain_text("in end 1 came before the signal")
        await question.get_by_role("button", name="It was in time").tap()
        await expect(question).to_be_hidden()
        (shot,) = await call(bench, "GET", f"/shot/session-id/{bench.session_id}")
        assert not shot["is_out_of_time"]
        # that it was ended at all was a slip: one tap, and what comes now is in time
        await node.shoot(*GOLD)
        await expect(question).to_contain_text("in end 1 came before the signal")
        await call(bench, "POST", "/timer/action", {"action": "take_back", "revision": timer["revision"]})
        await expect(question).to_be_hidden()
        assert [one["is_out_of_time"] for one in await shots(bench)] == [False, False]
        assert console.complaints == []
