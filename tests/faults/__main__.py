"""Faults by command: python -m tests.faults [KIND ...] [ROUNDS]

Without a kind: all of them. Prints each kind's progress, and a table of what the record got wrong; ends with 1 where
any number of it is not zero.
"""

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.bench import Bench
from tests.faults.kinds import KINDS, Outcome, cannot_run, run_rounds
from tests.faults.postgres import make_template, reachable_folder
from tests.faults.truth import COUNTS

ROUNDS = 200
EXAMPLES = 24
CONTROL = "control"

Progress = Callable[[int, Bench], None]


async def run(names: list[str], rounds: int, seed: int) -> dict[str, Outcome]:
    """Every kind on a range of its own."""
    outcomes = {}
    with reachable_folder() as folder:
        await make_template(folder)
        for name in names:
            reason = cannot_run(KINDS[name])
            if reason is not None:
                print(f"{name}: {reason}", flush=True)
                continue
            outcomes[name] = await _one(name, rounds, folder, seed)
            # at once: a later kind may take hours, or end it all
            print(table({name: outcomes[name]}), flush=True)
            for example in outcomes[name].verdict.examples[:EXAMPLES]:
                print(f"  {name}: {example}", flush=True)
    return outcomes


async def _one(name: str, rounds: int, template: Path, seed: int) -> Outcome:
    started = time.monotonic()

    def progress(done: int, bench: Bench) -> None:
        line = f"{name}: round {done} of {rounds}, {len(bench.truth)} arrows, {time.monotonic() - started:.0f} s"
        print(line, end="\r" if sys.stdout.isatty() and done < rounds else "\n", flush=True)

    return await run_rounds([name] * rounds, template, seed, progress if sys.stdout.isatty() else _quietly(progress))


def _quietly(progress: Progress) -> Progress:
    """Every tenth round, where lines pile up."""

    def seldom(done: int, bench: Bench) -> None:
        if done % 10 == 0:
            progress(done, bench)

    return seldom


def table(outcomes: dict[str, Outcome]) -> str:
    """One line a kind."""
    lines = [f"{'kind':13s}" + "".join(f"{name.replace('_', ' '):>16s}" for name in COUNTS) + "   fault to phone, p50"]
    for name, outcome in outcomes.items():
        median, aim = outcome.median_s(), KINDS[name].aim_s
        waited = "-" if median is None else f"{median:.2f} s" + ("" if aim is None else f" (aim {aim} s)")
        lines.append(f"{name:13s}" + "".join(f"{getattr(outcome.verdict, c):16d}" for c in COUNTS) + f"   {waited}")
    return "\n".join(lines)


def main() -> int:
    words = sys.argv[1:]
    numbers = [int(word) for word in words if word.isdigit()]
    names = [word for word in words if not word.isdigit()]
    unknown = [name for name in names if name not in KINDS]
    if unknown or len(numbers) > 2:
        print(f"{__doc__}\nkinds: {', '.join(KINDS)}")
        return 2
    rounds, seed = (*numbers, *(ROUNDS, 1)[len(numbers) :])
    outcomes = asyncio.run(run(names or [name for name in KINDS if name != CONTROL], rounds, seed))
    print(table(outcomes))
    return 0 if all(outcome.verdict.is_clean for outcome in outcomes.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
