"""Every request of every endpoint, about rows that are there."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from appliance.routers import ENDPOINTS
from appliance.routers.endpoint import API
from tests.builders import NOW_TEXT, a_face, a_session, a_survey, a_target, an_arrow
from tests.models.helpers import Tables

TABLE_OF = {
    "archer": "archers",
    "arrow": "arrows",
    "arrow-set": "arrow_sets",
    "bow": "bows",
    "bracket": "brackets",
    "calibration": "calibrations",
    "correction_id": "corrections",
    "detection": "detections",
    "mark_id": "turn_marks",
    "match": "matches",
    "pairing": "pairings",
    "sensor-test": "sensor_tests",
    "session": "sessions",
    "shot": "shots",
    "sight-mark": "sight_marks",
    "signature_id": "signatures",
    "survey": "surveys",
    "target": "targets",
}
WORDS = {"end_number": "1", "number": "1", "channel": "0", "codename": "wa18", "kind": "wa_80"}
OF_NO_ROW = (
    "/address",
    "/backup",
    "/certificate",
    "/clock",
    "/export",
    "/face",
    "/import",
    "/log",
    "/round",
    "/update",
    "/wifi",
)
"""Where no row of a table is asked for, or in a process of its own, which another test asks."""


ARROW = "0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a99"


class Request(NamedTuple):
    """A request; whether its address is of one row; the statuses by which it may be refused."""

    method: str
    path: str
    is_of_one: bool
    refusals: tuple[int, ...]
    body: Any = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


async def requests(tables: Tables) -> list[Request]:
    """About each row that has an address of its own; those that change something about the first of each table."""
    ids = {
        word: [str(row["id"]) for row in await tables.admin.fetch(f"SELECT id FROM {name} ORDER BY ctid")]  # noqa: S608
        for word, name in TABLE_OF.items()
    }
    session_id = str(await tables.admin.fetchval("SELECT id FROM sessions WHERE is_opened"))
    gone = await tables.admin.fetchval("SELECT id FROM deleted_shots LIMIT 1")
    waiting = await tables.admin.fetchval("SELECT id FROM detections WHERE outcome = 'unplaced' LIMIT 1")
    ids["detection"] = [str(waiting), *(one for one in ids["detection"] if one != str(waiting))]
    ids["session"] = [session_id, *(one for one in ids["session"] if one != session_id)]
    bodies = await bodies_of(tables, ids)
    found = []
    for endpoint in ENDPOINTS:
        path = endpoint.path.removeprefix(API)
        if path.startswith(OF_NO_ROW):
            continue
        about = ids.get(path.split("/")[1], ids["session"]) if "id}" in path else [""]
        for row_id in about if endpoint.method == "GET" else about[:1]:
            if path == "/shot/{id}/restore":
                row_id = str(gone)  # noqa: PLW2901  (of a shot that is not there)
            filled = re.sub(r"\{(\w+)\}", partial(_word, ids, row_id), path)
            body = bodies.get((endpoint.method, path))
            found.append(Request(endpoint.method, filled, filled != path, endpoint.refusals, body))
    return sorted(found, key=lambda one: one.method != "GET")


def _word(ids: Mapping[str, list[str]], row_id: str, name: re.Match[str]) -> str:
    return WORDS.get(name[1]) or (ids[name[1]][0] if name[1] in ids else row_id)


async def bodies_of(tables: Tables, ids: Mapping[str, list[str]]) -> dict[tuple[str, str], Any]:
    """What is sent where, by method and path."""
    first = {word: found[0] for word, found in ids.items()}
    archers = ids["archer"]
    places = [{"archer_id": one, "letter": "AB"[k], "shooting_order": 2 - k} for k, one in enumerate(archers[:2])]
    signed = await tables.admin.fetchrow(
        "SELECT count(*) AS arrows, sum(coalesce(points_called, points, 0)) AS score FROM shots "
        "WHERE session_id = $1 AND archer_id = $2 AND NOT is_sighter",
        UUID(first["session"]),
        UUID(archers[0]),
    )
    assert signed is not None
    return {
        ("POST", "/session"): a_session(),
        ("PATCH", "/session/{id}"): {"location": "elsewhere", "start_time": NOW_TEXT},
        ("POST", "/archer"): {"name": "Robin", "arrow_ids": [first["arrow"]]},
        ("PATCH", "/archer/{id}"): {"name": "Marian", "arrow_ids": [first["arrow"]]},
        ("PUT", "/session/{id}/archers"): {"archers": places},
        ("PATCH", "/session/{id}/end/{end_number}"): {"archer_id": archers[1], "from_archer_id": archers[0]},
        ("PUT", "/archer/{id}/goal"): {"arrows": 300, "period": "week"},
        ("POST", "/archer/{id}/bow"): {"name": "Olympic"},
        ("PATCH", "/bow/{id}"): {"name": "Olympic"},
        ("POST", "/archer/{id}/arrow-set"): {"name": "Thin"},
        ("PATCH", "/arrow-set/{id}"): {"name": "Thin", "weight": 22.0},
        ("POST", "/bow/{id}/sight-mark"): {"distance": 18, "mark": 3.2, "arrow_set_id": first["arrow-set"]},
        ("POST", "/session/{id}/turn"): {"end_number": 3},
        ("POST", "/session/{id}/signature"): {"archer_id": archers[0], **signed},
        ("PUT", "/timer"): {"kind": "ends", "shooting_s": 120},
        ("POST", "/timer/action"): {"action": "start", "revision": 1},
        ("POST", "/arrow"): an_arrow(id=ARROW, human_identifier="77"),
        ("PATCH", "/arrow/{id}"): {"length": 70.0},
        ("POST", "/target"): a_target(first["session"]),
        ("PATCH", "/target/{id}"): {"max_x": 2000.0, "max_y": 2000.0, "faces": [a_face()]},
        ("POST", "/shot"): {"session_id": first["session"], "x": 650.0, "y": 650.0, "archer_id": archers[0]},
        ("PATCH", "/shot/{id}"): {"points_called": 8, "note": "so", "archer_id": archers[1]},
        ("POST", "/calibration"): {"kind": "face"},
        ("PATCH", "/calibration/{id}"): {"status": "rejected"},
        ("POST", "/detection/{id}/resolve"): {"resolution": "placed", "x": 650.0, "y": 650.0},
        ("POST", "/session/{id}/pass"): {"pass_number": 2},
        ("POST", "/bracket"): {"name": "Morning", "session_ids": [first["session"]]},
        ("POST", "/seeding"): {"session_ids": [first["session"]]},
        ("POST", "/match/{id}/begin"): {"arrows_per_turn": 3},
        ("PUT", "/match/{id}/first"): {"first": "b"},
        ("PATCH", "/match/{id}"): {"winner": "a", "judge": "Chris"},
        ("PUT", "/match/{id}/butt"): {"butt": "2"},
        ("PUT", "/match/{id}/result"): {"a": 6, "b": 2},
        ("POST", "/session/{id}/rescore"): {"dry_run": False, "distance": 30, "face_kind": "wa_122"},
        ("PATCH", "/sensor-test/{id}"): {"is_on": False},
        ("PUT", "/survey"): {"survey": a_survey().model_dump()},
        ("PUT", "/node"): {"url": "auto"},
        ("PATCH", "/device"): {"target_number": "12"},
        ("POST", "/pairing"): {"name": "Robin's phone", "code": "unknown"},
        ("POST", "/pairing-code"): {"role": "archer", "archer_id": archers[0]},
    }


def requests_of_no_row() -> list[Request]:
    """Those of OF_NO_ROW but for files that are written or read whole, whose rows another test counts; what sets
    something comes first."""
    found = [Request("PUT", "/backup/passphrase", is_of_one=False, refusals=(), body={"passphrase": "a long word"})]
    for endpoint in ENDPOINTS:
        path = endpoint.path.removeprefix(API)
        if path == "/backup/recovery-sheet" or (
            path.startswith(OF_NO_ROW) and not path.startswith(("/backup", "/exp"))
        ):
            filled = re.sub(r"\{(\w+)\}", lambda name: WORDS[name[1]], path)
            body: Any = None if endpoint.method == "GET" else {}
            found.append(Request(endpoint.method, filled, is_of_one=False, refusals=endpoint.refusals, body=body))
    return found
