"""A database whose columns have names of before keeps what is in them, and what was deleted is restored."""

import json
from pathlib import Path
from uuid import UUID

from appliance.database.location import DatabaseLocation
from tests.builders import NOW
from tests.database.older import tables_before, upgrade

PLAIN_NAMES = 51
DELETED = UUID(int=1), UUID(int=2), UUID(int=3)


async def test_what_is_stored_under_older_names_is_read_under_those_of_today(
    empty: DatabaseLocation, tmp_path: Path
) -> None:
    async with tables_before(PLAIN_NAMES, empty, tmp_path) as older:
        session_id = await older.fetchval(
            "INSERT INTO sessions (is_opened, start_time, location, distance) VALUES (true, $1, 'x', 18) RETURNING id",
            NOW,
        )
        for is_as_heard, end_number in ((True, 1), (False, 2)):
            await older.execute(
                "INSERT INTO shots (seq, session_id, shot_at, end_number, is_as_heard, is_archer_given, is_end_given, "
                "is_sighter_given, is_sighter, is_surplus, is_beyond, dealt_as, is_out_of_time, ends_target) VALUES "
                "(100 + $1::integer, $2, $3, $1, $4, false, false, false, false, false, false, 'order', false, false)",
                end_number, session_id, NOW, is_as_heard,
            )  # fmt: skip
        shot = {"seq": 9, "session_id": str(session_id), "shot_at": NOW.isoformat(), "end_number": 3,
                "is_sighter": False, "recorded_at": NOW.isoformat(), "is_end_given": True, "is_archer_given": False,
                "is_sighter_given": False, "is_surplus": False, "is_beyond": False, "source": "sensor", "fate": "stuck",
                "dealt_as": "order", "is_out_of_time": False, "ends_target": False}  # fmt: skip
        marks: list[dict[str, bool | None]] = [{}, {"is_as_heard": False}, {"is_as_heard": None}]
        for shot_id, mark in zip(DELETED, marks, strict=True):
            await older.execute(
                "INSERT INTO deleted_shots (id, session_id, shot) VALUES ($1, $2, $3)",
                shot_id, session_id, json.dumps({"id": str(shot_id), **shot, **mark}),
            )  # fmt: skip
        await older.execute(
            "INSERT INTO set_aside (digest, heard_at, reason, entry) VALUES (repeat('a', 64), $1, '{}', 'x')", NOW
        )
        await older.execute("INSERT INTO answers (asker, path, word, body) VALUES ('phone', '/shot', 'one', '{}')")
        await upgrade(older)
        found = await older.fetch("SELECT is_underived FROM shots ORDER BY end_number")
        assert [row["is_underived"] for row in found] == [True, False]
        assert await older.fetchval("SELECT received_at FROM set_aside") == NOW
        assert await older.fetchval("SELECT key FROM answers") == "one"
        for shot_id in DELETED:
            assert await older.fetchval("SELECT restore_shot($1, NULL)", shot_id) == shot_id
        assert await older.fetchval("SELECT count(*) FROM shots WHERE is_underived IS NOT NULL") == 5
        gone = await older.fetch(
            "SELECT proname FROM pg_proc WHERE proname LIKE '%as_heard' OR proname LIKE '%as_said'"
        )
        assert gone == []
