"""Every round that can be shot at one butt, from the data files of archeryutils and our own."""

import asyncio
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, get_args

from appliance.core.message import refusal
from appliance.core.scoring.faces import FACES
from appliance.core.scoring.rings import Scoring
from appliance.errors import InvalidValue
from appliance.rounds.more_rounds import MORE_ROUNDS
from appliance.rounds.rules import INDOORS, arrows_per_end, bow_styles, faces_for
from appliance.schema.rounds import PassRead, RoundRead

LOCATIONS = {"indoor": "indoor", "i": "indoor", "outdoor": "outdoor", "field": "field"}
UNITS = {"metre": "m", "yard": "yd", "foot": "ft"}
FEET_IN_YARD = 3


class RoundError(InvalidValue):
    """An unknown round, or an impossible score or match; the message has the place in the request."""


@cache
def every_round() -> dict[str, dict[str, Any]]:
    """The data of every round by codename."""
    spec = find_spec("archeryutils")
    assert spec is not None  # noqa: S101  (a required dependency)
    assert spec.submodule_search_locations is not None  # noqa: S101
    folder = Path(spec.submodule_search_locations[0]) / "round_data_files"
    rounds = [data for path in sorted(folder.glob("*.json")) for data in json.loads(path.read_text("utf-8"))]
    return {data["codename"]: data for data in rounds} | MORE_ROUNDS


@cache
def catalogue() -> dict[str, RoundRead]:
    """Every round that is offered, by name.

    Not offered are the unmarked and mixed rounds of juniors (white peg): archeryutils has only average distances for
    them, and the rules of World Archery do not say between which distances their targets stand.
    """
    rounds = (_round(data, has_twin=f"{code}_compound" in every_round()) for code, data in every_round().items())
    return {known.name: known for known in sorted((r for r in rounds if r is not None), key=lambda known: known.name)}


async def find_round(name: str | None) -> RoundRead | None:
    """The round with this name, if it is offered; else None."""
    if name is None:
        return None
    # reading the catalogue takes long, so it is done in a thread: arrows may be landing
    known = catalogue() if catalogue.cache_info().currsize else await asyncio.to_thread(catalogue)
    return known.get(name)


async def check_round_name(name: str | None) -> None:
    """Raise RoundError when no round has this name."""
    if name is not None and await find_round(name) is None:
        raise RoundError(refusal("body.round_name", "no_round_called", round=repr(name[:100]), address="/api/v0/round"))


def _round(data: dict[str, Any], *, has_twin: bool) -> RoundRead | None:
    """The round of the data; None if a pass cannot be shot as described."""
    codename, body = data["codename"], data.get("body")
    location = "indoor" if codename in INDOORS else LOCATIONS.get(str(data.get("location", "")).lower())
    per_end = arrows_per_end(codename, body, location)
    passes = [_pass(part, codename, per_end) for part in data["passes"]]
    offered = [part for part in passes if part is not None]
    if len(offered) < len(passes):
        return None
    return RoundRead.model_validate(
        {
            "name": data["name"],
            "codename": codename,
            "body": body,
            "location": location,
            "arrows_per_end": per_end,
            "bow_styles": bow_styles(data["name"], has_twin=has_twin),
            "counts": list(FACES[offered[0].faces[0]].counts),
            "passes": offered,
        }
    )


def _pass(part: dict[str, Any], codename: str, per_end: int) -> PassRead | None:
    distance, unit = float(part["distance"]), UNITS[part["dist_unit"]]
    if unit == "yd" and not distance.is_integer():
        # field archery states short distances in feet: 6.667 yd is 20 ft
        distance, unit = float(round(distance * FEET_IN_YARD)), "ft"
    faces = faces_for(part["scoring"], part["diameter"], part.get("diameter_unit", "cm"), codename)
    if not distance.is_integer() or part["scoring"] not in get_args(Scoring) or not faces:
        return None
    nearest, farthest = part.get("between", (None, None))
    return PassRead.model_validate(
        {
            "arrows": part["n_arrows"],
            "arrows_per_end": min(per_end, part["n_arrows"]),
            "distance": int(distance),
            "distance_unit": unit,
            "nearest": nearest,
            "farthest": farthest,
            "face_diameter": float(part["diameter"]),
            "face_unit": part.get("diameter_unit", "cm"),
            "scoring": part["scoring"],
            "faces": faces,
        }
    )
