"""Faces that count by which arrow of the target hits first: points, who is next, and every correction of that."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from appliance.core.scoring.faces import FACES
from appliance.database.pool import Pool
from appliance.models.rounds_db import RoundsDB
from appliance.models.targets_db import TargetsDB, face_of
from appliance.schema.shots import ShotCreate, ShotRead, ShotUpdate
from appliance.schema.targets import TargetUpdate
from appliance.schema.turns import TurnCreate
from tests.builders import a_face
from tests.data.page_cases import TARGET_ARROWS
from tests.models.archers_in_session import ArchersInSession
from tests.models.helpers import Tables

MIDDLE = 650.0
WHERE: dict[str, float | None] = {"dot": 0.0, "kill": 0.12, "wound": 0.3, "beside": 0.6, "miss": None}
"""How far to the right of the middle, of the animal's length; a miss is not heard."""


def the_face(kind: str = "animal_ifaa_100") -> dict[str, Any]:
    return face_of(FACES[kind], MIDDLE, MIDDLE).model_dump(mode="json")


class Animal(ArchersInSession):
    """A session at an animal, whose archers are called A, B, ..."""

    def __init__(self, tables: Tables, session_id: UUID, archers: Sequence[UUID], kind: str) -> None:
        super().__init__(tables, session_id, archers)
        self.length_mm = FACES[kind].diameter_mm

    async def shoot(self, *places: str, archer_id: UUID | None = None) -> list[UUID]:
        """Arrows, one after the other, now."""
        found = []
        for place in places:
            at = WHERE[place]
            x, y = (None, None) if at is None else (MIDDLE + at * self.length_mm, MIDDLE)
            found.append(
                await self.tables.admin.fetchval(
                    """
                    INSERT INTO shots (session_id, arrow_landing_time, x, y, archer_id)
                    VALUES ($1, CASE WHEN $2::float8 IS NOT NULL THEN clock_timestamp() END, $2, $3, $4) RETURNING id
                    """,
                    self.session_id, x, y, archer_id,
                )
            )  # fmt: skip
        return found

    async def all(self) -> list[ShotRead]:
        return (await self.shots.read_session(self.session_id)).rows

    async def call(self, shot_id: UUID, points: int | None) -> None:
        await self.shots.update_one(shot_id, ShotUpdate(points_called=points))


async def an_animal(
    tables: Tables, archers: int = 0, kind: str = "animal_ifaa_100", per_turn: int = 3, per_end: int = 3
) -> Animal:
    session_id = await tables.session(arrows_per_end=per_end)
    await tables.target(session_id, faces=[the_face(kind)])
    ids = [await tables.archer(name) for name in "ABCDEF"[:archers]]
    if ids:
        await tables.roster(session_id, ids, per_turn)
    return Animal(tables, session_id, ids, kind)


@pytest.mark.parametrize("case", TARGET_ARROWS, ids=[case["name"] for case in TARGET_ARROWS])
async def test_the_database_scores_by_the_number_of_the_arrow(case: dict[str, Any], tables: Tables) -> None:
    here = await an_animal(tables, kind=case["kind"], archers=1)
    for place in case["arrows"]:
        (shot,) = await here.shoot(place, archer_id=here.archers[0])
        # put in the same end, whatever came before
        await here.shots.update_one(shot, ShotUpdate(end_number=1))
    shots = await here.all()
    assert [shot.points for shot in shots] == case["points"]
    assert [shot.is_surplus for shot in shots] == case["surplus"]
    assert [shot.arrow_of_target for shot in shots] == list(range(1, len(shots) + 1))


async def test_a_hit_ends_the_target(tables: Tables) -> None:
    here = await an_animal(tables)
    await here.shoot("kill")
    assert await here.now() == ("", 2, 1)
    await here.shoot("miss", "wound", "miss", "miss", "miss", "kill")
    assert await here.ends() == {("", 1): [20], ("", 2): [0, 14], ("", 3): [0, 0, 0], ("", 4): [20]}
    ends = await here.turns.find_ends(here.session_id)
    assert [(end.end_number, end.closed_by) for end in ends] == [(k, "arrows") for k in (1, 2, 3, 4)]


@pytest.mark.parametrize("per_turn", [1, 3])
async def test_two_archers_in_turns(per_turn: int, tables: Tables) -> None:
    here = await an_animal(tables, archers=2, per_turn=per_turn)
    if per_turn == 3:
        await here.shoot("miss", "kill", "miss", "miss", "wound")
    else:
        await here.shoot("miss", "miss", "kill", "miss", "wound")
    assert await here.ends() == {("A", 1): [0, 16], ("B", 1): [0, 0, 10]}
    assert await here.now() == ("A", 2, 1)
    assert [shot.arrow_of_target for shot in await here.all() if here.name(shot.archer_id) == "B"] == [1, 2, 3]


