"""Where nothing can be derived of an arrow it is stored by its place alone, told, and scored when it can be."""

from pathlib import Path

import pytest

from appliance.database.pool import Pool
from appliance.models.unreadable import UNREADABLE
from tests.english import all_english
from tests.models.helpers import Tables
from tests.sensing.bench import Bench, an_impact

TOLD = (
    "arrows that are stored without points, and without whose they are, for a row beside them cannot be read: 2. "
    "Correct what is named as unreadable, then give them to their archers"
)
BROKEN = """
    CREATE OR REPLACE FUNCTION default_shaft_mm() RETURNS float8 LANGUAGE plpgsql IMMUTABLE AS
        'BEGIN RETURN ''odd''::text::float8; END'
"""


async def test_an_arrow_is_stored_by_its_place_alone_where_nothing_can_be_derived_of_it(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    session_id = await tables.session(arrows_per_end=3)
    target_id = await tables.target(session_id)
    archers = [await tables.archer(name) for name in ("Robin", "Marian")]
    await tables.roster(session_id, archers)
    bench = Bench(sensing_pool, tmp_path)

    async def shoot(sequence: int) -> None:
        bench.pipeline.emit(an_impact(sequence, loop_us=sequence * 1e6))
        await bench.drained()

    async with bench.running():
        for sequence in range(1, 5):
            await shoot(sequence)
        working = await tables.admin.fetchval("SELECT pg_get_functiondef('default_shaft_mm'::regproc)")
        await tables.admin.execute(BROKEN)
        for sequence in (5, 6):
            await shoot(sequence)
        assert all_english(bench.pipeline.troubles()) == [TOLD]
        await tables.admin.execute(working)
        await shoot(7)
    assert bench.pipeline.set_aside_count == 0
    rows = await tables.admin.fetch(
        "SELECT archer_id, end_number, points, x IS NOT NULL AS is_placed FROM shots ORDER BY shot_at, seq"
    )
    robin, marian = archers
    # the turn goes on as if they had been dealt
    assert [tuple(row) for row in rows] == [
        *[(robin, 1, 10, True)] * 3,
        (marian, 1, 10, True),
        *[(None, 1, None, True)] * 2,
        (robin, 2, 10, True),
    ]
    await tables.admin.execute("UPDATE targets SET faces = faces WHERE id = $1", target_id)
    assert await tables.admin.fetchval("SELECT count(*) FROM shots WHERE points = 10") == 7
    assert not UNREADABLE.rows()


async def test_numbers_that_were_given_already_are_not_given_again(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    await tables.target(await tables.session())
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        for sequence in range(1, 4):
            bench.pipeline.emit(an_impact(sequence))
        await bench.drained()
        # as after a backup that has the rows and not the sequence
        await tables.admin.execute("SELECT setval('feed_seq', 1)")
        for sequence in range(4, 7):
            bench.pipeline.emit(an_impact(sequence))
            await bench.drained()
    assert bench.pipeline.set_aside_count == 0
    rows = await tables.admin.fetch("SELECT points FROM shots ORDER BY seq")
    assert [row["points"] for row in rows] == [10, 10, 10, None, 10, 10]


@pytest.mark.parametrize(
    ("kind", "odd"),
    [
        ("targets", "UPDATE targets SET max_x = 'NaN'"),
        ("shots", "UPDATE shots SET note = chr(7)"),
        ("sessions", "UPDATE sessions SET location = chr(7)"),
    ],
)
async def test_the_row_beside_it_that_cannot_be_read_is_named(
    kind: str, odd: str, tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    await tables.target(await tables.session())
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        bench.pipeline.emit(an_impact(1))
        await bench.drained()
        for name in ("targets_max_x", "shots_note", "sessions_location"):
            table, _, _ = name.partition("_")
            await tables.admin.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}_in_domain")
        await tables.admin.execute(odd)
        key = await tables.admin.fetchval(f"SELECT id FROM {kind}")  # noqa: S608  (our own)
        await tables.admin.execute(BROKEN)
        bench.pipeline.emit(an_impact(2))
        await bench.drained()
    assert [(row.kind, row.key) for row in UNREADABLE.rows()] == [(kind, str(key))]
