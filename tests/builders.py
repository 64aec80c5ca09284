"""Valid by default; say only what differs."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from appliance.core.events import Burst, BurstKey
from appliance.database.location import DatabaseLocation
from appliance.models.base_db import Queryable
from appliance.schema.survey import Survey
from appliance.sensing.surveys import GivenSurvey, SurveyInForce
from appliance.settings import Settings
from appliance.survey_file import digest_of
from drivers.sim.virtual_butt import BUTT_MM, DEMO_SENSORS

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
NOW_TEXT = "2026-11-23T10:00:00.000000Z"


def a_session(**changes: Any) -> dict[str, Any]:
    return {"is_opened": True, "start_time": NOW_TEXT, "location": "Hall", "distance": 18, **changes}


def an_arrow(**changes: Any) -> dict[str, Any]:
    return {
        "id": "0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01",
        "human_identifier": "7",
        "length": 72.5,
        "is_programmed": False,
        "registration_date": NOW_TEXT,
        **changes,
    }


def a_face(**changes: Any) -> dict[str, Any]:
    return {
        "x": 650.0,
        "y": 650.0,
        "radii": [40.0 * k for k in range(1, 11)],
        "points": list(range(10, 0, -1)),
        "human_identifier": "80 cm",
        "kind": "wa_80",
        "x_radius": 20.0,
        **changes,
    }


def a_target(session_id: str, **changes: Any) -> dict[str, Any]:
    return {"session_id": session_id, "max_x": 1300.0, "max_y": 1300.0, "faces": [a_face()], **changes}


def a_survey(**changes: Any) -> Survey:
    sensors = [{"id": s.id, "x_mm": s.x_mm, "y_mm": s.y_mm, "z_mm": s.z_mm} for s in DEMO_SENSORS]
    return Survey.model_validate({"butt": {"width_mm": BUTT_MM, "height_mm": BUTT_MM}, "sensors": sensors, **changes})


def surveys(source: Queryable) -> SurveyInForce:
    """Nobody said at a page where the sensors are: a file did."""
    survey = a_survey()
    return SurveyInForce(source, GivenSurvey(survey, digest_of(survey)))


def a_burst(sequence: int = 1, *, ticks: tuple[int | None, ...] = (), loop_us: float = 0.0, **changes: Any) -> Burst:
    return Burst(
        **{
            "key": BurstKey("archstats-1", 77, sequence),
            "received_at": NOW,
            "loop_us": loop_us,
            "ticks": ticks,
            "tick_hz": 8e6,
            "tick_bits": 32,
            **changes,
        }
    )


def settings_for(location: DatabaseLocation, data_dir: Path) -> Settings:
    """An appliance on this database, on a port of its own, for nobody else to find."""
    return Settings(
        postgres_socket_dir=Path(location.host),
        postgres_port=location.port,
        postgres_db=location.database,
        postgres_user=location.user,
        data_dir=data_dir,
        server_host="127.0.0.1",
        server_port=0,
        mdns=False,
        node_protocol="archstats",
    )
