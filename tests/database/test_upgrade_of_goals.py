"""A database in which only the newest change of a goal and of the board was kept keeps it as a correction."""

import json
from pathlib import Path

from appliance.database.location import DatabaseLocation
from tests.builders import NOW
from tests.database.older import tables_before, upgrade

KEPT_CHANGES = 44


async def test_who_set_a_goal_and_who_chose_the_board_are_corrections(empty: DatabaseLocation, tmp_path: Path) -> None:
    async with tables_before(KEPT_CHANGES, empty, tmp_path) as older:
        ids = [await older.fetchval("INSERT INTO archers (name) VALUES ($1) RETURNING id", name) for name in "AB"]
        goal = "INSERT INTO arrow_goals (archer_id, arrows, period, set_at, set_by) VALUES ($1, 300, 'week', $2, $3)"
        await older.execute(goal, ids[0], NOW, "Coach")
        # of a goal of before anybody kept it nothing is known
        await older.execute(goal, ids[1], None, None)
        board = "INSERT INTO node_connections (url, protocol, baud, chosen_at) VALUES ('auto', 'auto', 9600, $1)"
        await older.execute(board, NOW)
        await upgrade(older)
        rows = await older.fetch(
            "SELECT archer_id, kind, made_at, made_by, before, after::text FROM corrections ORDER BY kind"
        )
        assert [(*row[:5], json.loads(row[5])) for row in rows] == [
            (None, "board", NOW, None, None, {"url": "auto", "protocol": "auto", "baud": 9600, "board_name": None}),
            (ids[0], "goal", NOW, "Coach", None, {"arrows": 300, "period": "week"}),
        ]
        assert await older.fetchval("SELECT count(*) FROM arrow_goals") == 2
