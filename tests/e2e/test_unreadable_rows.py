"""Rows with odd values, written by SQL: the page says which, in its language, and anybody still stops shooting."""

import pytest
from playwright.async_api import Browser, Page, expect

from drivers.sim.pty_node import PtyNode
from tests.builders import an_arrow
from tests.e2e.conftest import Console
from tests.e2e.helpers import GOLD, call, follow, shoot, visit
from tests.e2e.test_layout import LANGUAGES, a_page
from tests.hil.conftest import Start, powered
from tests.models.conftest import tables
from tests.models.helpers import Tables
from tests.routers.test_unreadable import unbind

__all__ = ["tables"]

pytestmark = pytest.mark.browser

SENTENCES = {
    "en": ("1 of sessions cannot be read: correct or delete {}", "1 of arrows cannot be read: correct or delete {}"),
    "es": ("No se puede leer 1 de sesiones: corrige o borra {}", "No se puede leer 1 de flechas: corrige o borra {}"),
    "fr": ("1 ligne (séances) est illisible : corrigez ou supprimez {}",
           "1 ligne (flèches) est illisible : corrigez ou supprimez {}"),
}  # fmt: skip


async def test_a_page_about_one_says_which_row_cannot_be_read_and_nothing_else(
    start: Start, node: PtyNode, browser: Browser, console: Console, tables: Tables
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await call(bench, "POST", "/arrow", an_arrow())
        old = str(await tables.session(is_opened=False, end_time="2026-11-24T11:00:00Z", location="old"))
        await unbind(tables)
        await tables.admin.execute(
            "UPDATE sessions SET end_time = 'infinity', start_time = 'infinity' WHERE end_time > '0001-01-01'"
        )
        await tables.admin.execute("UPDATE arrows SET length = 'NaN'")
        for language in LANGUAGES:
            session, arrow = SENTENCES[language]
            async with a_page(browser, console, bench, language) as page:
                for path, sentence in (
                    (f"session/{old}", session.format(f"{old} (start_time)")),
                    (f"review/{old}", session.format(f"{old} (start_time)")),
                    (f"arrow/{an_arrow()['id']}", arrow.format(f"{an_arrow()['id']} (length)")),
                ):
                    await follow(page, path)
                    await expect(page.locator("main p")).to_have_text([sentence])
                await follow(page, "")
                await shoot(bench, node, GOLD)
                await expect(page.locator("[data-test=last]")).to_contain_text("X")
    # the browser writes the refusals down as well
    assert [text for text in console.complaints if "409" not in text] == []


async def test_a_timer_that_cannot_be_read_is_stopped_by_anybody(
    start: Start, node: PtyNode, page: Page, console: Console, tables: Tables
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        for path in ("", "watch", "timer"):
            await visit(page, bench, path)
            timer = await call(bench, "PUT", "/timer", {"kind": "ends", "run_up_s": 0, "shooting_s": 600})
            await call(bench, "POST", "/timer/action", {"action": "start", "revision": timer["revision"]})
            await expect(page.locator("[data-light=green]")).to_be_visible()
            await tables.admin.execute("UPDATE shooting_timer SET kind = 'alternating', turns = 1")
            problem = page.locator("[data-test=timer-unreadable]")
            await expect(problem).to_contain_text("The timer cannot be read: no lamp, horn or screen shows its time.")
            await page.locator("[data-test=emergency-stop]").tap()
            await expect(page.locator("[data-light=red]")).to_contain_text("stopped")
            await expect(problem).to_be_hidden()
            timer = await call(bench, "GET", "/timer")
            await call(bench, "POST", "/timer/action", {"action": "stop", "revision": timer["revision"]})
    assert console.complaints == []
