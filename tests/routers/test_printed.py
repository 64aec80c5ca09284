"""Pages to print: every text of the appliance in the language asked for, every text of a person as it was written."""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from xml.etree.ElementTree import Element

import pytest

from appliance.core.message import message
from appliance.messages.catalogue import languages
from appliance.messages.translation import described, translation
from appliance.printing.calibration_report import calibration_report
from appliance.printing.page import Printed
from appliance.schema.calibrations import CalibrationRead
from appliance.schema.health import ButtRead
from tests.builders import NOW, a_session, a_target
from tests.models.helpers import Tables
from tests.routers.conftest import API, Phone

SENSOR = {"id": "NE", "x_mm": 1290.0, "y_mm": 1290.0, "z_mm": 30.0, "bias_us": 0.5}
RESULT: dict[str, Any] = {
    "sensors": [{**SENSOR, "moved_mm": 2.5}],
    "speed_scale": 1.01,
    "residual_us": 0.9,
    "before_rms_mm": 1.38,
    "after_rms_mm": 0.31,
    "points": [
        {
            "x_mm": 300.0,
            "y_mm": 300.0,
            "before_mm": 5.0,
            "after_mm": 1.0,
            "before_x_mm": 303.0,
            "before_y_mm": 304.0,
            "after_x_mm": 300.0,
            "after_y_mm": 301.0,
            "left_out": [],
            "is_rejected": False,
        }
    ],
    "survey": [SENSOR],
    "is_better": True,
}
ACCEPTANCE = {
    "rms_mm": 0.8,
    "worst_mm": 1.9,
    "shift_x_mm": 0.25,
    "shift_y_mm": -0.5,
    "repeatability_mm": 0.4,
    "is_good": True,
    "calibration_version": 3,
    "marks": [{"x_mm": 300.0, "y_mm": 300.0, "placed_x_mm": 300.5, "placed_y_mm": 300.5, "error_mm": 0.71}],
    "sensors": [{"id": "NE", "heard": 1, "left_out": 0, "weakest_amplitude": None, "residual_us": 0.7}],
}
BUTT = ButtRead(width_mm=1300.0, height_mm=1300.0)


