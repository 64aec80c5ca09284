"""Asking for a calibration: what cannot be is refused before the sensors hear of it."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from appliance.models.surveys_db import SurveysDB
from tests.builders import a_survey
from tests.models.helpers import Tables
from tests.routers.conftest import Phone

NOBODY = str(UUID(int=9))
SQUARE = [{"x_mm": x, "y_mm": y} for x in (200.0, 1100.0) for y in (200.0, 1100.0)]


@pytest.fixture
async def surveyed(tables: Tables) -> None:
    await SurveysDB(tables.admin).insert_one(a_survey(), "page")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"points": SQUARE[:3]}, "body.points: give at least 4, not 3"),
        ({"points": [{"x_mm": 100.0 * k, "y_mm": 100.0 * k} for k in range(1, 6)]}, "body.points: the given points"),
        ({"points": [{}] * 6}, "body.points: fewer than two different points"),
        ({"points": [*SQUARE, {"x_mm": 1.0}]}, "body.points.4.x_mm, y_mm: give both"),
        ({"points": [*SQUARE, {"x_mm": 2000.0, "y_mm": 5.0}]}, "body.points.4: (2000, 5) mm is outside"),
        ({"points": SQUARE * 13}, "body.points"),
        ({"points": SQUARE, "tap_mm": 0.0}, "body.tap_mm"),
        ({"kind": "face", "points": SQUARE}, "body.points: are not given for a face"),
        ({"kind": "bow"}, "body.kind"),
        ({"kind": "acceptance", "points": [*SQUARE, {}]}, "body.points: an acceptance test needs marks"),
        ({"points": [*SQUARE, {"shot_id": NOBODY}]}, "body.points: give shot_id with all of them"),
        ({"points": [{**p, "shot_id": NOBODY} for p in SQUARE]}, "body.points: the same arrow is there twice"),
        (
            {"points": [{**p, "shot_id": str(UUID(int=k))} for k, p in enumerate(SQUARE)]},
            f"body.points.0.shot_id: {UUID(int=0)} is no arrow that the sensors heard",
        ),
        ({"kind": "face", "face_kind": "wa_81"}, "body.face_kind"),
    ],
)
async def test_calibrations_that_cannot_be(body: dict[str, Any], place: str, phone: Phone, surveyed: None) -> None:
    code, _, errors = await phone.call("POST", "/calibration", body)
    assert code == 422
    assert errors[0].startswith(place), errors
    assert (await phone.call("GET", "/calibration"))[1] == []


async def test_without_a_survey_there_is_nothing_to_calibrate(phone: Phone) -> None:
    code, _, errors = await phone.call("POST", "/calibration", {"points": SQUARE})
    assert (code, "set first where the sensors are" in errors[0]) == (422, True)


async def test_calibrations_are_listed_newest_first(phone: Phone, surveyed: None) -> None:
    ids = []
    for _ in range(3):
        ids.append(await phone.create("/calibration", {"points": SQUARE}))
        assert (await phone.call("PATCH", f"/calibration/{ids[-1]}", {"status": "rejected"}))[0] == 202
    response = await phone.client.get("/api/v0/calibration?limit=2")
    first = [row["id"] for row in (await response.json())["data"]]
    rest = await phone.client.get(response.headers["Link"].split(";")[0].strip("<>"))
    assert first + [row["id"] for row in (await rest.json())["data"]] == ids[::-1]
    assert (await phone.call("GET", "/calibration?status=accepted"))[1] == []
    _, one, _ = await phone.call("GET", f"/calibration/{ids[0]}")
    assert (one["status"], one["points"], one["taps"], one["result"]) == (
        "rejected",
        [{**point, "shot_id": None} for point in SQUARE],
        [],
        None,
    )


async def test_a_report_of_what_there_is(phone: Phone, surveyed: None) -> None:
    calibration_id = await phone.create("/calibration", {"points": SQUARE})
    response = await phone.client.get(f"/api/v0/calibration/{calibration_id}/report")
    assert (response.status, response.content_type) == (200, "text/html")
    assert "Calibration" in await response.text()
    assert (await phone.call("GET", f"/calibration/{uuid4()}/report"))[0] == 404
    assert (await phone.call("GET", "/calibration/x/report"))[0] == 422


@pytest.mark.parametrize("status", ["accepted", "rolled_back", "proposed", "running", "", None])
async def test_decisions_that_cannot_be(status: str | None, phone: Phone, surveyed: None) -> None:
    calibration_id = await phone.create("/calibration", {"points": SQUARE})
    code, _, errors = await phone.call("PATCH", f"/calibration/{calibration_id}", {"status": status})
    assert code == 422
    assert errors[0].startswith("body.status")
    assert (await phone.call("GET", f"/calibration/{calibration_id}"))[1]["status"] == "asked"


async def test_of_one_that_was_given_up_there_is_nothing_to_decide(phone: Phone, surveyed: None) -> None:
    calibration_id = await phone.create("/calibration", {"points": SQUARE})
    assert (await phone.call("PATCH", f"/calibration/{calibration_id}", {"status": "rejected"}))[0] == 202
    code, _, errors = await phone.call("PATCH", f"/calibration/{calibration_id}", {"status": "proposed"})
    assert (code, errors) == (422, ["body.status: this calibration is rejected, so it cannot become proposed"])


async def test_a_target_is_proposed_only_from_taps(phone: Phone) -> None:
    code, _, errors = await phone.call("GET", "/target/calibrate")
    assert (code, errors) == (422, ["target: no session is open to hang a face in; open one first"])
