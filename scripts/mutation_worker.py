"""A copy of the tree with a PostgreSQL that stays running, and its runs of tests; for scripts/mutation.py."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import lines_of_tests

MEMORY_BYTES = 4 << 30
LEAST_LIMIT_S = 20.0
IMPORTS_S = 60.0
SECOND_LIMIT = 3.0
TIME_LIMIT = "a time limit"
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


def make_worker(root: Path, folder: Path, python: Path) -> Worker:
    """Copy all files that git tracks or would add, and start the copy's PostgreSQL."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=root, capture_output=True, check=True)  # noqa: S607
    for name in listed.stdout.decode().splitlines():
        if (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, folder / name)
    (folder / "web" / "dist").symlink_to(root / "web" / "dist")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder)}
    database = subprocess.Popen(  # noqa: S603
        [python, "-m", "tests.postgres"],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    environment["ARCH_STATS_TEST_CLUSTER"] = database.stdout.readline().decode().strip()
    return Worker(folder, environment, database)


def failure(worker: Worker, python: Path, tests: Sequence[Test]) -> str:
    """Return the first of these tests that fails, run one after the other; empty if they all pass."""
    ended_by = _first_failure(worker, python, tests, 1.0)
    # a loaded machine can exceed a limit: only what hangs exceeds several times as much too
    return _first_failure(worker, python, tests, SECOND_LIMIT) if ended_by == TIME_LIMIT else ended_by


def _first_failure(worker: Worker, python: Path, tests: Sequence[Test], factor: float) -> str:
    limits_s = {test.name: factor * max(LEAST_LIMIT_S, 5 * test.took_s) for test in tests}
    choice = worker.folder / "choice.json"
    choice.write_text(json.dumps(limits_s))
    failed = worker.folder / "failed.txt"
    failed.unlink(missing_ok=True)
    files = dict.fromkeys(test.name.split("::", 1)[0] for test in tests)
    more = {lines_of_tests.CHOICE: str(choice), lines_of_tests.FAILED: str(failed)}
    status = run_tests(worker, python, ["-x", *files], more, IMPORTS_S + sum(limits_s.values()))
    if status == 0:
        return ""
    if status in {None, -signal.SIGALRM}:
        return TIME_LIMIT
    return failed.read_text() if failed.exists() else f"no test began, or the process ended (status {status})"


def run_tests(
    worker: Worker, python: Path, arguments: Iterable[str], more: dict[str, str], timeout_s: float | None = None
) -> int | None:
    """Return the exit status of pytest; None if it took too long."""
    worker.tests = process = subprocess.Popen(  # noqa: S603
        [python, "-m", "pytest", *QUIET, *arguments],
        cwd=worker.folder,
        env=worker.environment | more,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES)),  # noqa: PLW1509
    )
    try:
        return process.wait(timeout_s)
    except subprocess.TimeoutExpired:
        return None
    finally:
        worker.end_tests()
        process.wait()
        worker.tests = None


def record_lines(python: Path, watched: Iterable[str], worker: Worker, nearest: tuple[str, ...]) -> list[Test]:
    """Run these tests, record their lines in the watched files; tests that fail unmutated are printed and left out."""
    file = worker.folder / "lines.json"
    run_tests(worker, python, nearest, {lines_of_tests.RECORD: str(file), lines_of_tests.WATCHED: ":".join(watched)})
    found = json.loads(file.read_text())
    tests = [Test(name, seen["took_s"], frozenset(map(tuple, seen["lines"]))) for name, seen in found.items()]
    # recording slows tests down, which can make time-dependent tests fail: run failed ones again without it
    failing = {test.name for test in tests if found[test.name]["failed"] and failure(worker, python, [test])}
    if not tests:
        sys.exit(f"these tests cannot be run: {' '.join(nearest)}")
    for name in sorted(failing):
        print(f"left out, since it fails without any change: {name}", flush=True)
    return sorted((test for test in tests if test.name not in failing), key=lambda test: test.took_s)


def write_anew(worker: Worker, target: Path, source: str) -> None:
    """Write with a unique modification time, so that no compiled file of another source is used for it."""
    worker.writes += 1
    target.write_text(source)
    os.utime(target, (worker.writes, worker.writes))
