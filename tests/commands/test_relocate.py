"""Stored measurements placed again: shown first, written on request, the old positions kept."""

import random
from pathlib import Path
from uuid import UUID

import pytest

from appliance.core.coincidence import Impact
from appliance.core.events import Air
from appliance.core.geometry import Sensor
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from appliance.models.detections_db import DetectionsDB
from appliance.models.shots_db import ShotsDB
from appliance.schema.shots import SensedShot
from appliance.schema.survey import Survey
from appliance.sensing.detection_rows import Moment, detection_row
from appliance.sensing.measure import measurer
from drivers.sim.virtual_butt import DEMO_SENSORS, VirtualButt
from tests.builders import NOW, a_burst, a_survey
from tests.hil.test_cli import complaint, typed
from tests.models.helpers import Tables

PLACES = [(400.0, 400.0), (650.0, 700.0), (900.0, 800.0)]
MOVED = tuple(Sensor(s.id, s.x_mm + (8.0 if s.id == "NE" else 0.0), s.y_mm, s.z_mm) for s in DEMO_SENSORS)
CROOKED = tuple(
    Sensor(s.id, s.x_mm + {"NE": 8.0, "W": -7.0, "SE": 5.0}.get(s.id, 0.0), s.y_mm, s.z_mm) for s in DEMO_SENSORS
)


def survey_of(sensors: tuple[Sensor, ...], sigma_us: float) -> Survey:
    listed = [{"id": s.id, "x_mm": s.x_mm, "y_mm": s.y_mm, "z_mm": s.z_mm} for s in sensors]
    return a_survey(sensors=listed, acoustics={"sigma_us": sigma_us})


async def shoot(pool: Pool, session_id: UUID, survey: Survey, sensors: tuple[Sensor, ...]) -> None:
    """Three arrows on a butt with these sensors, measured by `survey`."""
    dice, measure, butt = random.Random(3), measurer(survey), VirtualButt(sensors=sensors, sigma_us=0.2)
    for k, (x, y) in enumerate(PLACES, 1):
        ticks = butt.ticks(x, y, k * 1e6, dice)
        impact = Impact(a_burst(k, ticks=ticks, air=Air(18.0, 55.0, 101_325.0)), (), believed=True)
        place = measure.place(impact, measure.at_first(is_indoor=False))
        detection_id = await DetectionsDB(pool).insert_one(
            detection_row(measure, impact, place, Moment(NOW, session_id))
        )
        ellipse = place.ellipse
        if place.outcome == "located" and place.x_mm is not None and place.y_mm is not None and ellipse is not None:
            assert detection_id is not None
            await ShotsDB(pool).insert_sensed(
                SensedShot(
                    session_id=session_id,
                    detection_id=detection_id,
                    arrow_landing_time=NOW,
                    x=place.x_mm,
                    y=place.y_mm,
                    sigma_major=ellipse.sigma_major_mm,
                    sigma_minor=ellipse.sigma_minor_mm,
                    sigma_angle=ellipse.angle_deg,
                )
            )


def environment(location: DatabaseLocation, survey: Survey, folder: Path) -> dict[str, str]:
    path = folder / "survey.json"
    path.write_text(survey.model_dump_json())
    return {
        "POSTGRES_SOCKET_DIR": location.host,
        "POSTGRES_PORT": str(location.port),
        "POSTGRES_DB": location.database,
        "POSTGRES_USER": location.user,
        "ARCH_STATS_DATA_DIR": str(folder),
        "ARCH_STATS_SURVEY": str(path),
    }


async def places(tables: Tables) -> list[tuple[float, float]]:
    rows = await tables.admin.fetch(
        "SELECT shots.x, shots.y FROM shots JOIN detections AS d ON d.id = detection_id ORDER BY d.sequence"
    )
    return [(row["x"], row["y"]) for row in rows]


async def test_shown_drawn_written_and_kept(
    tables: Tables, sensing_pool: Pool, location: DatabaseLocation, tmp_path: Path
) -> None:
    session_id = await tables.session()
    await tables.target(session_id)
    await shoot(sensing_pool, session_id, survey_of(DEMO_SENSORS, 12.0), MOVED)
    before = await places(tables)
    assert len(before) == 3
    assert max(abs(x - px) + abs(y - py) for (x, y), (px, py) in zip(before, PLACES, strict=True)) > 1.0
    env = environment(location, survey_of(MOVED, 12.0), tmp_path)
    picture = tmp_path / "moves.svg"
    code, out, err = await typed("relocate", "--session", str(session_id), "--picture", str(picture), **env)
    assert code == 0, err
    assert "by the survey alone: 3 measurements would change" in out
    assert "nothing is written yet" in out
    assert picture.read_text().count("<line ") == 3
    assert await places(tables) == before
    since = await tables.admin.fetchval("SELECT max(seq) FROM changes")
    code, out, err = await typed("relocate", "--write", **env)
    assert (code, "written" in out) == (0, True), err
    for (x, y), expected in zip(await places(tables), PLACES, strict=True):
        assert (x, y) == pytest.approx(expected, abs=0.4)
    kept = await tables.admin.fetch(
        "SELECT r.x_mm, r.y_mm FROM relocations AS r JOIN detections AS d ON d.id = detection_id ORDER BY d.sequence"
    )
    assert [(row["x_mm"], row["y_mm"]) for row in kept] == before
    # every phone is told
    heard = await tables.admin.fetch("SELECT table_name, op FROM changes WHERE seq > $1", since)
    assert sorted({(row["table_name"], row["op"]) for row in heard}) == [("detections", "update"), ("shots", "update")]
    code, out, _ = await typed("relocate", **env)
    assert (code, "0 measurements would change" in out) == (0, True)


async def test_what_could_not_be_placed_then_becomes_a_shot_and_what_could_stays(
    tables: Tables, sensing_pool: Pool, location: DatabaseLocation, tmp_path: Path
) -> None:
    session_id = await tables.session()
    # a doubt so small that the wrong survey contradicts every arrow
    await shoot(sensing_pool, session_id, survey_of(DEMO_SENSORS, 0.3), CROOKED)
    then = await places(tables)
    assert len(then) < 3
    code, _, err = await typed("relocate", "--write", **environment(location, survey_of(CROOKED, 0.3), tmp_path))
    assert code == 0, err
    now = await places(tables)
    assert len(now) == 3
    # and back: nobody takes an arrow away that was placed once
    code, out, err = await typed("relocate", "--write", **environment(location, survey_of(DEMO_SENSORS, 0.3), tmp_path))
    assert (code, "kept as they are" in out) == (0, True), err
    assert len(await places(tables)) == 3


async def test_what_cannot_be_relocated_is_reported(location: DatabaseLocation, tmp_path: Path) -> None:
    env = environment(location, a_survey(), tmp_path)
    nowhere = "0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01"
    code, _, err = await typed("relocate", "--session", nowhere, **env)
    assert (code, f"there is no session {nowhere}" in complaint(err)) == (1, True)
    assert (await typed("relocate", "--session", "x", **env))[0] == 2
    code, _, err = await typed("relocate", **{k: v for k, v in env.items() if k != "ARCH_STATS_SURVEY"})
    assert (code, "nobody has said where the sensors are" in complaint(err)) == (1, True)
