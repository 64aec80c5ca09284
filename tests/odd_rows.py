"""A sound row in every table, and whatever somebody may write into one of them by SQL."""

from collections.abc import AsyncIterator, Mapping
from typing import NamedTuple
from uuid import UUID

import asyncpg

from tests.archive.helpers import fill
from tests.models.helpers import Tables

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
    "uuid[]": ("{}", "{NULL}", "{00000000-0000-0000-0000-00000000000f}"),
}
OF_THE_START = ("schema_migrations", "schema_routines")
"""Which of its files the database has: read before anything else, and refused in words where it is not as it was."""
TABLES = (
    "answers", "appliance", "archer_arrows", "archers", "arrow_goals", "arrow_sets", "arrows", "bows",
    "bracket_entries", "brackets", "button_presses", "calibrations", "changes", "clock_runs", "clock_steps",
    "corrections", "deleted_shots", "detections", "ends", "losses", "matches", "node_connections", "nodes",
    "pairing_codes", "pairings", "programmings", "releases", "relocations", "rosters", "sensor_tests", "sensors",
    "session_archers", "session_spans", "sessions", "set_aside", "shooting_spans", "shooting_timer", "shots",
    "sight_marks", "signatures", "surveys", "tags_held", "targets", "turn_marks", "unsettled_rounds", "wings",
)  # fmt: skip
AT_ONCE = 8
SHARES = tuple(TABLES[k : k + AT_ONCE] for k in range(0, len(TABLES), AT_ONCE))
"""Tables that one appliance is asked about, one after another: setting one up takes longer than a table."""
WRITTEN = ("shots", "detections", "ends", "changes")
"""Tables whose new rows keep their constraints."""


class Odd(NamedTuple):
    """A value of a column."""

    column: str
    kind: str
    value: str | None


async def all_tables(tables: Tables) -> list[str]:
    """Those of the catalogue, but for those of the start."""
    rows = await tables.admin.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname"
    )
    return [row["relname"] for row in rows if row["relname"] not in OF_THE_START]


async def lay_out(tables: Tables) -> UUID:
    """A row in each table: an evening of two archers, of whom one has signed, and all that is beside it; the session
    that is open."""
    session_id = await fill(tables)
    run, value = tables.admin.execute, tables.admin.fetchval
    archer_id, arrow_id = await value("SELECT id FROM archers LIMIT 1"), await value("SELECT id FROM arrows LIMIT 1")
    began = await value("SELECT clock_timestamp() - interval '1 s'")
    await tables.landed(session_id, began, arrow_id=arrow_id)
    await run(
        "INSERT INTO shooting_spans (called_at, begins_at, ends_at, late_until) "
        "VALUES ($1, $1, $1::timestamptz + interval '1 h', $1::timestamptz + interval '2 h')",
        began,
    )
    await run(
        "INSERT INTO shooting_timer (kind, run_up_s, shooting_s, warning_s, turns, arrows, status, period, "
        "was_emergency, revision, passes_on, shares_time, used_s, followed) "
        "VALUES ('ends', 10, 120, 30, 1, 3, 'ready', 0, false, 1, 'tap', false, '{}', 0)"
    )
    await run("INSERT INTO nodes (node, state, updated_at) VALUES ('odd', 'listening', now())")
    await run("INSERT INTO sensor_tests (began_at, ends_at) VALUES ($1::timestamptz - interval '1 h', $1)", began)
    await run(
        "INSERT INTO releases (sensor, boot, sequence, session_id, archer_id, released_at) "
        "VALUES ('e6260c01b6a37564', 1, 1, $1, $2, $3)",
        session_id,
        archer_id,
        began,
    )
    await run("INSERT INTO tags_held (code, arrow_id, held_at) VALUES ('04A1', $1, $2)", arrow_id, began)
    await run(
        "INSERT INTO programmings (id, arrow_id, asked_at, expires_at) "
        "VALUES (gen_random_uuid(), $1, $2, $2::timestamptz + interval '1 min')",
        arrow_id,
        began,
    )
    await run(
        "WITH later AS (INSERT INTO clock_runs (kernel_boot, began_at, began_mono_us, offset_us, is_trusted) "
        "VALUES ('y', now(), 0, 0, true) RETURNING id) "
        "INSERT INTO clock_steps (from_run_id, to_run_id, from_time, to_time, by_us, was_trusted) "
        "SELECT appliance.clock_id, later.id, now(), now(), 0, true FROM appliance, later"
    )
    await run("INSERT INTO wings (wing, report) VALUES ('sensing', '{\"parts\": []}') ON CONFLICT DO NOTHING")
    await run("INSERT INTO node_connections (url, protocol, baud) VALUES ('auto', 'archstats', 115200)")
    await run(
        "INSERT INTO pairings (name, role, token_digest) VALUES ('phone', 'coach', $1)",
        "1" * 64,
    )
    await run(
        "INSERT INTO pairing_codes (code_digest, role, expires_at) VALUES ($1, 'coach', now() + interval '10 min')",
        "2" * 64,
    )
    await run("INSERT INTO button_presses DEFAULT VALUES")
    await run("INSERT INTO answers (asker, path, key, body) VALUES ('127.0.0.1', '/api/v0/archer', 'key', '{}')")
    await run("INSERT INTO unsettled_rounds (session_id) VALUES ($1)", session_id)
    return session_id


