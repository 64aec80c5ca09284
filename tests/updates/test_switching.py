"""Another version takes over only after a backup and a try on a copy; otherwise nothing changes."""

from typing import cast

import pytest

from appliance.core.message import Message
from appliance.errors import ArchStatsError
from appliance.updates.errors import UpdateRefused
from appliance.updates.machine import Machine
from appliance.updates.outcome import read_outcome
from appliance.updates.switching import Switching
from appliance.updates.trial import Trial, read_plan
from appliance.updates.versions import Versions
from tests.updates.conftest import NEW, OLD, FakeMachine, FakeTime, whole


class SwitchedMachine(FakeMachine):
    """systemd's part: the unit of a trial runs it, here at once."""

    def systemctl(self, *words: str) -> bool:
        if words == ("start", "--no-block", "arch-stats-trial.service"):
            plan = read_plan(self.versions)
            assert plan is not None
            Trial(self.versions, cast(Machine, self), plan, FakeTime().time()).run()
        return super().systemctl(*words)


def switching(machine: FakeMachine, messages: list[str] | None = None) -> Switching:
    def note(message: Message) -> None:
        if messages is not None:
            messages.append(message.code)

    return Switching(machine.versions, cast(Machine, machine), note, FakeTime().time())


def test_a_backup_and_a_try_come_first(versions: Versions) -> None:
    machine, messages = SwitchedMachine(versions), list[str]()
    switching(machine, messages).to(NEW)
    copy = "arch-stats-copy"
    assert machine.calls[:4] == [
        (OLD, "backup", "--before-update", ""),
        (NEW, "migrate", copy),
        (NEW, "export", "-", copy),
        # the trial runs by the unit of the program that runs it
        ("link", OLD),
    ]
    assert messages == ["backup_before_update", "migration_being_tried", "version_being_tried"]
    assert machine.runs == NEW
    assert machine.cluster.databases == {"arch-stats": 7}


@pytest.mark.parametrize("word", ["backup", "migrate", "export"])
def test_what_fails_before_changes_nothing(versions: Versions, word: str) -> None:
    machine = SwitchedMachine(versions, refuses={word})
    with pytest.raises(UpdateRefused):
        switching(machine).to(NEW)
    outcome = read_outcome(versions.home)
    assert outcome is not None
    assert (outcome.word, outcome.new, machine.runs) == ("refused", NEW, OLD)
    assert machine.cluster.databases == {"arch-stats": 7}
    assert not [words for words in machine.calls if words[0] in ("stop", "restart")]


def test_without_the_unit_of_a_trial_there_is_none(versions: Versions) -> None:
    machine = SwitchedMachine(versions, unlinked={OLD})
    with pytest.raises(UpdateRefused):
        switching(machine).to(NEW)
    outcome = read_outcome(versions.home)
    assert outcome is not None
    assert (outcome.word, machine.runs, read_plan(versions)) == ("refused", OLD, None)


def test_one_that_does_not_stay_is_reported(versions: Versions) -> None:
    machine = SwitchedMachine(versions, ill={NEW})
    with pytest.raises(UpdateRefused) as refused:
        switching(machine).to(NEW)
    refusal = refused.value.args[0]
    assert (refusal.code, machine.runs) == ("version_rolled_back", OLD)


def test_a_version_from_before_that_word_makes_a_plain_backup(versions: Versions) -> None:
    machine = SwitchedMachine(versions, refuses={"--before-update"})
    switching(machine).to(NEW)
    assert machine.calls[1] == (OLD, "backup", "")
    assert machine.runs == NEW


def test_back_and_forth(versions: Versions) -> None:
    machine = SwitchedMachine(versions)
    switching(machine).to(NEW)
    assert switching(machine).back().name == OLD
    assert machine.runs == OLD
    assert switching(machine).back().name == NEW


def test_there_is_no_way_back_from_the_first(versions: Versions) -> None:
    with pytest.raises(UpdateRefused) as refused:
        switching(SwitchedMachine(versions)).back()
    assert refused.value.args[0].code == "no_version_before"


def test_back_over_a_migration_is_refused_by_the_version_itself(versions: Versions) -> None:
    machine = SwitchedMachine(versions)
    switching(machine).to(NEW)
    machine.refuses.add("migrate")
    with pytest.raises(ArchStatsError):
        switching(machine).back()
    assert machine.runs == NEW


def test_the_same_again_only_links_its_files(versions: Versions) -> None:
    machine = SwitchedMachine(versions)
    switching(machine).to(OLD)
    assert machine.calls == [("link", OLD)]


def test_the_first_and_one_whose_python_is_gone_take_over_at_once(versions: Versions) -> None:
    machine = SwitchedMachine(versions)
    whole(versions, OLD).python.unlink()
    switching(machine).to(NEW)
    assert machine.runs == NEW
    assert not (versions.home / "trial").exists()
    # a program that cannot start makes no backup; its database is tried all the same
    assert not [words for words in machine.calls if words[:2] == (OLD, "backup")]
    assert (NEW, "migrate", "arch-stats-copy") in machine.calls


def test_while_a_card_is_made_nothing_is_started(versions: Versions) -> None:
    machine = SwitchedMachine(versions, is_booted=False)
    switching(machine).to(NEW)
    assert (machine.runs, machine.calls) == (NEW, [("link", NEW)])
