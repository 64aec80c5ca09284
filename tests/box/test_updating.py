"""A box that is updated from the page while phones ask and arrows land; and one whose new version does not start."""

from pathlib import Path

from tests.box.guest import cable
from tests.box.on_the_range import on_the_range
from tests.box.updating import update, with_packages


async def test_a_newer_version_takes_over_and_one_that_does_not_start_goes_and_nobody_is_refused(card: Path) -> None:
    async with cable(), with_packages(card) as (guest, packages), on_the_range(guest) as (http, node):
        before = await guest.inside("arch-stats", "program")
        newer = await update(guest, http, node, packages.newer(), "a newer program", "updated")
        updated = await guest.inside("arch-stats", "program")
        broken = await update(guest, http, node, packages.that_does_not_start(), "a broken one", "rolled_back")
        assert updated != before
        assert await guest.inside("arch-stats", "program") == updated
        for noticed in (newer, broken):
            assert noticed.arrows > 0
            assert (noticed.failed, noticed.unheard, noticed.begun_anew) == ([], 0, 0), str(noticed)
