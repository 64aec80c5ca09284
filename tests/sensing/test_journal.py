import errno
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.core.events import Air, ImpactPulse, ShotsLost
from appliance.sensing import journal as journal_module
from appliance.sensing import segments as segments_module
from appliance.sensing.entries import Entry, Unreadable, decode, encode
from appliance.sensing.journal import Journal, JournalError
from tests.builders import NOW, a_burst
from tests.sensing.bench import an_entry

BURST = a_burst(3, ticks=(1, None, 4_000_000_000), air=Air(20.5, None, 101_000.0), amplitudes=(1, None, 3))
ENTRIES = [
    an_entry(BURST, NOW),
    an_entry(ImpactPulse(17, NOW, 5.5), NOW),
    an_entry(ShotsLost("archstats-1", 77, 3, 5, NOW, 9.0, 1.0, None, "gone"), NOW),
]
LINES = [encode(entry) for entry in ENTRIES]


def unfinished(journal: Journal) -> list[Entry]:
    """What was found when it was opened."""
    journal.append([])
    found = [opened.found for opened in journal.news if opened.found is not None]
    journal.news.clear()
    return [entry for part in found for entry in everything(journal, part.start, part.until)]


def everything(journal: Journal, position: int, until: int, limit: int = 2) -> list[Entry]:
    entries: list[Entry] = []
    while position < until:
        chunk = journal.read(position, until, limit)
        assert chunk.next_position > position
        entries += [entry for _, entry in chunk.entries]
        position = chunk.next_position
    return entries


def reopened(folder: Path) -> list[Entry]:
    journal = Journal(folder)
    try:
        return unfinished(journal)
    finally:
        journal.close()


def written(folder: Path, lines: list[bytes]) -> None:
    journal = Journal(folder)
    journal.append(lines)
    journal.close()


def segments(folder: Path) -> list[Path]:
    return sorted(folder.glob("journal-*.ndjson"))


def test_what_was_written_comes_back_to_the_letter(tmp_path: Path) -> None:
    written(tmp_path, LINES)
    assert reopened(tmp_path) == ENTRIES


def test_what_is_behind_the_checkpoint_is_done(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    positions = journal.append(LINES).positions
    journal.checkpoint(positions[1])
    journal.close()
    assert reopened(tmp_path) == ENTRIES[1:]


def test_all_done_leaves_nothing_to_do(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.checkpoint(journal.append(LINES).end)
    journal.close()
    for _ in range(3):
        assert reopened(tmp_path) == []
    assert len(segments(tmp_path)) <= 2


def test_a_line_cut_by_a_power_cut_costs_only_itself(tmp_path: Path) -> None:
    written(tmp_path, LINES)
    (path,) = segments(tmp_path)
    path.write_bytes(path.read_bytes()[:-20])
    written(tmp_path, LINES[:1])
    journal = Journal(tmp_path)
    assert unfinished(journal) == [*ENTRIES[:2], ENTRIES[0]]
    assert journal.broken_lines == 1
    assert (tmp_path / "broken.ndjson").read_bytes() == LINES[2][:-20] + b"\n"
    journal.close()


@pytest.mark.parametrize("damage", [b"\x00" * 40, b"{}", b"00000000 {}", b"\xff\xfe", b"zz zz", b"x" * (2**20 + 9)])
def test_rubbish_between_lines_is_counted_kept_and_skipped(tmp_path: Path, damage: bytes) -> None:
    written(tmp_path, LINES[:1])
    (path,) = segments(tmp_path)
    path.write_bytes(path.read_bytes() + damage + b"\n")
    written(tmp_path, LINES[1:])
    journal = Journal(tmp_path)
    assert unfinished(journal) == ENTRIES
    assert journal.broken_lines >= 1
    assert (tmp_path / "broken.ndjson").read_bytes().replace(b"\n", b"") == damage
    journal.close()


def newer(line: bytes) -> bytes:
    text = line.split(b" ", 1)[1].rstrip(b"\n").replace(b'{"v":2', b'{"v":3')
    return b"%08x %s\n" % (zlib.crc32(text), text)


def test_what_a_newer_version_wrote_is_kept_through_every_clean_up_and_read_when_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, [LINES[0], newer(LINES[1]), LINES[2]])
    journal = Journal(tmp_path)
    assert unfinished(journal) == [ENTRIES[0], ENTRIES[2]]
    assert journal.unknown_lines == 1
    journal.checkpoint(journal.append([]).end)
    journal.close()
    assert reopened(tmp_path) == []
    assert (tmp_path / "unknown.ndjson").read_bytes() == newer(LINES[1])

    def understood(line: bytes) -> Entry | Unreadable:
        return ENTRIES[1] if line == newer(LINES[1]) else decode(line)

    monkeypatch.setattr(journal_module, "decode", understood)
    assert reopened(tmp_path) == [ENTRIES[1]]
    assert (tmp_path / "unknown.ndjson").read_bytes() == b""


def test_a_line_that_cannot_be_kept_elsewhere_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, [newer(LINES[0]), LINES[1]])

    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(journal_module, "append_durably", full)
        journal = Journal(tmp_path)
        assert unfinished(journal) == [ENTRIES[1]]
        journal.checkpoint(journal.append([]).end)
        journal.close()
    journal = Journal(tmp_path)
    assert unfinished(journal) == [ENTRIES[1]]
    assert (tmp_path / "unknown.ndjson").read_bytes() == newer(LINES[0])
    journal.close()


