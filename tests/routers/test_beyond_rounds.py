"""What is shot when a round is over counts nowhere, whatever was changed before or afterwards."""

from uuid import UUID

from tests.models.helpers import Tables
from tests.routers.conftest import Phone
from tests.routers.test_rounds import call_points, hung, of_round, with_score


async def beyond(tables: Tables, session_id: str) -> list[int]:
    """The ends of the arrows that were shot when the round was over."""
    rows = await tables.admin.fetch(
        "SELECT end_number FROM shots WHERE session_id = $1 AND is_beyond ORDER BY end_number, seq", UUID(session_id)
    )
    return [row["end_number"] for row in rows]


async def test_it_is_in_no_total(phone: Phone, tables: Tables) -> None:
    session_id = await with_score(phone, tables, 60, 9)
    await call_points(tables, session_id, [10])
    summary = (await phone.call("GET", f"/session/{session_id}/summary"))[1]
    assert (summary["arrows"], summary["score"], len(summary["ends"])) == (60, 540, 20)
    (listed,) = (await phone.call("GET", "/summary"))[1]
    assert (listed["arrows"], listed["score"]) == (60, 540)
    last = (await phone.call("GET", f"/shot/session-id/{session_id}"))[1][-1]
    assert (last["is_beyond"], last["is_surplus"], last["end_number"]) == (True, False, 21)


async def test_what_is_beyond_a_round_follows_from_what_hangs_and_from_what_is_deleted(
    phone: Phone, tables: Tables
) -> None:
    session_id = await with_score(phone, tables, 60, 9)
    await call_points(tables, session_id, [10] * 4)
    assert await beyond(tables, session_id) == [21, 21, 21, 22]
    first = (await phone.call("GET", f"/shot/session-id/{session_id}"))[1][0]["id"]
    assert (await phone.call("DELETE", f"/shot/{first}"))[0] == 204
    assert await beyond(tables, session_id) == [21, 21, 21]
    await phone.call("POST", f"/shot/{first}/restore")
    assert await beyond(tables, session_id) == [21, 21, 21, 22]
    # a sighter takes no place of the round
    assert (await phone.call("PATCH", f"/shot/{first}", {"is_sighter": True}))[0] == 202
    assert len(await beyond(tables, session_id)) == 3
    # at another distance it is no round
    assert (await phone.call("PATCH", f"/session/{session_id}", {"distance": 20}))[0] == 202
    assert await beyond(tables, session_id) == []
    assert (await phone.call("PATCH", f"/session/{session_id}", {"distance": 18}))[0] == 202
    assert len(await beyond(tables, session_id)) == 3
    # nor at another face
    (target,) = (await phone.call("GET", f"/target/session-id/{session_id}"))[1]
    assert (await phone.call("PATCH", f"/target/{target['id']}", {"faces": hung("wa_60")}))[0] == 202
    assert await beyond(tables, session_id) == []
    assert (await phone.call("PATCH", f"/target/{target['id']}", {"faces": hung("wa_40")}))[0] == 202
    assert len(await beyond(tables, session_id)) == 3
    assert (await phone.call("DELETE", f"/target/{target['id']}"))[0] == 204
    assert await beyond(tables, session_id) == []


async def test_each_archer_has_a_round_of_their_own(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "WA 18m", "wa_40", arrows_per_end=6)
    for name, arrows in (("Ann", 62), ("Bob", 60)):
        archer_id = await phone.create("/archer", {"name": name})
        await call_points(tables, session_id, [9] * arrows, archer_id=archer_id)
    assert await beyond(tables, session_id) == [11, 11]
    summary = (await phone.call("GET", f"/session/{session_id}/summary"))[1]
    assert [(one["arrows"], one["score"]) for one in summary["by_archer"]] == [(60, 540), (60, 540)]


async def test_each_distance_has_as_many_arrows_as_the_round_says(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "WA 1440 (90m)", "wa_122")
    await call_points(tables, session_id, [7] * 37)
    assert await beyond(tables, session_id) == [7]
    following = await phone.create(f"/session/{session_id}/pass", {"pass_number": 2})
    await call_points(tables, following, [7] * 36)
    assert await beyond(tables, following) == []
    await call_points(tables, following, [7])
    assert await beyond(tables, following) == [7]