async def unbind(tables: Tables) -> None:
    """Rows that are there already may hold anything; new shots, impacts and ends keep to what is allowed."""
    for table in TABLES:
        rows = await tables.admin.fetch(
            "SELECT conname, pg_get_constraintdef(oid) AS rule FROM pg_constraint "
            "WHERE contype = 'c' AND conrelid = $1::text::regclass",
            table,
        )
        changes = [f'DROP CONSTRAINT "{row["conname"]}"' for row in rows]
        if table in WRITTEN:
            await tables.admin.execute(f"ALTER TABLE {table} ADD COLUMN is_odd boolean NOT NULL DEFAULT false")
            async with tables.admin.transaction():
                await tables.admin.execute("SET LOCAL session_replication_role = replica")
                await tables.admin.execute(f"UPDATE {table} SET is_odd = true")  # noqa: S608  (our own)
            changes += [
                f'ADD CONSTRAINT "new_{row["conname"][:50]}" CHECK (is_odd OR {row["rule"].removeprefix("CHECK ")})'
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


async def odd_values(tables: Tables, table: str, tried: Mapping[str, tuple[str, ...]] = ODD) -> list[Odd]:
    """Every odd value of every column, and null."""
    rows = await tables.admin.fetch(
        "SELECT attname, format_type(atttypid, NULL) AS type FROM pg_attribute "
        "WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' "
        "AND attgenerated = '' AND attname NOT IN ('id', 'is_odd', 'only_row') ORDER BY attname",
        table,
    )
    return [Odd(row["attname"], row["type"], value) for row in rows for value in (None, *tried.get(row["type"], ()))]


async def in_turn(tables: Tables, table: str, tried: Mapping[str, tuple[str, ...]] = ODD) -> AsyncIterator[Odd]:
    """Each that the database takes stands in every row of the table until the next is asked for."""
    name = f"sound_{table}"
    await tables.admin.execute(f"CREATE TEMPORARY TABLE {name} AS SELECT * FROM {table} {of_before(table)}")  # noqa: S608
    assert await tables.admin.fetchval(f"SELECT count(*) FROM {name}") > 0  # noqa: S608  (our own)
    for odd in await odd_values(tables, table, tried):
        if await write(tables, table, odd):
            yield odd
            await _mend(tables, table, name)


async def write(tables: Tables, table: str, odd: Odd) -> bool:
    """Past every trigger, as a damaged row is; whether the database takes it at all."""
    try:
        async with tables.admin.transaction():
            await tables.admin.execute("SET LOCAL session_replication_role = replica")
            await tables.admin.execute(
                f"UPDATE {table} SET {odd.column} = $1::text::{odd.kind} {of_before(table)}",  # noqa: S608  (our own)
                odd.value,
            )
    except asyncpg.PostgresError:
        return False
    return True


async def _mend(tables: Tables, table: str, name: str) -> None:
    """Every row of before as it was kept; an end that was opened instead of one that was odd goes."""
    async with tables.admin.transaction():
        await tables.admin.execute("SET LOCAL session_replication_role = replica")
        await tables.admin.execute(f"DELETE FROM {table} {of_before(table) if table != 'ends' else ''}")  # noqa: S608
        await tables.admin.execute(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM {name}")  # noqa: S608


def of_before(table: str) -> str:
    """Which rows of a table were there when its constraints went."""
    return "WHERE is_odd" if table in WRITTEN else ""
