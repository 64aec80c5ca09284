from pathlib import Path
from uuid import uuid4

import pytest

from appliance.core.events import Air, ImpactPulse
from appliance.sensing import journal as journal_module
from appliance.sensing.journal import Entry, Journal, JournalError
from tests.builders import NOW, a_burst

BURST = a_burst(3, ticks=(1, None, 4_000_000_000), air=Air(20.5, None, 101_000.0), amplitudes=(1, None, 3))
ENTRIES = [Entry(BURST, uuid4(), True), Entry(ImpactPulse(17, NOW, 5.5), None, False)]


def reopened(folder: Path) -> list[Entry]:
    journal = Journal(folder)
    try:
        return [entry for entry, _ in journal.pending()]
    finally:
        journal.close()


def test_what_was_written_comes_back_to_the_letter(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append(ENTRIES)
    journal.close()
    assert reopened(tmp_path) == ENTRIES


def test_what_is_behind_the_checkpoint_is_done(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    first, _ = journal.append(ENTRIES)
    journal.checkpoint(first)
    journal.close()
    assert reopened(tmp_path) == ENTRIES[1:]


def test_a_line_cut_by_a_power_cut_costs_only_itself(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append(ENTRIES)
    journal.close()
    path = tmp_path / "journal.ndjson"
    path.write_bytes(path.read_bytes()[:-20])
    journal = Journal(tmp_path)
    journal.append(ENTRIES[:1])
    assert [entry for entry, _ in journal.pending()] == [ENTRIES[0], ENTRIES[0]]
    assert journal.broken_lines == 1
    journal.close()


@pytest.mark.parametrize("damage", [b"\x00" * 40, b"{}", b"00000000 {}", b"\xff\xfe", b"zz zz"])
def test_rubbish_between_lines_is_counted_and_skipped(tmp_path: Path, damage: bytes) -> None:
    journal = Journal(tmp_path)
    journal.append(ENTRIES[:1])
    with (tmp_path / "journal.ndjson").open("ab") as file:
        file.write(damage + b"\n")
    journal.close()
    journal = Journal(tmp_path)
    journal.append(ENTRIES[1:])
    assert [entry for entry, _ in journal.pending()] == ENTRIES
    assert journal.broken_lines == 1
    journal.close()


def test_it_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "COMPACT_BYTES", 2000)
    journal = Journal(tmp_path)
    for _ in range(50):
        journal.checkpoint(journal.append(ENTRIES)[-1])
    assert (tmp_path / "journal.ndjson").stat().st_size < 3000
    journal.append(ENTRIES)
    journal.close()
    assert reopened(tmp_path) == ENTRIES


def test_a_lost_or_foolish_checkpoint_only_repeats_work(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.checkpoint(journal.append(ENTRIES)[-1])
    journal.close()
    for foolish in ("", "x", "-5", "99999999"):
        (tmp_path / "journal.checkpoint").write_text(foolish)
        assert reopened(tmp_path) == ENTRIES


def test_a_folder_that_cannot_be_written_says_what_to_do() -> None:
    with pytest.raises(JournalError, match="ARCH_STATS_DATA_DIR"):
        Journal(Path("/proc/no-such-place"))
