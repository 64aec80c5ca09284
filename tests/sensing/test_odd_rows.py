"""Whatever somebody wrote by SQL into a row that the storing of a shot reads: the arrow is stored, with less known."""

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from appliance.database.pool import Pool
from tests.models.helpers import Tables
from tests.sensing.bench import Bench, an_impact

DEEP = "[" * 3000 + "]" * 3000
NUMBERS = ("-1e308", "1e308", "NaN", "infinity", "-infinity")
TIMES = ("-infinity", "infinity", "4000-01-01 BC", "294000-01-01")
ODD: Mapping[str, tuple[str, ...]] = {
    "double precision": NUMBERS,
    "double precision[]": ("{}", "{NULL}", "{NaN,infinity}", "{{1,2},{3,4}}"),
    "integer": ("-2147483648", "-1", "0", "2147483647"),
    "integer[]": ("{}", "{NULL}", "{-2147483648,2147483647}", "{{1,2},{3,4}}"),
    "bigint": ("-9223372036854775808", "0", "9223372036854775807"),
    "bigint[]": ("{}", "{NULL}", "{-9223372036854775808,9223372036854775807}"),
    "timestamp with time zone": TIMES,
    "boolean": ("false", "true"),
    "text": ("", "\x07", "x", "x" * 100_000),
    "jsonb": ("5", "null", "{}", "[]", "[5]", '[{"x": 5}]', '"x"', DEEP),
}
TABLES = (
    "appliance",
    "archer_arrows",
    "archers",
    "arrows",
    "detections",
    "ends",
    "nodes",
    "rosters",
    "sensors",
    "session_archers",
    "sessions",
    "shooting_spans",
    "shots",
    "targets",
    "turn_marks",
)
WRITTEN = ("shots", "detections", "ends")
"""Tables whose new rows keep their constraints."""


async def lay_out(tables: Tables) -> UUID:
    """A session with a row in each of these tables; the session."""
    run, value = tables.admin.execute, tables.admin.fetchval
    session_id = await tables.session(arrows_per_end=3)
    await tables.target(session_id)
    robin, marian = await tables.archer("Robin"), await tables.archer("Marian")
    await run("UPDATE archers SET shaft_diameter = 6")
    await tables.roster(session_id, [robin, marian])
    arrow_id = await tables.arrow(diameter=6.0)
    await run("INSERT INTO archer_arrows (arrow_id, archer_id) VALUES ($1, $2)", arrow_id, robin)
    began = await value("SELECT clock_timestamp() - interval '1 s'")
    await tables.landed(session_id, began, arrow_id=arrow_id)
    await run(
        "INSERT INTO shooting_spans (called_at, begins_at, ends_at, late_until) "
        "VALUES ($1, $1, $1::timestamptz + interval '1 h', $1::timestamptz + interval '2 h')",
        began,
    )
    await run("INSERT INTO nodes (node, state, updated_at) VALUES ('odd', 'listening', now())")
    await run("INSERT INTO sensors (channel, name, x_mm, y_mm, z_mm) VALUES (0, 'NE', 0, 0, 0)")
    return session_id


async def unbind(tables: Tables) -> None:
    """Rows that are there already may hold anything; new shots, impacts and ends keep to what is allowed."""
    for table in TABLES:
        rows = await tables.admin.fetch(
            "SELECT conname, pg_get_constraintdef(oid) AS said FROM pg_constraint "
            "WHERE contype = 'c' AND conrelid = $1::text::regclass",
            table,
        )
        changes = [f'DROP CONSTRAINT "{row["conname"]}"' for row in rows]
        if table in WRITTEN:
            await tables.admin.execute(f"ALTER TABLE {table} ADD COLUMN is_odd boolean NOT NULL DEFAULT false")
            await tables.admin.execute(f"UPDATE {table} SET is_odd = true")  # noqa: S608  (our own)
            changes += [
                f'ADD CONSTRAINT "new_{row["conname"][:50]}" CHECK (is_odd OR {row["said"].removeprefix("CHECK ")})'
                for row in rows
            ]
        nullable = await tables.admin.fetch(
            "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND attnotnull "
            "AND NOT attisdropped AND attidentity = '' AND attname <> 'is_odd' AND NOT EXISTS ("
            "SELECT FROM pg_index WHERE indrelid = attrelid AND indisprimary AND attnum = ANY (indkey))",
            table,
        )
        changes += [f'ALTER COLUMN "{row["attname"]}" DROP NOT NULL' for row in nullable]
        if changes:
            await tables.admin.execute(f"ALTER TABLE {table} {', '.join(changes)}")


async def columns(tables: Tables, table: str) -> list[tuple[str, str]]:
    rows = await tables.admin.fetch(
        "SELECT attname, format_type(atttypid, NULL) AS type FROM pg_attribute "
        "WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' "
        "AND attgenerated = '' AND attname NOT IN ('id', 'is_odd', 'only_row') ORDER BY attname",
        table,
    )
    return [(row["attname"], row["type"]) for row in rows]


async def write(tables: Tables, table: str, column: str, kind: str, value: str | None) -> bool:
    """Past every trigger, as a damaged row is; whether the database takes it at all."""
    try:
        async with tables.admin.transaction():
            await tables.admin.execute("SET LOCAL session_replication_role = replica")
            await tables.admin.execute(
                f"UPDATE {table} SET {column} = $1::text::{kind} {of_before(table)}",  # noqa: S608  (our own)
                value,
            )
    except asyncpg.PostgresError:
        return False
    return True


def of_before(table: str) -> str:
    return "WHERE is_odd" if table in WRITTEN else ""


async def mend(tables: Tables, table: str) -> None:
    """Every row of before as it was kept; an end that was opened instead of one that was odd goes."""
    async with tables.admin.transaction():
        await tables.admin.execute("SET LOCAL session_replication_role = replica")
        await tables.admin.execute(f"DELETE FROM {table} {of_before(table) if table != 'ends' else ''}")  # noqa: S608
        await tables.admin.execute(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM sound")  # noqa: S608


@pytest.mark.parametrize("table", TABLES)
async def test_an_arrow_is_stored_whatever_a_row_beside_it_holds(
    table: str, tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    session_id = await lay_out(tables)
    bench = Bench(sensing_pool, tmp_path)
    sequence, stored, lost = 1, 0, []
    async with bench.running():
        bench.pipeline.emit(an_impact(1))
        await bench.drained()
        await unbind(tables)
        await tables.admin.execute(f"CREATE TEMPORARY TABLE sound AS SELECT * FROM {table} {of_before(table)}")  # noqa: S608
        assert await tables.admin.fetchval("SELECT count(*) FROM sound") > 0
        for column, kind in await columns(tables, table):
            for value in (None, *ODD.get(kind, ())):
                if not await write(tables, table, column, kind, value):
                    continue
                sequence += 1
                bench.pipeline.emit(an_impact(sequence, loop_us=sequence * 1e6))
                await bench.drained()
                known = stored
                stored = await tables.admin.fetchval(
                    "SELECT count(*) FROM shots WHERE session_id = $1 AND x IS NOT NULL AND NOT is_odd", session_id
                )
                if stored == known or bench.pipeline.set_aside_count:
                    lost.append((column, value and value[:20]))
                    await bench.pipeline.set_aside.asked()
                await mend(tables, table)
    assert stored + len(lost) == sequence - 1 > 0
    assert lost == []
