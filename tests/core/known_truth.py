"""The sets with known truth by the path that arrows take, in whatever is known of the air."""

import json
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

from appliance.core.air.state import SlowState, at_first
from appliance.core.air.weather import INDOORS, OUTDOORS, STILL
from appliance.core.errors import LocateError
from appliance.core.geometry import CircleRegion, RectRegion, Sensor, SensorArray
from appliance.core.locating.burst import Timing
from appliance.core.locating.fix import Placed
from appliance.core.locating.placing import after_refusal, place_arrow
from tests.benchmarks.bursts import Butt, TrueAir
from tests.data import ACOUSTICS

LEARNED_FROM = 12
FAR_OFF_MM = 20.0
AIRS = ("known", "first outdoors", "first indoors", "learned outdoors", "learned indoors")
SPEED = 0.343


def array_of(geometry: dict[str, Any]) -> SensorArray:
    region = geometry["hit_region"]
    where: RectRegion | CircleRegion = (
        RectRegion(*region["x_mm"], *region["y_mm"])
        if region["type"] == "rect"
        else CircleRegion(region["x_mm"], region["y_mm"], region["r_mm"])
    )
    return SensorArray(tuple(Sensor(s["id"], s["x_mm"], s["y_mm"], s["z_mm"]) for s in geometry["sensors"]), where)


@cache
def air_of(air: str, array: SensorArray, sigma_us: float) -> SlowState:
    """What is known of the air before a case is heard; learned from arrows in a calm."""
    count = len(array.sensors)
    if air == "known":
        return at_first(count, STILL)
    state = at_first(count, OUTDOORS if air.endswith("outdoors") else INDOORS)
    dice, butt = random.Random(7), Butt(array, max(sigma_us, 0.1), TrueAir())
    for _ in range(LEARNED_FROM if air.startswith("learned") else 0):
        ticks = [round((t + 10_000) * 80) for t in butt.arrivals(dice, *butt.on_the_butt(dice))]
        try:
            state = place_arrow(ticks, array, state, Timing(80e6, 32, SPEED, butt.sigma_us, (0.0,) * count)).state
        except LocateError as refusal:
            state = after_refusal(state, refusal)
    return state


def answers_in(air: str, name: str) -> Iterator[tuple[dict[str, Any], Placed | LocateError]]:
    """Every case of a set, and what became of it."""
    data = json.loads((ACOUSTICS / f"{name}.json").read_text())
    arrays = {key: array_of(geometry) for key, geometry in data["geometries"].items()}
    for case in data["cases"]:
        array, sigma_us = arrays[case["geometry"]], case["sigma_us"]
        speed, unbiased = case["air"]["speed_mm_per_us"], (0.0,) * len(array.sensors)
        timing = Timing(case["tick_hz"], case["tick_bits"], speed, sigma_us, unbiased)
        try:
            yield case, place_arrow(case["ticks"], array, air_of(air, array, sigma_us), timing)
        except LocateError as refusal:
            yield case, refusal
