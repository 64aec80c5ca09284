"""Tries a version for two minutes, and goes back to the one before if it does not stay healthy.

A trial runs as its own unit, by the program of the old version, and is restarted when killed, even by a power cut: so
every step can be repeated. Its state is in the folder `trial`.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from appliance.core.message import Message, message, message_of
from appliance.errors import ArchStatsError
from appliance.files import sync_folder
from appliance.updates.machine import APART, DATABASE_SERVICE, SERVICE, Machine
from appliance.updates.outcome import write_outcome
from appliance.updates.versions import Version, Versions

TRIAL = "trial"
PLAN = "plan.json"
RUN = "run"
HOLD = "hold"
"""While this file exists no service starts; requests wait at systemd's sockets, so none is refused."""
COPIED = "copied"
SEEN = "seen"
"""Mark: the new version has answered once."""
FAILED = "failed"
START_WITHIN_S = 60.0
HEALTHY_FOR_S = 120.0
AWAY_AT_MOST_S = 10.0
"""A busy small computer may need so long for an answer, s."""
MOST_STARTS = 2
"""A version that systemd restarts more often than this is not healthy, however quickly it comes back."""
LOOK_EVERY_S = 1.0
MAX_PLAN_BYTES = 4096
OF_DATABASE = (
    "arch-stats-postgres.service",
    "postgresql.conf",
    "roles.sql",
    "pg_hba.conf",
    "pg_ident.conf",
    "pg_ident-split.conf",
)
"""Files of a version with which the database server was started."""


