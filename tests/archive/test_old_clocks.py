"""A backup that was made before the clock was corrected comes back with the dates as they are known today."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.archive.writer import write_archive
from appliance.database.pool import Pool
from tests.archive.helpers import bring_in, nothing_to_keep
from tests.models.helpers import Tables
from tests.models.test_clock import Computer, begun, dates, record


async def test_arrows_of_1970_come_back_with_their_corrected_dates(tables: Tables, pool: Pool, tmp_path: Path) -> None:
    first, now = datetime(1970, 1, 2, tzinfo=UTC), datetime(2026, 11, 19, 10, tzinfo=UTC)
    computer = Computer(first)
    clock = await begun(computer, pool)
    session_id = await tables.session(is_opened=False, end_time="2026-11-23T12:00:00Z")
    for sequence in range(3):
        computer.wait(1)
        await record(pool, clock, sequence, computer.mono_us, session_id)
    path = tmp_path / "of-1970.ndjson.gz"
    await write_archive(pool, path)
    # by hand, then by a time server
    computer.set(now - first)
    await clock.record()
    computer.set(timedelta(minutes=2))
    computer.is_synchronised = True
    await clock.record()
    right = [now + timedelta(minutes=2, seconds=1 + k) for k in range(3)]
    assert await dates(tables) == right
    await bring_in(pool, path, keep=nothing_to_keep)
    assert await dates(tables) == right
    shots = await tables.admin.fetch("SELECT shot_at, arrow_landing_time FROM shots ORDER BY shot_at")
    assert [tuple(row) for row in shots] == [(at, at) for at in right]
