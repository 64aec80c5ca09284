"""A card from its first start to a plug that is pulled: found, set up by the page, shot at, and nothing lost."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Page, async_playwright, expect
from zeroconf import IPVersion, ServiceListener, Zeroconf
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from appliance.commands.client import ApplianceClient
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import BUTT_MM
from tests.box.guest import BOX_IPV4, PHONE, PHONE_IPV4, Guest, cable, in_the_network_of, run
from tests.box.lines import board_in_the_network
from tests.e2e.conftest import FLAGS, ON_THE_RANGE, chromium_path
from tests.e2e.conftest import PHONE as VIEWPORT

pytestmark = pytest.mark.browser
BOARD_PORT = 4001
WAIT_S = 300
ARROWS = [(500.0 + 30 * n, 800.0 - 25 * n) for n in range(8)]
LAST_ARROWS = [(560.0, 620.0), (700.0, 540.0), (790.0, 760.0)]


@pytest.fixture
async def guest(card: Path, tmp_path: Path) -> AsyncIterator[Guest]:
    """A box on a cable, switched off, with a card that was never started."""
    async with cable():
        guest = Guest(card, tmp_path / "changes")
        yield guest
        await guest.switch_off()


async def ask(path: str, name: str = BOX_IPV4) -> Any:
    async with aiohttp.ClientSession() as http, http.get(f"http://{name}/api/v0{path}") as response:
        return (await response.json())["data"]


async def open_session(token: str) -> str:
    """As a paired phone does; its id."""
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as http:
        return await ApplianceClient(http, f"http://{BOX_IPV4}").open_session(
            location="Range", distance=18, face="wa_80", butt_mm=(BUTT_MM, BUTT_MM)
        )


async def found() -> list[str]:
    """The addresses that an app finds for the box, which it looks for by kind."""
    browser = AsyncZeroconf(interfaces=[PHONE_IPV4], ip_version=IPVersion.V4Only)
    names: asyncio.Queue[str] = asyncio.Queue()
    kind = "_arch-stats._tcp.local."
    await browser.async_add_service_listener(kind, Listener(names))
    try:
        info = AsyncServiceInfo(kind, await asyncio.wait_for(names.get(), WAIT_S))
        assert await info.async_request(browser.zeroconf, WAIT_S * 1000)
        return info.parsed_addresses()
    finally:
        await browser.async_close()


class Listener(ServiceListener):
    """Hands on the names that appear."""

    def __init__(self, names: asyncio.Queue[str]) -> None:
        self._names = names

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self._names.put_nowait(name)

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        pass

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        pass


async def set_up(page: Page, code: str, board: str, node: PtyNode) -> None:
    """What a volunteer does on a phone, from the code that pairs it to an open session."""
    await page.goto(f"http://{ON_THE_RANGE}/app/pair#{code}")
    await page.get_by_role("button", name="Pair this phone").tap()
    await page.locator("[data-test=setup-hint]").tap()
    sensors = page.locator("[data-test=step-sensors]")
    await sensors.get_by_label("Width, mm").fill("1300")
    await sensors.get_by_role("button", name="8 all around").tap()
    await sensors.get_by_role("button", name="The sensors are there").tap()
    await expect(sensors).to_contain_text("done")
    step = page.locator("[data-test=step-board]")
    await step.get_by_text("Another place, kind or speed").tap()
    await step.get_by_label("Port, or address in the network").fill(board)
    await step.get_by_role("button", name="Listen there").tap()
    await expect(step).to_contain_text("done")
    hearing = page.locator("[data-test=step-hearing]")
    await expect(hearing.locator("[data-test=sensor-test-state]")).to_contain_text("does not count")
    await node.shoot(60.0, 60.0)
    await expect(hearing).to_contain_text("NW: hears")
    await page.goto(f"http://{ON_THE_RANGE}/app/")
    await page.get_by_text("80 cm", exact=True).first.tap()
    await page.get_by_role("button", name="Open session").tap()
    await expect(page.locator("[data-test=arrows]")).to_have_text("0")


async def acknowledged(node: PtyNode) -> None:
    """Until the node holds no shot that the box has not acknowledged."""
    async with asyncio.timeout(WAIT_S):
        while node.held:
            await ask("/health")


async def heard() -> list[int]:
    """The numbers of the shots that the box kept."""
    return sorted(detection["sequence"] for detection in await ask("/detection?limit=100"))


async def shoot_and_pull_the_plug(guest: Guest, node: PtyNode) -> tuple[set[int], set[int]]:
    """All shots, and those of them that were acknowledged before the light went out."""
    shot = set()
    for arrow in ARROWS:
        shot.add(await node.shoot(*arrow))
        await acknowledged(node)
    for arrow in LAST_ARROWS:
        shot.add(await node.shoot(*arrow))
    await guest.pull_the_plug()
    return shot, shot - set(node.held)


async def test_from_the_first_start_to_a_plug_that_is_pulled(guest: Guest) -> None:
    await guest.switch_on()
    with in_the_network_of(PHONE):
        await guest.ready()
        assert BOX_IPV4 in await found()
        flags = [flag.replace("127.0.0.1", BOX_IPV4) for flag in FLAGS]
        async with async_playwright() as playwright, board_in_the_network(PHONE_IPV4, BOARD_PORT) as node:
            browser = await playwright.chromium.launch(executable_path=chromium_path(), args=flags)
            context = await browser.new_context(viewport=VIEWPORT, has_touch=True, is_mobile=True)
            page = await context.new_page()
            code = (await guest.inside("arch-stats", "token", "code")).rsplit("#", 1)[1].strip()
            await set_up(page, code, node.line.url, node)
            await acknowledged(node)
            before = set(await heard())
            shot, kept = await shoot_and_pull_the_plug(guest, node)
            assert len(kept) >= len(ARROWS)
            await guest.switch_on()
            await guest.ready()
            # the board tells again only what was not acknowledged: the rest is the box's own memory
            async with asyncio.timeout(WAIT_S):
                while not kept | before <= set(await heard()):
                    pass
                await acknowledged(node)
                while set(await heard()) != shot | before:
                    pass
            assert await heard() == sorted(shot | before)
            await expect(page.locator("[data-test=arrows]")).to_have_text(str(len(shot)))
            await browser.close()


async def test_nobody_can_log_in_and_nothing_failed(guest: Guest) -> None:
    await guest.switch_on()
    with in_the_network_of(PHONE):
        await guest.ready()
    assert (await guest.inside("systemctl", "list-units", "--failed", "--plain", "--no-legend")).strip() == ""
    shadow = await guest.inside("getent", "shadow")
    assert [line for line in shadow.splitlines() if line.split(":")[1].startswith("$")] == []
    assert "sshd" not in await guest.inside("ps", "-e", "-o", "comm=")
    assert len((await guest.inside("cat", "/etc/machine-id")).strip()) == 32  # its own, made now
    assert (await guest.inside("hostname")).strip() == "archstats"
    assert "/run/log/journal" in await guest.inside("journalctl", "--header", "--no-pager", "-n0")


async def test_a_read_only_system_keeps_its_sessions(card: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    await run("cp", "--archive", str(card / "data"), str(data))
    async with cable():
        guest = Guest(card, tmp_path / "changes", "--read-only", f"--bind={data}:/data")
        try:
            await guest.switch_on()
            with in_the_network_of(PHONE):
                await guest.ready()
                output = await guest.inside("arch-stats", "token", "make", "a phone")
                kept = await open_session(output.splitlines()[-1])
            assert "ro," in await guest.inside("findmnt", "--noheadings", "--output", "OPTIONS", "/")
            assert (await guest.inside("systemctl", "list-units", "--failed", "--plain", "--no-legend")).strip() == ""
            await guest.pull_the_plug()
            await guest.switch_on()
            with in_the_network_of(PHONE):
                await guest.ready()
                assert (await ask("/session/open"))["id"] == kept
        finally:
            await guest.switch_off()
