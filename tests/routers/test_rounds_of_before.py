"""Sessions of before it was kept which arrows are beyond their round: each is worked out once, at the next start."""

from uuid import UUID

from appliance.database.pool import Pool
from appliance.rounds.rounds_of_before import RoundsOfBefore
from tests.models.helpers import Tables
from tests.routers.conftest import Phone
from tests.routers.test_beyond_rounds import beyond
from tests.routers.test_rounds import call_points, with_score

AS_BEFORE = """
SET session_replication_role = replica;
UPDATE sessions SET round_arrows = NULL;
UPDATE shots SET is_beyond = false;
INSERT INTO unsettled_rounds SELECT id FROM sessions WHERE round_name IS NOT NULL;
SET session_replication_role = DEFAULT;
"""


async def test_what_was_shot_beyond_a_round_counts_no_longer(phone: Phone, tables: Tables, server_pool: Pool) -> None:
    session_id = await with_score(phone, tables, 60, 9)
    await call_points(tables, session_id, [10] * 2)
    await tables.admin.execute(AS_BEFORE)
    assert (await phone.call("GET", f"/session/{session_id}/summary"))[1]["arrows"] == 62
    part = RoundsOfBefore(server_pool)
    assert await part.settle_one()
    assert await beyond(tables, session_id) == [21, 21]
    summary = (await phone.call("GET", f"/session/{session_id}/summary"))[1]
    assert (summary["arrows"], summary["score"]) == (60, 540)
    # once, and not at every start
    assert not await part.settle_one()
    assert await tables.admin.fetchval("SELECT count(*) FROM unsettled_rounds") == 0


async def test_a_round_that_nobody_knows_and_a_row_that_cannot_be_read_hold_nothing_up(
    phone: Phone, tables: Tables, server_pool: Pool
) -> None:
    session_id = await with_score(phone, tables, 62, 9)
    await tables.admin.execute(AS_BEFORE)
    await tables.admin.execute(
        """
        SET session_replication_role = replica;
        INSERT INTO sessions (is_opened, start_time, end_time, location, distance, round_name)
        SELECT false, now(), now(), 'Hall', 18, name FROM unnest('{"Our own", "WA 18m"}'::text[]) AS one (name);
        INSERT INTO unsettled_rounds SELECT id FROM sessions ON CONFLICT DO NOTHING;
        ALTER TABLE sessions DROP CONSTRAINT IF EXISTS sessions_location_in_domain;
        UPDATE sessions SET location = repeat('x', 4000) WHERE round_name = 'WA 18m' AND NOT is_opened;
        SET session_replication_role = DEFAULT;
        """
    )
    part = RoundsOfBefore(server_pool)
    while await part.settle_one():
        pass
    assert await beyond(tables, session_id) == [21, 21]
    assert await tables.admin.fetchval("SELECT count(*) FROM unsettled_rounds") == 0


async def test_a_session_from_a_file_of_before_is_worked_out_too(
    phone: Phone, tables: Tables, server_pool: Pool
) -> None:
    session_id = await with_score(phone, tables, 61, 9)
    await tables.admin.execute("SELECT set_config('arch_stats.is_importing', 'on', false)")
    imported: UUID = await tables.admin.fetchval(
        "INSERT INTO sessions (is_opened, start_time, end_time, location, distance, round_name) "
        "VALUES (false, now(), now(), 'Hall', 18, 'WA 18m') RETURNING id"
    )
    await tables.admin.execute("SELECT set_config('arch_stats.is_importing', '', false)")
    rows = await tables.admin.fetch("SELECT session_id FROM unsettled_rounds")
    assert [row["session_id"] for row in rows] == [imported]
    assert await RoundsOfBefore(server_pool).settle_one()
    assert await beyond(tables, session_id) == [21]
