"""Switches to another version: a backup, a test on a copy of the database, then the link; errors say why not."""

from collections.abc import Callable
from dataclasses import dataclass

from appliance.core.message import Message, message, message_of
from appliance.errors import ArchStatsError
from appliance.updates.errors import UpdateBusy, UpdateRefused
from appliance.updates.machine import SERVICE, TRIAL_UNIT, Machine
from appliance.updates.outcome import read_outcome, write_outcome
from appliance.updates.trial import HEALTHY_FOR_S, SEEN, START_WITHIN_S, Plan, Time, await_trial, read_plan, write_plan
from appliance.updates.versions import Version, Versions

Report = Callable[[Message], None]
TRIAL_PATIENCE_S = START_WITHIN_S + HEALTHY_FOR_S + 120.0


@dataclass(frozen=True, slots=True)
class Switching:
    """Changes the running version; `report` reports progress."""

    versions: Versions
    machine: Machine
    report: Report
    time: Time | None = None

    def back(self) -> Version:
        """Switch to the previous version and return it. Raises ArchStatsError, as without one, or if it cannot read the
        database."""
        previous = self.versions.previous()
        if previous is None:
            raise UpdateRefused(message("no_version_before"))
        self.to(previous.name)
        return previous

    def to(self, name: str) -> None:
        """Switch to the version of this name; on failure nothing is changed. Raises ArchStatsError."""
        self._wait_for_trial()
        new, old = self.versions.require(name), self.versions.current()
        if old is not None and old.name == new.name:
            self.machine.link_files(new)
            return
        is_tried = old is not None and old.can_start and self.machine.is_booted
        try:
            migrates = self._try_on_copy(new, old)
            if old is not None and is_tried:
                # a trial runs by the unit of the version whose program runs it
                self.machine.link_files(old)
        except ArchStatsError as error:
            write_outcome(self.versions.home, "refused", None if old is None else old.name, new.name, message_of(error))
            raise
        if old is None or not is_tried:
            self._take_over_at_once(new, old)
            return
        previous = self.versions.previous()
        before = None if previous is None else previous.name
        write_plan(self.versions, Plan(old=old.name, new=new.name, previous=before, migrates=migrates), old)
        # the trial has to run before anything changes, and again after a power cut
        self.machine.systemctl("daemon-reload")
        self.machine.systemctl("start", "--no-block", TRIAL_UNIT)
        self.report(message("version_being_tried", version=new.name))
        if not await_trial(self.versions, SEEN, TRIAL_PATIENCE_S, self.time):
            raise UpdateBusy(message("update_under_way"))
        self._require_no_failure(new)

    def _wait_for_trial(self) -> None:
        if read_plan(self.versions) is None:
            return
        self.report(message("trial_awaited"))
        if not await_trial(self.versions, None, TRIAL_PATIENCE_S, self.time):
            raise UpdateBusy(message("update_under_way"))

    def _try_on_copy(self, new: Version, old: Version | None) -> bool:
        """Make a backup, and migrate a copy with the new version; whether that changes the schema."""
        machine, cluster = self.machine, self.machine.cluster
        if not machine.is_booted or old is None or cluster is None or not cluster.is_there:
            return False
        cluster.require_room_for_copies()
        if old.can_start:
            self.report(message("backup_before_update"))
            self._back_up(old)
        self.report(message("migration_being_tried"))
        try:
            cluster.make_copy()
            machine.run_program(new, "migrate", database=cluster.copy)
            machine.run_program(new, "export", "-", database=cluster.copy)
            return cluster.schema(cluster.copy) != cluster.schema(cluster.database)
        finally:
            cluster.forget(cluster.copy)

    def _back_up(self, old: Version) -> None:
        try:
            self.machine.run_program(old, "backup", "--before-update")
        except UpdateRefused:
            # older versions do not know the option
            self.machine.run_program(old, "backup")

    def _take_over_at_once(self, new: Version, old: Version | None) -> None:
        """Switch without a trial, since there is no version to go back to."""
        self.versions.make_current(new)
        self.machine.link_files(new)
        if self.machine.is_booted:
            self.machine.systemctl("daemon-reload")
            self.machine.systemctl("try-restart", SERVICE)
            write_outcome(self.versions.home, "updated", None if old is None else old.name, new.name)

    def _require_no_failure(self, new: Version) -> None:
        outcome = read_outcome(self.versions.home)
        if outcome is not None and outcome.new == new.name and outcome.word == "rolled_back":
            why = message("version_not_whole", version=new.name) if outcome.why is None else outcome.why.message
            raise UpdateRefused(message("version_rolled_back", version=new.name, why=why))
