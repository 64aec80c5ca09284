"""Whatever somebody wrote into a row by SQL: every answer is one, and the row is left out of what it would be in."""

import re
from collections.abc import Mapping
from typing import NamedTuple

import pytest

from appliance.routers import ENDPOINTS
from appliance.routers.endpoint import API
from tests.models.helpers import Tables
from tests.odd_rows import DEEP, TABLES, in_turn, lay_out, unbind
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
    CREATE FUNCTION note_read() RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS
        'BEGIN PERFORM nextval(''public.reads''); RETURN true; END'
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


async def count_reads(tables: Tables, table: str) -> None:
    """From now on the sequence `reads` tells whether a row of the table is read, in whatever view or function."""
    for statement in (
        "CREATE SEQUENCE reads MINVALUE 0",
        "SELECT nextval('reads')",
        NOTE_READ,
        "GRANT EXECUTE ON FUNCTION note_read TO PUBLIC",
        f"CREATE POLICY noted ON {table} USING (note_read())",
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
    ):
        await tables.admin.execute(statement)


async def paths_that_read(tables: Tables, table: str, phone: Phone) -> Mapping[Address, int]:
    """The addresses whose answer is made of this table, and how they answer."""
    await count_reads(tables, table)
    found = {}
    for address in await addresses(tables):
        before = await tables.admin.fetchval("SELECT last_value FROM reads")
        async with phone.client.get(API + address.path) as response:
            await response.read()
        if await tables.admin.fetchval("SELECT last_value FROM reads") != before:
            found[address] = response.status
    await tables.admin.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY")
    return found


@pytest.mark.parametrize("table", TABLES)
async def test_no_request_fails_beside_an_odd_row(table: str, phone: Phone, tables: Tables) -> None:
    await lay_out(tables)
    await unbind(tables)
    readers = await paths_that_read(tables, table, phone)
    wrong: list[object] = []
    async for odd in in_turn(tables, table, TRIED):
        for (path, is_of_one), before in readers.items():
            async with phone.client.get(API + path) as response:
                text = await response.text()
            if response.status != before and (not is_of_one or response.status not in ANSWERS):
                wrong.append((odd.column, odd.value and odd.value[:20], path, response.status, text[:300]))
    assert wrong == []
