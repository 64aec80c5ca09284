"""A few rounds of every fault: whatever was acknowledged is in the record, once, and as it was.

`python -m tests.faults` does hundreds.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.kinds import KINDS, cannot_run, run_rounds
from tests.faults.postgres import Postgres, can_mount, disk, make_template, reachable_folder
from tests.faults.truth import Verdict

SEED = 11
BACK_WITHIN_S = 30.0


@pytest.fixture
async def template() -> AsyncIterator[Path]:
    """A migrated cluster to copy."""
    with reachable_folder() as folder:
        await make_template(folder)
        yield folder


async def verdict_of(template: Path, *names: str) -> Verdict:
    """The faults in this order, on one range."""
    reason = cannot_run(KINDS[names[0]])
    if reason is not None:
        pytest.skip(reason)
    return (await run_rounds(names, template, SEED)).verdict


def clean(verdict: Verdict) -> None:
    assert verdict.is_clean, "\n".join([str(verdict), *verdict.examples])
    assert verdict.shots > 0


async def test_the_process_is_killed_and_the_record_is_as_the_arrows_were(template: Path) -> None:
    clean(await verdict_of(template, "process", "process", "process", "process", "cable", "sessions"))


async def test_one_wing_is_killed_or_all_at_once_and_the_record_is_as_the_arrows_were(template: Path) -> None:
    clean(await verdict_of(template, "sensing", "sensing", "server", "all"))


async def test_the_wire_damages_frames_and_the_record_is_as_the_arrows_were(template: Path) -> None:
    clean(await verdict_of(template, "bits", "cut", "tripled", "reordered", "junk"))


async def test_postgres_is_killed_stopped_frozen_read_only_and_the_record_is_as_the_arrows_were(
    template: Path,
) -> None:
    clean(await verdict_of(template, "database", "database", "stopped", "frozen", "read-only"))


async def test_the_databases_disk_is_full_and_the_record_is_as_the_arrows_were(template: Path) -> None:
    clean(await verdict_of(template, "full"))


async def test_a_database_that_dies_on_a_full_disk_comes_back_with_the_space(template: Path) -> None:
    """Its recovery needs room too: it fails, and must be tried again."""
    if not can_mount():
        pytest.skip("needs root, for a disk of its own")
    folder = template / "small"
    folder.mkdir(mode=0o755)
    with disk(folder):
        postgres = Postgres(folder, template)
        await postgres.start()
        await postgres.fill()
        postgres.kill_checkpointer()
        refused = 0
        async with asyncio.timeout(BACK_WITHIN_S):
            while refused < 10:
                refused = 0 if await postgres.answers() else refused + 1
                await asyncio.sleep(0.1)
            postgres.empty()
            while not await postgres.answers():
                await asyncio.sleep(0.1)
        await postgres.stop()


async def test_the_journals_disk_is_full_and_the_record_is_as_the_arrows_were(template: Path) -> None:
    clean(await verdict_of(template, "journal-full"))


async def test_a_journal_that_is_thrown_away_is_noticed(template: Path) -> None:
    verdict = await verdict_of(template, "control")
    assert verdict.missing > 0
