"""Who shoots, a goal, the chosen board: changed, with who and when, and taken back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.builders import a_session
from tests.models.helpers import Tables
from tests.routers.conftest import Phone


class Butt:
    """A session, and archers called A to F."""

    def __init__(self, phone: Phone, tables: Tables, session_id: str, archers: Sequence[str]) -> None:
        self.phone, self.tables, self.archers = phone, tables, archers
        self.session, self.session_id = f"/session/{session_id}", session_id

    async def put(self, letters: str, **fields: Any) -> Any:
        """These archers shoot, in this order; the id of the correction."""
        listed = [
            {"archer_id": self.archers["ABCDEF".index(one)], "letter": "ABCDEF"[k], "shooting_order": k + 1}
            for k, one in enumerate(letters)
        ]
        code, made, errors = await self.phone.call("PUT", f"{self.session}/archers", {"archers": listed, **fields})
        assert code == 202, errors
        return made

    async def take_back(self, made: str) -> tuple[int, Any, list[str]]:
        return await self.phone.call("DELETE", f"{self.session}/archers/{made}")

    async def shoot(self, arrows: int) -> None:
        for _ in range(arrows):
            await self.tables.admin.execute(
                "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, clock_timestamp(), 650, 650)",
                UUID(self.session_id),
            )

    async def record(self) -> str:
        """Whose each arrow is, in the order of shooting; a dot where nobody's."""
        shots = (await self.phone.call("GET", f"/shot/session-id/{self.session_id}"))[1]
        inorder = sorted(shots, key=lambda shot: (shot["shot_at"], shot["seq"]))
        return "".join(self.letter(shot["archer_id"]) for shot in inorder)

    async def turn(self) -> tuple[str, int, int]:
        turn = (await self.phone.call("GET", f"{self.session}/turn"))[1]
        return self.letter(turn["archer_id"]), turn["end_number"], turn["arrow"]

    async def ends(self) -> set[tuple[str, int, int]]:
        ends = (await self.phone.call("GET", f"{self.session}/ends"))[1]
        return {(self.letter(end["archer_id"]), end["end_number"], end["arrows"]) for end in ends}

    async def roster(self) -> Any:
        return (await self.phone.call("GET", f"{self.session}/archers"))[1]

    def letter(self, archer_id: str | None) -> str:
        return "." if archer_id is None else "ABCDEF"[self.archers.index(archer_id)]


@pytest.fixture
async def butt(phone: Phone, tables: Tables) -> Butt:
    session_id = await phone.create("/session", a_session())
    return Butt(phone, tables, session_id, [str(await tables.archer(name)) for name in "ABCDEF"])


async def test_another_order_is_taken_back_with_what_was_shot_since(butt: Butt) -> None:
    await butt.put("ABC")
    await butt.shoot(3)
    before = await butt.roster()
    made = await butt.put("ACB")
    await butt.shoot(11)
    assert (await butt.record(), await butt.turn()) == ("AAACCCBBBAAACC", ("C", 2, 3))
    assert (await butt.take_back(made))[0] == 204
    assert await butt.roster() == before
    # as if it had never been otherwise
    assert (await butt.record(), await butt.turn()) == ("AAABBBCCCAAABB", ("B", 2, 3))
    assert await butt.ends() == {*((one, 1, 3) for one in "ABC"), ("A", 2, 3), ("B", 2, 2)}


async def test_the_first_of_a_new_order_begins_the_end_that_nobody_has_begun(butt: Butt) -> None:
    await butt.put("ABC")
    await butt.put("CBA")
    assert await butt.turn() == ("C", 1, 1)
    await butt.shoot(9)
    assert await butt.turn() == ("C", 2, 1)
    await butt.put("BAC")
    assert await butt.turn() == ("B", 2, 1)
    # also of somebody who joins in front
    await butt.put("ABC")
    await butt.put("DABC")
    assert await butt.turn() == ("D", 2, 1)
    # who a person said begins does so where others come and go, and not in another order
    await butt.phone.call("POST", f"{butt.session}/turn", {"end_number": 2, "archer_id": butt.archers[1]})
    await butt.put("ABC")
    assert await butt.turn() == ("B", 2, 1)
    await butt.put("CAB")
    assert await butt.turn() == ("C", 2, 1)


async def test_within_an_end_the_turn_follows_the_rest_of_the_new_order(butt: Butt) -> None:
    await butt.put("ABCD")
    await butt.shoot(4)
    # B has begun, and shoots all of the turn
    await butt.put("DCBA")
    assert await butt.turn() == ("B", 1, 2)
    await butt.shoot(9)
    assert (await butt.record(), await butt.turn()) == ("AAABBBDDDCCCD", ("D", 2, 2))


