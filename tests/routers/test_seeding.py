"""Who is seeded where: by the score of the round as its sheet counts it, over all its sessions."""

from typing import Any
from uuid import UUID

from tests.models.helpers import Tables
from tests.routers.conftest import Phone
from tests.routers.test_rounds import call_points, hung, of_round

NAMES = ("Robin", "Marian", "John")
# 192 points each, in 24 arrows; what is more than that is none of the round
SHOT = ([9] * 12 + [7] * 12 + [9] * 3, [9] * 21 + [3, 0, 0], [9] * 21 + [1] * 3)
AT_FIFTY = [5] * 24


class Warwick:
    """A round at two distances that counts hits and golds, shot in two sessions; in a third at none of them."""

    def __init__(self, phone: Phone, tables: Tables) -> None:
        self.phone, self.tables = phone, tables
        self.archers: list[UUID] = []

    async def shoot(self) -> tuple[str, str, str]:
        self.archers = [await self.tables.archer(name) for name in NAMES]
        first = await of_round(self.phone, "Warwick", "imperial_122", arrows_per_end=6)
        for archer, points in zip(self.archers, SHOT, strict=True):
            await call_points(self.tables, first, list(points), archer_id=str(archer))
        second = await self.phone.create(f"/session/{first}/pass", {"pass_number": 2})
        for archer in self.archers:
            await call_points(self.tables, second, AT_FIFTY, archer_id=str(archer))
        await self.phone.call("PATCH", f"/session/{second}", {"is_opened": False})
        other = await of_round(self.phone, "Warwick", "imperial_122", arrows_per_end=6, distance=30)
        await self.tables.admin.execute("UPDATE sessions SET round_id = $1 WHERE id = $2", UUID(first), UUID(other))
        await call_points(self.tables, other, [9] * 6, archer_id=str(self.archers[1]))
        return first, second, other

    async def seeding(self, *session_ids: str) -> list[tuple[Any, ...]]:
        code, entries, errors = await self.phone.call("POST", "/seeding", {"session_ids": list(session_ids)})
        assert code == 200, errors
        return [
            (one["name"], one["score"], [(n["count"], n["arrows"]) for n in one["counts"]], one["is_tied"])
            for one in entries
        ]


async def test_a_seeding_is_by_the_score_of_the_round_and_by_what_it_counts(phone: Phone, tables: Tables) -> None:
    warwick = Warwick(phone, tables)
    first, second, other = await warwick.shoot()
    expected = [
        ("John", 312, [("hits", 48), ("golds", 21)], False),
        ("Robin", 312, [("hits", 48), ("golds", 12)], False),
        ("Marian", 312, [("hits", 46), ("golds", 21)], False),
    ]
    # one session of the round is enough, and both are no more
    for asked in ([first], [second], [second, first]):
        assert await warwick.seeding(*asked) == expected
    _, progress, _ = await phone.call("GET", f"/session/{first}/round")
    assert {one["score"] for one in progress["archers"]} == {312}
    code, _, errors = await phone.call("POST", "/seeding", {"session_ids": [other]})
    assert (code, errors[0].startswith("body.session_ids: this counts for no round")) == (422, True)


async def test_the_ranking_of_a_round_stays_with_its_bracket(phone: Phone, tables: Tables) -> None:
    warwick = Warwick(phone, tables)
    first, second, _ = await warwick.shoot()
    opened = (await phone.call("GET", "/session/open"))[1]
    await phone.call("PATCH", f"/session/{opened['id']}", {"is_opened": False})
    bracket_id = await phone.create("/bracket", {"name": "Evening", "session_ids": [first], "most": 2})
    _, found, _ = await phone.call("GET", f"/bracket/{bracket_id}")
    assert [(one["name"], one["counts"][1]) for one in found["entries"]] == [
        ("John", {"count": "golds", "arrows": 21}), ("Robin", {"count": "golds", "arrows": 12})
    ]  # fmt: skip
    # whichever of its sessions is open
    await phone.call("PATCH", f"/session/{second}", {"is_opened": True, "end_time": None})
    _, ((listed),), _ = await phone.call("GET", "/bracket")
    assert listed["is_current"]


async def test_several_rounds_are_added_and_ties_are_parted_as_the_first_says(phone: Phone, tables: Tables) -> None:
    warwick = Warwick(phone, tables)
    first, _, _ = await warwick.shoot()
    opened = (await phone.call("GET", "/session/open"))[1]
    await phone.call("PATCH", f"/session/{opened['id']}", {"is_opened": False})
    indoors = await of_round(phone, "WA 18m", "wa_40")
    await call_points(tables, indoors, [10] * 3, archer_id=str(warwick.archers[0]))
    # ten points are the gold of that face
    assert (await warwick.seeding(first, indoors))[0] == ("Robin", 342, [("hits", 51), ("golds", 15)], False)
    assert await warwick.seeding(indoors, first) == [
        ("Robin", 342, [("tens", 3), ("xs", 0)], False),
        ("John", 312, [("tens", 0), ("xs", 0)], True),
        ("Marian", 312, [("tens", 0), ("xs", 0)], True),
    ]


async def test_everybody_who_shot_is_ranked_and_a_bracket_has_room_for_32(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "Warwick", "imperial_122", round_name=None)
    for k in range(34):
        await call_points(tables, session_id, [9] if k < 33 else [7], archer_id=str(await tables.archer(f"Archer {k}")))
    for asked, ranked in (({"most": 100}, 34), ({}, 32), ({"most": 2}, 2)):
        _, entries, _ = await phone.call("POST", "/seeding", {"session_ids": [session_id], **asked})
        assert [one["seed"] for one in entries] == list(range(1, ranked + 1))
    _, entries, _ = await phone.call("POST", "/seeding", {"session_ids": [session_id], "most": 100})
    assert entries[-1]["name"] == "Archer 33"
    assert (await phone.call("POST", "/seeding", {"session_ids": [session_id], "most": 101}))[0] == 422


async def test_without_a_round_everything_counts_as_the_faces_say(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "Warwick", "imperial_122", round_name=None)
    archers = [await tables.archer(name) for name in NAMES[:2]]
    await call_points(tables, session_id, [9] * 30, archer_id=str(archers[0]))
    await call_points(tables, session_id, [9, 1], archer_id=str(archers[1]))
    assert len(hung("imperial_122")) == 1
    assert await Warwick(phone, tables).seeding(session_id) == [
        ("Robin", 270, [("hits", 30), ("golds", 30)], False),
        ("Marian", 10, [("hits", 2), ("golds", 1)], False),
    ]
