"""What the journal leaves on the card and in the process: who may read it, half a line, open files, threads."""

import asyncio
import errno
import os
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.sensing import journal as journal_module
from appliance.sensing.journal import Journal, JournalError
from appliance.sensing.journal_thread import JournalThread
from appliance.sensing.open_segment import OpenSegment
from tests.sensing.test_journal import ENTRIES, LINES, everything, newer, reopened, segments, unfinished, unlinked


@pytest.fixture
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


class OneFailure:
    """The next call of this name of the operating system fails, after `first` was done of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str, first: Callable[..., Any] | None = None) -> None:
        self.is_due = True
        real = getattr(os, name)

        def call(*arguments: Any) -> Any:
            if not self.is_due:
                return real(*arguments)
            self.is_due = False
            if first is not None:
                first(real, *arguments)
            raise OSError(errno.EIO, "Input/output error")

        monkeypatch.setattr(os, name, call)


@pytest.mark.usefixtures("no_umask")
def test_nobody_but_owner_and_group_may_read_what_was_shot(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append([LINES[0], b"torn\n", newer(LINES[1]), LINES[2]])
    everything(journal, 0, journal.append([]).end)
    journal.checkpoint(0)
    journal.close()
    modes = {path.name: stat.filemode(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys(
        (segments(tmp_path)[0].name, "journal.checkpoint", "broken.ndjson", "unknown.ndjson"), "-rw-r-----"
    )


def test_half_a_line_that_the_card_refused_is_no_damage_and_the_next_is_written_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path)
    journal.append(LINES[:1])
    journal.news.clear()
    before = open_files()
    with monkeypatch.context() as patch:
        OneFailure(patch, "pwrite", lambda real, descriptor, data, at: real(descriptor, bytes(data)[:20], at))
        with pytest.raises(JournalError, match="Input/output error"):
            journal.append(LINES[1:2])
    journal.append(LINES[2:])
    # nobody else had a hand in it: what was written before stands
    assert list(journal.news) == []
    assert open_files() == before
    journal.close()
    again = Journal(tmp_path)
    assert unfinished(again) == [ENTRIES[0], ENTRIES[2]]
    assert again.broken_lines == 0
    again.close()


def test_a_file_whose_name_cannot_be_synced_does_not_stay_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path)
    before = open_files()
    with monkeypatch.context() as patch:
        OneFailure(patch, "fsync")
        with pytest.raises(JournalError, match="Input/output error"):
            journal.append(LINES)
    assert open_files() == before
    journal.append(LINES)
    journal.close()
    assert reopened(tmp_path) == ENTRIES


def test_a_file_that_was_taken_away_does_not_stay_open(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append(LINES)
    before = open_files()
    for _ in range(3):
        unlinked(segments(tmp_path)[-1])
        journal.append(LINES)
    assert open_files() == before
    journal.close()


def test_the_file_that_is_written_stays_though_all_of_it_is_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "SEGMENT_BYTES", 1)
    journal = Journal(tmp_path)
    for _ in range(3):
        journal.append(LINES)
        journal.checkpoint(journal.append([]).end)
        assert len(segments(tmp_path)) == 1
    # nobody is told that somebody else took it away
    assert [opened.is_renewed for opened in journal.news] == [False]
    journal.close()


@pytest.mark.parametrize(("size", "files"), [(256 * 1024 - 1, 1), (256 * 1024, 2)])
def test_a_file_takes_a_quarter_of_a_mebibyte_and_the_next_line_begins_another(
    tmp_path: Path, size: int, files: int
) -> None:
    journal = Journal(tmp_path)
    journal.append([b"x" * (size - 1) + b"\n"])
    assert len(segments(tmp_path)) == 1
    journal.append([b"torn\n"])
    assert len(segments(tmp_path)) == files
    journal.close()


@pytest.mark.parametrize(("size", "is_kept"), [(16 * 2**20 - 1, True), (16 * 2**20, False)])
def test_sixteen_mebibytes_of_lines_that_nobody_can_read_are_kept(tmp_path: Path, size: int, is_kept: bool) -> None:
    path = tmp_path / "broken.ndjson"
    with path.open("wb") as file:
        file.truncate(size)  # takes no room: nothing is written
    journal = Journal(tmp_path)
    end = journal.append([b"torn\n"]).end
    everything(journal, 0, end)
    journal.close()
    assert path.stat().st_size == size + len(b"torn\n") * is_kept


def test_of_lines_that_nobody_can_read_so_many_are_kept_and_all_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "KEPT_BYTES", 10)
    journal = Journal(tmp_path)
    end = journal.append([b"first\n", b"second\n", b"third\n", newer(LINES[0])]).end
    assert everything(journal, 0, end) == []
    assert (journal.broken_lines, journal.unknown_lines) == (3, 1)
    assert (tmp_path / "broken.ndjson").read_bytes() == b"first\nsecond\n"
    assert (tmp_path / "unknown.ndjson").read_bytes() == newer(LINES[0])
    # they hold nothing up
    journal.checkpoint(end)
    journal.close()
    assert reopened(tmp_path) == []


def test_a_reserve_that_is_there_stays_told_as_there(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for _ in range(2):
        journal.tend()
        assert journal.has_reserve
    journal.close()


async def test_a_journal_that_is_closed_leaves_no_thread_behind(tmp_path: Path) -> None:
    others = set(threading.enumerate())
    journal = JournalThread(Journal(tmp_path))
    end = (await journal.append(LINES)).end
    found = await journal.read(0, end, 10)
    assert [entry for _, entry in found.entries] == ENTRIES
    own = set(threading.enumerate()) - others
    assert sorted(thread.name for thread in own) == ["journal-reader_0", "journal_0"]
    hold = threading.Event()
    reading = asyncio.create_task(journal.beside(hold.wait))
    await asyncio.sleep(0)
    # a card that hangs while it is read keeps nobody from closing
    await asyncio.wait_for(journal.close(), 10)
    assert segments(tmp_path)[0].stat().st_size == end
    hold.set()
    await reading
    for thread in own:
        thread.join(10)
        assert not thread.is_alive()


def test_a_journal_that_cannot_be_written_says_why_in_the_words_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(error: OSError) -> JournalError:
        def sync(_: object) -> None:
            raise error

        monkeypatch.setattr(journal_module, "sync_folder", sync)
        with pytest.raises(JournalError) as refused:
            Journal(tmp_path).append([])
        return refused.value

    found = refuses(OSError(errno.EIO, "Input/output error"))
    assert (found.errno, found.strerror, found.filename) == (errno.EIO, "Input/output error", str(tmp_path))
    # one that has no words of the system
    found = refuses(OSError("the card was pulled"))
    assert (found.strerror, found.filename) == ("the card was pulled", str(tmp_path))


def test_a_file_is_still_there_as_long_as_its_name_is_its_own(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("one", "two")]
    for path in paths:
        path.write_bytes(b"12345")
    with paths[0].open("rb") as one, paths[1].open("rb") as two:
        files = list(zip((one, two), paths, strict=True))
        for file, path in files:
            assert OpenSegment(file.fileno(), path, 0, 5, 5).is_still_there()
            # longer or shorter than we left it
            assert not OpenSegment(file.fileno(), path, 0, 4, 4).is_still_there()
            assert not OpenSegment(file.fileno(), path, 0, 6, 6).is_still_there()
        # another's file has the name, an older or a newer one
        for (file, _), (_, path) in zip(files, files[::-1], strict=True):
            assert not OpenSegment(file.fileno(), path, 0, 5, 5).is_still_there()
        paths[0].unlink()
        assert not OpenSegment(one.fileno(), paths[0], 0, 5, 5).is_still_there()
