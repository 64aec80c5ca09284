"""arch-stats locate: the pipeline's own functions over files of cases, one answer line per case."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from appliance.core.acoustics import speed_mm_per_us
from appliance.core.errors import GeometryError, LocateError
from appliance.core.geometry import CircleRegion, RectRegion, Region, Sensor, SensorArray
from appliance.core.locating import locate_ticks
from appliance.errors import StartError
from appliance.sensing.measure import OUTCOMES

CASES = "acoustics-cases/1"
SOUND = "acoustics-sound/1"


def locate(paths: list[Path]) -> int:
    """Print one JSON object per case. A file that cannot be answered is told, and does not keep the others back."""
    status = 0
    for path in paths:
        try:
            for answer in answers(path):
                print(json.dumps(answer))
        except StartError as error:
            print(f"arch-stats: {error}", file=sys.stderr)
            status = 1
        sys.stdout.flush()
    return status


def answers(path: Path) -> Iterator[dict[str, Any]]:
    """One answer per case of a file. Raises StartError for a file that is none of the known formats."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StartError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise StartError(f"{path}: is not JSON: {error}") from error
    try:
        if data["format"] == CASES:
            yield from _cases(data)
        elif data["format"] == SOUND:
            yield from _sound(data)
        else:
            raise StartError(f"{path}: is {data['format']!r}; this command answers {CASES!r} and {SOUND!r}")
    except (KeyError, TypeError, IndexError) as error:
        raise StartError(f"{path}: {error!r} is missing or of the wrong kind") from error
    except GeometryError as error:
        raise StartError(f"{path}: {error}") from error


def _sound(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(data["rows"]):
        speed = speed_mm_per_us(row["temp_c"], row["rh_pct"], row["pressure_pa"])
        yield {"id": f"{data['set']}-{number:03d}", "c_m_per_s": round(speed * 1000, 4)}


def _cases(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    arrays = {name: _array(geometry) for name, geometry in data["geometries"].items()}
    for case in data["cases"]:
        yield {"id": case["id"], **_answer(case, arrays[case["geometry"]])}


def _answer(case: dict[str, Any], array: SensorArray) -> dict[str, Any]:
    try:
        fix = locate_ticks(
            case["ticks"],
            array,
            tick_hz=case["tick_hz"],
            tick_bits=case["tick_bits"],
            speed_mm_per_us=case["air"]["speed_mm_per_us"],
            sigma_us=case["sigma_us"],
        )
    except LocateError as error:
        return {"outcome": OUTCOMES.get(error.reason, "unplaced"), "reason": str(error)}
    return {
        "outcome": "located",
        "x_mm": fix.x_mm,
        "y_mm": fix.y_mm,
        "covariance_mm2": list(fix.covariance_mm2),
        "left_out": [array.sensors[k].id for k in fix.left_out],
    }


def _array(geometry: dict[str, Any]) -> SensorArray:
    region = geometry["hit_region"]
    where: Region = (
        RectRegion(*region["x_mm"], *region["y_mm"])
        if region["type"] == "rect"
        else CircleRegion(region["x_mm"], region["y_mm"], region["r_mm"])
    )
    return SensorArray(tuple(Sensor(s["id"], s["x_mm"], s["y_mm"], s["z_mm"]) for s in geometry["sensors"]), where)
