"""An evening of matches: who shot what before, and what phones say of brackets."""

from typing import Any
from uuid import UUID

import pytest

from tests.builders import a_session, a_target
from tests.models.helpers import Tables
from tests.routers.conftest import Phone
from tests.routers.test_access import Paired, paired

TEN, NINE, EIGHT = ((650.0, 650.0 + mm) for mm in (0.0, 60.0, 100.0))
NAMES = ("Robin", "Marian", "John", "Will")


class Evening:
    """Archers who shot a ranking, and what a phone says of their matches."""

    def __init__(self, phone: Phone, tables: Tables, judge: Paired, session_id: str, archers: list[UUID]) -> None:
        self.phone, self.tables, self.judge = phone, tables, judge
        self.session_id, self.archers = session_id, archers

    async def bracket(self, **changes: Any) -> str:
        body = {"name": "Evening", "session_ids": [self.session_id], **changes}
        code, bracket_id, errors = await self.judge.call("POST", "/bracket", body)
        assert code == 201, errors
        return str(bracket_id)

    async def read(self, bracket_id: str) -> dict[tuple[int, int], dict[str, Any]]:
        _, found, _ = await self.phone.call("GET", f"/bracket/{bracket_id}")
        return {(one["stage"], one["number"]): one for one in found["matches"]}

    async def rule(self, match: dict[str, Any], winner: str | None) -> None:
        code, _, errors = await self.judge.call("PATCH", f"/match/{match['id']}", {"winner": winner})
        assert code == 202, errors

    async def begin(self, match: dict[str, Any], arrows_per_turn: int = 3, **how: Any) -> str:
        code, session_id, errors = await self.judge.call(
            "POST", f"/match/{match['id']}/begin", {"arrows_per_turn": arrows_per_turn, **how}
        )
        assert code == 201, errors
        return str(session_id)

    async def shoot(
        self, session_id: str, *places: tuple[float, float] | None, sigma: float = 0.5, **shape: float
    ) -> None:
        """Arrows as the sensors place them, in doubt by `sigma`, or by an ellipse of `minor` across and an `angle`:
        whose they are follows from the turns.
        """
        for place in places:
            x, y = place or (None, None)
            await self.tables.admin.execute(
                "INSERT INTO shots (session_id, arrow_landing_time, x, y, sigma_major, sigma_minor, "
                "sigma_angle) "
                "VALUES ($1, CASE WHEN $2::float8 IS NOT NULL THEN appliance_now() END, $2, $3, $4, $5, $6)",
                UUID(session_id), x, y,
                *((None,) * 3 if x is None else (sigma, shape.get("minor", sigma), shape.get("angle"))),
            )  # fmt: skip


@pytest.fixture
async def evening(phone: Phone, tables: Tables) -> Evening:
    """Robin, Marian, John and Will with 10, 9, 8 and 0 points, and a judge called Chris."""
    judge = await paired(phone, tables, "judge")
    await tables.admin.execute("UPDATE pairings SET name = 'Chris'")
    session_id = (await judge.call("POST", "/session", a_session()))[1]
    await judge.call("POST", "/target", a_target(session_id))
    archers = [await tables.archer(name) for name in NAMES]
    for k, archer in enumerate(archers):
        for place in (TEN, NINE, EIGHT)[k : k + 1] or [None]:
            await tables.admin.execute(
                "INSERT INTO shots (session_id, archer_id, x, y, arrow_landing_time, end_number) "
                "VALUES ($1, $2, $3, $4, CASE WHEN $3::float8 IS NOT NULL THEN appliance_now() END, 1)",
                UUID(session_id), archer, *(place or (None, None)),
            )  # fmt: skip
    return Evening(phone, tables, judge, session_id, archers)


async def equal_match(evening: Evening) -> tuple[str, dict[str, Any], str]:
    """Five all between the second and the third, and a shoot-off begun."""
    bracket_id = await evening.bracket()
    match = (await evening.read(bracket_id))[4, 2]
    session_id = await evening.begin(match)
    code, _, errors = await evening.judge.call("POST", f"/match/{match['id']}/shoot-off")
    assert (code, "equal" in errors[0]) == (422, True)
    for _ in range(5):
        await evening.shoot(session_id, *[NINE] * 6)
    assert (await evening.judge.call("POST", f"/match/{match['id']}/shoot-off"))[0] == 202
    return bracket_id, match, session_id
