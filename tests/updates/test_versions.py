"""Folders of versions: one is whole or none, and one rename changes hands."""

import fcntl
from pathlib import Path

import pytest

from appliance.updates.errors import UpdateBusy, UpdateRefused
from appliance.updates.stamp import STAMP, read_stamp, stamp_for
from appliance.updates.versions import LOCK, Versions
from tests.updates.conftest import NEW, NEWER, OLD, make_version, whole


def test_a_folder_without_its_stamp_is_no_version(versions: Versions) -> None:
    (versions.home / NEW / STAMP).unlink()
    assert versions.read(NEW) is None
    with pytest.raises(UpdateRefused):
        versions.require(NEW)


def test_a_version_whose_python_is_gone_is_not_started(versions: Versions) -> None:
    whole(versions, NEW).python.unlink()
    with pytest.raises(UpdateRefused):
        versions.require(NEW)


def test_a_version_made_for_another_python_is_not_started(versions: Versions, tmp_path: Path) -> None:
    stamp = whole(versions, NEW).stamp
    for minor, can_start in ((stamp.python, True), ("3.2", False)):
        interpreter = tmp_path / f"python{minor}"
        interpreter.touch()
        whole(versions, NEW).python.unlink()
        whole(versions, NEW).python.symlink_to(interpreter)
        assert whole(versions, NEW).can_start is can_start


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"version": "0.2.0", "digest": "0000000g", "python": "3.11", "postgres": "17"}',
        '{"version": "0.2.0", "digest": "00000002", "python": "3.11", "postgres": 17}',
        '{"version": "../..", "digest": "00000002", "python": "3.11", "postgres": "17"}',
        '{"version": "0.2.0", "digest": "00000001", "python": "3.11", "postgres": "17"}',
    ],
)
def test_a_stamp_that_is_damaged_or_of_another_folder_makes_no_version(versions: Versions, text: str) -> None:
    (versions.home / NEW / STAMP).write_text(text)
    assert versions.read(NEW) is None


def test_the_stamp_names_python_and_postgresql(versions: Versions) -> None:
    stamp = read_stamp(versions.home / NEW)
    assert stamp == stamp_for(NEW, "17")
    assert stamp is not None
    assert stamp.python.startswith("3.")


def test_the_one_before_is_remembered(versions: Versions) -> None:
    versions.make_current(whole(versions, NEW))
    assert [v.name for v in (versions.current(), versions.previous()) if v] == [NEW, OLD]
    # again the same: what was before stays
    versions.make_current(whole(versions, NEW))
    assert versions.previous() == whole(versions, OLD)


@pytest.mark.parametrize("target", ["/etc", "../elsewhere", "nothing-here"])
def test_a_link_that_leads_elsewhere_is_none(versions: Versions, target: str) -> None:
    (versions.home / "current").unlink()
    (versions.home / "current").symlink_to(target)
    assert versions.current() is None


def test_only_folders_of_versions_are_forgotten(versions: Versions) -> None:
    versions.make_current(whole(versions, NEW))
    make_version(versions, NEWER)
    half_made = versions.home / "0.4.0-0000000a"
    half_made.mkdir()
    for name in ("postgres-15", "trial", "0.4.0-notes"):
        (versions.home / name).mkdir()
    assert versions.forget_others() == [NEWER, half_made.name]
    left = {path.name for path in versions.home.iterdir()}
    assert left == {OLD, NEW, "current", "previous", "postgres-15", "trial", "0.4.0-notes"}


def test_two_at_once_do_not_change_it(versions: Versions) -> None:
    with (versions.home / LOCK).open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(UpdateBusy), versions.locked(patience_s=0.0):
            pass
        with versions.locked(patience_s=0.0, is_held=True):
            pass
    with versions.locked(patience_s=0.0):
        assert (versions.home / LOCK).stat().st_mode & 0o777 == 0o600


def test_nothing_is_installed_in_an_empty_folder(tmp_path: Path) -> None:
    assert Versions(tmp_path).current() is None