async def test_arrow_by_arrow_a_new_order_goes_on_with_whoever_had_fewer(butt: Butt) -> None:
    await butt.put("ABC", arrows_per_turn=1)
    await butt.shoot(4)
    await butt.put("CAB", arrows_per_turn=1)
    # A alone has had two: B and C come first
    await butt.shoot(5)
    assert await butt.record() == "ABCABCABC"


async def test_somebody_who_was_added_or_left_out_by_mistake(butt: Butt) -> None:
    await butt.put("AB")
    added = await butt.put("ABC")
    await butt.shoot(8)
    assert await butt.record() == "AAABBBCC"
    assert (await butt.take_back(added))[0] == 204
    assert (await butt.record(), await butt.turn()) == ("AAABBBAA", ("A", 2, 3))
    gone = await butt.put("B")
    await butt.shoot(1)
    assert await butt.record() == "AAABBBAAB"
    assert (await butt.take_back(gone))[0] == 204
    assert (await butt.record(), await butt.turn()) == ("AAABBBAAA", ("B", 2, 1))


async def test_the_first_roster_is_taken_back_and_arrows_are_nobodys_again(butt: Butt) -> None:
    made = await butt.put("AB")
    await butt.shoot(4)
    assert await butt.record() == "AAAB"
    assert (await butt.take_back(made))[0] == 204
    assert (await butt.record(), await butt.turn()) == ("....", (".", 2, 2))
    assert (await butt.roster())["archers"] == []


async def test_what_was_said_of_turns_since_holds(butt: Butt) -> None:
    await butt.put("AB")
    await butt.shoot(3)
    made = await butt.put("ABC")
    await butt.shoot(1)
    code, _, _ = await butt.phone.call("POST", f"{butt.session}/turn", {"archer_id": butt.archers[2]})
    assert code == 201
    await butt.shoot(2)
    assert (await butt.take_back(made))[0] == 204
    # C's two arrows were said to be C's
    assert await butt.record() == "AAABCC"
    assert [one["letter"] for one in (await butt.roster())["archers"]] == ["A", "B"]
    assert (await butt.turn())[0] in "AB"


async def test_turns_arrow_by_arrow_are_taken_back(butt: Butt) -> None:
    await butt.put("AB")
    made = await butt.put("AB", arrows_per_turn=1)
    await butt.shoot(4)
    assert await butt.record() == "ABAB"
    assert (await butt.take_back(made))[0] == 204
    assert await butt.record() == "AAAB"
    assert (await butt.roster())["arrows_per_turn"] == 3


async def test_a_change_of_the_roster_is_kept_with_who_made_it(butt: Butt) -> None:
    first = await butt.put("AB")
    assert await butt.put("AB") is None
    headers = {"X-Made-By": "Coach"}
    listed = [{"archer_id": butt.archers[1], "letter": "A", "shooting_order": 1}]
    path = f"/api/v0{butt.session}/archers"
    response = await butt.phone.client.put(path, json={"archers": listed}, headers=headers)
    made = (await response.json())["data"]
    # somebody changed it since: nothing of that is lost
    code, _, errors = await butt.take_back(first)
    assert (code, errors[0].split(":")[0]) == (422, "path.correction_id")
    assert (await butt.phone.client.delete(f"{path}/{made}", headers=headers)).status == 204
    assert (await butt.take_back(made))[0] == 422
    assert (await butt.take_back(first))[0] == 204
    rows = (await butt.phone.call("GET", f"{butt.session}/corrections"))[1]
    assert [(row["kind"], row["made_by"]) for row in rows] == [
        ("undone", None), ("undone", "Coach"), ("roster", "Coach"), ("roster", None)
    ]  # fmt: skip
    assert [one["letter"] for one in rows[2]["before"]["archers"]] == ["A", "B"]
    assert [one["archer_id"] for one in rows[2]["after"]["archers"]] == [butt.archers[1]]


async def test_what_was_no_change_of_the_roster_is_not_taken_back(butt: Butt) -> None:
    assert (await butt.take_back(str(uuid4())))[0] == 404
    assert (await butt.take_back("x"))[0] == 422
    mark = await butt.phone.create(f"{butt.session}/turn", {"end_number": 2})
    assert (await butt.take_back(mark))[0] == 404
    made = await butt.put("AB")
    assert (await butt.phone.call("DELETE", f"/session/{uuid4()}/archers/{made}"))[0] == 404


