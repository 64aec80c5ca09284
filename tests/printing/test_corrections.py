"""Corrections on a score sheet: whose arrow, when by the local clock, what, who, and room for initials."""

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from appliance.messages.catalogue import languages
from appliance.messages.translation import translation
from appliance.printing.page import Printed
from appliance.printing.score_sheet import Sheet, score_sheet
from appliance.printing.sheet_corrections import corrections_of
from appliance.schema.turns import CorrectionRead
from tests.builders import NOW
from tests.printing.builders import SESSION, a_roster, a_session_read, an_arrow_shot

ROBIN, MARIAN = UUID(int=1), UUID(int=2)
OF_ROBIN, OF_MARIAN = an_arrow_shot(1, archer_id=ROBIN), an_arrow_shot(2, archer_id=MARIAN)


def a_correction(kind: str, shot_id: UUID | None, **changes: Any) -> CorrectionRead:
    values = {
        "id": UUID(int=9), "session_id": SESSION, "shot_id": shot_id, "made_at": NOW, "made_by": None, "kind": kind,
        "before": None, "after": None, "archer_id": None, "names": {}, **changes,
    }  # fmt: skip
    return CorrectionRead.model_validate(values)


def tables(*newest_first: CorrectionRead, language: str = "en", **session: Any) -> list[list[list[str]]]:
    """The rows of each table of corrections."""
    page = Printed(translation(language), language, ZoneInfo("Asia/Kolkata"))
    roster = a_roster("Robin", "Marian")
    score_sheet(
        Sheet(a_session_read(**session), None, None, None, roster, [], [OF_ROBIN, OF_MARIAN], newest_first), page
    )
    found = [table for table in page.body.iter("table") if table.get("class") == "corrections"]
    return [[[cell.text or "" for cell in row] for row in table.iter("tr") if row[0].tag == "td"] for table in found]


def test_that_the_time_went_on_is_no_correction_of_a_score() -> None:
    time = a_correction("time", None, before={"end_number": 1})
    turn = a_correction("turn", None, before={"end_number": 1}, after={"end_number": 2})
    assert corrections_of([time, turn], [OF_ROBIN], a_session_read(), ROBIN, is_only=True) == [turn]


def test_what_was_changed_by_whom_and_when() -> None:
    call = a_correction(
        "changed", OF_ROBIN.id, made_by=str(MARIAN), before={"points_called": None}, after={"points_called": 10}
    )
    later = a_correction(
        "changed", OF_ROBIN.id, made_at=NOW + timedelta(minutes=5), made_by="judge",
        before={"fate": "stuck", "is_sighter": False}, after={"fate": "bouncer", "is_sighter": True},
    )  # fmt: skip
    assert tables(later, call) == [
        [
            ["15:30", "end 1 · Called: - \N{RIGHTWARDS ARROW} 10", "Marian", ""],
            [
                "15:35",
                "end 1 · Arrow: stuck \N{RIGHTWARDS ARROW} bounced off; Sighter: no \N{RIGHTWARDS ARROW} yes",
                "judge",
                "",
            ],
        ]
    ]


def test_an_arrow_that_went_to_somebody_else_is_on_both_sheets() -> None:
    given = a_correction("changed", OF_MARIAN.id, before={"archer_id": ROBIN}, after={"archer_id": MARIAN})
    row = ["15:30", "end 1 · Archer: Robin \N{RIGHTWARDS ARROW} Marian", "-", ""]
    assert tables(given) == [[row], [row]]


def test_who_has_left_the_session_is_named_all_the_same() -> None:
    john = UUID(int=3)
    changed = {"before": {"archer_id": john}, "after": {"archer_id": ROBIN}, "made_by": str(john)}
    given = a_correction("changed", OF_ROBIN.id, **changed, names={str(john): "John"})
    assert tables(given) == [[["15:30", "end 1 · Archer: John \N{RIGHTWARDS ARROW} Robin", "John", ""]]]


def test_entered_deleted_and_brought_back() -> None:
    deleted = a_correction("deleted", UUID(int=77), before={"archer_id": ROBIN, "end_number": 2})
    entered = a_correction("entered", OF_ROBIN.id, after={"archer_id": ROBIN, "end_number": 1})
    restored = a_correction("restored", OF_ROBIN.id, after={"archer_id": ROBIN})
    assert [row[1] for row in tables(restored, entered, deleted)[0]] == [
        "deleted · end 2", "entered by hand · end 1", "brought back"
    ]  # fmt: skip


def test_a_turn_is_named_as_such_without_what_stayed() -> None:
    before, after = {"archer_id": ROBIN, "end_number": 2}, {"archer_id": MARIAN, "end_number": 2}
    turn = a_correction("turn", None, before=before, after=after)
    back = a_correction("undone", None, before=after, after=before)
    moved = a_correction("changed", OF_ROBIN.id, before={"end_number": 2}, after={"end_number": 1})
    robins, marians = tables(moved, back, turn)
    assert [row[1] for row in robins] == [
        "turn changed · Archer: Robin \N{RIGHTWARDS ARROW} Marian",
        "taken back · Archer: Marian \N{RIGHTWARDS ARROW} Robin",
        "End: 2 \N{RIGHTWARDS ARROW} 1",
    ]
    assert len(marians) == 2


def test_what_changes_no_score_is_not_on_paper() -> None:
    note = a_correction("changed", OF_ROBIN.id, before={"note": None}, after={"note": "wind"})
    turn = a_correction("turn", None, before={"end_number": 1}, after={"end_number": 2})
    assert tables(turn, note) == []


def test_what_was_called_in_an_end_that_is_held_back_is_not_on_paper() -> None:
    call = a_correction("changed", OF_ROBIN.id, before={"points_called": None}, after={"points_called": 10})
    gone = a_correction("deleted", UUID(int=77), before={"archer_id": ROBIN, "end_number": 2, "points_called": 10})
    assert [len(table) for table in tables(gone, call)] == [2]
    assert [len(table) for table in tables(gone, call, held_back_from=2)] == [1]
    assert tables(gone, call, held_back_from=1) == []
    over: dict[str, Any] = {"is_opened": False, "end_time": NOW}
    assert [len(table) for table in tables(gone, call, held_back_from=1, **over)] == [2]


@pytest.mark.parametrize("language", languages())
def test_corrections_speak_one_language(language: str) -> None:
    change = {"before": {"fate": "stuck", "is_sighter": False}, "after": {"fate": "hanger", "is_sighter": True}}
    ((entered, changed),) = tables(
        a_correction("changed", OF_ROBIN.id, **change), a_correction("entered", OF_ROBIN.id), language=language
    )
    english = {"entered by hand", "Sighter: no", "hung on the face"}
    untranslated = {words for words in english if words in entered[1] + changed[1]}
    assert untranslated == (english if language == "en" else set())


def test_very_many_corrections_go_on_overleaf() -> None:
    many = [a_correction("entered", OF_ROBIN.id) for _ in range(120)]
    found = tables(*many)
    assert len(found) > 2
    assert sum(map(len, found)) == 120
