"""Whatever somebody wrote by SQL into a row that the storing of a shot reads: the arrow is stored, with less known."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from appliance.database.pool import Pool
from tests.models.helpers import Tables
from tests.odd_rows import SHARES, TABLES, all_tables, in_turn, lay_out, unbind
from tests.sensing.bench import Bench, an_impact


async def test_no_table_is_forgotten(tables: Tables) -> None:
    assert list(TABLES) == await all_tables(tables)
    await lay_out(tables)
    empty = [
        table
        for table in TABLES
        if not await tables.admin.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608  (our own)
    ]
    assert empty == []


@pytest.mark.parametrize("names", SHARES, ids=lambda names: f"{names[0]}..{names[-1]}")
async def test_an_arrow_is_stored_whatever_a_row_beside_it_holds(
    names: Sequence[str], tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    session_id = await lay_out(tables)
    bench = Bench(sensing_pool, tmp_path)
    sequence, stored, lost = 1, 0, []
    async with bench.running():
        bench.pipeline.emit(an_impact(1))
        await bench.drained()
        await unbind(tables)
        for table in names:
            async for odd in in_turn(tables, table):
                sequence += 1
                bench.pipeline.emit(an_impact(sequence, loop_us=sequence * 1e6))
                await bench.drained()
                known = stored
                stored = await tables.admin.fetchval(
                    "SELECT count(*) FROM shots WHERE session_id = $1 AND x IS NOT NULL AND NOT is_odd", session_id
                )
                if stored == known:
                    lost.append((table, odd.column, odd.value and odd.value[:20]))
    assert lost == []
    assert stored == sequence - 1
