"""Every kit of sensors that the page offers is a survey that the appliance takes, on butts of any size."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from appliance.schema.survey import Survey
from drivers.sim.virtual_butt import BUTT_MM, DEMO_SENSORS

KITS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "web" / "src" / "domain" / "kits.json").read_text("utf-8")
)
SIZES = [(1300.0, 1300.0), (600.0, 600.0), (900.0, 1250.0), (2600.0, 1300.0)]


def survey_of(kit: dict[str, Any], width: float, height: float) -> Survey:
    sensors = [
        {
            "id": one["id"],
            "x_mm": one["across"] * width + one["dx_mm"],
            "y_mm": one["up"] * height + one["dy_mm"],
            "z_mm": float(kit["z_mm"]),
        }
        for one in kit["sensors"]
    ]
    board = {"centre_x_mm": width / 2, "centre_y_mm": height / 2} if kit["has_board"] else None
    return Survey.model_validate({"butt": {"width_mm": width, "height_mm": height}, "sensors": sensors, "board": board})


@pytest.mark.parametrize("kit", KITS, ids=[kit["kit"] for kit in KITS])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_kit_is_a_survey_on_any_butt(kit: dict[str, Any], width: float, height: float) -> None:
    survey = survey_of(kit, width, height)
    assert len(survey.sensors) == len(kit["sensors"])
    region = survey.array().region
    assert all(region.excess_mm(sensor.x_mm, sensor.y_mm) == 0 for sensor in survey.sensors)


def test_the_kit_of_eight_is_the_simulated_butt() -> None:
    (eight,) = [kit for kit in KITS if kit["kit"] == "eight"]
    found = survey_of(eight, BUTT_MM, BUTT_MM).array().sensors
    assert found == DEMO_SENSORS


def test_the_board_is_the_one_of_the_example() -> None:

    example = Path(__file__).parents[2] / "systemd" / "survey.toml.example"
    of_file = Survey.model_validate_json(json.dumps(tomllib.loads(example.read_text("utf-8"))))
    (board,) = [kit for kit in KITS if kit["kit"] == "freetarget"]
    of_kit = survey_of(board, of_file.butt.width_mm, of_file.butt.height_mm)
    for ours, theirs in zip(of_kit.sensors, of_file.sensors, strict=True):
        assert (ours.id, ours.z_mm) == (theirs.id, theirs.z_mm)
        assert (ours.x_mm, ours.y_mm) == pytest.approx((theirs.x_mm, theirs.y_mm))
    assert of_kit.board is not None
    assert of_file.board is not None
    assert of_kit.board.centre_x_mm == of_file.board.centre_x_mm
    assert of_kit.board.centre_y_mm == of_file.board.centre_y_mm
