"""A box that is updated from the page while phones ask and arrows land; and one whose new version does not start."""

import asyncio
from pathlib import Path

from tests.box.guest import Guest, cable
from tests.box.on_the_range import on_the_range
from tests.box.updating import update, with_packages

LOOKED_EVERY_S = 0.2
MAX_EXPOSURE = 12
"""As systemd-analyze counts: 1.2."""
OF_ROOT = ("arch-stats-stick@sda1.service", "arch-stats-update.service", "arch-stats-trial.service")
WATCH = "arch-stats-watch.service"
UNIT = "/etc/systemd/system/arch-stats-trial.service"
PLAN = "/opt/arch-stats/trial/plan.json"


async def require_little_exposure(guest: Guest, *units: str) -> None:
    """As the guest's own systemd reads them, with what else it knows of them."""
    for unit in units:
        await guest.inside("systemd-analyze", "security", "--no-pager", f"--threshold={MAX_EXPOSURE}", unit)


async def watched(guest: Guest) -> None:
    """Until a version is watched; the service that asks the page for its health has no right and no fixed user."""
    while True:
        shown = await guest.inside("systemctl", "show", "--property=ActiveState,DynamicUser,MainPID", WATCH)
        of = dict(line.split("=", 1) for line in shown.splitlines())
        if of["ActiveState"] == "active":
            break
        await asyncio.sleep(LOOKED_EVERY_S)
    assert of["DynamicUser"] == "yes"
    status = await guest.inside("cat", f"/proc/{of['MainPID']}/status")
    assert "CapBnd:\t0000000000000000" in status
    await require_little_exposure(guest, WATCH)


async def require_own_unit_of_trial(guest: Guest) -> None:
    """A trial keeps the unit of the version that began it, whichever version's files are linked meanwhile."""
    link = "/opt/arch-stats/current/system/arch-stats-link"
    await guest.inside("sh", "-c", f"mkdir /opt/arch-stats/trial && touch {PLAN} && echo >>{UNIT} && {link}")
    assert (await guest.inside("cat", UNIT)).endswith("\n\n")
    await guest.inside("sh", "-c", f"rm -r /opt/arch-stats/trial && {link}")
    assert not (await guest.inside("cat", UNIT)).endswith("\n\n")


async def test_a_newer_version_takes_over_and_one_that_does_not_start_goes_and_nobody_is_refused(card: Path) -> None:
    async with cable(), with_packages(card) as (guest, packages), on_the_range(guest) as (http, node):
        before = await guest.inside("arch-stats", "program")
        async with asyncio.TaskGroup() as group:
            group.create_task(watched(guest))
            newer = await update(guest, http, node, packages.newer(), "a newer program", "updated")
        updated = await guest.inside("arch-stats", "program")
        broken = await update(guest, http, node, packages.that_does_not_start(), "a broken one", "rolled_back")
        assert updated != before
        await require_little_exposure(guest, *OF_ROOT)
        await require_own_unit_of_trial(guest)
        assert await guest.inside("arch-stats", "program") == updated
        for noticed in (newer, broken):
            assert noticed.arrows > 0
            assert (noticed.failed, noticed.unheard, noticed.begun_anew) == ([], 0, 0), str(noticed)