async def test_a_called_miss_gives_the_archer_the_next_arrow_and_is_undone(tables: Tables) -> None:
    here = await an_animal(tables, archers=2)
    first, _ = await here.shoot("wound", "kill")
    assert await here.ends() == {("A", 1): [18], ("B", 1): [20]}
    await here.call(first, 0)
    # the wound was beside: what came behind it was still the same archer's
    assert await here.ends() == {("A", 1): [0, 16]}
    assert await here.now() == ("B", 1, 1)
    await here.call(first, None)
    assert await here.ends() == {("A", 1): [18], ("B", 1): [20]}
    assert await here.now() == ("A", 2, 1)


async def test_a_call_says_which_zone_whatever_the_arrow_counts(tables: Tables) -> None:
    here = await an_animal(tables)
    first, second = await here.shoot("miss", "wound")
    await here.call(second, 20)
    assert await here.ends() == {("", 1): [0, 16]}
    await here.shots.delete_one(first)
    assert await here.ends() == {("", 1): [20]}
    (only,) = await here.all()
    assert (only.points, only.points_called, only.arrow_of_target) == (18, 20, 1)
    await here.shots.restore_one(first)
    assert await here.ends() == {("", 1): [0, 16]}
    await here.call(second, 15)
    assert await here.ends() == {("", 1): [0, 15]}, "of no zone"


async def test_deleted_and_restored_arrows_number_the_others(tables: Tables) -> None:
    here = await an_animal(tables, archers=2)
    missed, hit, other = await here.shoot("miss", "kill", "kill")
    await here.shots.delete_one(missed)
    assert await here.ends() == {("A", 1): [20], ("B", 1): [20]}
    await here.shots.restore_one(missed)
    assert await here.ends() == {("A", 1): [0, 16], ("B", 1): [20]}
    await here.shots.delete_one(hit)
    assert await here.ends() == {("A", 1): [0, 16]}, "the kill behind it is the second arrow"
    await here.shots.restore_one(hit)
    assert {shot.id: shot.points for shot in await here.all()} == {missed: 0, hit: 16, other: 20}


async def test_a_miss_that_nobody_heard_is_entered_before_the_hit(tables: Tables) -> None:
    here = await an_animal(tables, archers=2)
    await here.shoot("kill", "wound", "kill")
    assert await here.ends() == {("A", 1): [20], ("B", 1): [18], ("A", 2): [20]}
    added = await here.shots.insert_one(ShotCreate(session_id=here.session_id, archer_id=here.archers[1], end_number=1))
    assert await here.ends() == {("A", 1): [20], ("B", 1): [0, 14], ("A", 2): [20]}
    await here.shots.insert_one(ShotCreate(session_id=here.session_id, archer_id=here.archers[1], end_number=1))
    assert await here.ends() == {("A", 1): [20], ("B", 1): [0, 0, 10], ("A", 2): [20]}
    await here.shots.delete_one(added)
    assert await here.ends() == {("A", 1): [20], ("B", 1): [0, 14], ("A", 2): [20]}
    assert await here.now() == ("B", 2, 1)


async def test_an_arrow_by_its_owner_behind_a_hit_counts_nothing(tables: Tables) -> None:
    here = await an_animal(tables, archers=2)
    own = await tables.arrow()
    await tables.admin.execute("INSERT INTO archer_arrows (archer_id, arrow_id) VALUES ($1, $2)", here.archers[0], own)
    await here.shoot("wound")
    await tables.admin.execute(
        "INSERT INTO shots (session_id, arrow_landing_time, x, y, arrow_id) "
        "VALUES ($1, clock_timestamp(), 650, 650, $2)",
        here.session_id, own,
    )  # fmt: skip
    assert await here.now() == ("B", 1, 1)
    await here.shoot("kill")
    assert await here.ends() == {("A", 1): [18], ("B", 1): [20]}
    assert [shot.is_surplus for shot in await here.all()] == [False, True, False]


async def test_entries_for_an_archer_whose_target_is_over_are_of_the_next(tables: Tables) -> None:
    here = await an_animal(tables, archers=2)
    await here.shoot("kill", archer_id=here.archers[1])
    await here.shoot("miss", "kill", "miss", archer_id=here.archers[1])
    assert await here.ends() == {("B", 1): [20], ("B", 2): [0, 16], ("B", 3): [0]}
    assert await here.now() == ("A", 1, 1)


