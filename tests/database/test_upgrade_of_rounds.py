"""A database of before it was kept which arrows are beyond a round lists the sessions to work out, and no others."""

from pathlib import Path

from appliance.database.location import DatabaseLocation
from tests.database.older import tables_before, upgrade

ROUNDS_OF_BEFORE = 41
FILL = """
INSERT INTO sessions (is_opened, start_time, end_time, location, distance, round_name, round_arrows)
SELECT false, now(), now(), name, 18, nullif(name, 'none'), arrows
  FROM (VALUES ('none', NULL), ('WA 18m', NULL), ('WA 70m', 72)) AS one (name, arrows)
"""


async def test_only_what_is_not_known_is_listed(empty: DatabaseLocation, tmp_path: Path) -> None:
    async with tables_before(ROUNDS_OF_BEFORE, empty, tmp_path) as older:
        await older.execute(FILL)
        await upgrade(older)
        rows = await older.fetch("SELECT location FROM unsettled_rounds JOIN sessions ON sessions.id = session_id")
        assert [row["location"] for row in rows] == ["WA 18m"]
