"""A database of an earlier version with rows outside the bounds comes up all the same, and keeps what they were."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from appliance.database.codecs import set_codecs
from appliance.database.location import DatabaseLocation
from appliance.database.migrate import migrate
from appliance.database.pool import Connection
from appliance.models.arrows_db import ArrowsDB
from appliance.models.sessions_db import SessionsDB
from appliance.models.shots_db import ShotsDB
from appliance.models.targets_db import TargetsDB
from appliance.runtime.resources import migrations_dir
from appliance.schema.arrows import ArrowFilters
from appliance.schema.sessions import SessionFilters
from appliance.schema.shots import ShotFilters
from appliance.schema.targets import TargetFilters
from tests.builders import a_face
from tests.postgres import Cluster

SESSIONS = [UUID(int=k) for k in range(1, 4)]


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[DatabaseLocation]:
    """A database without any table."""
    with cluster.database("template1") as location:
        yield location


@pytest.fixture
async def earlier(empty: DatabaseLocation, tmp_path: Path) -> AsyncIterator[Connection]:
    """A database as the version before the bounds left it."""
    before = tmp_path / "before"
    before.mkdir()
    for file in migrations_dir().glob("*.sql"):
        if file.name < "0021":
            shutil.copy(file, before)
    connection = await asyncpg.connect(**empty.connect_arguments("tests"))
    await migrate(connection, before)
    await set_codecs(connection)
    yield connection
    await connection.close()


async def put_poison(connection: Connection) -> None:
    times = [("'0001-01-01'", "'infinity'"), ("'-infinity'", "'9999-12-31'"), ("'294000-01-01'", "'294001-01-01'")]
    for key, (start, end) in zip(SESSIONS, times, strict=True):
        await connection.execute(
            f"""
            INSERT INTO sessions (id, is_opened, start_time, end_time, location, distance, notes)
            VALUES ($1, false, {start}, {end}, E'Ha\\x07ll', 18, E'one\\ntwo\\x1b')
            """,  # noqa: S608  (our own times)
            key,
        )
    faces = [a_face(points=[1_000_000_000] * 10)]
    await connection.execute(
        "INSERT INTO targets (session_id, max_x, max_y, faces) VALUES ($1, 1300, 1300, $2)", SESSIONS[0], faces
    )
    await connection.execute(
        """
        INSERT INTO shots (session_id, arrow_landing_time, x, y, sigma_angle, face)
        VALUES ($1, 'infinity', 1e-200, 5, 'NaN', 'x')
        """,
        SESSIONS[0],
    )
    for name in ("'7'", "E'7\\x01'", "E'7\\x02'"):
        await connection.execute(
            f"""
            INSERT INTO arrows (id, human_identifier, length, is_programmed, weight, registration_date)
            VALUES (gen_random_uuid(), {name}, 'infinity', false, 'NaN', '-infinity')
            """  # noqa: S608  (our own names)
        )
    await connection.execute("INSERT INTO calibrations (request, result) VALUES ('{}', '{\"x\": 1e400}')")
    await connection.execute(
        """
        INSERT INTO detections (node, boot, sequence, detected_at, ticks, tick_hz, tick_bits, temp_c, speed_mm_per_us,
                                sigma_us, outcome, covariance_mm2, residuals_us)
        VALUES (E'n\\x01', 1, 1, '9999-12-31', '{1,2}', 'infinity', 32, 'NaN', 'NaN', 'infinity', 'noise', '{NaN,1,1}',
                '{{1,2},{3,4}}')
        """
    )


async def test_what_is_outside_the_bounds_is_mended_and_kept(earlier: Connection) -> None:
    await put_poison(earlier)
    await migrate(earlier, migrations_dir())
    sessions = (await SessionsDB(earlier).find(SessionFilters())).rows
    assert {session.id for session in sessions} == set(SESSIONS)
    assert {session.location for session in sessions} == {"Ha\ufffdll"}
    assert {session.notes for session in sessions} == {"one\ntwo\ufffd"}
    assert {session.start_time.year for session in sessions} == {1970, 2199}
    (shot,) = (await ShotsDB(earlier).find(ShotFilters())).rows
    assert (shot.x, shot.y, shot.sigma_angle, shot.points) == (0.0, 5.0, None, None)
    (target,) = (await TargetsDB(earlier).find(TargetFilters())).rows
    assert target.faces == []
    arrows = (await ArrowsDB(earlier).find(ArrowFilters())).rows
    assert len({arrow.human_identifier for arrow in arrows}) == 3
    assert all(arrow.weight is None and 999_000 < arrow.length < 1e6 for arrow in arrows)
    kept = await earlier.fetch("SELECT table_name, row_id, column_name, was FROM repairs")
    was = {(row["table_name"], row["row_id"], row["column_name"]): row["was"] for row in kept}
    assert was["sessions", str(SESSIONS[1]), "start_time"] == "-infinity"
    assert was["sessions", str(SESSIONS[0]), "location"] == "Ha\x07ll"
    assert "1000000000" in was["targets", str(target.id), "faces"]
    assert was["shots", str(shot.id), "x"] == "1e-200"
    assert {table for table, _, _ in was} == {"sessions", "targets", "shots", "arrows", "calibrations", "detections"}


async def test_a_sound_database_is_not_touched(earlier: Connection) -> None:
    await earlier.execute(
        "INSERT INTO sessions (is_opened, start_time, location, distance) VALUES (true, now(), 'x', 18)"
    )
    before = await earlier.fetchval("SELECT count(*) FROM changes")
    await migrate(earlier, migrations_dir())
    assert await earlier.fetchval("SELECT count(*) FROM repairs") == 0
    assert await earlier.fetchval("SELECT count(*) FROM changes") == before
