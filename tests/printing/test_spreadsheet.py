"""A session for a spreadsheet: one fact a column, numbers as the language writes them, and nothing that runs."""

import csv
import io
import unicodedata
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from appliance.core.limits import LOCATION, SHOT_NOTE
from appliance.printing.spreadsheet import FORMS, HEADINGS, Spreadsheet, form_for, plain_cell
from appliance.schema.printing import CsvFormat
from appliance.schema.shots import ShotExport
from tests.printing.builders import a_session_read, an_arrow_shot

MADRID = ZoneInfo("Europe/Madrid")
SIGNS = "=+-@"
TEXTS = st.text(max_size=40)
WIDE_AND_SMALL = "\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u207a\u207c\u2212"
BEGINNINGS = st.sampled_from([*SIGNS, *WIDE_AND_SMALL, "\t=", "\n@", "\u200b=", "\u3000\uff1d"])
BREAKS = st.sampled_from(["\n", "\t", ";", ",", "|", '"', " "])
CELLS = st.lists(st.one_of(TEXTS, BEGINNINGS, BREAKS), max_size=8).map("".join)


def written(form: CsvFormat = "point", *shots: ShotExport, **session: Any) -> list[dict[str, str]]:
    """What a spreadsheet reads back."""
    sheet = Spreadsheet(a_session_read(**session), MADRID, FORMS[form])
    text = (sheet.head() + b"".join(sheet.rows([shot]) for shot in shots)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=FORMS[form].separator))
    assert all(set(row) == set(HEADINGS) for row in rows)
    return rows


