"""Who shot, and what of it is read again and again."""

from datetime import timedelta

from appliance.database.pool import Pool
from appliance.models.rounds_db import RoundsDB
from tests.models.helpers import Tables


async def test_an_arrow_that_is_entered_later_puts_nobody_in_front_of_others(tables: Tables, server_pool: Pool) -> None:
    session_id = await tables.session()
    robin, marian = [await tables.archer(name) for name in ("Robin", "Marian")]
    now = await tables.admin.fetchval("SELECT clock_timestamp()")
    await tables.landed(session_id, now, archer_id=robin, end_number=2)
    await tables.landed(session_id, now - timedelta(minutes=5), archer_id=marian, end_number=1)
    shooters = await RoundsDB(server_pool).shooters_of([session_id])
    assert [one.archer_id for one in shooters] == [robin, marian]


async def test_of_the_arrows_of_a_match_only_those_of_shoot_offs_are_measured(tables: Tables) -> None:
    body = await tables.admin.fetchval("SELECT prosrc FROM pg_proc WHERE proname = 'arrows_of_matches'")
    asked = body.replace("in_bracket_id", "gen_random_uuid()").replace("in_ends", "5")
    plan = "\n".join(row[0] for row in await tables.admin.fetch(f"EXPLAIN {asked}"))
    before, measured = plan.split("from_the_middle")
    assert before.splitlines()[-2].strip() == "One-Time Filter: (shots.end_number > 5)"
    assert "end_number > 5" not in measured