async def test_who_shoots_in_no_turn_goes_on_at_the_next_target(tables: Tables) -> None:
    here = await an_animal(tables, archers=2)
    guest = await tables.archer("G")
    here.archers = [*here.archers, guest]
    await here.shoot("miss", "kill", "wound", archer_id=guest)
    assert await here.ends() == {("C", 1): [0, 16], ("C", 2): [18]}


async def test_another_face_deals_and_scores_again(tables: Tables) -> None:
    here = await an_animal(tables)
    await here.shoot("kill", "kill", "miss", "kill")
    assert await here.ends() == {("", 1): [20], ("", 2): [20], ("", 3): [0, 16]}
    (target,) = await tables.admin.fetch("SELECT id FROM targets")
    faces = [face_of(FACES["animal_3d_100"], MIDDLE, MIDDLE)]
    await TargetsDB(tables.admin).update_one(target["id"], TargetUpdate(faces=faces))
    assert await here.ends() == {("", 1): [8, 8, 0], ("", 2): [8]}
    assert {shot.arrow_of_target for shot in await here.all()} == {None}
    faces = [face_of(FACES["animal_nfaa_100"], MIDDLE, MIDDLE)]
    await TargetsDB(tables.admin).update_one(target["id"], TargetUpdate(faces=faces))
    assert await here.ends() == {("", 1): [20], ("", 2): [20], ("", 3): [0, 16]}


async def test_sighters_end_no_target(tables: Tables) -> None:
    here = await an_animal(tables, archers=1)
    await here.turns.insert_one(here.session_id, TurnCreate(stage="sighters"))
    await here.shoot("kill", "kill")
    mark = await here.turns.insert_one(here.session_id, TurnCreate(stage="scoring"))
    assert await here.now() == ("A", 1, 1)
    await here.shoot("miss", "kill", "kill")
    assert await here.ends() == {("A", 1): [0, 16], ("A", 2): [20]}
    await here.turns.delete_one(here.session_id, mark)
    assert await here.ends() == {}


async def test_a_round_counts_a_target_that_is_over_as_shot(tables: Tables, server_pool: Pool) -> None:
    here = await an_animal(tables, archers=2)
    await here.shoot("miss", "kill", "kill", "kill")
    by_archer = {one.archer_id: one for one in await RoundsDB(server_pool).shots_of([here.session_id])}
    first, second = (by_archer[one] for one in here.archers)
    assert (first.points, first.taken, first.arrows, first.last_end, first.in_last_end) == (
        [0, 16, 20],
        [1, 2, 3],
        6,
        2,
        3,
    )
    assert (second.points, second.taken, second.arrows) == ([20], [3], 3)
    assert first.up_to(3).points == [0, 16]


@pytest.mark.parametrize(
    ("later", "why"),
    [
        ("x", "no list for 1 to 11 arrows"),
        ([], "no list for 1 to 11 arrows"),
        ([[16, 14]] * 12, "no list for 1 to 11 arrows"),
        ([[16]], "not the points of each of its zones"),
        ([16, 14], "not the points of each of its zones"),
        ([[16, 22]], "not the points of each of its zones"),
        ([[16, 1.5]], "not the points of each of its zones"),
        ([[20, 14]], "nothing, or used twice"),
        ([[16, 16]], "nothing, or used twice"),
        ([[16, 0]], "nothing, or used twice"),
    ],
)
async def test_the_database_takes_no_points_that_say_no_zone(later: object, why: str, tables: Tables) -> None:
    face = the_face() | {"later_points": later}
    found = await tables.admin.fetchval("SELECT faces_error($1, 1300, 1300)", [face])
    assert found is not None
    assert why in found
    with pytest.raises(asyncpg.CheckViolationError):
        await tables.admin.execute(
            "INSERT INTO targets (session_id, max_x, max_y, faces) VALUES ($1, 1300, 1300, $2)",
            await tables.session(), [face],
        )  # fmt: skip


async def test_a_face_without_later_points_may_say_so(tables: Tables) -> None:
    assert (
        await tables.admin.fetchval("SELECT faces_error($1, 1300, 1300)", [a_face() | {"later_points": None}]) is None
    )


async def test_a_line_call_is_reported_in_the_points_of_the_arrow(tables: Tables) -> None:
    here = await an_animal(tables)
    await here.shoot("miss")
    # on the line of the vital area, at its right
    await tables.admin.execute(
        """
        INSERT INTO shots (session_id, arrow_landing_time, x, y, sigma_major)
        VALUES ($1, clock_timestamp() + $2, 650 + 170 + 4.65, 651, 3)
        """,
        here.session_id, timedelta(seconds=1),
    )  # fmt: skip
    shot = (await here.all())[-1]
    assert shot.line_call is not None
    assert (shot.line_call.higher.points, shot.line_call.lower.points) == (16, 14)
