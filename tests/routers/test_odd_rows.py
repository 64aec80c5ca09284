"""Whatever somebody wrote into a row by SQL: every answer is one, and the row is left out of what it would be in."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pytest

from appliance.routers import ENDPOINTS
from appliance.routers.endpoint import API
from tests.models.helpers import Tables
from tests.odd_rows import DEEP, SHARES, in_turn, lay_out, unbind
from tests.routers.conftest import Phone

ROWS_OF = {
    "archer": "archers",
    "arrow": "arrows",
    "bow": "bows",
    "bracket": "brackets",
    "calibration": "calibrations",
    "detection": "detections",
    "match": "matches",
    "pairing": "pairings",
    "sensor-test": "sensor_tests",
    "session": "sessions",
    "shot": "shots",
    "survey": "surveys",
    "target": "targets",
}
WORDS = {"end_number": "1", "number": "1", "channel": "0", "codename": "wa18", "kind": "wa_80"}
NOTE_READ = """
    CREATE FUNCTION note_read(of_table text) RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS
        'BEGIN PERFORM nextval(format(''public.reads_%s'', of_table)); RETURN true; END'
"""
NOT_HERE = ("/export", "/log")
"""The first is read row by row in a process of its own, the second is no row."""
ANSWERS = (200, 404, 409, 422)
"""Of one row that is asked for, which may be the one that cannot be read."""
TRIED: Mapping[str, tuple[str, ...]] = {
    "double precision": ("NaN", "1e308"),
    "double precision[]": ("{NaN,infinity}", "{{1,2},{3,4}}"),
    "integer": ("-1", "2147483647"),
    "integer[]": ("{NULL}", "{{1,2},{3,4}}"),
    "bigint": ("-9223372036854775808",),
    "bigint[]": ("{NULL}",),
    "timestamp with time zone": ("infinity", "4000-01-01 BC"),
    "boolean": (),
    "text": ("\x07", "x"),
    "jsonb": ("5", "{}", DEEP),
    "uuid[]": ("{NULL}",),
}
"""Of each kind of oddity one: each is asked for at every address that reads the table."""


class Address(NamedTuple):
    """An address that is read; whether it is of one row."""

    path: str
    is_of_one: bool


async def addresses(tables: Tables) -> list[Address]:
    """All of them, of rows that are there: of each session, and of the first of everything else."""
    ids = {
        word: [str(row["id"]) for row in await tables.admin.fetch(f"SELECT id FROM {name} ORDER BY ctid")]  # noqa: S608
        for word, name in ROWS_OF.items()
    }
    found = []
    for endpoint in ENDPOINTS:
        path = endpoint.path.removeprefix(API)
        if endpoint.method != "GET" or path in NOT_HERE:
            continue
        word = path.split("/")[1]
        for row_id in ids["session"] if word == "session" else ids.get(word, ids["session"])[:1]:
            filled = re.sub(r"\{(\w+)\}", lambda name: WORDS.get(name[1], row_id), path)  # noqa: B023
            found.append(Address(filled, filled != path))
    return list(dict.fromkeys(found))


async def count_reads(tables: Tables, names: Sequence[str]) -> None:
    """From now on a sequence for each table tells whether a row of it is read, in whatever view or function."""
    await tables.admin.execute(NOTE_READ)
    await tables.admin.execute("GRANT EXECUTE ON FUNCTION note_read TO PUBLIC")
    for table in names:
        for statement in (
            f"CREATE SEQUENCE reads_{table} MINVALUE 0",
            f"CREATE POLICY noted ON {table} USING (note_read('{table}'))",
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        ):
            await tables.admin.execute(statement)


async def reads_so_far(tables: Tables, names: Sequence[str]) -> dict[str, tuple[int, bool]]:
    each = [f"SELECT '{table}' AS name, last_value, is_called FROM reads_{table}" for table in names]  # noqa: S608
    rows = await tables.admin.fetch(" UNION ALL ".join(each))
    return {row["name"]: (row["last_value"], row["is_called"]) for row in rows}


async def readers_of(tables: Tables, names: Sequence[str], phone: Phone) -> Mapping[str, Mapping[Address, int]]:
    """For each table the addresses whose answer is made of it, and how they answer."""
    await count_reads(tables, names)
    found: dict[str, dict[Address, int]] = {table: {} for table in names}
    for address in await addresses(tables):
        before = await reads_so_far(tables, names)
        async with phone.client.get(API + address.path) as response:
            await response.read()
        after = await reads_so_far(tables, names)
        for table in names:
            if after[table] != before[table]:
                found[table][address] = response.status
    for table in names:
        await tables.admin.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY")
    return found


@pytest.mark.parametrize("names", SHARES, ids=lambda names: f"{names[0]}..{names[-1]}")
async def test_no_request_fails_beside_an_odd_row(names: Sequence[str], phone: Phone, tables: Tables) -> None:
    await lay_out(tables)
    await unbind(tables)
    readers = await readers_of(tables, names, phone)
    assert any(readers.values())
    wrong: list[object] = []
    for table in names:
        async for odd in in_turn(tables, table, TRIED):
            for (path, is_of_one), before in readers[table].items():
                async with phone.client.get(API + path) as response:
                    text = await response.text()
                if response.status != before and (not is_of_one or response.status not in ANSWERS):
                    wrong.append((table, odd.column, odd.value and odd.value[:20], path, response.status, text[:300]))
    assert wrong == []
