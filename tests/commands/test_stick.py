"""What became of a stick is told, also by who was not there any more to tell it."""

from pathlib import Path

import pytest

from appliance.archive.stick import read_stick
from appliance.commands.stick import leave_word, publish_stick_word
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