def changes_in(rows: Any) -> list[tuple[str, str | None, Any, Any]]:
    """Who changed what, the newest first."""
    return [(row["kind"], row["made_by"], row["before"], row["after"]) for row in rows]


async def test_each_change_of_a_goal_is_kept_with_who_made_it(butt: Butt) -> None:
    path = f"/archer/{butt.archers[0]}/goal"
    headers = {"X-Made-By": butt.archers[1]}
    body = {"arrows": 300, "period": "week"}
    assert (await butt.phone.client.put(f"/api/v0{path}", json=body, headers=headers)).status == 202
    # what changed nothing is no change
    assert (await butt.phone.call("PUT", path, body))[0] == 202
    assert (await butt.phone.call("PUT", path, {"arrows": 20, "period": "week"}))[0] == 202
    assert (await butt.phone.client.delete(f"/api/v0{path}", headers={"X-Made-By": "Coach"})).status == 204
    assert (await butt.phone.call("DELETE", path))[0] == 404
    # of somebody else
    assert (await butt.phone.call("PUT", f"/archer/{butt.archers[1]}/goal", body))[0] == 202
    rows = (await butt.phone.call("GET", f"{path}/corrections"))[1]
    assert changes_in(rows) == [
        ("goal", "Coach", {"arrows": 20, "period": "week"}, None),
        ("goal", None, {"arrows": 300}, {"arrows": 20}),
        ("goal", butt.archers[1], None, body),
    ]
    assert rows[2]["names"] == {butt.archers[1]: "B"}
    assert rows[2]["made_at"].endswith("Z")
    assert (await butt.phone.call("GET", f"{path}/corrections?limit=1"))[1] == rows[:1]
    # nobody keeps what is no archer's any more
    assert (await butt.phone.call("DELETE", f"/archer/{butt.archers[0]}"))[0] == 204
    assert (await butt.phone.call("GET", f"{path}/corrections"))[0] == 404


async def test_the_newest_changes_of_a_goal_are_kept_alone(butt: Butt) -> None:
    path = f"/archer/{butt.archers[0]}/goal"
    for arrows in range(1, 106):
        await butt.phone.call("PUT", path, {"arrows": arrows, "period": "day"})
    rows = (await butt.phone.call("GET", f"{path}/corrections?limit=200"))[1]
    assert [row["after"]["arrows"] for row in rows] == list(range(105, 5, -1))


async def test_each_choice_of_a_board_is_kept_with_who_made_it(phone: Phone) -> None:
    assert (await phone.call("GET", "/node"))[1]["is_chosen"] is False
    headers = {"X-Made-By": "Keeper"}
    assert (await phone.client.put("/api/v0/node", json={"url": "auto"}, headers=headers)).status == 200
    chosen = (await phone.call("GET", "/node"))[1]
    assert (chosen["is_chosen"], chosen["connection"]["url"]) == (True, "auto")
    await phone.call("PUT", "/node", {"url": "socket://butt.local:4000"})
    assert (await phone.call("DELETE", "/node"))[0] == 204
    # as in the settings it is already
    assert (await phone.call("DELETE", "/node"))[0] == 204
    other = {"url": "socket://butt.local:4000", "protocol": "auto", "baud": 115200, "board_name": None}
    assert changes_in((await phone.call("GET", "/node/corrections"))[1]) == [
        ("board", None, other, None),
        ("board", None, {"url": "auto"}, {"url": "socket://butt.local:4000"}),
        ("board", "Keeper", None, {**other, "url": "auto"}),
    ]


async def test_who_left_a_session_is_named_in_its_corrections(butt: Butt) -> None:
    await butt.put("AB")
    await butt.put("A")
    gone, first = (await butt.phone.call("GET", f"{butt.session}/corrections"))[1]
    both = {butt.archers[0]: "A", butt.archers[1]: "B"}
    assert (gone["names"], first["names"]) == (both, both)


async def test_who_left_a_session_and_shot_in_it_is_named_beside_the_roster(butt: Butt) -> None:
    await butt.put("ABC")
    await butt.shoot(4)
    assert (await butt.roster())["others"] == []
    # C has no arrow in it
    await butt.put("A")
    assert (await butt.roster())["others"] == [{"archer_id": butt.archers[1], "name": "B"}]
    await butt.put("")
    assert {one["name"] for one in (await butt.roster())["others"]} == {"A", "B"}
