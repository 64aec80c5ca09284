"""Matches in which sides alternate: who shoots first by the rule or by one tap, timed, with teams and on faces."""

from typing import Any
from uuid import UUID

import pytest

from appliance.database.pool import Pool
from appliance.models.timer_db import TimerDB
from appliance.rounds.shooting_order import ShootingOrder
from tests.builders import a_face
from tests.routers.evening import EIGHT, NINE, TEN, Evening, evening
from tests.routers.test_access import access_rules
from tests.routers.test_unreadable import unbind

__all__ = ["access_rules", "evening"]


class Alternating:
    """A match, and the parts of the server that follow it, run by the test."""

    def __init__(self, evening: Evening, pool: Pool) -> None:
        self.evening = evening
        self.timer, self.order = TimerDB(pool), ShootingOrder(pool)
        self.bracket_id, self.session_id = "", ""
        self.match: dict[str, Any] = {}

    async def begin(self, first: str = "a", **bracket: Any) -> None:
        self.bracket_id = await self.evening.bracket(**bracket)
        self.match = next(iter((await self.evening.read(self.bracket_id)).values()))
        self.session_id = await self.evening.begin(self.match, first=first)

    async def in_step(self) -> None:
        await self.timer.in_step()
        while await self.order.follow():
            await self.timer.in_step()

    async def act(self, action: str) -> None:
        timer = (await self.evening.phone.call("GET", "/timer"))[1]
        body = {"action": action, "revision": timer["revision"]}
        assert (await self.evening.judge.call("POST", "/timer/action", body))[0] == 200

    async def shoot(self, *places: tuple[float, float] | None) -> None:
        for place in places:
            await self.evening.shoot(self.session_id, place)
            await self.in_step()

    async def let_begin(self, side: str) -> tuple[int, Any, list[str]]:
        return await self.evening.judge.call("PUT", f"/match/{self.match['id']}/first", {"first": side})

    async def turn(self) -> tuple[str, int]:
        """Whose arrow is next, and in which end."""
        turn = (await self.evening.phone.call("GET", f"/session/{self.session_id}/turn"))[1]
        return ("Robin", "Marian", "John", "Will")[self.evening.archers.index(UUID(turn["archer_id"]))], turn[
            "end_number"
        ]

    async def sides(self) -> list[str]:
        return [side["name"] for side in (await self.evening.phone.call("GET", "/timer"))[1]["sides"]]

    async def first_side(self) -> Any:
        found = await self.evening.read(self.bracket_id)
        return next(one["first_side"] for one in found.values() if one["id"] == self.match["id"])


@pytest.fixture
async def alternating(evening: Evening, server_pool: Pool) -> Alternating:
    return Alternating(evening, server_pool)


async def test_a_match_that_alternates_sets_the_timer_up(alternating: Alternating) -> None:
    # Robin, the first, against Will, the fourth
    await alternating.begin("b")
    timer = (await alternating.evening.phone.call("GET", "/timer"))[1]
    assert (timer["status"], timer["plan"]["kind"], timer["plan"]["passes_on"]) == ("ready", "alternating", "arrows")
    assert (timer["plan"]["shooting_s"], timer["plan"]["turns"], timer["plan"]["arrows"]) == (20, 2, 3)
    assert await alternating.turn() == ("Will", 1)
    await alternating.act("start")
    assert await alternating.sides() == ["Will", "Robin"]
    found = []
    for _ in range(6):
        found.append((await alternating.turn())[0])
        await alternating.shoot(TEN)
    assert found == ["Will", "Robin"] * 3
    assert (await alternating.evening.phone.call("GET", "/timer"))[1]["status"] == "stopped"


async def test_an_entry_that_lost_its_archers_keeps_no_timer_from_starting(alternating: Alternating) -> None:
    await alternating.begin("b")
    admin = alternating.evening.tables.admin
    await unbind(alternating.evening.tables)
    await admin.execute("ALTER TABLE bracket_entries ALTER COLUMN archer_ids DROP NOT NULL")
    await admin.execute("UPDATE bracket_entries SET archer_ids = NULL WHERE seed = 1")
    await alternating.act("start")
    assert await alternating.sides() == ["Will", "Robin"]