def begins_formula(cell: str) -> bool:
    """Whether a spreadsheet would run it, by another road than the code's: the plain form of the whole text."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", cell) if unicodedata.category(c) not in ("Cf", "Cc"))
    return plain.lstrip()[:1] in ("=", "+", "-", "@", "\u2212")


@given(CELLS)
@example("\uff1d1+1")
@example("Hall\n=1+1")
@example("a;=1+1")
@example("\u200b\uff20SUM(1)")
def test_no_cell_is_a_formula_however_the_file_is_read(text: str) -> None:
    cell = plain_cell(text)
    for line in cell.splitlines() or [""]:
        for separator in (",", ";", "\t", "|"):
            for part in line.split(separator):
                assert not begins_formula(part), (text, cell)
    assert cell.replace("'", "") == text.replace("'", "")


@given(st.text(alphabet=st.characters(exclude_characters=SIGNS, categories=("Lu", "Ll", "Nd", "Zs")), max_size=30))
def test_what_cannot_run_is_left_as_it_was_written(text: str) -> None:
    assert plain_cell(text) == text


@given(CELLS.filter(LOCATION.holds), CELLS.filter(SHOT_NOTE.holds))
def test_texts_of_people_come_back_out_of_their_cells(location: str, note: str) -> None:
    for form in FORMS:
        (row,) = written(form, an_arrow_shot(1, note=note, archer=note), location=location)
        assert row["location"].replace("'", "") == location.replace("'", "")
        assert row["note"] == row["archer"]
        assert row["note"].replace("'", "") == note.replace("'", "")


def test_points_are_what_counts_and_the_measured_stand_beside_them() -> None:
    rows = written(
        "point",
        an_arrow_shot(1, points=10, is_x=True),
        an_arrow_shot(2, points=10, is_x=True, points_called=9),
        an_arrow_shot(3, points=9, points_called=10, is_x_called=True),
        an_arrow_shot(4, points=8, is_sighter=True),
        an_arrow_shot(5, points=10, is_surplus=True, is_out_of_time=True),
        an_arrow_shot(6, points=0, is_x=False, x=None, y=None, time=None, face=None, end_number=2),
        an_arrow_shot(7, points=None, is_x=None, face=None, end_number=2),
        an_arrow_shot(8, points=10, is_x=True, end_number=3, is_beyond=True),
    )
    assert [row["beyond_round"] for row in rows] == ["0"] * 7 + ["1"]
    assert (rows.pop()["points"], len(rows)) == ("", 7)
    assert [row["points"] for row in rows] == ["10", "9", "10", "", "", "0", ""]
    assert sum(int(row["points"] or 0) for row in rows) == 29
    assert [row["x"] for row in rows] == ["1", "0", "1", "", "", "0", ""]
    assert [row["points_measured"] for row in rows] == ["10", "10", "9", "8", "10", "0", ""]
    assert [row["points_called"] for row in rows] == ["", "9", "10", "", "", "", ""]
    assert [row["arrow_in_end"] for row in rows] == ["1", "2", "3", "", "4", "1", "2"]
    assert [(row["sighter"], row["surplus"]) for row in rows[3:5]] == [("1", "0"), ("0", "1")]
    assert [row["out_of_time"] for row in rows] == ["0", "0", "0", "0", "1", "0", "0"]


def test_an_arrow_in_an_end_is_counted_for_each_archer() -> None:
    rows = written("point", *(an_arrow_shot(k, archer_id=UUID(int=k % 2)) for k in range(6)))
    assert [row["arrow_in_end"] for row in rows] == ["1", "1", "2", "2", "3", "3"]


@pytest.mark.parametrize(
    ("language", "wanted", "separator", "x"),
    [
        ("en", None, ",", "-1.50"),
        ("es", None, ";", "-1,50"),
        ("fr", None, ";", "-1,50"),
        ("es", "point", ",", "-1.50"),
        ("en", "comma", ";", "-1,50"),
    ],
)
def test_decimals_and_separators_of_a_language(language: str, wanted: CsvFormat | None, separator: str, x: str) -> None:
    form = form_for(language, wanted)
    assert form.separator == separator
    (row,) = written("comma" if separator == ";" else "point", an_arrow_shot(1, x=-1.5))
    assert row["x_mm"] == x


def test_what_is_held_back_is_nowhere_in_the_file() -> None:
    shown, hidden = written(
        "point", an_arrow_shot(1, points=8), an_arrow_shot(2, points=10, is_x=True, end_number=2), held_back_from=2
    )
    assert (shown["points"], shown["held_back"], shown["x_mm"]) == ("8", "0", "650.00")
    named = ("points", "x", "points_measured", "x_measured", "points_called", "x_called", "face", "x_mm", "y_mm")
    assert {hidden[name] for name in (*named, "sigma_major_mm", "sigma_minor_mm")} == {""}
    assert (hidden["held_back"], hidden["arrow_in_end"]) == ("1", "1")
    # when the session is over there is nothing to hold back
    (later,) = written(
        "point", an_arrow_shot(1), is_opened=False, end_time=a_session_read().start_time, held_back_from=1
    )
    assert later["points"] == "9"


@pytest.mark.parametrize(
    ("instant", "zone", "written_as"),
    [
        ("2026-11-21T04:00:00Z", "America/Los_Angeles", "2026-11-20T20:00:00.000-08:00"),
        ("2026-11-01T08:30:00Z", "America/Los_Angeles", "2026-11-01T01:30:00.000-07:00"),
        ("2026-11-01T09:30:00Z", "America/Los_Angeles", "2026-11-01T01:30:00.000-08:00"),
        ("2026-10-25T00:30:00Z", "Europe/Madrid", "2026-10-25T02:30:00.000+02:00"),
        ("2026-10-25T01:30:00Z", "Europe/Madrid", "2026-10-25T02:30:00.000+01:00"),
        ("2026-03-29T01:00:00Z", "Europe/Madrid", "2026-03-29T03:00:00.000+02:00"),
        ("2026-03-29T20:00:00Z", "Asia/Kolkata", "2026-03-30T01:30:00.000+05:30"),
    ],
)
def test_times_have_the_offset_of_their_moment(instant: str, zone: str, written_as: str) -> None:
    at = datetime.fromisoformat(instant)
    sheet = Spreadsheet(a_session_read(), ZoneInfo(zone), FORMS["point"])
    text = (sheet.head() + sheet.rows([an_arrow_shot(1, shot_at=at, time=at)])).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["time"] == written_as
    assert datetime.fromisoformat(row["time"]) == at