class Plan(BaseModel):
    """The old and new version of a trial; unknown keys, of another version's file, are ignored.

    `migrates`: the new one changes the schema, so a copy of the database is kept. `previous`: the version before the
    old one.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    old: Annotated[str, Field(max_length=40)]
    new: Annotated[str, Field(max_length=40)]
    previous: Annotated[str, Field(max_length=40)] | None = None
    migrates: bool


@dataclass(frozen=True, slots=True)
class Time:
    """A monotonic clock, s, and a way to wait."""

    now_s: Callable[[], float] = time.monotonic
    wait_s: Callable[[float], None] = time.sleep


def write_plan(versions: Versions, plan: Plan, runner: Version) -> None:
    """Request a trial: the final rename makes it certain. `runner` is the version whose program runs it."""
    half_made = versions.home / f"{TRIAL}.new"
    shutil.rmtree(half_made, ignore_errors=True)
    half_made.mkdir()
    (half_made / PLAN).write_text(plan.model_dump_json(), encoding="utf-8")
    run = half_made / RUN
    run.write_text(f'#!/bin/sh\nexec "{runner.command}" program trial\n', encoding="utf-8")
    run.chmod(0o755)
    sync_folder(half_made)
    half_made.rename(versions.home / TRIAL)
    sync_folder(versions.home)


def forget_trial(versions: Versions) -> None:
    """End the trial."""
    # by one rename, since a trial without its plan would never end
    gone = versions.home / f"{TRIAL}.new"
    shutil.rmtree(gone, ignore_errors=True)
    with suppress(FileNotFoundError):
        (versions.home / TRIAL).rename(gone)
    sync_folder(versions.home)
    shutil.rmtree(gone, ignore_errors=True)


def read_plan(versions: Versions) -> Plan | None:
    """The plan of the trial under way; None where there is no valid one."""
    try:
        with (versions.home / TRIAL / PLAN).open("rb") as file:
            return Plan.model_validate_json(file.read(MAX_PLAN_BYTES))
    except (FileNotFoundError, ValidationError):
        return None


class Trial:
    """A trial, continued from wherever it was interrupted."""

    def __init__(self, versions: Versions, machine: Machine, plan: Plan, time: Time | None = None) -> None:
        self._versions = versions
        self._machine = machine
        self._plan = plan
        self._time = time or Time()
        # the database is copied only if it will be changed
        self._cluster = machine.cluster if plan.migrates else None
        self._folder = versions.home / TRIAL

    def run(self) -> bool:
        """Try the new version; whether it stays."""
        if not self._is_marked(FAILED):
            why = self._take_over() or self._watched()
            if why is None:
                self._conclude()
                return True
            write_outcome(self._versions.home, "rolled_back", self._plan.old, self._plan.new, why)
            self._mark(FAILED)
        self._put_back()
        return False

    def _take_over(self) -> Message | None:
        """Copy the database if it will be changed, and start the new version; what was wrong, or None."""
        new = self._versions.read(self._plan.new)
        if new is None:
            return message("version_not_whole", version=self._plan.new)
        write_outcome(self._versions.home, "being_tried", self._plan.old, self._plan.new)
        try:
            if self._cluster is not None and not self._is_marked(COPIED):
                with self._service_held():
                    self._cluster.keep_before()
                    self._mark(COPIED)
            self._start(new)
        except ArchStatsError as error:
            return message_of(error)
        return None

    def _watched(self) -> Message | None:
        try:
            with self._machine.page_watched():
                return self._watch()
        except ArchStatsError as error:
            return message_of(error)

    def _watch(self) -> Message | None:
        """Check the new version every second until it failed or stayed healthy long enough; what was wrong, or None."""
        clock, machine = self._time, self._machine
        began_at = seen_at = clock.now_s()
        healthy_since: float | None = None
        while True:
            now = clock.now_s()
            if machine.is_healthy():
                seen_at = now
                if healthy_since is None:
                    healthy_since = now
                    self._mark(SEEN)
            elif healthy_since is None and now - began_at > START_WITHIN_S:
                return message("version_did_not_start", seconds=round(START_WITHIN_S))
            elif healthy_since is not None and now - seen_at > AWAY_AT_MOST_S:
                return message("version_went_away", seconds=round(now - healthy_since))
            if machine.starts_of_service() > MOST_STARTS:
                return message("version_crashes")
            if healthy_since is not None and now - healthy_since >= HEALTHY_FOR_S:
                return None
            clock.wait_s(LOOK_EVERY_S)

    def _conclude(self) -> None:
        write_outcome(self._versions.home, "updated", self._plan.old, self._plan.new)
        if self._cluster is not None:
            self._cluster.forget(self._cluster.before)
        self._versions.forget_others()
        self._end()
        # the trial's own unit, which stays that of the version that runs it meanwhile
        new = self._versions.read(self._plan.new)
        if new is not None:
            with suppress(ArchStatsError):
                self._machine.link_files(new)
            self._machine.systemctl("daemon-reload")

    def _put_back(self) -> None:
        old = self._versions.require(self._plan.old)
        if self._cluster is not None and self._is_marked(COPIED):
            with self._service_held():
                self._cluster.put_back_before()
        self._start(old)
        self._versions.remember(self._plan.previous)
        self._end()

    @contextmanager
    def _service_held(self) -> Iterator[None]:
        """Stop the service while the body runs; requests wait meanwhile."""
        self._mark(HOLD)
        try:
            self._machine.systemctl("stop", SERVICE, *APART)
            yield
        finally:
            (self._folder / HOLD).unlink(missing_ok=True)

    def _start(self, version: Version) -> None:
        before = self._versions.current()
        self._versions.make_current(version)
        try:
            self._machine.link_files(version)
        except ArchStatsError:
            # when going back, the old version starts all the same, with the links as they are
            if version.name == self._plan.new:
                raise
        self._machine.systemctl("daemon-reload")
        if before is not None and any(_differs(before, version, name) for name in OF_DATABASE):
            # requests wait meanwhile, instead of being answered without a database
            with self._service_held():
                self._machine.systemctl("restart", DATABASE_SERVICE)
        # a trial that was killed left it
        (self._folder / HOLD).unlink(missing_ok=True)
        self._machine.systemctl("reset-failed", SERVICE)
        self._machine.systemctl("restart", SERVICE)
        # other units, if there are any, run the same version as the page
        self._machine.systemctl("try-restart", *APART)

    def _end(self) -> None:
        forget_trial(self._versions)

    def _is_marked(self, name: str) -> bool:
        return (self._folder / name).exists()

    def _mark(self, name: str) -> None:
        (self._folder / name).touch()
        sync_folder(self._folder)


def _differs(one: Version, other: Version, name: str) -> bool:
    contents = [
        path.read_bytes() if path.is_file() else b""
        for path in (each.folder / "system" / name for each in (one, other))
    ]
    return contents[0] != contents[1]


def await_trial(versions: Versions, mark: str | None, patience_s: float, clock: Time | None = None) -> bool:
    """Wait until a trial is over, or has reached `mark` if given; False if that takes longer than `patience_s`."""
    clock = clock or Time()
    give_up_at = clock.now_s() + patience_s
    folder = versions.home / TRIAL
    while (folder / PLAN).exists() and not (mark and (folder / mark).exists() and not (folder / FAILED).exists()):
        if clock.now_s() > give_up_at:
            return False
        clock.wait_s(0.2)
    return True
