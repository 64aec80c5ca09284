"""The room behind the last line of the journal: what it saves, and what a kill or a full card makes of it."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from appliance.sensing.journal import Journal
from appliance.sensing.open_segment import ROOM_BYTES
from tests.sensing.test_journal import ENTRIES, LINES, everything, reopened, segments, unfinished


def test_a_line_that_fits_changes_nothing_of_the_file_but_its_own_page(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append(LINES)
    (path,) = segments(tmp_path)
    before = path.stat()
    assert before.st_blocks * 512 >= before.st_size == ROOM_BYTES
    last = journal.append(LINES)
    after = path.stat()
    assert (after.st_size, after.st_blocks) == (before.st_size, before.st_blocks)
    assert everything(journal, 0, last.end) == ENTRIES * 2
    journal.close()
    assert path.stat().st_size == last.end


def test_killed_amid_its_room_it_goes_on_behind_the_last_line(tmp_path: Path) -> None:
    killed = Journal(tmp_path)
    end = killed.append(LINES).end
    (path,) = segments(tmp_path)
    assert path.stat().st_size > end
    journal = Journal(tmp_path)
    assert unfinished(journal) == ENTRIES
    assert journal.broken_lines == 0
    assert journal.append(LINES[:1]).positions == [end]
    # whose file it was notices that it is not any more
    killed.append(LINES[:1])
    assert killed.news[-1].is_renewed
    for each in (killed, journal):
        each.close()


def test_a_card_without_room_takes_every_line_that_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.pwrite

    def pwrite(descriptor: int, data: Any, offset: int) -> int:
        if not any(bytes(data)):
            real(descriptor, bytes(data)[:10], offset)
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, data, offset)

    journal = Journal(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", pwrite)
        for _ in range(3):
            journal.append(LINES)
        assert len(segments(tmp_path)) == 1
        assert not journal.append([]).positions
    journal.close()
    assert reopened(tmp_path) == ENTRIES * 3
