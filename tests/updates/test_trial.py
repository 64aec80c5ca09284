"""A version takes over for two minutes: it stays or goes, and being killed in between changes neither."""

from typing import cast

import pytest

from appliance.updates.machine import Machine
from appliance.updates.outcome import read_outcome
from appliance.updates.trial import (
    AWAY_AT_MOST_S,
    HEALTHY_FOR_S,
    HOLD,
    MOST_STARTS,
    START_WITHIN_S,
    Plan,
    Trial,
    read_plan,
    write_plan,
)
from appliance.updates.versions import Version, Versions
from tests.updates.conftest import NEW, NEWER, OLD, FakeMachine, FakeTime, Killed, make_version, whole


def planned(versions: Versions, *, migrates: bool = False) -> Plan:
    write_plan(versions, Plan(old=OLD, new=NEW, previous=None, migrates=migrates), whole(versions, OLD))
    plan = read_plan(versions)
    assert plan is not None
    return plan


def trial(machine: FakeMachine, plan: Plan, time: FakeTime) -> Trial:
    return Trial(machine.versions, cast(Machine, machine), plan, time.time())


def outcome(versions: Versions) -> tuple[str, str | None]:
    found = read_outcome(versions.home)
    assert found is not None
    return found.word, None if found.why is None else found.why.code


def test_a_healthy_version_stays(versions: Versions) -> None:
    machine, time = FakeMachine(versions), FakeTime()
    make_version(versions, NEWER)
    assert trial(machine, planned(versions), time).run()
    assert (machine.runs, outcome(versions), read_plan(versions)) == (NEW, ("updated", None), None)
    assert time.now >= HEALTHY_FOR_S
    assert versions.read(NEWER) is None
    assert ("stop", "arch-stats.service") not in machine.calls


def test_one_that_does_not_start_goes(versions: Versions) -> None:
    machine, time = FakeMachine(versions, ill={NEW}), FakeTime()
    assert not trial(machine, planned(versions), time).run()
    assert (machine.runs, outcome(versions)) == (OLD, ("rolled_back", "version_did_not_start"))
    assert versions.previous() is None, "nobody goes back to what did not start"
    assert START_WITHIN_S < time.now < START_WITHIN_S + 5
    assert read_plan(versions) is None


def test_one_that_goes_away_goes(versions: Versions) -> None:
    machine, time = FakeMachine(versions), FakeTime()
    time.at[HEALTHY_FOR_S - 20] = lambda: machine.ill.add(NEW)
    assert not trial(machine, planned(versions), time).run()
    assert (machine.runs, outcome(versions)) == (OLD, ("rolled_back", "version_went_away"))


def test_a_short_absence_is_none(versions: Versions) -> None:
    machine, time = FakeMachine(versions), FakeTime()
    time.at[20.0] = lambda: machine.ill.add(NEW)
    time.at[20.0 + AWAY_AT_MOST_S - 1] = lambda: machine.ill.discard(NEW)
    assert trial(machine, planned(versions), time).run()


def test_one_that_crashes_goes_however_quickly_it_comes_back(versions: Versions) -> None:
    machine, time = FakeMachine(versions), FakeTime()
    time.at[20.0] = lambda: setattr(machine, "starts", MOST_STARTS + 1)
    assert not trial(machine, planned(versions), time).run()
    assert (machine.runs, outcome(versions)) == (OLD, ("rolled_back", "version_crashes"))


def test_the_database_goes_back_with_the_version(versions: Versions) -> None:
    machine, time = FakeMachine(versions), FakeTime()
    machine.cluster.migrates_to = 8
    time.at[20.0] = lambda: machine.ill.add(NEW)
    assert not trial(machine, planned(versions, migrates=True), time).run()
    assert machine.cluster.databases == {"arch-stats": 7, "arch-stats-after": 8}
    assert not (versions.home / "trial").exists()


def test_the_copy_from_before_is_forgotten_when_the_version_stays(versions: Versions) -> None:
    machine = FakeMachine(versions)
    machine.cluster.migrates_to = 8
    assert trial(machine, planned(versions, migrates=True), FakeTime()).run()
    assert machine.cluster.databases == {"arch-stats": 8}


@pytest.mark.parametrize("is_ill", [False, True])
@pytest.mark.parametrize("migrates", [False, True])
@pytest.mark.parametrize("word", ["stop", "daemon-reload", "reset-failed", "restart"])
def test_killed_anywhere_it_goes_on(versions: Versions, word: str, *, migrates: bool, is_ill: bool) -> None:
    machine = FakeMachine(versions, dies_at=word, ill={NEW} if is_ill else set())
    machine.cluster.migrates_to = 8 if migrates else 7
    plan = planned(versions, migrates=migrates)
    if word == "stop" and not migrates:
        # nothing is stopped where nothing is copied: there is no such instant
        machine.dies_at = None
        trial(machine, plan, FakeTime()).run()
        assert ("stop", "arch-stats.service") not in machine.calls
        return
    with pytest.raises(Killed):
        trial(machine, plan, FakeTime()).run()
    # one whole version is there
    assert machine.runs in (OLD, NEW)
    again = read_plan(versions)
    assert again == plan
    assert trial(machine, plan, FakeTime()).run() is not is_ill
    assert machine.runs == (OLD if is_ill else NEW)
    assert machine.cluster.databases["arch-stats"] == (8 if migrates and not is_ill else 7)
    assert not (versions.home / "trial").exists()


