"""A database with brackets of before their rows were bounded keeps those that are brackets."""

from pathlib import Path

import pytest
from asyncpg import CheckViolationError

from appliance.database.location import DatabaseLocation
from tests.database.older import tables_before, upgrade

BOUNDS = 31
SEED = """
WITH made AS (INSERT INTO brackets (name, format, counting) VALUES ($1, 'individual', 'sets') RETURNING id),
     seeded AS (INSERT INTO bracket_entries (bracket_id, seed, name, archer_ids, score, tens, xs, is_tied)
                SELECT id, 1, 'Robin', array_fill(gen_random_uuid(), ARRAY[$2::integer]), 300, 12, 7, false FROM made)
INSERT INTO matches (bracket_id, stage, number) SELECT id, $3, $4 FROM made
"""


async def test_tens_and_xs_are_what_was_counted_and_what_is_no_bracket_goes(
    empty: DatabaseLocation, tmp_path: Path
) -> None:
    async with tables_before(BOUNDS, empty, tmp_path) as older:
        for name, archers, stage, number in (
            ("Evening", 1, 4, 2), ("Teams", 3, 3, 1), ("Nobody", 0, 2, 1), ("Crowd", 4, 2, 1), ("Two finals", 1, 2, 2),
            ("Two thirds", 1, 3, 2),
        ):  # fmt: skip
            await older.execute(SEED, name, archers, stage, number)
        await upgrade(older)
        rows = await older.fetch(
            "SELECT brackets.name, counts FROM brackets JOIN bracket_entries ON bracket_id = brackets.id ORDER BY 1"
        )
        counts = [{"count": "tens", "arrows": 12}, {"count": "xs", "arrows": 7}]
        assert [tuple(row) for row in rows] == [("Evening", counts), ("Teams", counts)]
        for spoiling in (
            "UPDATE matches SET number = 3 WHERE stage = 4",
            "UPDATE matches SET number = 2 WHERE stage = 3",
            "UPDATE bracket_entries SET archer_ids = '{}'",
            "UPDATE bracket_entries SET archer_ids = array_fill(gen_random_uuid(), ARRAY[4])",
            "UPDATE bracket_entries SET counts = counts || counts",
            "UPDATE bracket_entries SET counts = '{}'",
        ):
            with pytest.raises(CheckViolationError):
                await older.execute(spoiling)
