"""Signatures on paper and in a spreadsheet: which ends, by whom, and what was changed since."""

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from appliance.messages.catalogue import languages
from appliance.messages.translation import translation
from appliance.printing.maker_names import name_of_maker
from appliance.printing.page import Printed
from appliance.printing.score_sheet import Sheet, score_sheet
from appliance.printing.spreadsheet import FORMS, Spreadsheet
from appliance.schema.signatures import SignatureRead
from tests.builders import NOW
from tests.printing.builders import SESSION, a_roster, a_session_read, an_arrow_shot

ROBIN = UUID(int=1)
KOLKATA = ZoneInfo("Asia/Kolkata")
SHOTS = [an_arrow_shot(k, archer_id=ROBIN, archer="Robin", end_number=1 + k // 3) for k in range(12)]


def a_signature(end_number: int | None, hand: str = "archer", **changes: Any) -> SignatureRead:
    values = {
        "id": UUID(int=9), "session_id": SESSION, "archer_id": ROBIN, "end_number": end_number, "signed_as": hand,
        "signed_by": str(ROBIN) if hand == "archer" else "Anna's phone", "signed_at": NOW, "arrows": 3, "score": 27,
        "is_changed": False, "changed_at": None, "changed_by": None, **changes,
    }  # fmt: skip
    return SignatureRead.model_validate(values)


CHANGED: dict[str, Any] = {"is_changed": True, "changed_at": NOW + timedelta(minutes=5), "changed_by": "judge:Chris"}


def paper(*signatures: SignatureRead, language: str = "en", **session: Any) -> Printed:
    page = Printed(translation(language), language, KOLKATA)
    kept = a_session_read(**session)
    score_sheet(Sheet(kept, None, None, None, a_roster("Robin"), [], SHOTS, signatures=signatures), page)
    return page


def signed_rows(page: Printed) -> list[list[str]]:
    found = [row for table in page.body.iter("table") if table.get("class") == "signed" for row in table.iter("tr")]
    return [[cell.text or "" for cell in row] for row in found if row[0].tag == "td"]


def ends(page: Printed) -> list[str]:
    return [row[0].text or "" for row in page.body.iter("tr") if row[0].tag == "th" and row[0].get("scope") == "row"]


def lines(page: Printed, name: str) -> list[str]:
    return [one.text or "" for one in page.body.iter("p") if one.get("class") == name]


def test_what_stands_as_it_was_signed_is_one_line() -> None:
    page = paper(*(a_signature(n) for n in (1, 2, 4)), a_signature(3, "scorer"))
    assert lines(page, "signed") == ["Ends signed by the archer: 1\N{EN DASH}2, 4; by the scorer: 3"]
    assert (signed_rows(page), ends(page)[:4]) == ([], ["1", "2", "3", "4"])


def test_what_was_changed_since_is_marked_with_who_and_when() -> None:
    page = paper(a_signature(2, **CHANGED), a_signature(None, "scorer", arrows=12, score=108))
    assert signed_rows(page) == [
        ["end 2", "Archer", "15:30 Robin", "27 of 3 arrows", "15:35 Chris, judge"],
        ["whole sheet", "Scorer", "15:30 Anna's phone", "108 of 12 arrows", ""],
    ]
    assert ends(page)[:3] == ["1", "2*", "3"]
    assert lines(page, "legend") == ["*: changed since it was signed"]


def test_another_archers_and_what_is_held_back_is_not_on_the_sheet() -> None:
    assert signed_rows(paper(a_signature(None, archer_id=UUID(int=2)))) == []
    assert lines(paper(a_signature(2), held_back_from=2), "signed") == []
    assert lines(paper(), "signed") == []


@pytest.mark.parametrize("language", languages())
def test_signatures_speak_one_language(language: str) -> None:
    page = paper(a_signature(2, **CHANGED), a_signature(None, "scorer"), language=language)
    text = " ".join(cell for row in signed_rows(page) for cell in row) + " ".join(lines(page, "signed"))
    english = {"whole sheet", "27 of 3 arrows", "judge", "by the scorer"}
    assert {words for words in english if words in text} == (english if language == "en" else set())


def test_a_spreadsheet_has_it_beside_each_arrow() -> None:
    signatures = [
        a_signature(1), a_signature(2, **CHANGED), a_signature(None, "scorer", is_changed=True, changed_by=str(ROBIN))
    ]  # fmt: skip
    translate = translation("en")
    sheet = Spreadsheet(
        a_session_read(), KOLKATA, FORMS["point"], None, signatures,
        lambda made_by: name_of_maker(made_by, {str(ROBIN): "=Robin"}, translate),
    )  # fmt: skip
    text = (sheet.head() + sheet.rows(SHOTS[1:8:3])).decode("utf-8-sig")
    first, second, third = csv.DictReader(io.StringIO(text, newline=""))
    signed_at = "2026-11-23T15:30:00.000+05:30"
    assert (first["archer_signed"], first["scorer_signed"]) == (signed_at, signed_at)
    assert (first["changed_since_signed"], first["changed_by"]) == ("1", "'=Robin")
    assert (second["changed_since_signed"], second["changed_by"]) == (
        signed_at.replace(":30:00", ":35:00"),
        "Chris, judge",
    )
    assert (third["archer_signed"], third["changed_since_signed"]) == ("", "1")
