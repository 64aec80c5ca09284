"""An update on a stick is offered where it fits and is whole; else its fault is said, and nothing of it stays."""

import fcntl
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.updates.errors import UpdateBusy, UpdateRefused
from appliance.updates.handing_over import READY, Inbox
from appliance.updates.offering import HALF_COPIED, LOCK, MOST_FILES, OFFERED, Offers, candidates
from appliance.updates.versions import Versions
from tests.updates.conftest import NEW, whole
from tests.updates.test_package import CONTENTS, DAMAGES, KEY, OTHER, archive, good, manifest, public, signed


def update(version: str = "0.3.0", **changes: object) -> bytes:
    """A signed update of this version."""
    described = manifest(CONTENTS).model_copy(update={"version": version, **changes})
    return archive([*signed(described.model_dump_json().encode()), *good()[2:]]).getvalue()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    (folder / "arch-stats").mkdir(parents=True)
    return folder


@pytest.fixture
def inbox(tmp_path: Path, versions: Versions) -> Inbox:
    """Of a box on which 0.2.0 runs."""
    versions.make_current(whole(versions, NEW))
    return Inbox(tmp_path / "data", versions.home, [public(KEY)])


@pytest.fixture
def offers(inbox: Inbox) -> Offers:
    return Offers(inbox)


def why(offers: Offers, stick: Path) -> str:
    record = offers.look_through(stick)
    assert record is not None
    assert record.why is not None
    assert record.version is None
    assert offers.read() == record
    return record.why.code


def left(inbox: Inbox) -> set[str]:
    return {path.name for path in inbox.folder.iterdir()}


def test_the_newest_that_fits_is_offered_and_nothing_is_begun(inbox: Inbox, offers: Offers, stick: Path) -> None:
    (stick / "arch-stats-old.tar").write_bytes(update("0.3.0"))
    (stick / "arch-stats" / "ARCH-STATS-2.TAR").write_bytes(newest := update("0.10.0"))
    (stick / "arch-stats-other.tar").write_bytes(update("0.11.0", machines=["pdp11"]))
    (stick / "arch-stats-bad.tar").write_bytes(b"bad")
    record = offers.look_through(stick)
    assert record is not None
    assert record.version == "0.10.0-0123abcd"
    assert (inbox.folder / OFFERED).read_bytes() == newest
    assert not inbox.is_under_way
    assert offers.read() == record


def test_what_was_agreed_to_goes_the_way_of_a_sent_file(inbox: Inbox, offers: Offers, stick: Path) -> None:
    (stick / "arch-stats.tar").write_bytes(content := update())
    offers.look_through(stick)
    assert offers.accept() is not None
    assert (inbox.folder / READY).read_bytes() == content
    assert offers.read() is None
    with pytest.raises(UpdateBusy):
        offers.accept()
    (inbox.folder / READY).unlink()
    assert offers.accept() is None


def test_what_was_damaged_since_it_was_copied_is_not_handed_over(inbox: Inbox, offers: Offers, stick: Path) -> None:
    (stick / "arch-stats.tar").write_bytes(update())
    offers.look_through(stick)
    described = manifest(CONTENTS).model_copy(update={"version": "0.3.0"}).model_dump_json().encode()
    (inbox.folder / OFFERED).write_bytes(archive([*signed(described), *good()[2:-1]]).getvalue())
    with pytest.raises(UpdateRefused):
        offers.accept()
    assert READY not in left(inbox)


def test_so_many_are_looked_at_and_no_more(stick: Path) -> None:
    for k in range(MOST_FILES + 1):
        (stick / f"arch-stats-{k}.tar").touch()
    assert len(candidates(stick)) == MOST_FILES


