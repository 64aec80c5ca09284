"""Arrows as they are written down, without a database."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from appliance.schema.archers import RosterEntryRead, RosterRead
from appliance.schema.sessions import SessionRead
from appliance.schema.shots import ShotExport
from tests.builders import NOW

SESSION = UUID(int=1)


def an_arrow_shot(k: int, **changes: Any) -> ShotExport:
    """The `k`th arrow of a session: a measured nine of the first end, by default."""
    at = NOW + timedelta(minutes=k)
    values = {
        "id": UUID(int=1000 + k),
        "seq": k, "shot_at": at, "end_number": 1, "archer_id": None, "archer": None, "bow": None, "arrow": None,
        "time": at, "x": 650.0, "y": 650.0, "face": "80 cm", "points": 9, "is_x": False, "points_called": None,
        "is_x_called": None, "sigma_major": 1.0, "sigma_minor": 0.5, "is_sighter": False, "is_surplus": False,
        "is_beyond": False, "is_out_of_time": False,
        "fate": "stuck", "source": "sensor", "note": None, **changes,
    }  # fmt: skip
    return ShotExport.model_validate(values)


def a_session_read(**changes: Any) -> SessionRead:
    values = {
        "id": SESSION, "is_opened": True, "start_time": datetime(2026, 11, 21, 4, 0, tzinfo=UTC), "end_time": None,
        "location": "Hall", "is_indoor": False, "distance": 18, "distance_unit": "m", "arrows_per_end": 3,
        "round_name": None, "notes": None, "held_back_from": None, "round_id": None,
        "begins_with_sighters": False, **changes,
    }  # fmt: skip
    return SessionRead.model_validate(values)


def a_roster(*names: str) -> RosterRead:
    """Archers A, B, ... with ids 1, 2, ..."""
    entries = [
        RosterEntryRead.model_validate(
            {
                "archer_id": UUID(int=k),
                "letter": "ABCD"[k - 1],
                "shooting_order": k,
                "name": name,
                "bow_style": "recurve",
            }
        )
        for k, name in enumerate(names, 1)
    ]
    return RosterRead(
        session_id=SESSION, arrows_per_turn=3 if names else None, rotates=False, archers=entries, others=[]
    )