async def test_who_has_fewer_set_points_shoots_first_and_else_who_did_in_the_first_end(
    alternating: Alternating,
) -> None:
    await alternating.begin("a")
    assert await alternating.turn() == ("Robin", 1)
    # Robin wins: Will is behind
    await alternating.shoot(TEN, NINE, TEN, NINE, TEN, NINE)
    assert await alternating.turn() == ("Will", 2)
    # Will wins: equal, as in the first end
    await alternating.shoot(TEN, NINE, TEN, NINE, TEN, NINE)
    assert await alternating.turn() == ("Robin", 3)
    # Will wins again
    await alternating.shoot(EIGHT, NINE, EIGHT, NINE, EIGHT, NINE)
    assert await alternating.turn() == ("Robin", 4)
    match = (await alternating.evening.read(alternating.bracket_id))[4, 1]
    assert (match["a"], match["b"], match["first_side"]) == (2, 4, "a")


async def test_a_corrected_arrow_changes_who_begins_until_the_end_has_begun(alternating: Alternating) -> None:
    await alternating.begin("a")
    await alternating.shoot(TEN, NINE, TEN, NINE, TEN, NINE)
    assert await alternating.turn() == ("Will", 2)
    shots = (await alternating.evening.phone.call("GET", f"/shot/session-id/{alternating.session_id}"))[1]
    await alternating.evening.judge.call("PATCH", f"/shot/{shots[0]['id']}", {"points_called": 6})
    await alternating.in_step()
    assert await alternating.turn() == ("Robin", 2)
    # the last arrow was none: the end goes on
    await alternating.evening.judge.call("DELETE", f"/shot/{shots[5]['id']}")
    await alternating.in_step()
    assert await alternating.turn() == ("Will", 1)
    await alternating.shoot(EIGHT)
    assert (await alternating.turn())[1] == 2


async def test_one_tap_changes_who_begins_and_the_rule_leaves_it_so(alternating: Alternating) -> None:
    await alternating.begin("a")
    assert (await alternating.let_begin("b"))[0] == 202
    assert (await alternating.turn(), await alternating.first_side()) == (("Will", 1), "b")
    # also under a timer that was started already
    await alternating.act("start")
    assert (await alternating.let_begin("a"))[0] == 202
    assert await alternating.sides() == ["Robin", "Will"]
    assert await alternating.first_side() == "a"
    await alternating.shoot(TEN)
    code, _, errors = await alternating.let_begin("b")
    assert (code, errors[0].split(":")[0], "end 1 has begun" in errors[0]) == (422, "path.id", True)
    await alternating.shoot(NINE, TEN, NINE, TEN, NINE)
    assert await alternating.turn() == ("Will", 2)
    assert (await alternating.let_begin("a"))[0] == 202
    await alternating.in_step()
    assert (await alternating.turn(), await alternating.first_side()) == (("Robin", 2), "a")


async def test_a_silent_arrow_is_short_until_it_is_entered_and_costs_no_turn(alternating: Alternating) -> None:
    await alternating.begin("a")
    path = f"/session/{alternating.session_id}/turn"
    robin, _, _, will = map(str, alternating.evening.archers)
    await alternating.shoot(TEN, NINE)
    # Robin's second was not heard
    assert (await alternating.evening.judge.call("POST", path, {"archer_id": will}))[0] == 201
    await alternating.in_step()
    short = [{"archer_id": robin, "end_number": 1, "missing": 1}]
    assert (await alternating.evening.phone.call("GET", path))[1]["short_ends"] == short
    await alternating.shoot(NINE)
    assert await alternating.turn() == ("Robin", 1)
    entry = {"session_id": alternating.session_id, "archer_id": robin, "end_number": 1}
    assert (await alternating.evening.judge.call("POST", "/shot", entry))[0] == 201
    await alternating.in_step()
    assert (await alternating.evening.phone.call("GET", path))[1]["short_ends"] == []
    assert await alternating.turn() == ("Robin", 1)
    await alternating.shoot(TEN, NINE)
    assert (await alternating.turn())[1] == 2


async def test_a_match_without_alternation_has_no_first(alternating: Alternating, evening: Evening) -> None:
    bracket_id = await evening.bracket()
    matches = await evening.read(bracket_id)
    alternating.match = matches[4, 1]
    code, _, errors = await alternating.let_begin("a")
    assert (code, "do not alternate" in errors[0]) == (422, True)
    await evening.begin(matches[4, 1])
    assert (await evening.phone.call("GET", "/timer"))[1] is None
    assert not await alternating.order.follow()


