"""Mutants of the code by cosmic-ray's operators, each tried with the nearest tests; see scripts/mutate.bash.

cosmic-ray's own runner changes files in place and knows one test command for all; here each worker has a copy of the
tree, a PostgreSQL that stays up between runs, and the tests nearest to the changed file first.

Left out, because no test should notice them: annotations, decorators, and lines that only write to the log.
"""

import argparse
import ast
import itertools
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

TARGETS = (
    "appliance/sensing",
    "drivers",
    "appliance/live",
    "appliance/routers/websocket.py",
    "appliance/core/scoring.py",
)
LEFT_OUT = ("drivers/sim/",)
# the nearest tests of a file, by the longest prefix of its path
NEAREST = {
    "appliance/sensing/": ("tests/sensing",),
    "appliance/live/": ("tests/live",),
    "appliance/routers/websocket": ("tests/routers/test_websocket.py",),
    "appliance/routers/": ("tests/routers",),
    "appliance/core/scoring": ("tests/core/test_scoring.py", "tests/models/test_scoring_in_sql.py"),
    "appliance/core/": ("tests/core", "tests/models/test_scoring_in_sql.py"),
    "appliance/models/": ("tests/models",),
    "appliance/database/": ("tests/database",),
    "appliance/archive": ("tests/commands/test_archive.py", "tests/routers/test_device.py"),
    "drivers/": ("tests/drivers",),
    "": ("tests/live", "tests/sensing", "tests/database"),
}
REMOVED = "statement removed"
PASSED_OVER = ("core/NoOp", "core/RemoveDecorator", "core/VariableReplacer", "core/VariableInserter")
MEMORY_BYTES = 4 << 30
LEAST_TIMEOUT_S = 30.0
QUIET = (
    "-x",
    "-q",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:schemathesis",
    "--no-header",
    "--tb=no",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the operator's `occurrence` in the file, or the statement that begins at this place."""

    path: str
    operator: str
    occurrence: int
    line: int
    column: int


@dataclass(slots=True)
class Worker:
    """A copy of the tree, and a PostgreSQL for its tests."""

    folder: Path
    environment: dict[str, str]
    database: subprocess.Popen[bytes]


@dataclass(slots=True)
class Tally:
    """Of one file."""

    noticed: int = 0
    survivors: list[str] = field(default_factory=list)


def mutants_of(path: str, source: str) -> list[Mutant]:
    """Every change of this file, those that no test should notice left out."""
    silent = _silent_ranges(source)
    tree = get_ast(source)
    found = [Mutant(path, REMOVED, k, *place) for k, place in enumerate(_removable(source))]
    for name in operator_names():
        operator_class = get_operator(name)
        if name in PASSED_OVER or operator_class.arguments():
            continue
        operator = operator_class()
        places = (place for node in ast_nodes(tree) for place in operator.mutation_positions(node))
        found += [Mutant(path, name, k, *start) for k, (start, _) in enumerate(places)]
    return [m for m in found if not any(start <= (m.line, m.column) < end for start, end in silent)]


def mutated(mutant: Mutant, source: str) -> str | None:
    """The file with the change; None where it changes nothing."""
    if mutant.operator == REMOVED:
        return _without_statement(source, mutant)
    changed = mutate_code(source, get_operator(mutant.operator)(), mutant.occurrence)
    return None if changed == source else changed


def _silent_ranges(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    nodes: list[ast.AST] = []
    for node in ast.walk(ast.parse(source)):
        nodes += getattr(node, "decorator_list", [])
        match node:
            case ast.AnnAssign(annotation=annotation) | ast.arg(annotation=ast.expr() as annotation):
                nodes.append(annotation)
            case ast.FunctionDef(returns=ast.expr() as returns) | ast.AsyncFunctionDef(returns=ast.expr() as returns):
                nodes.append(returns)
            case ast.Assign(value=ast.BinOp(op=ast.BitOr()) as alias) if node.col_offset == 0:
                nodes.append(alias)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="log")))):
                nodes.append(node)
    return [((n.lineno, n.col_offset), (n.end_lineno, n.end_col_offset)) for n in nodes]


def _removable(source: str) -> list[tuple[int, int]]:
    """Statements that only call something, or raise."""
    return [
        (node.lineno, node.col_offset)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await))
    ]


def _without_statement(source: str, mutant: Mutant) -> str:
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt) and (node.lineno, node.col_offset) == (mutant.line, mutant.column):
            first, last = node.lineno - 1, node.end_lineno
            return "".join([*lines[:first], " " * node.col_offset + "pass\n", *lines[last:]])
    raise LookupError(mutant)


