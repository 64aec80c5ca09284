"""arch-stats locate: runs the solver on files of cases, one answer line per case; a case states its air."""

import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from appliance.commands.terminal import in_terminal_language
from appliance.core.air.session_fit import AirPriors, fit_air
from appliance.core.air.sound import speed_mm_per_us
from appliance.core.air.state import at_first
from appliance.core.air.weather import STILL
from appliance.core.arrival import Arrival
from appliance.core.calibration.quality import Calibrated, calibrate
from appliance.core.calibration.taps import Priors, Tap
from appliance.core.errors import GeometryError, LocateError
from appliance.core.geometry import CircleRegion, RectRegion, Region, Sensor, SensorArray
from appliance.core.locating.burst import Timing, diameter_mm, unwrap_candidates_us, with_quantisation
from appliance.core.locating.placing import in_still_air, place_arrivals, place_arrow
from appliance.core.locating.solver import closed_form_start
from appliance.core.message import message, message_of
from appliance.errors import StartError
from appliance.messages.translation import english_of
from appliance.sensing.measure import OUTCOMES

CASES = "acoustics-cases/1"
CALIBRATION = "acoustics-calibration/1"
SOUND = "acoustics-sound/1"


def locate(paths: list[Path]) -> int:
    """Print one JSON object per case; a file that fails is reported, and the others are still answered. Returns 1 if
    one failed."""
    status = 0
    for path in paths:
        try:
            for answer in answers(path):
                print(json.dumps(answer))
        except StartError as error:
            print(f"arch-stats: {in_terminal_language()(message_of(error))}", file=sys.stderr)
            status = 1
        sys.stdout.flush()
    return status


def answers(path: Path) -> Iterator[dict[str, Any]]:
    """One answer per case of a file. Raises StartError for a file that is unreadable, incomplete or of an unknown
    format."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StartError(message("given_unreadable", file=str(path), why=message_of(error))) from error
    except ValueError as error:
        raise StartError(message("given_not_json", file=str(path), why=str(error))) from error
    try:
        if data["format"] == CASES:
            yield from _cases(data)
        elif data["format"] == SOUND:
            yield from _sound(data)
        elif data["format"] == CALIBRATION:
            yield from _calibrations(data)
        else:
            known = ", ".join(map(repr, (CASES, CALIBRATION, SOUND)))
            given = repr(data["format"])
            raise StartError(message("given_of_other_format", file=str(path), given=given, known=known))
    except (KeyError, TypeError, IndexError) as error:
        raise StartError(message("given_incomplete", file=str(path), what=repr(error))) from error
    except (GeometryError, ValueError) as error:
        raise StartError(message("given_wrong", file=str(path), why=message_of(error))) from error


def _sound(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(data["rows"]):
        speed = speed_mm_per_us(row["temp_c"], row["rh_pct"], row["pressure_pa"])
        yield {"id": f"{data['set']}-{number:03d}", "c_m_per_s": round(speed * 1000, 4)}


def _cases(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    arrays = {name: _array(geometry) for name, geometry in data["geometries"].items()}
    for case in data["cases"]:
        yield {"id": case["id"], **_answer(case, arrays[case["geometry"]])}


def _answer(case: dict[str, Any], array: SensorArray) -> dict[str, Any]:
    speed, unbiased = case["air"]["speed_mm_per_us"], (0.0,) * len(array.sensors)
    timing = Timing(case["tick_hz"], case["tick_bits"], speed, case["sigma_us"], unbiased)
    try:
        fix = place_arrow(case["ticks"], array, at_first(len(array.sensors), STILL), timing).fix
    except LocateError as error:
        return {"outcome": OUTCOMES.get(error.reason, "unplaced"), "reason": english_of(error)}
    return {
        "outcome": "located",
        "x_mm": fix.x_mm,
        "y_mm": fix.y_mm,
        "covariance_mm2": list(fix.covariance_mm2),
        "left_out": [array.sensors[k].id for k in fix.left_out],
    }


def _calibrations(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for case in data["cases"]:
        array = _array(data["geometries"][case["geometry"]])
        if "taps" not in case:
            yield from _session(case, array)
            continue
        prior = case["prior"]
        speed, sigma_us = case["air"]["speed_mm_per_us"], with_quantisation(case["sigma_us"], case["tick_hz"])
        found = calibrate(
            array,
            [Tap(tuple(_times_us(tap, case, array)), tap["x_mm"], tap["y_mm"]) for tap in case["taps"]],
            speed_mm_per_us=speed,
            sigma_us=sigma_us,
            priors=Priors(prior["sensor_mm"], prior["bias_us"], prior["speed_mm_per_us"], prior["tap_mm"]),
        )
        fitted = SensorArray(found.fit.sensors, array.region)
        for shot in case["shots"]:
            yield {"id": shot["id"], **_calibrated_answer(_times_us(shot, case, array), fitted, found, sigma_us)}


def _session(case: dict[str, Any], array: SensorArray) -> Iterator[dict[str, Any]]:
    """Answers for shots that share an unknown wind and an uncertain speed of sound."""
    speed, sigma_us = case["air"]["speed_mm_per_us"], with_quantisation(case["sigma_us"], case["tick_hz"])
    shots = [_times_us(shot, case, array) for shot in case["shots"]]
    starts = [_about(times_us, array, speed) for times_us in shots]
    fit = fit_air(array.sensors, shots, starts, speed_mm_per_us=speed, sigma_us=sigma_us, priors=AirPriors())
    for shot, (x_mm, y_mm), covariance in zip(case["shots"], fit.places, fit.covariances_mm2, strict=True):
        yield {
            "id": shot["id"], "outcome": "located", "x_mm": x_mm, "y_mm": y_mm, "covariance_mm2": list(covariance),
        }  # fmt: skip


def _about(times_us: list[float | None], array: SensorArray, speed: float) -> tuple[float, float]:
    arrivals = [Arrival(c, array.sensors[c], t) for c, t in enumerate(times_us) if t is not None]
    return closed_form_start(arrivals, speed) or array.region.centre


def _calibrated_answer(
    times_us: list[float | None], fitted: SensorArray, found: Calibrated, sigma_us: float
) -> dict[str, Any]:
    fit = found.fit
    arrivals = [Arrival(c, fitted.sensors[c], t - fit.bias_us[c]) for c, t in enumerate(times_us) if t is not None]
    try:
        around = in_still_air(fitted, fit.speed_mm_per_us, math.hypot(sigma_us, fit.residual_us))
        fix = place_arrivals(arrivals, around).fix
    except LocateError as error:
        return {"outcome": OUTCOMES.get(error.reason, "unplaced"), "reason": english_of(error)}
    return {"outcome": "located", "x_mm": fix.x_mm, "y_mm": fix.y_mm, "covariance_mm2": list(fix.covariance_mm2)}


def _times_us(heard: dict[str, Any], case: dict[str, Any], array: SensorArray) -> list[float | None]:
    reach_us = 1.1 * diameter_mm(array) / case["air"]["speed_mm_per_us"]
    return unwrap_candidates_us(heard["ticks"], case["tick_hz"], case["tick_bits"], reach_us)[0]


def _array(geometry: dict[str, Any]) -> SensorArray:
    region = geometry["hit_region"]
    where: Region = (
        RectRegion(*region["x_mm"], *region["y_mm"])
        if region["type"] == "rect"
        else CircleRegion(region["x_mm"], region["y_mm"], region["r_mm"])
    )
    return SensorArray(tuple(Sensor(s["id"], s["x_mm"], s["y_mm"], s["z_mm"]) for s in geometry["sensors"]), where)
