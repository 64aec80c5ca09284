"""A folder of versions, and a machine that only writes down what it is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from appliance.core.message import message
from appliance.updates.errors import UpdateRefused
from appliance.updates.stamp import stamp_for, write_stamp
from appliance.updates.trial import Time
from appliance.updates.versions import Version, Versions

OLD, NEW, NEWER = "0.1.0-00000001", "0.2.0-00000002", "0.3.0-00000003"


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    """Two whole versions, of which the old one runs."""
    here = Versions(tmp_path)
    for name in (OLD, NEW):
        make_version(here, name)
    here.make_current(whole(here, OLD))
    return here


def make_version(versions: Versions, name: str) -> Path:
    folder = versions.home / name
    (folder / "venv" / "bin").mkdir(parents=True)
    (folder / "system").mkdir()
    for command in ("python", "arch-stats"):
        (folder / "venv" / "bin" / command).touch()
    write_stamp(folder, stamp_for(name, "17"))
    return folder


def whole(versions: Versions, name: str) -> Version:
    found = versions.read(name)
    assert found is not None
    return found


@dataclass
class FakeCluster:
    """Databases by name, each with the number of its newest migration."""

    databases: dict[str, int] = field(default_factory=lambda: {"arch-stats": 7})
    migrates_to: int = 7
    database: str = "arch-stats"
    copy: str = "arch-stats-copy"
    before: str = "arch-stats-before"
    after: str = "arch-stats-after"
    is_there: bool = True

    def require_room_for_copies(self) -> None:
        pass

    def make_copy(self) -> None:
        self.databases[self.copy] = self.databases[self.database]

    def keep_before(self) -> None:
        self.databases[self.before] = self.databases[self.database]

    def put_back_before(self) -> None:
        if self.before in self.databases:
            self.databases[self.after] = self.databases.pop(self.database)
            self.databases[self.database] = self.databases.pop(self.before)

    def forget(self, name: str) -> None:
        self.databases.pop(name, None)

    def schema(self, name: str) -> int:
        return self.databases[name]


@dataclass
class FakeMachine:
    """Healthy while `ill` does not name the version that runs; `refuses` are words of a program that fail."""

    versions: Versions
    cluster: FakeCluster = field(default_factory=FakeCluster)
    is_booted: bool = True
    ill: set[str] = field(default_factory=set)
    refuses: set[str] = field(default_factory=set)
    unlinked: set[str] = field(default_factory=set)
    unwatched: bool = False
    starts: int = 0
    calls: list[tuple[str, ...]] = field(default_factory=list)
    dies_at: str | None = None

    def systemctl(self, *words: str) -> bool:
        self.calls.append(words)
        if self.dies_at == words[0]:
            self.dies_at = None
            raise Killed
        if words[0] == "restart" and self.runs == NEW and self.cluster.migrates_to > self.cluster.schema("arch-stats"):
            self.cluster.databases["arch-stats"] = self.cluster.migrates_to
        return True

    @property
    def runs(self) -> str:
        now = self.versions.current()
        return "" if now is None else now.name

    def starts_of_service(self) -> int:
        return self.starts

    @contextmanager
    def page_watched(self) -> Iterator[None]:
        if self.unwatched:
            raise UpdateRefused(message("command_failed", command="systemd-run", words="watch"))
        yield

    def is_healthy(self) -> bool:
        return self.runs not in self.ill

    def link_files(self, version: Version) -> None:
        self.calls.append(("link", version.name))
        if version.name in self.unlinked:
            raise UpdateRefused(message("command_failed", command="arch-stats-link", words=version.name))

    def run_program(self, version: Version, *words: str, database: str | None = None) -> None:
        self.calls.append((version.name, *words, database or ""))
        if self.refuses.intersection((words[0], words[-1])):
            raise UpdateRefused(message("command_failed", command="arch-stats", words=words[0]))
        if words[0] == "migrate" and database is not None:
            self.cluster.databases[database] = self.cluster.migrates_to


class Killed(BaseException):
    """The process is no more."""


@dataclass
class FakeTime:
    """Time passes when somebody waits; `at` calls something at a second."""

    now: float = 0.0
    at: dict[float, Any] = field(default_factory=dict)

    def time(self) -> Time:
        return Time(lambda: self.now, self.wait)

    def wait(self, seconds: float) -> None:
        self.now += seconds
        for due in [due for due in self.at if due <= self.now]:
            self.at.pop(due)()
