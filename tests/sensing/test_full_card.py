"""A real file system that is full: shooting goes on, and free space brings everything back without a restart."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from appliance.database.pool import Pool
from appliance.sensing import open_segment
from tests.english import all_english
from tests.models.helpers import Tables
from tests.sensing.bench import WAIT_S, Bench, an_impact


@pytest.fixture
def small_card(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "card"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode != 0:
        pytest.skip(f"a small file system takes the right to mount one: {made.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(path: Path) -> None:
    """To the last byte."""
    with path.open("ab", buffering=0) as file:
        for block in (2**20, 4096, 1):
            with suppress(OSError):
                while True:
                    file.write(b"x" * block)


async def until_acknowledged(bench: Bench, count: int) -> None:
    async with asyncio.timeout(WAIT_S):
        while len(bench.acknowledged) < count:
            await asyncio.to_thread(int)


async def test_shooting_goes_on_on_a_full_card_and_all_is_well_when_there_is_space_again(
    tables: Tables, sensing_pool: Pool, small_card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # what it had before the card was full is used up by less than an end
    monkeypatch.setattr(open_segment, "ROOM_BYTES", 4096)
    session_id = await tables.session()
    folder = small_card / "journal"
    bench = Bench(sensing_pool, folder)
    async with bench.running():
        bench.pipeline.emit(an_impact(1))
        await bench.drained()
        async with asyncio.timeout(WAIT_S):
            while not (folder / "reserve").exists():
                await asyncio.to_thread(int)
        filler = small_card / "photographs"
        fill(filler)
        # the reserve is the journal's
        for sequence in range(2, 30):
            bench.pipeline.emit(an_impact(sequence))
            await until_acknowledged(bench, sequence)
        assert not (folder / "reserve").exists()
        assert all_english(bench.pipeline.troubles()) == [
            "the card is full, and impacts are written to the last of its room: delete old backups or sessions"
        ]
        # then that is full too
        fill(filler)
        for sequence in range(30, 60):
            bench.pipeline.emit(an_impact(sequence))
        await until_acknowledged(bench, 59)
        os.truncate(filler, 0)
        async with asyncio.timeout(WAIT_S):
            while bench.pipeline.troubles() or not (folder / "reserve").exists():
                await asyncio.to_thread(int)
        bench.pipeline.emit(an_impact(60))
        await bench.drained()
    assert await tables.admin.fetchval("SELECT count(*) FROM shots WHERE session_id = $1", session_id) == 60
