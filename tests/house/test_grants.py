"""What each role may not do: PostgreSQL itself is asked."""

import asyncpg
import pytest

from appliance.database.pool import Pool

DENIED = asyncpg.InsufficientPrivilegeError


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO shots (session_id, x, y, arrow_landing_time) VALUES (gen_random_uuid(), 1, 1, now())",
        "UPDATE shots SET x = 1",
        "UPDATE shots SET y = 1",
        "UPDATE shots SET points = 10",
        "UPDATE shots SET seq = 1",
        "UPDATE detections SET x_mm = 1",
        "UPDATE detections SET resolution = 'dismissed'",
        "INSERT INTO detections (node, boot, sequence) VALUES ('n', 1, 1)",
        "DELETE FROM detections",
        "UPDATE nodes SET state = 'listening'",
        "UPDATE sensors SET x_mm = 0",
        "DELETE FROM changes",
        "UPDATE appliance SET ws_channel = 'other'",
        "UPDATE shots SET attribution = 'person'",
        "UPDATE shots SET note = 'x'",
        "DELETE FROM shots",
        "DELETE FROM deleted_shots",
        "UPDATE corrections SET made_by = 'x'",
        "DELETE FROM turn_marks",
        "UPDATE ends SET closed_by = 'timer'",
        "UPDATE calibrations SET status = 'accepted'",
        "UPDATE calibrations SET result = '{}'",
        "SELECT begin_calibration(gen_random_uuid())",
        "SELECT propose_calibration(gen_random_uuid(), '{}', NULL)",
        "DELETE FROM relocations",
        "CREATE TABLE mine (id integer)",
        "DROP TABLE shots",
    ],
)
async def test_the_server_may_not(statement: str, server_pool: Pool) -> None:
    with pytest.raises(DENIED):
        await server_pool.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO sessions (is_opened, start_time, location, distance) VALUES (true, now(), 'x', 18)",
        "UPDATE sessions SET is_opened = false",
        "DELETE FROM sessions",
        "UPDATE shots SET points_called = 10",
        "DELETE FROM shots",
        "UPDATE targets SET faces = '[]'",
        "UPDATE arrows SET diameter = 5",
        "UPDATE detections SET outcome = 'noise'",
        "DELETE FROM detections",
        "SELECT enter_shot(gen_random_uuid(), NULL, NULL, NULL, NULL, 1, false, 'stuck', NULL, NULL, NULL, NULL, NULL)",
        "SELECT amend_shots(ARRAY[gen_random_uuid()], '{}', NULL)",
        "SELECT remove_shot(gen_random_uuid(), NULL)",
        "SELECT restore_shot(gen_random_uuid(), NULL)",
        "SELECT set_turn(gen_random_uuid(), NULL, 2, NULL, NULL)",
        "SELECT take_back_turn(gen_random_uuid(), gen_random_uuid(), NULL)",
        "DELETE FROM changes",
        "INSERT INTO archers (name) VALUES ('x')",
        "UPDATE rosters SET arrows_per_turn = 1",
        "UPDATE shots SET note = 'x'",
        "INSERT INTO calibrations (request) VALUES ('{}')",
        "SELECT decide_calibration(gen_random_uuid(), 'accepted')",
        "UPDATE calibrations SET status = 'accepted'",
        "UPDATE calibrations SET result = '{}'",
        "CREATE TABLE mine (id integer)",
    ],
)
async def test_the_sensors_may_not(statement: str, sensing_pool: Pool) -> None:
    with pytest.raises(DENIED):
        await sensing_pool.execute(statement)


async def test_a_coordinate_entered_by_a_person_is_marked(server_pool: Pool) -> None:
    session_id = await server_pool.fetchval(
        "INSERT INTO sessions (is_opened, start_time, location, distance) VALUES (true, now(), 'x', 18) RETURNING id"
    )
    shot_id = await server_pool.fetchval(
        "SELECT enter_shot($1, NULL, now(), 1, 2, NULL, false, 'stuck', NULL, NULL, NULL, NULL, NULL)", session_id
    )
    assert await server_pool.fetchval("SELECT source FROM shots WHERE id = $1", shot_id) == "manual"
