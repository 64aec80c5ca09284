"""Prints which columns of the database have bounds besides their type; with the argument `faces`, the known faces.

The output is the list in sql/migrations/0009_bounds.sql or the whole of sql/routines/functions/face_kinds.sql; a test
compares them. A later migration bounds its own columns, which are in LATER: `SELECT bound_column('table', 'column')`.
"""

import json
import sys
import textwrap
from dataclasses import asdict

from appliance.core import limits
from appliance.core.limits import Integers, Numbers, Texts
from appliance.core.scoring.faces import FACES

WHOLE = {"is_whole": True}
"""An array that may not contain NULL."""

COLUMNS: dict[str, dict[str, Numbers | Integers | Texts | dict[str, bool]]] = {
    "appliance": {"butt_width_mm": limits.POSITIVE, "butt_height_mm": limits.POSITIVE},
    "archers": {
        "name": limits.ARCHER_NAME,
        "bow_style": limits.BOW_STYLE,
        "shaft_diameter": limits.POSITIVE,
        "notes": limits.NOTES,
    },
    "arrows": {
        "human_identifier": limits.ARROW_NAME,
        "length": limits.POSITIVE,
        "weight": limits.POSITIVE,
        "diameter": limits.POSITIVE,
        "spine": limits.POSITIVE,
        "label_position": limits.POSITIVE,
    },
    "detections": {
        "node": limits.NODE_NAME,
        "tick_hz": limits.FINITE_POSITIVE,
        "tick_bits": limits.TICK_BITS,
        "speed_mm_per_us": limits.FINITE_POSITIVE,
        "sigma_us": limits.FINITE_POSITIVE,
        "pulse_pins": WHOLE,
        "covariance_mm2": WHOLE,
        "channels": WHOLE,
        "left_out": WHOLE,
    },
    "losses": {"node": limits.NODE_NAME},
    "nodes": {"node": limits.NODE_NAME},
    "relocations": {"covariance_mm2": WHOLE, "channels": WHOLE, "left_out": WHOLE},
    "rosters": {"arrows_per_turn": limits.ARROWS_PER_END},
    "sensors": {
        "name": limits.SENSOR_NAME,
        "x_mm": limits.COORDINATE,
        "y_mm": limits.COORDINATE,
        "z_mm": limits.COORDINATE,
    },
    "session_archers": {"shooting_order": Integers(1, 4), "face": limits.FACE_NAME},
    "sessions": {
        "location": limits.LOCATION,
        "distance": limits.DISTANCE,
        "arrows_per_end": limits.ARROWS_PER_END,
        "round_name": limits.ROUND_NAME,
        "notes": limits.NOTES,
        "held_back_from": limits.GIVEN_END_NUMBER,
    },
    "set_aside": {"entry": limits.JOURNAL_ENTRY},
    "shots": {
        "x": limits.COORDINATE,
        "y": limits.COORDINATE,
        "end_number": limits.END_NUMBER,
        "face": limits.FACE_NAME,
        "points": Integers(0, 20),
        "points_called": Integers(0, 20),
        "sigma_major": limits.NOT_NEGATIVE,
        "sigma_minor": limits.NOT_NEGATIVE,
        "note": limits.SHOT_NOTE,
    },
    "tags_held": {"code": limits.TAG_CODE},
    "targets": {"max_x": limits.POSITIVE, "max_y": limits.POSITIVE},
}

LATER: dict[str, dict[str, Numbers | Integers | Texts | dict[str, bool]]] = {
    "appliance": {"time_zone": limits.TIME_ZONE, "target_number": limits.TARGET_NUMBER},
    "node_connections": {"url": limits.NODE_URL, "baud": limits.BAUD, "board_name": limits.BOARD_NAME},
    "session_archers": {"shooting_order": limits.SHOOTING_ORDER, "detail": limits.DETAIL},
    "turn_marks": {"set_by": limits.MADE_BY},
    "sessions": {"round_arrows": limits.ROUND_ARROWS},
    "shots": {"dealt_end": limits.END_NUMBER, "points": limits.POINTS, "points_called": limits.POINTS},
    "ends": {"end_number": limits.END_NUMBER, "arrows_per_end": limits.ARROWS_PER_END},
    "corrections": {"made_by": limits.MADE_BY},
    "pairings": {"name": limits.PHONE_NAME},
    "brackets": {"name": limits.ARCHER_NAME},
    "bracket_entries": {"name": limits.ARCHER_NAME, "seed": limits.SEED},
    "matches": {
        "ruled_by": limits.MADE_BY,
        "seed_a": limits.SEED,
        "seed_b": limits.SEED,
        "chosen_end": limits.END_NUMBER,
        "butt": limits.TARGET_NUMBER,
        "result_a": limits.MATCH_RESULT,
        "result_b": limits.MATCH_RESULT,
    },
    "signatures": {"end_number": limits.END_NUMBER, "signed_by": limits.MADE_BY},
    "shooting_timer": {
        "run_up_s": limits.RUN_UP_S,
        "shooting_s": limits.SHOOTING_S,
        "warning_s": limits.WARNING_S,
        "turns": limits.TIMER_TURNS,
        "arrows": limits.TIMER_ARROWS,
        "period": limits.TIMER_PERIOD,
        "followed": limits.TIMER_FOLLOWED,
        "end_number": limits.END_NUMBER,
        "closed_end": limits.END_NUMBER,
        "changed_by": limits.MADE_BY,
    },
    "programmings": {"other_arrow": limits.ARROW_NAME},
    "answers": {"asker": limits.WORD, "path": limits.PATH, "key": limits.MADE_BY, "body": limits.ANSWER},
}
"""Columns added or bounded differently by a later migration."""


def _bounds(limit: Numbers | Integers | Texts | dict[str, bool]) -> str:
    given = limit if isinstance(limit, dict) else asdict(limit)
    return json.dumps({name: value for name, value in given.items() if value is not None})


def column_bounds() -> str:
    """The rows of VALUES: table, column, bounds."""
    return ",\n".join(
        f"            ('{table}', '{column}', '{_bounds(limit)}')"
        for table, columns in sorted(COLUMNS.items())
        for column, limit in sorted(columns.items())
    )


def later_bounds() -> list[str]:
    """The statements of later migrations, one per column."""
    return [
        f"SELECT bound_column('{table}', '{column}', '{_bounds(limit)}');"
        for table, columns in LATER.items()
        for column, limit in columns.items()
    ]


def face_kinds() -> str:
    """sql/routines/functions/face_kinds.sql: the kinds of the catalogue."""
    words = textwrap.wrap(", ".join(f"'{kind}'" for kind in FACES), 100)
    lines = "\n".join(f"        {line}" for line in words)
    return (
        "-- Which faces there are: written by scripts/generate_types.bash from appliance/core/scoring/faces.py.\n\n"
        "CREATE OR REPLACE FUNCTION is_face_kind(kind text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$\n"
        f"    SELECT kind IN (\n{lines}\n    )\n"
        "$$;\n"
    )


if __name__ == "__main__":
    print(face_kinds() if sys.argv[1:] == ["faces"] else "\n".join([column_bounds(), *later_bounds()]), end="")
