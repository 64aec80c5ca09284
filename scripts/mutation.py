"""Mutants of the code by cosmic-ray's operators, each tested with the nearest tests; see scripts/mutate.bash.

cosmic-ray's own runner changes files in place and has one test command for all; here each worker has a copy of the tree
and a PostgreSQL that stays running. The nearest tests are run once to record the lines of each; a mutant is tested with
those of them that run its line, fastest first, until one fails.
"""

import argparse
import ast
import itertools
import os
import random
import signal
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from mutants import Mutant, described, mutants_of, mutated, sampled
from mutation_worker import Test, Worker, failure, make_worker, record_lines, write_anew
from nearest_tests import nearest_tests

TARGETS = (
    "appliance/sensing",
    "drivers",
    "appliance/live",
    "appliance/health",
    "appliance/routers/websocket.py",
    "appliance/core/scoring",
)
LEFT_OUT = (
    "drivers/sim/",
    # only MicroPython runs these, so no lines are recorded for them (tests/hil and tests/node test them there)
    "drivers/node/firmware.py",
    "drivers/node/main.py",
    "drivers/node/pico.py",
    "drivers/node/ports.py",
    "drivers/node/start.py",
    "drivers/bow/firmware.py",
    "drivers/bow/main.py",
    "drivers/bow/pico_w.py",
    "drivers/bow/tcp_line.py",
    "drivers/bow/wifi.py",
)
NODES = (ast.stmt, ast.ExceptHandler, ast.match_case)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What noticed a mutant; if nothing did, the description of the survivor."""

    noticed_by: str
    survivor: str = ""


@dataclass(slots=True)
class Tally:
    """Result for one file."""

    noticed: int = 0
    survivors: list[str] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        if outcome.survivor:
            self.survivors.append(outcome.survivor)
        else:
            self.noticed += 1


def tests_for(mutant: Mutant, source: str, tests: list[Test]) -> list[Test]:
    """Return the tests that run the line; if it runs at import, those that run any line of the file or function.

    All, where none does: a table, and the functions that make it, run at import alone, and other files use it.
    """
    first, last = _lines_that_show(ast.parse(source), mutant.line)
    shown = {(mutant.path, line) for line in range(first, last + 1)}
    return [test for test in tests if not shown.isdisjoint(test.lines)] or tests


def _lines_that_show(tree: ast.Module, line: int) -> tuple[int, int]:
    inside = [n for n in ast.walk(tree) if isinstance(n, NODES) and _start(n) <= line <= _end(n)]
    if not inside:
        return 1, _end(tree)
    nearest = max(inside, key=lambda n: (_start(n), -_end(n)))
    if isinstance(nearest, FUNCTIONS):
        return nearest.lineno, _end(nearest)
    if not any(isinstance(n, FUNCTIONS) for n in inside):
        return 1, _end(tree)
    body = getattr(nearest, "body", None)
    return _start(nearest), max(line, _start(body[0]) - 1 if body else _end(nearest))


def _start(node: ast.AST) -> int:
    return node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno


def _end(node: ast.AST) -> int:
    return node.body[-1].end_lineno if isinstance(node, ast.match_case | ast.Module) else node.end_lineno


def run(options: argparse.Namespace, workers: list[Worker]) -> dict[str, Tally]:
    """Test every chosen mutant; prints what became of each."""
    # read from the copy: the original tree may be edited meanwhile
    root = workers[0].folder
    chosen = sampled([*all_mutants(options.paths or TARGETS, root)], options.sample, random.Random(options.seed))
    idle: SimpleQueue[Worker] = SimpleQueue()
    for worker in workers:
        idle.put(worker)
    tallies: dict[str, Tally] = defaultdict(Tally)
    numbers = itertools.count(1)
    with ThreadPoolExecutor(len(workers)) as pool:
        try:
            nearest = {m.path: nearest_tests(root, m.path) for m in chosen}
            recorded = dict(
                zip(
                    sorted(set(nearest.values())),
                    pool.map(
                        partial(borrowed, idle, partial(record_lines, options.python, sorted(nearest))),
                        sorted(set(nearest.values())),
                    ),
                    strict=True,
                )
            )

            def attempt(mutant: Mutant) -> None:
                tests = recorded[nearest[mutant.path]]
                outcome = borrowed(idle, lambda worker, m: try_mutant(worker, options.python, m, tests), mutant)
                if outcome is not None:
                    tallies[mutant.path].add(outcome)
                    remark = f"survived: {outcome.survivor}" if outcome.survivor else f"noticed by {outcome.noticed_by}"
                    print(f"{next(numbers)} of {len(chosen)}  {mutant.path}:{mutant.line}  {remark}", flush=True)

            for done in [pool.submit(attempt, mutant) for mutant in chosen]:
                done.result()
        finally:
            # when terminated, wait for nothing
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.end_tests()
    return tallies


def borrowed(idle: SimpleQueue[Worker], work: Callable[[Worker, Any], Any], item: Any) -> Any:
    worker = idle.get()
    try:
        return work(worker, item)
    finally:
        idle.put(worker)


def try_mutant(worker: Worker, python: Path, mutant: Mutant, tests: list[Test]) -> Outcome | None:
    """Return what became of the mutant; None if it changes nothing."""
    target = worker.folder / mutant.path
    source = target.read_text()
    changed = mutated(mutant, source)
    if changed is None:
        return None
    survivor = described(mutant, source, changed)
    those = tests_for(mutant, source, tests)
    write_anew(worker, target, changed)
    try:
        noticed_by = failure(worker, python, those)
    finally:
        write_anew(worker, target, source)
    return Outcome(noticed_by, "" if noticed_by else survivor)


def all_mutants(paths: list[str], root: Path) -> Iterator[Mutant]:
    for given in paths:
        place = root / given
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            path = str(file.relative_to(root))
            if not path.startswith(LEFT_OUT):
                yield from mutants_of(path, file.read_text())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "paths", nargs="*", help="files or folders; without: sensing, drivers, live, websocket, scoring"
    )
    parser.add_argument("--sample", type=int, help="that many mutants, chosen by --seed; without: one of every place")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--python", type=Path, required=True, help="the interpreter that has the tests' packages")
    options = parser.parse_args()
    options.python = options.python.absolute()
    root = Path.cwd()
    # on SIGTERM, the copies and their databases are removed too
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    with tempfile.TemporaryDirectory(prefix="arch-stats-mutants-") as name:
        Path(name).chmod(0o755)
        folders = [Path(name) / f"worker-{k}" for k in range(options.workers)]
        for folder in folders:
            folder.mkdir()
        workers = [make_worker(root, folder, options.python) for folder in folders]
        try:
            tallies = run(options, workers)
        finally:
            for worker in workers:
                worker.database.communicate()
    noticed = sum(t.noticed for t in tallies.values())
    survivors = sum(len(t.survivors) for t in tallies.values())
    for path, tally in sorted(tallies.items()):
        total = tally.noticed + len(tally.survivors)
        print(f"{tally.noticed:4d} of {total:4d}  {tally.noticed / total:4.0%}  {path}")
        for survivor in tally.survivors:
            print(f"              {survivor.split(' ', 1)[0].rsplit(':', 1)[1]}: {survivor.split(' ', 1)[1]}")
    total = noticed + survivors
    print(f"noticed {noticed} of {total}: {noticed / max(total, 1):.1%}")


if __name__ == "__main__":
    main()
