"""A plugin of pytest for scripts/mutation.py: records the lines that each test runs, or runs chosen tests in order."""

import json
import os
import signal
import sys
import threading
from collections import defaultdict
from pathlib import Path
from types import FrameType
from typing import Any

RECORD = "ARCH_STATS_LINES_RECORD"
WATCHED = "ARCH_STATS_LINES_WATCHED"
"""The files whose lines are recorded, separated by colons: recording all others takes many times as long."""
CHOICE = "ARCH_STATS_LINES_CHOICE"
FAILED = "ARCH_STATS_LINES_FAILED"
"""The file that a choice of tests writes the first failing one's name into."""


class LineRecorder:
    """Records per test: its lines in the watched files, in all threads, how long it takes, and whether it passes."""

    def __init__(self, record: Path, watched: frozenset[str]) -> None:
        self._record = record
        self._watched = watched
        self._root = f"{Path.cwd()}/"
        self._paths: dict[str, str | None] = {}
        self._lines: dict[str, set[tuple[str, int]]] = defaultdict(set)
        self._took_s: dict[str, float] = defaultdict(float)
        self._failed: set[str] = set()
        self._current: set[tuple[str, int]] = set()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._current = self._lines[nodeid]
        threading.settrace(self._on_call)
        sys.settrace(self._on_call)

    def pytest_runtest_logreport(self, report: Any) -> None:
        self._took_s[report.nodeid] += report.duration
        if report.failed:
            self._failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        sys.settrace(None)
        found = {
            test: {"took_s": self._took_s[test], "failed": test in self._failed, "lines": sorted(lines)}
            for test, lines in self._lines.items()
        }
        self._record.write_text(json.dumps(found))

    def _on_call(self, frame: FrameType, event: str, argument: object) -> Any:
        del event, argument
        name = frame.f_code.co_filename
        if name not in self._paths:
            path = name.removeprefix(self._root)
            self._paths[name] = path if path in self._watched else None
        return self._on_line if self._paths[name] else None

    def _on_line(self, frame: FrameType, event: str, argument: object) -> Any:
        if event == "line":
            self._current.add((self._paths[frame.f_code.co_filename] or "", frame.f_lineno))
        return self._on_line


class Choice:
    """Runs only these tests, in this order; a test that exceeds its time limit ends the run, even if blocked."""

    def __init__(self, limits_s: dict[str, float], failed: Path) -> None:
        self._limits_s = limits_s
        self._failed = failed
        self._places = {test: k for k, test in enumerate(limits_s)}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        chosen = (item for item in items if item.nodeid in self._places)
        items[:] = sorted(chosen, key=lambda item: self._places[item.nodeid])

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        signal.setitimer(signal.ITIMER_REAL, self._limits_s[nodeid])

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and not self._failed.exists():
            self._failed.write_text(report.nodeid)

    def pytest_runtest_logfinish(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0.0)


def pytest_configure(config: Any) -> None:
    if record := os.environ.get(RECORD):
        watched = frozenset(os.environ[WATCHED].split(":"))
        config.pluginmanager.register(LineRecorder(Path(record), watched))
    if choice := os.environ.get(CHOICE):
        config.pluginmanager.register(Choice(json.loads(Path(choice).read_text()), Path(os.environ[FAILED])))
