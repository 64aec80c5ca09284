"""Odd rows by the thousand: python -m tests.faults.rows [N]

N rows by plain SQL, as any other process may write them, each with values at or beyond a limit; the database takes
them or refuses them. Meanwhile and afterwards every list is read as a phone reads it. No answer may be a 500, the
process may not end, and its health must answer. Ends with 1 otherwise.
"""

import asyncio
import json
import random
import sys
from collections import Counter
from uuid import UUID, uuid4

import aiohttp
import asyncpg

from appliance.background import background
from tests.faults.bench import Bench, Plan, range_with
from tests.faults.odd import TIMES, odd_integer, odd_json, odd_number, odd_text
from tests.faults.postgres import make_template, reachable_folder

ROWS = 100_000
TABLES = ("shots", "sessions", "arrows", "targets", "detections", "archers", "sensors", "calibrations")
LISTS = ("shot", "session", "arrow", "target", "detection", "archer", "sensor", "calibration", "summary", "health")
READ_EVERY_S = 0.25
Columns = dict[str, tuple[str, bool]]


async def columns_of(connection: "asyncpg.Connection[asyncpg.Record]", table: str) -> Columns:
    """Name to type, and whether a value is wanted."""
    rows = await connection.fetch(
        """
        SELECT attname, format_type(atttypid, NULL) AS type, attnotnull AND NOT atthasdef AS wanted
          FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped
           AND attgenerated = ''
        """,
        table,
    )
    return {row["attname"]: (row["type"], row["wanted"]) for row in rows}


def value_of(kind: str, dice: random.Random, ids: list[UUID]) -> str:
    """As text, for the database to read: plain values often, odd ones often."""
    if dice.random() < 0.5:
        plain = {"uuid": str(dice.choice(ids)), "boolean": "true", "text": "t", "jsonb": "[]"}
        ordinary = {"timestamp with time zone": "2026-11-23T10:00:00Z", "double precision": "5.5"}
        return plain.get(kind) or ordinary.get(kind) or ("{1,2}" if kind.endswith("[]") else "1")
    match kind:
        case "uuid":
            return str(uuid4())
        case "boolean":
            return dice.choice(("true", "false"))
        case "timestamp with time zone":
            return dice.choice(TIMES)
        case "jsonb":
            return json.dumps(odd_json(dice))
        case "text":
            return odd_text(dice).replace("\0", "")
        case "double precision":
            return str(odd_number(dice))
        case _ if kind.endswith("[]"):
            return "{" + ",".join(str(odd_integer(dice)) for _ in range(dice.randrange(5))) + "}"
        case _:
            return str(odd_integer(dice))


async def write(bench: Bench, count: int) -> Counter[str]:
    """One by one; gives how many were taken and why others were not."""
    dice, told = bench.dice, Counter[str]()
    assert bench.session is not None
    async with bench.postgres.connection() as connection:
        tables = {table: await columns_of(connection, table) for table in TABLES}
        ids = [bench.session.id, *bench.archers]
        for number in range(count):
            table = dice.choice(TABLES)
            columns = {name: kind for name, (kind, wanted) in tables[table].items() if wanted or dice.random() < 0.4}
            names = ", ".join(f'"{name}"' for name in columns)
            casts = ", ".join(f"${k}::text::{kind}" for k, kind in enumerate(columns.values(), 1))
            values = [value_of(kind, dice, ids) for kind in columns.values()]
            try:
                await connection.execute(f"INSERT INTO {table} ({names}) VALUES ({casts})", *values)  # noqa: S608
                told[f"taken: {table}"] += 1
            except (asyncpg.PostgresError, ValueError, UnicodeError) as error:
                told[f"refused: {type(error).__name__}"] += 1
            if number % 10_000 == 0:
                print(f"{number} of {count} rows: {dict(told)}", flush=True)
    return told


async def read_for_ever(bench: Bench, answers: Counter[str]) -> None:
    """Every list in turn, until cancelled."""
    while True:
        await read_all(bench, answers)
        await asyncio.sleep(READ_EVERY_S)


async def read_all(bench: Bench, answers: Counter[str]) -> None:
    for name in LISTS:
        try:
            async with bench.http.get(f"{bench.base}/api/v0/{name}", timeout=aiohttp.ClientTimeout(20)) as response:
                await response.read()
                answers[f"{name} {response.status}"] += 1
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            answers[f"{name} {type(error).__name__}"] += 1


async def run(count: int) -> int:
    answers: Counter[str] = Counter()
    with reachable_folder() as template:
        await make_template(template)
        async with range_with(Plan(), template, seed=2) as bench:
            async with background(reader=read_for_ever(bench, answers)):
                told = await write(bench, count)
            await read_all(bench, answers)
            bench.wings["both"].kill()
            await bench.is_ready()
            await read_all(bench, answers)
            ended = bench.wings["both"].ended_by_itself
    wrong = {what: n for what, n in answers.items() if what.split()[1] not in ("200", "503")}
    print(f"rows: {dict(told)}")
    print(f"answers: {sum(answers.values())}, of them neither 200 nor 503: {wrong or 'none'}")
    print(f"process ended by itself: {ended} times")
    return 1 if wrong or ended else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)))
