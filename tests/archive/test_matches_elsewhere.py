"""A bracket whose matches are shot at several butts: what the box of another butt shot comes back in its export."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from appliance.archive.writer import write_archive
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from appliance.models.brackets_db import BracketsDB
from appliance.rounds.bracketing import bracket_read
from appliance.schema.archive import TableName
from tests.archive.helpers import bring_in, contents, fill, is_another_appliance, owner
from tests.models.helpers import Tables

UNSHOT = """
    UPDATE matches
       SET session_id = NULL, seed_a = NULL, seed_b = NULL, ruled_winner = NULL, ruled_by = NULL, ruled_at = NULL
"""


@asynccontextmanager
async def at_another_butt(here: Pool, tables: Tables, elsewhere: DatabaseLocation, folder: Path) -> AsyncIterator[Pool]:
    """The box there, which had the bracket from an export of this one before its match was shot."""
    await fill(tables)
    await tables.admin.execute(UNSHOT)
    await write_archive(here, folder / "bracket")
    async with owner(elsewhere) as there:
        await is_another_appliance(there)
        await bring_in(there, folder / "bracket")
        yield there


async def comes_from(there: Pool, here: Pool, file: Path) -> dict[TableName, int]:
    """What the export of the box there adds here."""
    file.unlink(missing_ok=True)
    await write_archive(there, file)
    return await bring_in(here, file)


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
    async with at_another_butt(pool, tables, elsewhere, tmp_path) as there:
        session_id = await shot_there(there)
        added = await comes_from(there, pool, tmp_path / "shot")
        assert (added["sessions"], added["shots"], added["matches"]) == (1, 1, 0)
        match = await match_here(pool)
        assert (match["session_id"], match["seed_a"], match["seed_b"]) == (session_id, 1, 2)
        before = await contents(pool)
        await comes_from(there, pool, tmp_path / "shot")
        assert await contents(pool) == before
        # what a judge decided there since the arrows came is known here as well
        await there.execute("UPDATE matches SET ruled_winner = 'a', ruled_by = 'judge:Alex', ruled_at = now()")
        await comes_from(there, pool, tmp_path / "shot")
    match = await match_here(pool)
    assert (match["session_id"], match["ruled_winner"], match["ruled_by"]) == (session_id, "a", "judge:Alex")


@pytest.mark.parametrize("is_decided_here", [False, True], ids=["to be shot", "decided here"])
async def test_what_another_box_entered_is_known_here_unless_this_one_knows_better(
    is_decided_here: bool, tables: Tables, pool: Pool, elsewhere: DatabaseLocation, tmp_path: Path
) -> None:
    async with at_another_butt(pool, tables, elsewhere, tmp_path) as there:
        await there.execute(
            """
            UPDATE matches
               SET seed_a = 1, seed_b = 2, ruled_winner = 'b', ruled_at = now(), result_a = 2, result_b = 6
            """
        )
        if is_decided_here:
            await tables.admin.execute(
                """
                UPDATE matches
                   SET seed_a = 1, seed_b = 2, ruled_winner = 'a', ruled_by = 'judge:Chris', ruled_at = now()
                """
            )
        await comes_from(there, pool, tmp_path / "entered")
    match = await match_here(pool)
    found = (match["ruled_winner"], match["result_a"], match["result_b"])
    assert found == (("a", None, None) if is_decided_here else ("b", 2, 6))


async def test_seeds_that_are_not_in_the_bracket_here_do_not_come(
    tables: Tables, pool: Pool, elsewhere: DatabaseLocation, tmp_path: Path
) -> None:
    async with at_another_butt(pool, tables, elsewhere, tmp_path) as there:
        await there.execute(
            "UPDATE matches SET seed_a = 1, seed_b = 7, ruled_winner = 'a', ruled_by = 'judge:Alex', ruled_at = now()"
        )
        await comes_from(there, pool, tmp_path / "odd")
    bracket_id = (await match_here(pool))["bracket_id"]
    assert [one.winner for one in bracket_read(await BracketsDB(pool).get_one(bracket_id)).matches] == [None]
