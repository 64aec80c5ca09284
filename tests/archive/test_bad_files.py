"""A file that cannot be is refused whole, in one sentence that names the line, the column and the value."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.archive.file import check_archive
from appliance.archive.lines import ArchiveError
from appliance.database.pool import Pool
from appliance.messages.translation import english_of
from tests.archive.helpers import Lines, bring_in, contents, in_rows, nothing_to_keep, read_lines, write_lines
from tests.english import refusing
from tests.models.helpers import Tables


def change(index: int, **fields: Any) -> Callable[[Lines], Lines]:
    return lambda lines: [line | fields if k == index % len(lines) else line for k, line in enumerate(lines)]


def twice(table: str) -> Callable[[Lines], Lines]:
    return lambda lines: recounted([x for line in lines for x in [line] * (1 + (line.get("table") == table))])


def recounted(lines: Lines) -> Lines:
    """With an end that counts what is there."""
    rows: dict[str, int] = {}
    for line in lines:
        if line["kind"] == "row":
            rows[line["table"]] = rows.get(line["table"], 0) + 1
    return [line | {"rows": rows} if line["kind"] == "end" else line for line in lines]


def in_result(**fields: Any) -> Callable[[Lines], Lines]:
    def changed(lines: Lines) -> Lines:
        for line in lines:
            if line.get("table") == "calibrations":
                line["row"]["result"] |= fields
        return lines

    return changed


def in_face(**fields: Any) -> Callable[[Lines], Lines]:
    def changed(lines: Lines) -> Lines:
        for line in lines:
            if line.get("table") == "targets":
                line["row"]["faces"][0] |= fields
        return lines

    return changed


Spoiling = tuple[Callable[[Lines], Lines], str]
NOWHERE = "0d9c3a52-0000-4b8e-9a50-0f0a8f4a1a01"


BY_ITSELF: list[Spoiling] = [
    (lambda lines: lines[:-1], "was cut off"),
    (lambda lines: [], "is empty"),
    (lambda lines: lines[1:], "this is no arch-stats-export/1 file"),
    (lambda lines: [*lines, lines[0]], "more after the end"),
    (lambda lines: [lines[0], *lines], "line 2: is not where a header belongs"),
    (lambda lines: [lines[0], *lines[2:]], "rows are missing"),
    (change(0, format="arch-stats-export/2"), "arch-stats-export/2"),
    (change(1, table="secrets"), "line 2: table: there is no such one"),
    (change(1, kind="secret"), "line 2: kind: there is no such one"),
    (change(1, row=5), "line 2: sessions: "),
    (in_rows("arrows", colour="red"), "line 4: arrows.colour: Extra inputs"),
    (in_rows("sessions", id="no uuid"), "line 2: sessions.id: .* not 'no uuid'"),
    (in_rows("sessions", is_opened=None), "line 2: sessions.is_opened: .* boolean, not 'None'"),
    (in_rows("detections", x_mm=float("nan")), "detections.x_mm: .*finite number, not 'nan'"),
    (in_rows("detections", sigma_us=float("inf")), "detections.sigma_us: .*finite"),
    (in_rows("detections", boot=2**63), f"detections.boot: .*{2**63}"),
    (in_rows("detections", ticks=[1e300]), r"detections.ticks.0: .*integer, not '1e\+300'"),
    (in_rows("detections", covariance_mm2=[1.0]), "detections.covariance_mm2"),
    (in_rows("detections", outcome="magic"), "detections.outcome: .*'magic'"),
    (in_rows("shots", note="a\0b"), "shots.note"),
    (in_rows("shots", arrow_landing_time="Infinity"), "shots.arrow_landing_time"),
    (in_rows("arrows", length=-1.0), "arrows.length: .*greater than .*, not '-1.0'"),
    (in_rows("losses", first_sequence=9), "losses.last_sequence: must not be before first_sequence"),
    (in_rows("sensors", channel=8), "sensors.channel: .*not '8'"),
    (in_face(kind="dartboard"), "targets.faces.0.kind: .*'dartboard'"),
    (in_face(radii=[1.0, 3.0, 2.0], points=[3, 2, 1]), "targets.faces.0.radii: must be strictly"),
    (in_result(speed_scale="odd"), "calibrations.result.speed_scale: .*'odd'"),
    (in_result(surprise=1), "calibrations.result.surprise: Extra inputs"),
    (in_rows("calibrations", status="in force"), "calibrations.status"),
    (in_rows("matches", number=2), "matches.number: this stage has no more matches than 1"),
    (in_rows("matches", stage=3, number=16), "matches.number: this stage has no more matches than 1"),
    (in_rows("matches", stage=32, number=17), "matches.number: .*16"),
    (in_rows("bracket_entries", archer_ids=[NOWHERE] * 4), "bracket_entries.archer_ids: .*3"),
    (in_rows("bracket_entries", archer_ids=[]), "bracket_entries.archer_ids: .*1"),
    (in_rows("bracket_entries", counts=[{"count": "bulls", "arrows": 1}]), "bracket_entries.counts.0.count: .*'bulls'"),
]
WITH_OTHERS: list[Spoiling] = [
    (change(0, schema_version=9999), "is from a newer version"),
    (in_rows("sessions", is_opened=True, end_time=None), "sessions: .*is open"),
    (
        in_rows("shots", arrow_landing_time="0001-01-01T00:00:00+14:00", x=1.0, y=1.0),
        "shots.arrow_landing_time|a value cannot be stored",
    ),
    (in_rows("shots", session_id=NOWHERE), f"line 18: shots.session_id: there is no {NOWHERE} among the sessions"),
    (in_rows("shots", archer_id=NOWHERE, attribution="order"), "shots.archer_id: there is no"),
    (in_rows("relocations", detection_id=NOWHERE), "relocations.detection_id: there is no"),
    (in_rows("session_archers", session_id=NOWHERE), "session_archers.session_id: there is no"),
    (in_rows("targets", session_id=NOWHERE), "targets.session_id: there is no"),
    (twice("arrows"), "line 5: arrows: .*another arrow"),
    (twice("shots"), "line [12][0-9]: shots: .*"),
]


@pytest.mark.parametrize(("spoil", "words"), BY_ITSELF)
def test_a_bad_line_is_named(spoil: Callable[[Lines], Lines], words: str, exported: bytes, tmp_path: Path) -> None:
    path = spoiled(exported, spoil, tmp_path)
    with refusing(ArchiveError, words) as raised:
        check_archive(path)
    assert "\n" not in english_of(raised.value)


async def test_a_bad_file_changes_nothing(exported: bytes, pool: Pool, tables: Tables, tmp_path: Path) -> None:
    await tables.session(location="here before")
    before = await contents(pool)
    for spoil, words in [*BY_ITSELF[::4], *WITH_OTHERS]:
        path = spoiled(exported, spoil, tmp_path)
        for keep in (None, nothing_to_keep):
            with refusing(ArchiveError, words) as raised:
                await bring_in(pool, path, keep=keep)
            assert "\n" not in english_of(raised.value)
            assert await contents(pool) == before, words


def spoiled(exported: bytes, spoil: Callable[[Lines], Lines], folder: Path) -> Path:
    path = folder / "spoiled.ndjson.gz"
    path.write_bytes(exported)
    lines = spoil(read_lines(path))
    write_lines(path, lines)
    return path