REFUSED = {
    "update_for_other_machine": update(machines=["pdp11"]),
    "update_for_other_python": update(pythons=["3.9"]),
    "update_older": update("0.1.9"),
    "update_needs_newer": update(least="0.2.1"),
    "update_runs_already": update("0.2.0", digest=NEW.partition("-")[2]),
    "update_not_signed": archive(
        [*signed(manifest(CONTENTS).model_dump_json().encode(), OTHER), *good()[2:]]
    ).getvalue(),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_taken_is_refused_with_its_reason(inbox: Inbox, offers: Offers, stick: Path, code: str) -> None:
    (stick / "arch-stats.tar").write_bytes(update())
    offers.look_through(stick)
    (stick / "arch-stats.tar").write_bytes(REFUSED[code])
    assert why(offers, stick) == code
    assert OFFERED not in left(inbox)
    assert offers.accept() is None
    assert offers.decline()
    assert offers.read() is None


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_one_is_not_offered(inbox: Inbox, offers: Offers, stick: Path, damage: str) -> None:
    (stick / "arch-stats.tar").write_bytes(archive(DAMAGES[damage](good())).getvalue())
    assert why(offers, stick) == "update_damaged"
    assert not left(inbox) & {OFFERED, HALF_COPIED}


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/etc/passwd"), Path.mkdir])
def test_what_is_no_plain_file_is_refused(offers: Offers, stick: Path, make: Callable[[Path], None]) -> None:
    make(stick / "arch-stats.tar")
    assert why(offers, stick) in ("update_no_plain_file", "given_unreadable")


def test_a_box_that_trusts_no_key_says_so(inbox: Inbox, stick: Path) -> None:
    (stick / "arch-stats.tar").write_bytes(update())
    assert why(Offers(Inbox(inbox.folder.parent, inbox.versions.home, [])), stick) == "no_update_key"


def test_photographs_are_not_looked_at_and_an_offer_stays(offers: Offers, stick: Path, tmp_path: Path) -> None:
    (stick / "arch-stats.tar").write_bytes(update())
    kept = offers.look_through(stick)
    other = tmp_path / "other"
    other.mkdir()
    for name in ("holiday.tar", "._arch-stats.tar", "arch-stats-20260101.ndjson.gz"):
        (other / name).write_bytes(b"x")
    assert candidates(other) == []
    assert offers.look_through(other) is None
    assert offers.read() == kept


def test_it_is_over_once_that_version_runs(inbox: Inbox, offers: Offers, stick: Path) -> None:
    (stick / "arch-stats.tar").write_bytes(update("0.1.0", digest="00000001", least="0.1.0"))
    inbox.versions.make_current(whole(inbox.versions, "0.1.0-00000001"))
    assert why(offers, stick) == "update_runs_already"


def test_a_phone_that_sends_a_file_does_not_touch_the_offer(inbox: Inbox, offers: Offers, stick: Path) -> None:
    (stick / "arch-stats.tar").write_bytes(update())
    offers.look_through(stick)
    inbox.new_file()
    assert OFFERED in left(inbox)


def test_a_stick_whose_reading_fails_half_way_leaves_nothing(
    inbox: Inbox, offers: Offers, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (stick / "arch-stats.tar").write_bytes(update())

    def pulled_out(source: object, target: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("appliance.updates.applying.copy_bounded", pulled_out)
    assert why(offers, stick) == "stick_not_read"
    assert not left(inbox) & {OFFERED, HALF_COPIED}


def test_what_a_killed_reader_left_goes_unless_another_reads(inbox: Inbox, offers: Offers) -> None:
    offers.forget_half()
    inbox.folder.mkdir(parents=True)
    half = inbox.folder / HALF_COPIED
    half.touch()
    with (inbox.folder / LOCK).open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        offers.forget_half()
        assert half.exists()
    offers.forget_half()
    assert not half.exists()


def test_two_sticks_come_one_after_the_other(inbox: Inbox, offers: Offers, stick: Path) -> None:
    (stick / "arch-stats.tar").write_bytes(update())
    inbox.folder.mkdir(parents=True)
    with (inbox.folder / LOCK).open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        second = threading.Thread(target=offers.look_through, args=[stick])
        second.start()
        assert offers.read() is None
    second.join()
    assert offers.read() is not None
