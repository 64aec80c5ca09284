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
from collections.abc import Callable
from typing import Any, TypeAlias
from uuid import uuid4

import aiohttp
import asyncpg

from appliance.runtime.background import background
from tests.builders import a_target, an_arrow
from tests.faults.bench import Bench, Plan, range_with
from tests.faults.odd import TIMES, odd_integer, odd_json, odd_number, odd_text
from tests.faults.postgres import make_template, reachable_folder

ROWS = 100_000
# what makes a copy of a row another row; everything else of it is as the appliance or a person once wrote it
FRESH: dict[str, Callable[[random.Random], dict[str, Any]]] = {
    "shots": lambda _dice: {"detection_id": None},
    "detections": lambda dice: {"sequence": dice.getrandbits(31)},
    "sessions": lambda _dice: {"is_opened": False, "end_time": "2026-11-23T12:00:00Z", "start_time": PLAIN_TIME},
    "arrows": lambda dice: {"human_identifier": f"{dice.getrandbits(32):x}"},
    "archers": lambda _dice: {},
    "targets": lambda _dice: {},
}
SHOTS_OF_A_SESSION = 300
"""With each shot all behind it are dealt again; no day has so many that thousands of them matter."""
PLAIN_TIME = "2026-11-23T10:00:00Z"
LISTS = ("shot", "session", "arrow", "target", "detection", "archer", "sensor", "calibration", "summary", "health")
READ_EVERY_S = 0.25
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Columns = dict[str, str]


async def columns_of(connection: Connection, table: str) -> Columns:
    """Name to type of those that may be written."""
    rows = await connection.fetch(
        """
        SELECT attname, format_type(atttypid, NULL) AS type
          FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped
           AND attgenerated = '' AND attidentity <> 'a'
        """,
        table,
    )
    return {row["attname"]: row["type"] for row in rows}


async def row_of(connection: Connection, table: str) -> dict[str, Any]:
    """One that is there."""
    row: dict[str, Any] = json.loads(await connection.fetchval(f"SELECT to_jsonb(t) FROM {table} AS t LIMIT 1"))  # noqa: S608
    return row


def odd_value(kind: str, dice: random.Random) -> Any:
    """For JSON: at a limit, or beyond."""
    if dice.random() < 0.05:
        return None
    match kind:
        case "uuid":
            return str(uuid4())
        case "boolean":
            return dice.choice((True, False))
        case "timestamp with time zone":
            return dice.choice(TIMES)
        case "jsonb":
            return odd_json(dice)
        case "text":
            return odd_text(dice).replace("\0", "")
        case "double precision":
            return str(odd_number(dice))
        case _ if kind.endswith("[]"):
            return [odd_integer(dice) for _ in range(dice.randrange(5))]
        case _:
            return odd_integer(dice)


async def write(bench: Bench, count: int) -> Counter[str]:
    """One by one; gives how many were taken and why others were not."""
    dice, counts = bench.dice, Counter[str]()
    async with bench.postgres.connection() as connection:
        tables = {table: (await columns_of(connection, table), await row_of(connection, table)) for table in FRESH}
        for number in range(count):
            table = dice.choice(list(FRESH))
            columns, row = tables[table]
            if table == "shots" and counts["taken: shots"] % SHOTS_OF_A_SESSION == 0:
                row["session_id"] = await a_session(connection, *tables["sessions"])
            odd = {name: odd_value(columns[name], dice) for name in dice.sample(sorted(columns), dice.randrange(3))}
            try:
                new = json.dumps(row | {"id": str(uuid4())} | FRESH[table](dice) | odd)
                await connection.execute(insertion(table, columns), new)
                counts[f"taken: {table}"] += 1
            except (asyncpg.PostgresError, ValueError, UnicodeError) as error:
                counts[f"refused: {type(error).__name__}"] += 1
            if number % 10_000 == 0:
                print(f"{number} of {count} rows: {dict(counts)}", flush=True)
    return counts


async def a_session(connection: Connection, columns: Columns, row: dict[str, Any]) -> str:
    """The id of another one that is closed."""
    new = row | {"id": str(uuid4()), "is_opened": False, "start_time": PLAIN_TIME, "end_time": PLAIN_TIME}
    await connection.execute(insertion("sessions", columns), json.dumps(new))
    return str(new["id"])


def insertion(table: str, columns: Columns) -> str:
    """A statement that takes a row as JSON."""
    names = ", ".join(f'"{name}"' for name in columns)
    return f"""
        INSERT INTO {table} ({names})
        SELECT {names} FROM jsonb_populate_record(NULL::{table}, $1::text::jsonb)
    """  # noqa: S608


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
            await bench.call("POST", "/arrow", an_arrow())
            await bench.call("POST", "/target", a_target(str(bench.session.id)) if bench.session else {})
            await bench.shoot()
            await bench.settle()
            async with background(reader=read_for_ever(bench, answers)):
                counts = await write(bench, count)
            await read_all(bench, answers)
            bench.wings["both"].kill()
            await bench.is_ready()
            await read_all(bench, answers)
            ended = bench.wings["both"].ended_by_itself
    wrong = {what: n for what, n in answers.items() if what.split()[1] not in ("200", "503")}
    print(f"rows: {dict(counts)}")
    print(f"answers: {sum(answers.values())}, of them neither 200 nor 503: {wrong or 'none'}")
    print(f"process ended by itself: {ended} times")
    return 1 if wrong or ended else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)))