def sampled(mutants: list[Mutant], sample: int | None, dice: random.Random) -> list[Mutant]:
    """One change per place, and of these `sample` in all."""
    by_place = defaultdict(list)
    for mutant in mutants:
        by_place[mutant.path, mutant.line, mutant.column].append(mutant)
    chosen = [dice.choice(there) for _, there in sorted(by_place.items(), key=lambda item: item[0])]
    return chosen if sample is None or sample >= len(chosen) else sorted(dice.sample(chosen, sample), key=_order)


def _order(mutant: Mutant) -> tuple[str, int, int]:
    return mutant.path, mutant.line, mutant.column


def tests_of(root: Path, path: str) -> list[str]:
    """The nearest tests, the file named after the changed one first; their names order the run."""
    prefix = max((p for p in NEAREST if path.startswith(p)), key=len)
    folders = [place for place in NEAREST[prefix] if (root / place).exists()]
    stem = Path(path).stem
    first = [str(t.relative_to(root)) for f in folders for t in sorted((root / f).glob(f"**/test_{stem}*.py"))]
    rest = [
        str(t.relative_to(root))
        for f in folders
        for t in ([root / f] if f.endswith(".py") else sorted((root / f).glob("**/test_*.py")))
    ]
    return list(dict.fromkeys(first + rest))


def make_worker(root: Path, folder: Path, python: Path) -> Worker:
    """Copy what git knows or would add, and start its PostgreSQL."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=root, capture_output=True, check=True)
    for name in listed.stdout.decode().splitlines():
        if (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, folder / name)
    (folder / "web" / "dist").symlink_to(root / "web" / "dist")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
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


def passes(worker: Worker, python: Path, tests: list[str], timeout_s: float | None = None) -> bool:
    """Whether the tests see nothing wrong; a run out of time or memory is something wrong."""
    process = subprocess.Popen(
        [python, "-m", "pytest", *QUIET, *tests],
        cwd=worker.folder,
        env=worker.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES)),
    )
    try:
        return process.wait(timeout_s) == 0
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()
        return False


def run(options: argparse.Namespace, workers: list[Worker]) -> dict[str, Tally]:
    """Try every chosen mutant; prints the survivors as they come."""
    # the copies are the truth: the tree that they were made of may be worked on meanwhile
    root = workers[0].folder
    chosen = sampled([*all_mutants(options.paths or TARGETS, root)], options.sample, random.Random(options.seed))
    idle: SimpleQueue[Worker] = SimpleQueue()
    for worker in workers:
        idle.put(worker)
    timeouts = baselines(options.python, root, workers[0], sorted({m.path for m in chosen}))
    tallies: dict[str, Tally] = defaultdict(Tally)
    numbers = itertools.count(1)

    def attempt(mutant: Mutant) -> None:
        worker = idle.get()
        try:
            source = (worker.folder / mutant.path).read_text()
            changed = mutated(mutant, source)
            if changed is None:
                return
            target = worker.folder / mutant.path
            target.write_text(changed)
            try:
                survived = passes(worker, options.python, tests_of(root, mutant.path), timeouts[mutant.path])
            finally:
                target.write_text(source)
        finally:
            idle.put(worker)
        tally = tallies[mutant.path]
        if survived:
            tally.survivors.append(described(mutant, source, changed))
        else:
            tally.noticed += 1
        print(
            f"{next(numbers)} of {len(chosen)}" + (f"  survived: {tally.survivors[-1]}" if survived else ""), flush=True
        )

    with ThreadPoolExecutor(len(workers)) as pool:
        for done in [pool.submit(attempt, mutant) for mutant in chosen]:
            done.result()
    return tallies


def all_mutants(paths: list[str], root: Path) -> Iterator[Mutant]:
    for given in paths:
        place = root / given
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            path = str(file.relative_to(root))
            if not path.startswith(LEFT_OUT):
                yield from mutants_of(path, file.read_text())


def baselines(python: Path, root: Path, worker: Worker, paths: list[str]) -> dict[str, float]:
    """How long each file's tests may take. Ends the run where they fail without any change."""
    took: dict[tuple[str, ...], float] = {}
    limits = {}
    for path in paths:
        tests = tests_of(root, path)
        key = tuple(sorted(tests))
        if key not in took:
            started = time.monotonic()
            if not passes(worker, python, tests):
                sys.exit(f"the tests of {path} fail without any change: {' '.join(tests)}")
            took[key] = time.monotonic() - started
        limits[path] = max(LEAST_TIMEOUT_S, 3 * took[key])
    return limits


def described(mutant: Mutant, source: str, changed: str) -> str:
    """File, line, and what it became."""
    before, after = source.splitlines(), changed.splitlines()
    k = mutant.line - 1
    new = after[k].strip() if k < len(after) else ""
    return f"{mutant.path}:{mutant.line} {mutant.operator.removeprefix('core/')}: {before[k].strip()}  ->  {new}"


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
    # ended from outside, too, the copies and their databases go
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
