"""A stick that is plugged in: a backup comes onto it, and an update from it, once a keeper says so on the page."""

import asyncio
import fcntl
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Page, async_playwright, expect

from appliance.updates.offering import HALF_COPIED, LOCK
from tests.box.guest import BOX_IPV4, Guest, cable
from tests.box.on_the_range import call, on_the_range
from tests.box.packages import Packages
from tests.box.sticks import backups_on, plugged_in, served, stick
from tests.box.updating import with_packages
from tests.e2e.conftest import FLAGS, ON_THE_RANGE, chromium_path
from tests.e2e.conftest import PHONE as VIEWPORT

pytestmark = pytest.mark.browser
LOOKED_EVERY_S = 0.5
RUNS_WITHIN_S = 300
INBOX = "/var/lib/arch-stats/update"
MOUNTS = "/run/arch-stats-stick"


def changed_in(update: Path, member: str, copy: Path) -> Path:
    """A copy with one bit changed in one of its files."""
    content = bytearray(update.read_bytes())
    with tarfile.open(update) as archive:
        content[archive.getmember(member).offset_data] ^= 1
    copy.write_bytes(content)
    return copy


def last_of(update: Path) -> str:
    with tarfile.open(update) as archive:
        return archive.getnames()[-1]


async def state_of(guest: Guest, http: aiohttp.ClientSession) -> Any:
    return await call(http, guest.base, "GET", "/update")


async def state_of_stick(guest: Guest, http: aiohttp.ClientSession) -> str:
    return str((await call(http, guest.base, "GET", "/backup"))["stick"]["state"])


async def refused(guest: Guest, http: aiohttp.ClientSession, packages: Packages, update: Path, folder: Path) -> None:
    """Sticks whose updates cannot be taken, each with its sentence; their backups are written all the same."""
    for file, words in (
        (changed_in(update, "manifest.sig", folder / "unsigned.tar"), "is not signed by a key"),
        (changed_in(update, last_of(update), folder / "damaged.tar"), "is damaged or not whole"),
        (packages.for_another_machine(), "pdp11"),
    ):
        image = await stick(folder / "refused.img", file)
        async with plugged_in(guest, image) as unit:
            assert await served(guest, unit) == "success"
        offer = (await state_of(guest, http))["offer"]
        assert (offer["version"], words in offer["reason"]) == (None, True), offer
        assert await backups_on(image)


@contextmanager
def another_in_work(guest: Guest) -> Iterator[None]:
    """As if another stick were looked through at the same time."""
    with Path(f"/proc/{guest.leader}/root{INBOX}/{LOCK}").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


async def pulled_out(guest: Guest, http: aiohttp.ClientSession, update: Path, folder: Path) -> None:
    """A stick that no longer answers while it is looked through, which waits so long for another one."""
    image = await stick(folder / "pulled.img", update)
    async with plugged_in(guest, image) as unit:
        with another_in_work(guest):
            ended = asyncio.create_task(served(guest, unit))
            while await state_of_stick(guest, http) != "reading":
                await asyncio.sleep(LOOKED_EVERY_S)
            os.truncate(image, 0)
        assert await ended != "success"
    offer = (await state_of(guest, http))["offer"]
    assert (offer["version"], "could not be read to its end" in offer["reason"]) == (None, True), offer
    assert await state_of_stick(guest, http) == "failed"
    assert HALF_COPIED not in await guest.inside("ls", INBOX)


async def stopped(guest: Guest, http: aiohttp.ClientSession, folder: Path) -> None:
    """One whose unit systemd stops, as it does when the device goes: its files are seen by nobody else meanwhile."""
    async with plugged_in(guest, await stick(folder / "stopped.img")) as unit:
        with another_in_work(guest):
            ended = asyncio.create_task(served(guest, unit))
            while await state_of_stick(guest, http) != "reading":
                await asyncio.sleep(LOOKED_EVERY_S)
            pid = (await guest.inside("systemctl", "show", "--value", "--property", "MainPID", unit)).strip()
            lines = (await guest.inside("cat", f"/proc/{pid}/status")).splitlines()
            status = dict(line.split(":\t", 1) for line in lines)
            uid = (await guest.inside("id", "--user", "arch-stats")).strip()
            assert (status["Uid"].split(), status["NoNewPrivs"], int(status["CapBnd"], 16)) == ([uid] * 4, "1", 0)
            assert await guest.inside("stat", "--format", "%U %a", MOUNTS) == "root 700\n"
            assert MOUNTS in await guest.inside("cat", "/proc/1/mountinfo")
            await guest.inside("systemctl", "stop", unit)
        await ended
    assert await state_of_stick(guest, http) == "failed"


async def accept(page: Page, guest: Guest, offered: str) -> None:
    """As a keeper on a phone."""
    code = (await guest.inside("arch-stats", "token", "code")).rsplit("#", 1)[1].strip()
    await page.goto(f"http://{ON_THE_RANGE}/app/pair#{code}")
    await page.get_by_role("button", name="Pair this phone").tap()
    await page.locator("[data-test=setup-hint], [data-test=arrows]").first.wait_for()
    await page.goto(f"http://{ON_THE_RANGE}/app/device")
    await expect(page.locator("[data-test=offer]")).to_contain_text(offered)
    await page.locator("[data-test=take-offer]").tap()


async def test_an_update_on_a_stick_is_taken_once_a_keeper_says_so(card: Path, tmp_path: Path) -> None:
    async with cable(), with_packages(card) as (guest, packages), on_the_range(guest) as (http, _):
        before = (await state_of(guest, http))["running"]
        update = packages.newer()
        await refused(guest, http, packages, update, tmp_path)
        await pulled_out(guest, http, update, tmp_path)
        await stopped(guest, http, tmp_path)
        image = await stick(tmp_path / "good.img", update)
        async with plugged_in(guest, image) as unit:
            assert await served(guest, unit) == "success"
        assert await state_of_stick(guest, http) == "done"
        assert await backups_on(image)
        assert await guest.inside("ls", MOUNTS) == ""
        assert MOUNTS not in await guest.inside("cat", "/proc/1/mountinfo")
        state = await state_of(guest, http)
        offered = state["offer"]["version"]
        assert (state["running"], state["is_under_way"], state["outcome"]) == (before, False, None)
        async with aiohttp.ClientSession() as stranger, stranger.post(f"{guest.base}/api/v0/update/offered") as answer:
            assert answer.status == 401  # as HTTP says
        flags = [flag.replace("127.0.0.1", BOX_IPV4) for flag in FLAGS]
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium_path(), args=flags)
            context = await browser.new_context(viewport=VIEWPORT, has_touch=True, is_mobile=True)
            await accept(await context.new_page(), guest, offered)
            async with asyncio.timeout(RUNS_WITHIN_S):
                while (await state_of(guest, http))["running"] != offered:
                    await asyncio.sleep(LOOKED_EVERY_S)
            await browser.close()
