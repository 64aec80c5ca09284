"""Mutants of the code by cosmic-ray's operators, each tested with the nearest tests; see scripts/mutate.bash.

cosmic-ray's own runner changes files in place and has one test command for all; here each worker has a copy of the tree
and a PostgreSQL that stays running. The nearest tests are run once to record the lines of each; a mutant is tested with
those of them that run its line, fastest first, until one fails.
"""

import argparse
import ast
import itertools
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import lines_of_tests
from mutants import Mutant, described, mutants_of, mutated, sampled
from nearest_tests import nearest_tests

TARGETS = (
    "appliance/sensing",
    "drivers",
    "appliance/live",
    "appliance/health",
    "appliance/routers/websocket.py",
    "appliance/core/scoring/points.py",
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
)
MEMORY_BYTES = 4 << 30
LEAST_LIMIT_S = 20.0
IMPORTS_S = 60.0
NODES = (ast.stmt, ast.ExceptHandler, ast.match_case)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
QUIET = (
    "-q",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:schemathesis",
    "-p",
    "scripts.lines_of_tests",
    "--no-header",
    "--tb=no",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
)


@dataclass(slots=True)
class Worker:
    """A copy of the tree, and a PostgreSQL for its tests."""

    folder: Path
    environment: dict[str, str]
    database: subprocess.Popen[bytes]
    writes: int = 1_000_000_000
    tests: subprocess.Popen[bytes] | None = None

    def end_tests(self) -> None:
        """Kill the running tests and all processes that they started."""
        if self.tests is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.tests.pid, signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Test:
    """One test, and the lines (path, number) that it runs."""

    name: str
    took_s: float
    lines: frozenset[tuple[str, int]]


@dataclass(slots=True)
class Tally:
    """Result for one file."""

    noticed: int = 0
    survivors: list[str] = field(default_factory=list)

    def add(self, survivor: str) -> None:
        if survivor:
            self.survivors.append(survivor)
        else:
            self.noticed += 1


def record_lines(python: Path, watched: Iterable[str], worker: Worker, nearest: tuple[str, ...]) -> list[Test]:
    """Run these tests, record their lines in the watched files; tests that fail unmutated are printed and left out."""
    file = worker.folder / "lines.json"
    run_tests(worker, python, nearest, {lines_of_tests.RECORD: str(file), lines_of_tests.WATCHED: ":".join(watched)})
    found = json.loads(file.read_text())
    tests = [Test(name, seen["took_s"], frozenset(map(tuple, seen["lines"]))) for name, seen in found.items()]
    # recording slows tests down, which can make time-dependent tests fail: run failed ones again without it
    failing = {test.name for test in tests if found[test.name]["failed"] and not passes(worker, python, [test])}
    if not tests:
        sys.exit(f"these tests cannot be run: {' '.join(nearest)}")
    for name in sorted(failing):
        print(f"left out, since it fails without any change: {name}", flush=True)
    return sorted((test for test in tests if test.name not in failing), key=lambda test: test.took_s)


def tests_for(mutant: Mutant, source: str, tests: list[Test]) -> list[Test]:
    """Return the tests that run the line; if it runs at import, those that run any line of the file or function."""
    first, last = _lines_that_show(ast.parse(source), mutant.line)
    shown = {(mutant.path, line) for line in range(first, last + 1)}
    return [test for test in tests if not shown.isdisjoint(test.lines)]


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


def make_worker(root: Path, folder: Path, python: Path) -> Worker:
    """Copy all files that git tracks or would add, and start the copy's PostgreSQL."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=root, capture_output=True, check=True)
    for name in listed.stdout.decode().splitlines():
        if (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, folder / name)
    (folder / "web" / "dist").symlink_to(root / "web" / "dist")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder)}
    database = subprocess.Popen(
        [python, "-m", "tests.postgres"],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    environment["ARCH_STATS_TEST_CLUSTER"] = database.stdout.readline().decode().strip()
    return Worker(folder, environment, database)


def passes(worker: Worker, python: Path, tests: Sequence[Test]) -> bool:
    """Whether these tests all pass, run one after the other; exceeding the time or memory limit counts as a failure."""
    limits_s = {test.name: max(LEAST_LIMIT_S, 5 * test.took_s) for test in tests}
    choice = worker.folder / "choice.json"
    choice.write_text(json.dumps(limits_s))
    files = dict.fromkeys(test.name.split("::", 1)[0] for test in tests)
    more = {lines_of_tests.CHOICE: str(choice)}
    return run_tests(worker, python, ["-x", *files], more, IMPORTS_S + sum(limits_s.values()))


def run_tests(
    worker: Worker, python: Path, arguments: Iterable[str], more: dict[str, str], timeout_s: float | None = None
) -> bool:
    worker.tests = process = subprocess.Popen(
        [python, "-m", "pytest", *QUIET, *arguments],
        cwd=worker.folder,
        env=worker.environment | more,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES)),
    )
    try:
        return process.wait(timeout_s) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        worker.end_tests()
        process.wait()
        worker.tests = None


def run(options: argparse.Namespace, workers: list[Worker]) -> dict[str, Tally]:
    """Test every chosen mutant; prints the survivors as they are found."""
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
                survivor = borrowed(idle, lambda worker, m: try_mutant(worker, options.python, m, tests), mutant)
                if survivor is not None:
                    tallies[mutant.path].add(survivor)
                    remark = f"  survived: {survivor}" if survivor else ""
                    print(f"{next(numbers)} of {len(chosen)}{remark}", flush=True)

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


def try_mutant(worker: Worker, python: Path, mutant: Mutant, tests: list[Test]) -> str | None:
    """Return an empty string if detected, else the description of the survivor; None if the mutant changes nothing."""
    target = worker.folder / mutant.path
    source = target.read_text()
    changed = mutated(mutant, source)
    if changed is None:
        return None
    those = tests_for(mutant, source, tests)
    if not those:
        return f"{described(mutant, source, changed)}  (no test runs it)"
    write_anew(worker, target, changed)
    try:
        survived = passes(worker, python, those)
    finally:
        write_anew(worker, target, source)
    return described(mutant, source, changed) if survived else ""


def write_anew(worker: Worker, target: Path, source: str) -> None:
    """Write with a unique modification time, so that no compiled file of another source is used for it."""
    worker.writes += 1
    target.write_text(source)
    os.utime(target, (worker.writes, worker.writes))


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
