"""What became of a stick is told, also by who was not there any more to tell it."""

import errno
import os
from pathlib import Path, PosixPath

import pytest

from appliance.archive.stick import read_stick
from appliance.commands import stick as module
from appliance.commands.stick import EXIT_STATUS, leave_word, look_through_stick, publish_stick_word, write_stick
from appliance.schema.backups import StickState


@pytest.mark.parametrize(("before", "after"), [("writing", "failed"), ("done", "done"), ("failed", "failed")])
def test_a_stick_that_was_pulled_out_is_not_being_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: StickState, after: StickState
) -> None:
    monkeypatch.setenv("ARCH_STATS_DATA_DIR", str(tmp_path))
    leave_word(before)
    publish_stick_word("ended")
    record = read_stick(tmp_path)
    assert record is not None
    assert record.state == after
    assert (record.message is not None) is (before == "writing")


@pytest.mark.parametrize(
    ("status", "code"),
    [("65", "stick_unknown_format"), ("73", "stick_full"), ("77", "stick_read_only"), ("1", None), ("TERM", None)],
)
def test_why_a_stick_was_not_mounted_is_in_the_exit_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: str, code: str | None
) -> None:
    monkeypatch.setenv("ARCH_STATS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv(EXIT_STATUS, status)
    leave_word("done")
    publish_stick_word("ended")
    record = read_stick(tmp_path)
    assert record is not None
    assert (record.state, record.message and record.message.code) == ("failed" if code else "done", code)


def test_a_stick_without_room_for_a_folder_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class FullStick(PosixPath):
        def mkdir(self, *_: object, **__: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setenv("ARCH_STATS_DATA_DIR", str(tmp_path))
    assert write_stick(FullStick(tmp_path / "arch-stats")) == 1
    record = read_stick(tmp_path)
    assert record is not None
    assert record.message is not None
    assert record.message.code == "stick_full"


def test_a_backup_follows_even_where_an_update_could_not_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class NoRoom:
        def look_through(self, _: Path) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setenv("ARCH_STATS_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(module, "_offers", NoRoom)
    assert look_through_stick(tmp_path) == 0
    assert os.strerror(errno.ENOSPC) in capsys.readouterr().out
