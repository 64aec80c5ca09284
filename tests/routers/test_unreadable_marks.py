"""A turn mark that cannot be read: nothing is known of turns from then on, until a person says; arrows are stored."""

from uuid import UUID

import pytest

from appliance.models.unreadable import UNREADABLE
from appliance.routers.endpoint import API
from tests.builders import a_session, a_target
from tests.models.helpers import Tables
from tests.routers.conftest import Phone
from tests.routers.test_archers import archers, places, roster
from tests.routers.test_unreadable import unbind

STATE = '{"stage": "scoring", "end": %s, "whose": "", "taken": {}, "shot": {}, "ahead": {}, "own": %s, "least": 1}'
ODD = [
    ("state", "5"),
    ("state", "null"),
    ("state", "{}"),
    ("state", "[]"),
    ("state", STATE % ('"x"', "{}")),
    ("state", STATE % ("1e300", "{}")),
    ("state", STATE % ("1", '{"": 5}')),
    ("state", STATE.replace('"whose": ""', '"whose": "x"') % ("1", "{}")),
    ("state", STATE.replace('"whose": ""', '"whose": 7') % ("1", "{}")),
    ("config", "5"),
    ("config", "null"),
    ("config", "{}"),
    ("config", '{"per_end": "x", "per_turn": 3, "archers": [], "orders": [[""]], "spots": {}}'),
    ("config", '{"per_end": 3, "per_turn": 3, "archers": [], "orders": 5, "spots": {}}'),
    ("config", '{"per_end": 3, "per_turn": 3, "archers": ["x"], "orders": [[""]], "spots": {}}'),
    ("config", '{"per_end": 3, "per_turn": 3, "archers": [5], "orders": [[""]], "spots": {}}'),
    ("config", '{"per_end": 3, "per_turn": 3, "archers": [], "orders": [["x"]], "spots": {}}'),
    ("config", '{"per_end": 3, "per_turn": 3, "archers": [], "orders": [[5]], "spots": {}}'),
    ("config", '{"per_end": 3, "per_turn": 3, "archers": [], "orders": [[""]], "spots": {"face": ""}}'),
    ("config", '{"per_end": 3, "per_turn": 3, "archers": [], "orders": [[""]], "spots": {"face": 5}}'),
]


@pytest.mark.parametrize(("column", "value"), ODD)
async def test_what_was_shot_since_a_mark_that_cannot_be_read_is_nobodys_until_somebody_says_who_shoots(
    column: str, value: str, phone: Phone, tables: Tables
) -> None:
    admin = tables.admin
    session_id = await phone.create("/session", a_session(arrows_per_end=3))
    await phone.create("/target", a_target(session_id))
    robin, marian = await archers(phone, "Robin", "Marian")
    await roster(phone, session_id, places([robin]))

    async def land() -> None:
        await admin.execute(
            "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, clock_timestamp(), 650, 650)",
            UUID(session_id),
        )

    async def dealt() -> list[tuple[str | None, int, int]]:
        _, shots, _ = await phone.call("GET", f"/shot/session-id/{session_id}")
        return [(shot["archer_id"], shot["end_number"], shot["points"]) for shot in shots]

    await land()
    earlier = await admin.fetchval("SELECT clock_timestamp()")
    mark_id = await phone.create(f"/session/{session_id}/turn", {"end_number": 2})
    await unbind(tables)
    await admin.execute(f"UPDATE turn_marks SET {column} = $1::text::jsonb WHERE id = $2", value, UUID(mark_id))  # noqa: S608
    await land()
    assert await dealt() == [(robin, 1, 10), (None, 1, 10)]
    # one that comes late too, of before the mark
    await admin.execute(
        "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, $2, 650, 650)", UUID(session_id), earlier
    )
    assert await dealt() == [(robin, 1, 10), (robin, 1, 10), (None, 1, 10)]
    code, _, errors = await phone.call("GET", f"/session/{session_id}/turn")
    assert (code, "cannot be read" in errors[0]) == (409, True), errors
    assert ("turns", session_id) in {(row.kind, row.key) for row in UNREADABLE.rows()}
    async with phone.client.ws_connect(f"{API}/ws/feed") as socket:
        assert (await socket.receive_json())["data"]["turn"] is None
    await roster(phone, session_id, places([marian]))
    await land()
    assert [archer_id for archer_id, _, _ in await dealt()] == [robin, robin, None, marian]
    assert (await phone.call("GET", f"/session/{session_id}/turn"))[1]["archer_id"] == marian


@pytest.mark.parametrize("is_mended", [True, False], ids=["mended", "removed"])
@pytest.mark.parametrize(("column", "value"), [ODD[0], ODD[8], ODD[11]])
async def test_what_was_shot_since_a_mark_is_dealt_once_it_is_mended_or_removed(
    column: str, value: str, is_mended: bool, phone: Phone, tables: Tables
) -> None:
    admin = tables.admin
    session_id = await phone.create("/session", a_session(arrows_per_end=3))
    await phone.create("/target", a_target(session_id))
    (robin,) = await archers(phone, "Robin")
    await roster(phone, session_id, places([robin]))
    mark_id = await phone.create(f"/session/{session_id}/turn", {"end_number": 2})
    sound = await admin.fetchval(f"SELECT {column}::text FROM turn_marks WHERE id = $1", UUID(mark_id))  # noqa: S608
    await unbind(tables)
    write = f"UPDATE turn_marks SET {column} = $1::text::jsonb WHERE id = $2"  # noqa: S608  (our own)
    await admin.execute(write, value, UUID(mark_id))
    await admin.execute(
        "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, clock_timestamp(), 650, 650)",
        UUID(session_id),
    )

    async def dealt() -> list[tuple[str | None, int]]:
        _, shots, _ = await phone.call("GET", f"/shot/session-id/{session_id}")
        return [(shot["archer_id"], shot["end_number"]) for shot in shots]

    assert [archer_id for archer_id, _ in await dealt()] == [None]
    if is_mended:
        await admin.execute(write, sound, UUID(mark_id))
    else:
        await admin.execute("DELETE FROM turn_marks WHERE id = $1", UUID(mark_id))
    assert await dealt() == [(robin, 2 if is_mended else 1)]