def test_it_does_not_grow_for_ever_and_never_drops_what_is_not_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "SEGMENT_BYTES", 2000)
    journal = Journal(tmp_path)
    waiting = journal.append(LINES).positions[1]
    for _ in range(50):
        journal.append(LINES)
        journal.checkpoint(waiting)
    assert len(segments(tmp_path)) > 10
    assert len(everything(journal, waiting, journal.append([]).end)) == 152
    for _ in range(50):
        journal.checkpoint(journal.append(LINES).end)
    assert sum(path.stat().st_size for path in segments(tmp_path)) < 4000
    last = journal.append(LINES)
    journal.close()
    assert reopened(tmp_path) == ENTRIES
    assert last.positions[0] > waiting


def test_a_lost_or_foolish_checkpoint_only_repeats_work(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.checkpoint(journal.append(LINES).end)
    journal.close()
    right = (tmp_path / "journal.checkpoint").read_bytes()
    for foolish in (b"", b"x", b"-5", b"99999999", right[:20], right.replace(b"0", b"1"), b"\xff" * 32):
        (tmp_path / "journal.checkpoint").write_bytes(foolish)
        assert reopened(tmp_path) == ENTRIES
    segments_module.write_checkpoint(tmp_path / "journal.checkpoint", 7)
    assert reopened(tmp_path) == ENTRIES
    segments_module.write_checkpoint(tmp_path / "journal.checkpoint", 10**15)
    assert reopened(tmp_path) == ENTRIES


def test_a_folder_that_cannot_be_written_says_so_each_time_until_it_can(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("a file is in the way")
    journal = Journal(tmp_path / "journal")
    for _ in range(2):
        with pytest.raises(JournalError, match="File exists"):
            journal.append(LINES)
    (tmp_path / "journal").unlink()
    journal.append(LINES)
    journal.close()
    assert reopened(tmp_path / "journal") == ENTRIES


def unlinked(path: Path) -> None:
    path.unlink()


def replaced(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)


def truncated(path: Path) -> None:
    os.truncate(path, 10)


def folder_gone(path: Path) -> None:
    path.parent.rename(path.parent.with_name("gone"))


def appended_by_another(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"00000000 half a li")


@pytest.mark.parametrize("harm", [unlinked, replaced, truncated, folder_gone, appended_by_another])
def test_a_file_that_is_not_ours_any_more_is_noticed_before_the_next_line_is_written(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    folder = tmp_path / "journal"
    journal = Journal(folder)
    journal.append(LINES[:1])
    journal.news.clear()
    harm(segments(folder)[0])
    journal.append(LINES[1:])
    (opened,) = journal.news
    assert opened.is_renewed
    journal.close()
    assert reopened(folder)[-2:] == ENTRIES[1:]


class Disk:
    """Fails at one call of the operating system, once or from then on; a crash ends the process there."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[str] = []
        self.fail_at: int | None = None
        self.error: BaseException = OSError(errno.EIO, "Input/output error")
        for name in ("write", "fsync", "fdatasync", "open", "pwrite", "ftruncate"):
            monkeypatch.setattr(os, name, self._watched(name, getattr(os, name)))
        monkeypatch.setattr(Path, "unlink", self._watched("unlink", Path.unlink))

    def _watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if self.fail_at is not None and len(self.calls) >= self.fail_at:
                if name == "pwrite" and isinstance(self.error, Crash):
                    real(arguments[0], bytes(arguments[1])[:30], arguments[2])
                raise self.error
            self.calls.append(name)
            return real(*arguments, **options)

        return call


class Crash(BaseException):
    """The power is cut."""


def test_nothing_counts_as_written_before_it_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path)
    journal.append(LINES[:1])
    disk = Disk(monkeypatch)
    journal.append(LINES[1:])
    assert disk.calls == ["pwrite", "fdatasync"]
    disk.calls.clear()
    disk.fail_at = 1
    with pytest.raises(JournalError, match="Input/output error"):
        journal.append(LINES)
    journal.close()


def test_a_new_file_is_durable_by_its_name_too(tmp_path: Path, synced: list[str]) -> None:
    written(tmp_path, LINES)
    assert synced == [tmp_path.name, segments(tmp_path)[0].name]


def test_what_is_moved_between_files_is_durable_where_it_goes(
    tmp_path: Path, synced: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before it is taken from where it was: the power may go at any call."""
    written(tmp_path, [newer(LINES[0]), newer(LINES[1])])
    synced.clear()
    assert reopened(tmp_path) == []
    # its name only once
    assert synced.count("unknown.ndjson") == 2
    assert synced[synced.index("unknown.ndjson") + 1] == tmp_path.name
    for path in segments(tmp_path):
        path.unlink()
    monkeypatch.setattr(
        journal_module, "decode", lambda line: ENTRIES[0] if line == newer(LINES[0]) else Unreadable("unknown", line)
    )
    synced.clear()
    journal = Journal(tmp_path)
    journal.append([])
    assert synced.index(segments(tmp_path)[-1].name) < synced.index("unknown.new")
    assert synced[synced.index("unknown.new") + 1] == tmp_path.name
    journal.close()


@pytest.mark.parametrize("fail_at", range(24))
def test_a_crash_at_any_call_loses_nothing_that_was_written_and_not_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fail_at: int
) -> None:
    monkeypatch.setattr(journal_module, "SEGMENT_BYTES", 600)
    acknowledged: list[int] = []
    done: list[int] = []

    def work() -> None:
        journal = Journal(tmp_path)
        for sequence in range(1, 9):
            end = journal.append([encode(an_entry(a_burst(sequence), NOW))]).end
            acknowledged.append(sequence)
            if sequence % 3 == 0:
                done[:] = range(1, sequence + 1)
                journal.checkpoint(end)
        journal.close()

    with monkeypatch.context() as patch:
        disk = Disk(patch)
        disk.error, disk.fail_at = Crash(), fail_at
        with pytest.raises(Crash):
            work()
    found = {entry.event.key.sequence for entry in reopened(tmp_path)}  # type: ignore[union-attr]
    assert set(acknowledged) - set(done) <= found


@pytest.mark.parametrize("kind", [errno.EIO, errno.ENOSPC, errno.EROFS, errno.EMFILE])
@pytest.mark.parametrize("fail_at", range(12))
def test_after_a_failure_of_the_disk_it_goes_on_where_it_can_and_what_it_took_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: int, fail_at: int
) -> None:
    monkeypatch.setattr(journal_module, "SEGMENT_BYTES", 600)
    taken: list[int] = []
    journal = Journal(tmp_path)
    with monkeypatch.context() as patch:
        disk = Disk(patch)
        disk.error = OSError(kind, os.strerror(kind))
        for sequence in range(1, 9):
            disk.fail_at = fail_at if sequence < 6 else None
            try:
                journal.append([encode(an_entry(a_burst(sequence), NOW))])
                taken.append(sequence)
            except JournalError:
                assert sequence < 6
    journal.close()
    assert {6, 7, 8} <= set(taken)
    assert set(taken) <= {entry.event.key.sequence for entry in reopened(tmp_path)}  # type: ignore[union-attr]


def test_the_reserve_lets_the_journal_go_on_when_the_card_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path)
    journal.tend()
    reserve = tmp_path / "reserve"
    assert reserve.stat().st_size == 4 * 2**20
    assert reserve.stat().st_blocks * 512 >= 4 * 2**20
    real = os.pwrite

    def pwrite(descriptor: int, data: Any, offset: int) -> int:
        if reserve.exists():
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, data, offset)

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", pwrite)
        journal.append(LINES)
    assert not reserve.exists()
    assert not journal.has_reserve
    journal.tend()
    assert journal.has_reserve
    assert reserve.exists()
    journal.close()
    assert reopened(tmp_path) == ENTRIES


def test_nothing_stays_open_behind_a_journal(tmp_path: Path) -> None:
    written(tmp_path, [newer(LINES[0]), b"torn\n", *LINES])
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        reopened(tmp_path)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
