"""Odd files by the thousand: python -m tests.faults.files [N [IMPORTS]]

Of an export whose lines were changed, cut, doubled or moved, or whose bytes were damaged: N are read by what reads an
import before anything is stored, and IMPORTS of other such files are sent to the appliance, each of which starts a
process and takes a second. Each is taken or refused with a sentence; nothing else may be raised, no answer may be a
500, the process may not end, and after each hundred every list must be readable. Ends with 1 otherwise.
"""

import asyncio
import gzip
import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

import aiohttp

from appliance.archive.file import check_archive, read_rows
from appliance.archive.imported_rows import ImportTarget, as_imported
from appliance.archive.lines import ArchiveError
from tests.faults.bench import Bench, Plan, range_with
from tests.faults.odd import damaged, odd_json
from tests.faults.postgres import make_template, reachable_folder
from tests.faults.rows import read_all

FILES = 100_000
IMPORTS = 1_000
ARROWS = 12
READ_EVERY = 100
GZIP = {"Content-Type": "application/gzip"}
FINE = ("200", "503")


def odd_file(lines: list[bytes], dice: random.Random) -> bytes:
    """The same file, but for something."""
    changed = list(lines)
    for _ in range(dice.randrange(1, 4)):
        at = dice.randrange(len(changed))
        match dice.randrange(6):
            case 0:
                del changed[at]
            case 1:
                changed.insert(dice.randrange(len(changed)), changed[at])
            case 2:
                changed[at] = damaged(changed[at], dice)
            case _:
                changed[at] = _odd_line(changed[at], dice)
        if not changed:
            break
    packed = gzip.compress(b"\n".join(changed) + b"\n", compresslevel=1)
    return damaged(packed, dice) if dice.random() < 0.1 else packed


def _odd_line(line: bytes, dice: random.Random) -> bytes:
    try:
        data = json.loads(line)
    except ValueError:
        return line
    if not isinstance(data, dict):
        return line
    inner = data.get("row")
    place = inner if isinstance(inner, dict) and inner and dice.random() < 0.9 else data
    place[dice.choice(list(place)) if place else "kind"] = odd_json(dice)
    return json.dumps(data).encode()


async def bring_in(bench: Bench, data: bytes, *, replace: bool) -> str:
    """What is answered."""
    url = f"{bench.base}/api/v0/import" + ("?replace=true" if replace else "")
    try:
        async with bench.http.post(url, data=data, headers=GZIP, timeout=aiohttp.ClientTimeout(60)) as response:
            await response.read()
            return str(response.status)
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        return type(error).__name__


def read_one(path: Path) -> str:
    """What reading it comes to."""
    try:
        archive = check_archive(path)
        target = ImportTarget(is_own=True, is_restore=True, exported_at=archive.header.exported_at)
        for row in read_rows(archive):
            as_imported(row, target)
    except ArchiveError:
        return "refused"
    except Exception as error:  # whatever it is: that is what is looked for
        traceback.print_exc()
        return type(error).__name__
    return "taken"


def read_many(lines: list[bytes], count: int, dice: random.Random) -> Counter[str]:
    """How many were taken and refused."""
    found = Counter[str]()
    with tempfile.NamedTemporaryFile(suffix=".gz") as file:
        path = Path(file.name)
        for number in range(1, count + 1):
            path.write_bytes(odd_file(lines, dice))
            found[read_one(path)] += 1
            if number % 10_000 == 0:
                print(f"{number} of {count} files read: {dict(found)}", flush=True)
    return found


async def run(files: int, count: int) -> int:
    dice, answers, reads = random.Random(3), Counter[str](), Counter[str]()
    started = time.monotonic()
    with reachable_folder() as template:
        await make_template(template)
        async with range_with(Plan(), template, seed=3) as bench:
            await bench.shoot_group(ARROWS)
            await bench.settle()
            async with bench.http.get(f"{bench.base}/api/v0/export") as response:
                lines = gzip.decompress(await response.read()).splitlines()
            read = await asyncio.to_thread(read_many, lines, files, dice)
            for number in range(1, count + 1):
                answers[await bring_in(bench, odd_file(lines, dice), replace=dice.random() < 0.1)] += 1
                if number % READ_EVERY == 0:
                    await read_all(bench, reads)
                    print(
                        f"{number} of {count} imports, {time.monotonic() - started:.0f} s: {dict(answers)}", flush=True
                    )
            await read_all(bench, reads)
            bench.wings["both"].kill()
            await bench.is_ready()
            ended = bench.wings["both"].ended_by_itself
    wrong = {what: n for what, n in answers.items() if not what.isdigit() or what == "500"}
    unread = {what: n for what, n in reads.items() if what.split()[1] not in FINE}
    raised = {what: n for what, n in read.items() if what not in ("taken", "refused")}
    print(f"files read: {dict(read)}")
    print(f"answers to imports: {dict(answers)}; wrong: {wrong or 'none'}")
    print(f"lists that were not answered: {unread or 'none'}")
    print(f"process ended by itself: {ended} times")
    return 1 if raised or wrong or unread or ended else 0


if __name__ == "__main__":
    asked = [int(word) for word in sys.argv[1:]]
    sys.exit(asyncio.run(run(*[*asked, *(FILES, IMPORTS)[len(asked) :]])))
