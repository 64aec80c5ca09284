"""Every page and dialog lies well in every window: nothing wider, cut, covered, small or full of holes."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from drivers.sim.pty_node import PtyNode
from tests.e2e.conftest import ROUTER, Console, new_context
from tests.e2e.helpers import a_bracket, all_answered, call, follow, shoot_a_round, three_sensors_hear
from tests.hil.conftest import Bench, Start, powered

pytestmark = pytest.mark.browser

MEASURE = (Path(__file__).parent / "layout.js").read_text()
WITH_LETTERS = f"""async percent => {{
    document.documentElement.style.fontSize = percent;
    await new Promise(requestAnimationFrame);
    return ({MEASURE})();
}}"""
LANGUAGES = ("en", "es", "fr")
BROKEN_WORDS = """() => [...document.querySelectorAll("main button")].flatMap((button) => {
    const found = [];
    const texts = document.createTreeWalker(button, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode())
        for (const word of text.data.matchAll(/[^\\s-]+/g)) {
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) found.push(word[0]);
        }
    return found;
})"""
# what a dialog is in, itself, and what its fields hold; Vue numbers the fields through
SHEET = """() => {
    const sheet = document.querySelector("dialog[open]");
    const around = [];
    for (let one = sheet; one; one = one.parentElement) around.push(one.cloneNode(false).outerHTML);
    const held = [...sheet.querySelectorAll("input, select, textarea")].map((one) => [one.value, one.checked]);
    return JSON.stringify([...around, sheet.innerHTML.replaceAll(/"v-\\d+/g, '"v'), held]);
}"""
WIDTHS = "buttons => buttons.map((one) => one.getBoundingClientRect().width)"
NAMES = ("Maximiliane Alexandra von Hohenstein", "Jean-Christophe Featherstonehaugh")
ENDS, PER_END = 12, 3
TIMED = ("/", "/watch", "/timer")
"""Pages that show the timer while it runs."""
# it asks for the touch that it needs, which is longer than its picture; what a test does in a page counts as one
SILENT_HORN = """
    localStorage.setItem('arch-stats:horn', 'true');
    const Loud = AudioContext;
    window.AudioContext = class extends Loud {
        constructor(...how) { super(...how); void super.suspend(); }
        resume() { return new Promise(() => {}); }
        get state() { return 'suspended'; }
    };
"""
TELEVISIONS = ((1280, 720), (1920, 1080), (1280, 800))
HORN_WAITS = re.compile("Tap once for sound|Toca una vez para que suene|Touchez une fois pour le son")
# width, height, and the size of letters: 200 % is what WCAG asks for
WINDOWS = {
    "320x640": (320, 640, 100),
    "360x740": (360, 740, 100),
    "360x740 at 200 %": (360, 740, 200),
    "740x360": (740, 360, 100),
    "740x360 at 200 %": (740, 360, 200),
    "820x1180": (820, 1180, 100),
    "1280x800": (1280, 800, 100),
    "1280x800 at 200 %": (1280, 800, 200),
}


async def populate(bench: Bench, node: PtyNode) -> dict[str, str]:
    """Two archers with long names and twelve ends, an arrow, a note, something in the inbox; the ids of pages."""
    session = f"/session/{bench.session_id}"
    archers = [await call(bench, "POST", "/archer", {"name": name, "bow_style": "barebow"}) for name in NAMES]
    arrow = {"id": await call(bench, "GET", "/arrow/new_arrow_uuid"), "human_identifier": "WWWWWWWWWW", "length": 72.0}
    arrow_id = await call(bench, "POST", "/arrow", {**arrow, "is_programmed": False})
    began = (await call(bench, "GET", session))["start_time"]
    await call(bench, "PATCH", session, {"location": "Schützenverein Garmisch-Partenkirchen 1864"})
    roster = [{"archer_id": one, "letter": "AB"[k], "shooting_order": k + 1} for k, one in enumerate(archers)]
    await call(bench, "PUT", f"{session}/archers", {"archers": roster})
    for k in range(ENDS * PER_END * 2):
        at = {"x": 650.0 + 37 * (k % 5 - 2), "y": 650.0 + 61 * (k % 7 - 3), "arrow_landing_time": began}
        shot = {"session_id": bench.session_id, "arrow_id": arrow_id, **at}
        await call(bench, "POST", "/shot", {**shot, "note": "Elbow higher at full draw"} if k == 1 else shot)
    await call(bench, "POST", "/shot", {"session_id": bench.session_id, "points_called": 9, "is_sighter": True})
    await node.shoot(650.0, 734.7)
    await bench.message("shot")
    await three_sensors_hear(node)
    await bench.message("detection", outcome="unplaced")
    # three details of ten minutes each: it runs behind the last look
    timer = await call(bench, "PUT", "/timer", {"kind": "ends", "run_up_s": 0, "shooting_s": 600, "turns": 3})
    await call(bench, "POST", "/timer/action", {"action": "start", "revision": timer["revision"]})
    points = [{"x_mm": 180.0 + 313 * k, "y_mm": 180.0 + 100 * k} for k in range(4)]
    calibration = await call(bench, "POST", "/calibration", {"points": points})
    bracket = await a_bracket(bench)
    await call(bench, "PATCH", session, {"round_name": "WA 50m Compound", "distance": 50, "is_indoor": False})
    return {
        "session": bench.session_id,
        "review": bench.session_id,
        "bracket": bracket,
        "arrow": arrow_id,
        "archer": archers[0],
        "calibration": calibration,
    }


def addresses(ids: dict[str, str]) -> list[str]:
    """Every page of the router; those of one thing only where there is one."""
    paths = re.findall(r'^ *"(/[^"]*)": \["', ROUTER.read_text(), re.MULTILINE)
    assert len(paths) > 10
    named = [(path, ids.get(path.split("/")[1])) for path in ["/", *paths]]
    return [path.replace(":id", known or "") for path, known in named if known or ":id" not in path]


class Look:
    """Resizes one page and writes down what is wrong with it, by kind, so that one run tells everything."""

    def __init__(self, page: Page, language: str, of: str, seen: set[str]) -> None:
        self.page = page
        self.about = f"{language}, {of}"
        self.seen = seen
        self.breaks: dict[str, set[str]] = {}

    async def go(self, path: str) -> None:
        await follow(self.page, path.removeprefix("/"))
        await self.page.evaluate("document.querySelectorAll('main details').forEach((one) => (one.open = true))")
        if path in TIMED:
            await self.page.locator("[data-light=green], [data-light=amber]").first.wait_for()
            await self.page.locator("main").get_by_text(HORN_WAITS).first.wait_for()
        if path.startswith("/bracket/") or path == "/watch":
            await self.page.locator("[data-test=match]").first.wait_for()

    async def at(self, place: str) -> None:
        for window, (width, height, letters) in WINDOWS.items():
            size = ViewportSize(width=width, height=height)
            if self.page.viewport_size != size:
                await self.page.set_viewport_size(size)
            for kind, example in await self.page.evaluate(WITH_LETTERS, f"{letters}%"):
                self.breaks.setdefault(f"{place}: {kind}", set()).add(f"{self.about}, {window}: {example}")
        await self.page.evaluate("document.documentElement.style.fontSize = ''")

    async def dialogs(self, place: str) -> None:
        """Each that this page opens; Escape closes it and gives the focus back."""
        openers = "main button[aria-haspopup=dialog]:not(:disabled)"
        kinds = await self.page.evaluate(
            "s => { const kinds = [...document.querySelectorAll(s)].map((b) => b.dataset.opens ?? b.className);"
            " return kinds.flatMap((kind, k) => kinds.indexOf(kind) === k ? [k] : []) }",
            openers,
        )
        for k in kinds:
            opener = self.page.locator(openers).nth(k)
            which = await opener.evaluate("b => b.dataset.opens ?? b.textContent.trim()")
            async with all_answered(self.page):
                await opener.click()
                await self.page.locator("dialog[open]").wait_for()
            # one that several pages have lies as it lay before: it covers them, and no style of theirs reaches it
            sheet = await self.page.evaluate(SHEET)
            if sheet not in self.seen:
                self.seen.add(sheet)
                await self.at(f"{place} [{which}]")
            await self.page.keyboard.press("Escape")
            await self.page.locator("dialog[open]").wait_for(state="detached")
            if not await opener.evaluate("b => b === document.activeElement"):
                self.breaks.setdefault(f"{place} [{which}]: Escape loses the focus", set()).add(self.about)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_holds_in_every_window(
    start: Start, node: PtyNode, browser: Browser, console: Console, language: str
) -> None:
    breaks: dict[str, set[str]] = {}
    seen: set[str] = set()
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        ids = await populate(bench, node)
        began = (await call(bench, "GET", f"/session/{bench.session_id}"))["start_time"]
        for of in ("a session", "no session"):
            if of == "no session":
                closed = {"is_opened": False, "end_time": began}
                await call(bench, "PATCH", f"/session/{bench.session_id}", closed)
            async with a_page(browser, console, bench, language) as page:
                look = Look(page, language, of, seen)
                for path in addresses(ids):
                    await look.go(path)
                    await look.at(re.sub(r"[0-9a-f-]{36}", ":id", path))
                    await look.dialogs(re.sub(r"[0-9a-f-]{36}", ":id", path))
                for one, where in look.breaks.items():
                    breaks.setdefault(one, set()).update(where)
    described = [f"{one}\n      {'; '.join(sorted(where))}" for one, where in sorted(breaks.items())]
    assert not described, f"{len(described)} breaks:\n" + "\n".join(described)
    # the browser's own word of a horn that nobody has touched
    assert [text for text in console.complaints if "not allowed to start" not in text] == []


def test_styles_of_a_part_reach_no_other() -> None:
    parts = sorted((ROUTER.parent).rglob("*.vue"))
    styles = [
        (part.name, style) for part in parts for style in re.findall(r"^<style.*>$", part.read_text(), re.MULTILINE)
    ]
    assert len(styles) > 20
    assert [(name, style) for name, style in styles if style != "<style scoped>"] == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_word_on_a_button_of_the_live_page_is_broken(
    start: Start, node: PtyNode, browser: Browser, console: Console, language: str
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        archers = [await call(bench, "POST", "/archer", {"name": name}) for name in ("Robin", "Marian")]
        roster = [{"archer_id": one, "letter": "AB"[k], "shooting_order": k + 1} for k, one in enumerate(archers)]
        await call(bench, "PUT", f"/session/{bench.session_id}/archers", {"archers": roster})
        await node.shoot(650.0, 734.7)
        await bench.message("shot")
        async with a_page(browser, console, bench, language) as page:
            await page.locator("[data-test=last]").wait_for()
            for width, height, _ in (one for one in WINDOWS.values() if one[2] == 100):
                await page.set_viewport_size(ViewportSize(width=width, height=height))
                await page.evaluate("new Promise(requestAnimationFrame)")
                assert await page.evaluate(BROKEN_WORDS) == [], (width, height)
    assert console.complaints == []


async def test_in_a_low_window_with_big_letters_every_archer_is_in_sight(
    start: Start, node: PtyNode, browser: Browser, console: Console
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        archers = [await call(bench, "POST", "/archer", {"name": name}) for name in NAMES]
        roster = [{"archer_id": one, "letter": "AB"[k], "shooting_order": k + 1} for k, one in enumerate(archers)]
        await call(bench, "PUT", f"/session/{bench.session_id}/archers", {"archers": roster})
        async with a_page(browser, console, bench, "en") as page:
            await page.set_viewport_size(ViewportSize(width=740, height=360))
            await page.evaluate("document.documentElement.style.fontSize = '200%'")
            # a tab that is wider than what it scrolls in is never seen whole
            tabs = page.get_by_role("group", name="Whose arrows")
            room = await tabs.evaluate("group => group.clientWidth")
            assert all(wide <= room for wide in await tabs.get_by_role("button").evaluate_all(WIDTHS))
            await page.locator("[data-test=add-arrow]").click()
            dialog = page.get_by_role("dialog")
            for name in NAMES:
                await expect(dialog.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
    assert console.complaints == []


async def test_a_television_shows_everybody_and_every_match(
    start: Start, node: PtyNode, browser: Browser, console: Console
) -> None:
    async with (
        start(node_url=node.line.url) as bench,
        powered(node),
        a_page(browser, console, bench, "en") as page,
    ):
        await shoot_a_round(bench, {f"{name} {k}": 10 - k for k in range(4) for name in NAMES})
        await follow(page, "watch")
        for shown, many in (("standing", 8), ("match", 7)):
            seen = page.locator(f"[data-test={shown}]")
            await expect(seen).to_have_count(many)
            for width, height in TELEVISIONS:
                await page.set_viewport_size(ViewportSize(width=width, height=height))
                for one in (seen.last, page.locator("[data-test=last]")):
                    await expect(one).to_be_in_viewport(ratio=1)
                assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight"), (shown, width)
            await a_bracket(bench)
    assert console.complaints == []


@asynccontextmanager
async def a_page(browser: Browser, console: Console, bench: Bench, language: str) -> AsyncIterator[Page]:
    context = await new_context(browser, viewport=ViewportSize(width=360, height=740), reduced_motion="reduce")
    page = await context.new_page()
    await page.add_init_script(f"localStorage.setItem('arch-stats:settings', '{{\"language\": \"{language}\"}}')")
    await page.add_init_script(SILENT_HORN)
    console.watch(page)
    await page.goto(f"{bench.base}/app/")
    await page.locator("[data-test=connection].good").wait_for()
    await page.wait_for_load_state("networkidle")
    yield page
    await context.close()
