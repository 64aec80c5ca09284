"""Where nothing can be derived of an arrow its place alone is stored, and told; it is scored and dealt once it can."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from appliance.database.channels import Notice, Resync
from appliance.database.pool import Pool
from appliance.models.unreadable import UNREADABLE
from tests.builders import a_face
from tests.english import all_english
from tests.models.helpers import Tables
from tests.sensing.bench import WAIT_S, Bench, an_impact

WAITING = (
    "arrows that are stored without points, and without whose they are, for a row beside them cannot be read: 2. "
    "Correct or delete what is named as unreadable, and they follow by themselves"
)
MENDED = Notice("update", "targets")
BROKEN = """
    CREATE OR REPLACE FUNCTION default_shaft_mm() RETURNS float8 LANGUAGE plpgsql IMMUTABLE AS
        'BEGIN RETURN ''odd''::text::float8; END'
"""


async def test_an_arrow_is_stored_by_its_place_alone_where_nothing_can_be_derived_of_it(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    session_id = await tables.session(arrows_per_end=3)
    await tables.target(session_id)
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
        assert all_english(bench.pipeline.troubles()) == [WAITING]
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
    assert not UNREADABLE.rows()


async def dealt(tables: Tables) -> list[tuple[UUID | None, int, int | None]]:
    """Whose each arrow is, its end and its points, in the order in which they were shot."""
    rows = await tables.admin.fetch("SELECT archer_id, end_number, points FROM shots ORDER BY shot_at, seq")
    return [tuple(row) for row in rows]


class Evening:
    """Two archers in turns of three, and a row that can be broken and mended."""

    def __init__(self, tables: Tables, pool: Pool, folder: Path) -> None:
        self.tables, self.bench, self.shot = tables, Bench(pool, folder), 0
        self._working = ""

    async def begin(self, **target: Any) -> tuple[UUID, UUID]:
        self.session_id = await self.tables.session(arrows_per_end=3)
        await self.tables.target(self.session_id, **target)
        robin, marian = await self.tables.archer("Robin"), await self.tables.archer("Marian")
        await self.tables.roster(self.session_id, [robin, marian])
        return robin, marian

    async def shoot(self, arrows: int, x: float = 650.0) -> None:
        for _ in range(arrows):
            self.shot += 1
            self.bench.pipeline.emit(an_impact(self.shot, x, loop_us=self.shot * 1e6))
            await self.bench.drained()

    async def break_it(self) -> None:
        self._working = await self.tables.admin.fetchval("SELECT pg_get_functiondef('default_shaft_mm'::regproc)")
        await self.tables.admin.execute(BROKEN)

    async def mend_it(self) -> None:
        await self.tables.admin.execute(self._working)

    async def left(self) -> int:
        count: int = await self.tables.admin.fetchval("SELECT count(*) FROM shots WHERE is_underived")
        return count

    async def is_followed(self) -> None:
        """Until nothing is left, also for people."""
        async with asyncio.timeout(WAIT_S):
            while await self.left() or self.bench.pipeline.troubles():
                pass


async def test_what_was_mended_deals_and_scores_it_as_if_it_had_never_been_odd(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    evening = Evening(tables, sensing_pool, tmp_path)
    robin, marian = await evening.begin()
    async with evening.bench.running():
        await evening.shoot(4)
        await evening.break_it()
        await evening.shoot(2)
        await evening.mend_it()
        await evening.shoot(1)
        evening.bench.pipeline.on_notice(Notice("insert", "shots"))
        evening.bench.pipeline.on_notice(MENDED)
        await evening.is_followed()
        await evening.shoot(1)
    assert await dealt(tables) == [*[(robin, 1, 10)] * 3, *[(marian, 1, 10)] * 3, *[(robin, 2, 10)] * 2]
    ends = await tables.admin.fetch("SELECT archer_id, end_number, closed_by FROM ends ORDER BY opened_at")
    assert [tuple(row) for row in ends] == [(robin, 1, "arrows"), (marian, 1, "arrows"), (robin, 2, None)]


async def test_whose_spot_it_hit_counts_then_and_what_came_after_it_is_dealt_by_that(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    evening = Evening(tables, sensing_pool, tmp_path)
    faces = [a_face(human_identifier=name, x=x) for name, x in (("left", 300.0), ("right", 1000.0))]
    robin, marian = await evening.begin(faces=faces)
    await tables.admin.execute("UPDATE session_archers SET face = 'right' WHERE archer_id = $1", marian)
    async with evening.bench.running():
        await evening.shoot(1, 300.0)
        await evening.break_it()
        await evening.shoot(1, 1000.0)
        await evening.mend_it()
        await evening.shoot(2, 300.0)
        evening.bench.pipeline.on_notice(MENDED)
        await evening.is_followed()
    undisturbed = await dealt(tables)
    assert undisturbed == [(robin, 1, 10), (marian, 1, 10), (robin, 1, 10), (robin, 1, 10)]
    places = await tables.admin.fetch("SELECT dealt_to, dealt_end, dealt_arrow FROM shots ORDER BY shot_at, seq")
    assert [tuple(row) for row in places] == [(robin, 1, 1), (marian, 1, 1), (robin, 1, 2), (robin, 1, 3)]


async def test_what_a_person_has_said_of_it_meanwhile_stays(tables: Tables, sensing_pool: Pool, tmp_path: Path) -> None:
    evening = Evening(tables, sensing_pool, tmp_path)
    robin, marian = await evening.begin()
    async with evening.bench.running():
        await evening.break_it()
        await evening.shoot(3)
        await evening.mend_it()
        first, second = await tables.admin.fetch("SELECT id FROM shots ORDER BY shot_at LIMIT 2")
        await tables.admin.execute("UPDATE shots SET archer_id = $2 WHERE id = $1", first["id"], marian)
        await tables.admin.execute("UPDATE shots SET end_number = 7, points_called = 9 WHERE id = $1", second["id"])
        evening.bench.pipeline.on_notice(MENDED)
        await evening.is_followed()
        await evening.shoot(1)
    assert await dealt(tables) == [(marian, 1, 10), (robin, 7, 10), (robin, 1, 10), (marian, 1, 10)]
    assert await tables.admin.fetchval("SELECT points_called FROM shots WHERE end_number = 7") == 9


async def test_what_is_odd_still_is_reported_after_the_next_start_too_and_an_arrow_that_goes_is_not(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    evening = Evening(tables, sensing_pool, tmp_path / "first")
    await evening.begin()
    async with evening.bench.running():
        await evening.break_it()
        await evening.shoot(3)
    async with tables.admin.transaction():
        # past every trigger, for they would meet what is odd
        await tables.admin.execute("SET LOCAL session_replication_role = replica")
        await tables.admin.execute("DELETE FROM shots WHERE id = (SELECT id FROM shots ORDER BY shot_at LIMIT 1)")
    again = Bench(sensing_pool, tmp_path / "second")
    async with again.running(), asyncio.timeout(WAIT_S):
        while all_english(again.pipeline.troubles()) != [WAITING]:
            await asyncio.to_thread(int)
        assert await evening.left() == 2
        await evening.mend_it()
        again.pipeline.on_notice(Resync())
        while again.pipeline.troubles():
            await asyncio.to_thread(int)
    assert await evening.left() == 0
    assert {points for _, _, points in await dealt(tables)} == {10}


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
