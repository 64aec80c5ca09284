"""A file becomes a version only where it fits; who hands it over cannot make root read or write anything else."""

import errno
import io
import os
import platform
import sys
from pathlib import Path

import pytest

from appliance.commands import update as command
from appliance.core.message import Message
from appliance.errors import ArchStatsError
from appliance.updates import applying as module
from appliance.updates.applying import Applying, copy_bounded, opened_file
from appliance.updates.errors import UpdateBusy, UpdateRefused
from appliance.updates.fitting import require_fitting
from appliance.updates.handing_over import Inbox, taken
from appliance.updates.keys import trusted_keys
from appliance.updates.package import Manifest
from appliance.updates.trial import Plan, forget_trial, write_plan
from appliance.updates.versions import Versions
from scripts.make_update import make_update, new_key
from tests.updates.conftest import NEW, OLD, whole
from tests.updates.test_package import CONTENTS, KEY, archive, good, manifest, public

PYTHON, MACHINE = f"3.{sys.version_info.minor}", platform.machine()


def fitting(**changes: object) -> Manifest:
    here = {"pythons": [PYTHON], "machines": [MACHINE], "least": "0.1.0"}
    return manifest(CONTENTS).model_copy(update={**here, **changes})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"pythons": ["3.9"]}, "update_for_other_python"),
        ({"machines": ["pdp11"]}, "update_for_other_machine"),
        ({"version": "0.0.9"}, "update_older"),
        ({"least": "0.1.1"}, "update_needs_newer"),
    ],
)
def test_what_does_not_fit_is_reported(versions: Versions, changes: dict[str, object], code: str) -> None:
    with pytest.raises(UpdateRefused) as refused:
        require_fitting(fitting(**changes), whole(versions, OLD), versions.home)
    assert refused.value.args[0].code == code


@pytest.mark.parametrize("version", ["0.1.0", "0.1.10", "0.10.0", "1.0.0"])
def test_the_same_and_any_newer_fits(versions: Versions, version: str) -> None:
    require_fitting(fitting(version=version), whole(versions, OLD), versions.home)


def test_only_a_plain_file_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to("file")
    for name in ("pipe", "link", "missing", "."):
        with pytest.raises(UpdateRefused), opened_file(tmp_path / name):
            pass
    with opened_file(tmp_path / "file") as file:
        assert file.read() == b"x"


def test_more_than_any_update_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILE_BYTES", 10)
    with pytest.raises(UpdateRefused):
        copy_bounded(io.BytesIO(bytes(11)), io.BytesIO())
    copy_bounded(io.BytesIO(bytes(10)), io.BytesIO())


def test_what_is_refused_leaves_nothing(versions: Versions, tmp_path: Path) -> None:
    file = tmp_path / "update.tar"
    file.write_bytes(archive(good()[:-1]).getvalue())
    before = sorted(path.name for path in versions.home.iterdir())
    progress: list[Message] = []
    with pytest.raises(ArchStatsError):
        Applying(versions, [public(KEY)], progress.append).fill(file)
    assert sorted(path.name for path in versions.home.iterdir()) == before
    assert progress == []


def test_what_is_handed_over_is_gone_and_root_has_its_own_copy(tmp_path: Path) -> None:
    file = tmp_path / "ready.tar"
    file.write_bytes(b"an update")
    with taken(file, tmp_path) as own:
        assert not file.exists()
        assert own.read_bytes() == b"an update"
        assert own.stat().st_mode & 0o077 == 0
    assert not own.exists()


def test_a_link_that_is_handed_over_is_gone_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    link = tmp_path / "ready.tar"
    link.symlink_to("secret")
    with pytest.raises(UpdateRefused), taken(link, tmp_path):
        pass
    assert not link.is_symlink()
    assert (tmp_path / "secret").read_bytes() == b"secret"


def test_one_at_a_time_is_received(versions: Versions, tmp_path: Path) -> None:
    versions.make_current(whole(versions, NEW))
    inbox = Inbox(tmp_path / "data", versions.home, [public(KEY)])
    interrupted = inbox.new_file()
    received = inbox.new_file()
    assert not interrupted.exists()
    received.write_bytes(archive(good()).getvalue())
    assert inbox.check(received).version == "0.3.0"
    inbox.hand_over(received)
    assert inbox.is_under_way
    with pytest.raises(UpdateBusy):
        inbox.new_file()


def test_none_is_received_during_a_trial(versions: Versions, tmp_path: Path) -> None:
    write_plan(versions, Plan(old=OLD, new=NEW, migrates=False), whole(versions, OLD))
    with pytest.raises(UpdateBusy):
        Inbox(tmp_path / "data", versions.home, []).new_file()


def test_only_files_that_hold_a_key_are_keys(tmp_path: Path) -> None:
    assert trusted_keys(tmp_path / "missing") == []
    (tmp_path / "ours.pub").write_text(f"{public(KEY).hex()}\n")
    (tmp_path / "short.pub").write_text("abcd")
    (tmp_path / "long.pub").write_bytes(b"a" * 10_000)
    (tmp_path / "bytes.pub").write_bytes(bytes(range(128, 192)))
    (tmp_path / "note.txt").write_text("b" * 64)
    assert trusted_keys(tmp_path) == [public(KEY)]


def test_a_made_update_is_believed_by_its_key_and_made_alike_twice(tmp_path: Path, versions: Versions) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / "arch_stats-0.3.0-py3-none-any.whl").write_bytes(b"a wheel")
    new_key(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    key = bytes.fromhex((tmp_path / "key").read_text())
    made = [
        make_update(wheels, key, tmp_path / name, version="0.3.0", pythons=[PYTHON], machines=[MACHINE])
        for name in ("a.tar", "b.tar")
    ]
    assert made[0] == made[1]
    assert (tmp_path / "a.tar").read_bytes() == (tmp_path / "b.tar").read_bytes()
    (tmp_path / "ours.pub").write_text((tmp_path / "key.pub").read_text())
    versions.make_current(whole(versions, NEW))
    inbox = Inbox(tmp_path / "data", versions.home, trusted_keys(tmp_path))
    assert inbox.check(tmp_path / "a.tar") == made[0]


def test_a_file_that_cannot_be_taken_is_not_tried_for_ever(
    versions: Versions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_over = tmp_path / "ready.tar"
    handed_over.touch()

    def read_only(self: Versions) -> None:
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(command, "HANDED_OVER", handed_over)
    monkeypatch.setattr(command, "Versions", lambda: versions)
    monkeypatch.setattr(Versions, "locked", read_only)
    with pytest.raises(OSError, match="read-only"):
        command.update_handed_over()
    assert not handed_over.exists()


def test_what_an_interrupted_update_has_taken_is_deleted_by_the_next(versions: Versions, tmp_path: Path) -> None:
    left = versions.home / "update-abc123"
    left.write_bytes(b"half")
    given = tmp_path / "ready.tar"
    given.write_bytes(b"whole")
    with taken(given, versions.home) as path:
        assert path.read_bytes() == b"whole"
        assert not left.exists()


def test_a_trial_is_forgotten_at_once(versions: Versions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_plan(versions, Plan(old=OLD, new=NEW, migrates=False), whole(versions, OLD))
    inbox = Inbox(tmp_path / "data", versions.home)
    assert inbox.is_under_way
    # the plug is pulled while its folder is deleted
    monkeypatch.setattr("shutil.rmtree", lambda *_, **__: None)
    forget_trial(versions)
    assert not inbox.is_under_way
