"""A bracket whose matches are shot at several butts: what the box of another butt shot comes back in its export."""

from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from appliance.archive.writer import write_archive
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from tests.archive.helpers import bring_in, contents, fill, is_another_appliance, owner
from tests.models.helpers import Tables

UNSHOT = """
    UPDATE matches
       SET session_id = NULL, seed_a = NULL, seed_b = NULL, ruled_winner = NULL, ruled_by = NULL, ruled_at = NULL
"""


async def shot_there(other: Pool) -> UUID:
    """The match is shot in a session of its own there, in which an arrow lands; the session's id."""
    session_id = uuid4()
    await other.execute(
        """
        INSERT INTO sessions (id, is_opened, start_time, end_time, location, distance)
        VALUES ($1, false, now(), now(), 'second butt', 18)
        """,
        session_id,
    )
    await other.execute(
        "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, now(), 650, 650)", session_id
    )
    await other.execute("UPDATE matches SET session_id = $1, seed_a = 1, seed_b = 2", session_id)
    return session_id


async def match_here(pool: Pool) -> asyncpg.Record:
    (found,) = await pool.fetch("SELECT * FROM matches")
    return found


async def test_a_match_that_another_butt_shot_comes_with_its_arrows(
    tables: Tables, pool: Pool, elsewhere: DatabaseLocation, tmp_path: Path
) -> None:
    await fill(tables)
    await tables.admin.execute(UNSHOT)
    await write_archive(pool, tmp_path / "bracket")
    async with owner(elsewhere) as other:
        await is_another_appliance(other)
        await bring_in(other, tmp_path / "bracket")
        session_id = await shot_there(other)
        await write_archive(other, tmp_path / "shot")
    added = await bring_in(pool, tmp_path / "shot")
    assert (added["sessions"], added["shots"], added["matches"]) == (1, 1, 0)
    match = await match_here(pool)
    assert (match["session_id"], match["seed_a"], match["seed_b"]) == (session_id, 1, 2)
    before = await contents(pool)
    await bring_in(pool, tmp_path / "shot")
    assert await contents(pool) == before


@pytest.mark.parametrize("is_decided_here", [False, True], ids=["to be shot", "decided here"])
async def test_what_another_box_entered_is_known_here_unless_this_one_knows_better(
    is_decided_here: bool, tables: Tables, pool: Pool, elsewhere: DatabaseLocation, tmp_path: Path
) -> None:
    await fill(tables)
    await tables.admin.execute(UNSHOT)
    await write_archive(pool, tmp_path / "bracket")
    async with owner(elsewhere) as other:
        await is_another_appliance(other)
        await bring_in(other, tmp_path / "bracket")
        await other.execute(
            """
            UPDATE matches
               SET seed_a = 1, seed_b = 2, ruled_winner = 'b', ruled_at = now(), result_a = 2, result_b = 6
            """
        )
        await write_archive(other, tmp_path / "entered")
    if is_decided_here:
        await tables.admin.execute(
            "UPDATE matches SET seed_a = 1, seed_b = 2, ruled_winner = 'a', ruled_by = 'judge:Chris', ruled_at = now()"
        )
    await bring_in(pool, tmp_path / "entered")
    match = await match_here(pool)
    found = (match["ruled_winner"], match["result_a"], match["result_b"])
    assert found == (("a", None, None) if is_decided_here else ("b", 2, 6))