class Texts(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self.tags.append(tag)

    @property
    def words(self) -> set[str]:
        """Texts that are neither numbers, units, instants nor style."""
        return {text for text in self.texts if re.search("[A-Za-z]{3}", text) and not re.search("{| UTC$", text)}


async def test_a_score_sheet_for_every_archer(phone: Phone, tables: Tables) -> None:
    nasty = "<script>alert(1)</script>"
    session_id = await phone.create("/session", a_session(location=nasty, notes="&<b>", round_name="WA 18m"))
    await phone.create("/target", a_target(session_id))
    first, second = [await phone.create("/archer", {"name": name}) for name in ("Robin", nasty)]
    for archer_id in (first, second):
        for x in (650, 690, 1290):
            await tables.shot(session_id, x, 650, archer_id=archer_id)
    response = await phone.client.get(f"{API}/session/{session_id}/scoresheet")
    page = Texts(await response.text())
    assert response.content_type == "text/html"
    assert page.tags.count("section") == 2
    assert "script" not in page.tags
    assert {"Robin", nasty, "WA 18m", "X", "10", "M", "20"} <= {
        part for text in page.texts for part in text.split(" · ")
    }
    # the face with its X and three arrows, twice
    assert page.tags.count("circle") == 2 * (11 + 3)


async def test_a_score_sheet_of_nothing(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    response = await phone.client.get(f"{API}/session/{session_id}/scoresheet")
    assert "Score sheet" in await response.text()


def a_calibration(**changes: Any) -> CalibrationRead:
    values = {
        "id": UUID(int=1), "version": 4, "kind": "array", "status": "proposed", "asked_at": NOW, "points": [],
        "face_kind": None, "tap_mm": 0.5, "taps": [], "result": None, "acceptance": None, "reason": None,
        "finished_at": None, "decided_at": None, **changes,
    }  # fmt: skip
    return CalibrationRead.model_validate(values)


def printed(calibration: CalibrationRead, language: str) -> Texts:
    return Texts(calibration_report(calibration, BUTT, Printed(translation(language), language)))


def lines_drawn(calibration: CalibrationRead) -> list[Element]:
    page = Printed(translation("en"), "en")
    calibration_report(calibration, BUTT, page)
    return list(page.body.iter("line"))


@pytest.mark.parametrize(
    "changes",
    [
        {"result": RESULT},
        {"status": "rolled_back", "result": {**RESULT, "before_rms_mm": None, "after_rms_mm": None, "is_better": None}},
        {"result": {**RESULT, "is_better": False}},
        {"status": "failed", "reason": described(message("points_on_a_line"))},
        {"kind": "acceptance", "acceptance": ACCEPTANCE},
        {
            "kind": "acceptance",
            "acceptance": {**ACCEPTANCE, "is_good": False, "repeatability_mm": None, "calibration_version": None},
        },
    ],
)
async def test_a_report_says_nothing_in_english_where_spanish_was_asked_for(changes: dict[str, Any]) -> None:
    calibration = a_calibration(**changes)
    english, spanish = printed(calibration, "en"), printed(calibration, "es")
    assert english.words
    assert len(english.texts) == len(spanish.texts)
    assert english.words & spanish.words <= {"Sensor"}


async def test_a_report_draws_told_points_before_and_after_the_calibration() -> None:
    before, after, moved = lines_drawn(a_calibration(result=RESULT))
    place = {"x1": "300.0", "y1": "1000.0"}
    assert before.attrib.items() >= {**place, "x2": "360.0", "y2": "920.0", "stroke-dasharray": "12 8"}.items()
    assert after.attrib.items() >= {**place, "x2": "300.0", "y2": "980.0"}.items()
    assert "stroke-dasharray" not in after.attrib
    assert (moved.get("x1"), moved.get("y1")) == ("1290.0", "10.0")
    # one that was kept before it told where points were placed
    old = {**RESULT, "points": [{**RESULT["points"][0], "before_x_mm": None, "after_x_mm": None}], "is_better": None}
    assert len(lines_drawn(a_calibration(result=old))) == 1


async def test_a_report_in_spanish_has_the_comma() -> None:
    spanish = printed(a_calibration(result=RESULT), "es")
    assert any(text.startswith("Error bruto de los puntos dados: 1,38 mm rms antes, 0,31 mm") for text in spanish.texts)
    assert "1290,0" in spanish.texts


async def test_a_score_sheet_in_spanish_leaves_alone_what_people_wrote(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session(location="west", notes="1.5 m of wind", round_name="WA 18m"))
    await phone.create("/target", a_target(session_id))
    archer_id = await phone.create("/archer", {"name": "Monday"})
    await tables.shot(session_id, 650, 650, archer_id=archer_id)
    pages = []
    for language in ("en", "es"):
        response = await phone.client.get(f"{API}/session/{session_id}/scoresheet?language={language}")
        assert response.status == 200
        pages.append(Texts(await response.text()))
    english, spanish = pages
    own = {"west", "1.5 m of wind", "Monday"}
    assert own <= english.words & spanish.words
    assert {word for word in english.words & spanish.words if "WA 18m" not in word} - own == {"Total"}
    assert {"Planilla", "Tanda", "Arquero", "Anotador"} <= {word.split(" ")[0] for word in spanish.words}


@pytest.mark.parametrize("path", ["/session/{id}/scoresheet", "/calibration/{id}/report"])
@pytest.mark.parametrize("language", ["xx", "EN"])
async def test_a_language_that_nobody_speaks_here(path: str, language: str, phone: Phone, tables: Tables) -> None:
    id_ = await tables.session() if "session" in path else await a_kept_calibration(tables)
    code, _, errors = await phone.call("GET", f"{path.format(id=id_)}?language={language}")
    assert (code, errors) == (422, [f"query.language: there are {', '.join(languages())}, not {language}"])


@pytest.mark.parametrize("path", ["/session/{id}/scoresheet", "/calibration/{id}/report"])
@pytest.mark.parametrize("language", ["", "e", "../en", "en\u0000"])
async def test_what_is_no_language_at_all(path: str, language: str, phone: Phone) -> None:
    address = f"{path.format(id=UUID(int=1))}?{urlencode({'language': language})}"
    code, _, (error,) = await phone.call("GET", address)
    assert (code, error.startswith("query.language: String should match pattern")) == (422, True)


async def a_kept_calibration(tables: Tables) -> UUID:
    found: UUID = await tables.admin.fetchval(
        "INSERT INTO calibrations (request) VALUES ($1) RETURNING id", {"kind": "face", "points": [], "tap_mm": 0.5}
    )
    return found


@pytest.mark.parametrize(
    ("headers", "query", "title"),
    [
        ({}, "", "Score sheet"),
        ({"Accept-Language": "xx, es-AR;q=0.8, en;q=0.5"}, "", "Planilla"),
        ({"Accept-Language": "es"}, "?language=en", "Score sheet"),
    ],
)
async def test_the_language_is_the_one_asked_for_else_what_the_request_accepts(
    headers: dict[str, str], query: str, title: str, phone: Phone
) -> None:
    session_id = await phone.create("/session", a_session())
    response = await phone.client.get(f"{API}/session/{session_id}/scoresheet{query}", headers=headers)
    assert title in Texts(await response.text()).texts