async def test_nothing_begins_while_the_timer_runs(alternating: Alternating, evening: Evening) -> None:
    await evening.judge.call("PUT", "/timer", {"kind": "ends", "shooting_s": 120})
    await alternating.act("start")
    match = (await evening.read(await evening.bracket()))[4, 1]
    body = {"arrows_per_turn": 3, "first": "a"}
    code, _, errors = await evening.judge.call("POST", f"/match/{match['id']}/begin", body)
    assert (code, "runs already" in errors[0]) == (422, True)
    assert (await evening.phone.call("GET", "/session/open"))[1]["id"] == evening.session_id


async def test_a_shoot_off_alternates_and_whoever_began_begins(alternating: Alternating, evening: Evening) -> None:
    await alternating.begin("b")
    for _ in range(5):
        await alternating.shoot(*[TEN] * 6)
    assert await alternating.turn() == ("Will", 6)
    assert (await evening.judge.call("POST", f"/match/{alternating.match['id']}/shoot-off"))[0] == 202
    timer = (await evening.phone.call("GET", "/timer"))[1]
    assert [timer["plan"][name] for name in ("kind", "turns", "arrows", "shooting_s")] == ["shoot_off", 2, 1, 20]
    await alternating.act("start")
    assert await alternating.sides() == ["Will", "Robin"]
    await alternating.shoot(NINE, TEN)
    assert (await evening.phone.call("GET", "/timer"))[1]["status"] == "stopped"
    assert (await evening.read(alternating.bracket_id))[4, 1]["winner"] == "a"


async def test_mixed_teams_alternate_in_blocks_and_in_a_shoot_off_by_the_arrow(
    alternating: Alternating, evening: Evening
) -> None:
    robin, marian, john, will = map(str, evening.archers)
    teams = [{"name": "Sherwood", "archer_ids": [robin, marian]}, {"name": "York", "archer_ids": [john, will]}]
    await alternating.begin("b", format="mixed_team", teams=teams)
    await alternating.act("start")
    assert await alternating.sides() == ["York", "Sherwood"]
    found = []
    for _ in range(8):
        found.append((await alternating.turn())[0])
        await alternating.shoot(TEN)
    assert found == ["John", "Will", "Robin", "Marian"] * 2
    for _ in range(3):
        await alternating.shoot(*[TEN] * 8)
    assert (await evening.judge.call("POST", f"/match/{alternating.match['id']}/shoot-off"))[0] == 202
    await alternating.in_step()
    await alternating.act("start")
    found = []
    for _ in range(4):
        found.append((await alternating.turn())[0])
        await alternating.shoot(TEN)
    assert [name in ("John", "Will") for name in found] == [True, False, True, False]
    assert len(set(found)) == 4


async def test_on_faces_of_their_own_they_alternate_as_well(alternating: Alternating, evening: Evening) -> None:
    alternating.bracket_id = await evening.bracket()
    alternating.match = (await evening.read(alternating.bracket_id))[4, 1]
    faces = [a_face(human_identifier=name, x=x, y=650.0) for name, x in (("left", 300.0), ("right", 1000.0))]
    await evening.tables.admin.execute(
        "UPDATE targets SET faces = $2 WHERE session_id = $1", UUID(evening.session_id), faces
    )
    alternating.session_id = await evening.begin(alternating.match, on_own_faces=True, first="a")
    await alternating.act("start")
    left, right = (300.0, 650.0), (1000.0, 650.0)
    await alternating.shoot(left)
    assert await alternating.turn() == ("Will", 1)
    # one that nobody saw land is of whose turn it is
    await alternating.shoot(None)
    assert await alternating.turn() == ("Robin", 1)
    await alternating.shoot(left, right, left, right)
    assert (await alternating.turn())[1] == 2
    shots = (await evening.phone.call("GET", f"/shot/session-id/{alternating.session_id}"))[1]
    whose = [evening.archers.index(UUID(shot["archer_id"])) for shot in shots]
    assert whose == [0, 3, 0, 3, 0, 3]