def test_links_that_cannot_be_made_take_the_version_back(versions: Versions) -> None:
    machine = FakeMachine(versions, unlinked={NEW})
    assert not trial(machine, planned(versions), FakeTime()).run()
    assert (machine.runs, outcome(versions)) == (OLD, ("rolled_back", "command_failed"))


def test_the_one_before_starts_even_where_its_links_cannot_be_made(versions: Versions) -> None:
    machine = FakeMachine(versions, unlinked={NEW, OLD})
    assert not trial(machine, planned(versions), FakeTime()).run()
    assert ("restart", "arch-stats.service") in machine.calls[-3:]
    assert machine.runs == OLD


@pytest.mark.parametrize("name", ["arch-stats-postgres.service", "postgresql.conf"])
def test_the_database_server_starts_again_only_where_its_files_differ(versions: Versions, name: str) -> None:
    (versions.home / NEW / "system" / name).write_text("other")
    machine = FakeMachine(versions)
    trial(machine, planned(versions), FakeTime()).run()
    assert machine.calls.count(("restart", "arch-stats-postgres.service")) == 1
    same = FakeMachine(versions)
    versions.make_current(whole(versions, NEW))
    trial(same, planned(versions), FakeTime()).run()
    assert ("restart", "arch-stats-postgres.service") not in same.calls


class HeldMachine(FakeMachine):
    """Notes which units were started anew while requests had to wait."""

    def __init__(self, versions: Versions, dies_at: str | None = None) -> None:
        super().__init__(versions, dies_at=dies_at)
        self.restarted: list[tuple[str, bool]] = []

    def systemctl(self, *words: str) -> bool:
        if words[0] == "restart":
            self.restarted.append((words[1], (self.versions.home / "trial" / HOLD).exists()))
        return super().systemctl(*words)


@pytest.mark.parametrize("dies_at", [None, "stop", "restart"])
def test_nobody_asks_while_the_database_server_starts_again(versions: Versions, dies_at: str | None) -> None:
    (versions.home / NEW / "system" / "postgresql.conf").write_text("other")
    machine, plan = HeldMachine(versions, dies_at), planned(versions)
    if dies_at is not None:
        with pytest.raises(Killed):
            trial(machine, plan, FakeTime()).run()
        # as a plug that is pulled leaves it
        (versions.home / "trial" / HOLD).touch()
    assert trial(machine, plan, FakeTime()).run()
    assert ("arch-stats-postgres.service", False) not in machine.restarted
    assert machine.restarted[-1] == ("arch-stats.service", False)
    if dies_at is None:
        stopped = next(n for n, words in enumerate(machine.calls) if words[:2] == ("stop", "arch-stats.service"))
        assert stopped < machine.calls.index(("restart", "arch-stats-postgres.service"))


def test_a_plan_of_another_version_may_say_more_or_less(versions: Versions) -> None:
    plan = versions.home / "trial" / "plan.json"
    planned(versions)
    plan.write_text(f'{{"old": "{OLD}", "new": "{NEW}", "migrates": false, "speed": "high"}}')
    assert read_plan(versions) == Plan(old=OLD, new=NEW, migrates=False)
    plan.write_text("{}")
    assert read_plan(versions) is None


def test_who_watches_is_the_program_of_before(versions: Versions) -> None:
    planned(versions)
    run = versions.home / "trial" / "run"
    assert str(versions.home / OLD / "venv" / "bin" / "arch-stats") in run.read_text()
    assert run.stat().st_mode & 0o111


def test_one_that_cannot_be_watched_goes(versions: Versions) -> None:
    machine = FakeMachine(versions, unwatched=True)
    assert not trial(machine, planned(versions), FakeTime()).run()
    assert (machine.runs, outcome(versions)) == (OLD, ("rolled_back", "command_failed"))


class LinkedMachine(FakeMachine):
    """Notes whose files were linked, and whether a trial was under way: then the trial's own unit is left as it is."""

    def __init__(self, versions: Versions) -> None:
        super().__init__(versions)
        self.linked: list[tuple[str, bool]] = []

    def link_files(self, version: Version) -> None:
        self.linked.append((version.name, read_plan(self.versions) is not None))


def test_the_new_unit_of_a_trial_comes_when_the_trial_is_over(versions: Versions) -> None:
    machine = LinkedMachine(versions)
    assert trial(machine, planned(versions), FakeTime()).run()
    assert machine.linked == [(NEW, True), (NEW, False)]
    assert machine.calls[-1] == ("daemon-reload",)
