"""Which ends were left short, and in which order a person is asked about them."""

from typing import Any

from tests.models.helpers import Tables
from tests.models.test_turns import Range, a_range


async def short(butt: Range) -> list[tuple[str, int, int]]:
    turn = await butt.turns.get_one(butt.session_id)
    return [(butt.name(one.archer_id), one.end_number, one.missing) for one in turn.short_ends]


async def with_details(tables: Tables, **session: Any) -> Range:
    """A and B stand at the line together, then C and D; in the next end C and D come first."""
    butt = await a_range(tables, archers=4, **session)
    listed = [
        {"archer_id": str(one), "letter": "ABCD"[k], "shooting_order": k + 1, "detail": 1 + k // 2}
        for k, one in enumerate(butt.archers)
    ]
    await tables.admin.fetchval("SELECT set_roster($1, 3, $2, true)", butt.session_id, listed)
    return butt


async def test_the_first_arrow_of_a_session_has_no_end_before_it(tables: Tables) -> None:
    butt = await a_range(tables)
    assert await short(butt) == []
    await butt.shoot(9, 9)
    assert (await butt.now(), await short(butt)) == (("A", 1, 3), [])


async def test_a_full_end_is_not_short(tables: Tables) -> None:
    butt = await a_range(tables)
    await butt.shoot(9, 9, 9, 6)
    assert (await butt.now(), await short(butt)) == (("B", 1, 2), [])


async def test_an_end_that_the_next_archer_began_behind_is_short_until_its_arrow_is_entered(tables: Tables) -> None:
    butt = await a_range(tables)
    await butt.shoot(9, 9)
    await butt.set_turn(archer_id=butt.archers[1])
    assert await short(butt) == [("A", 1, 1)]
    await butt.shoot(6)
    assert (await butt.now(), await short(butt)) == (("B", 1, 2), [("A", 1, 1)])
    await butt.enter(archer_id=butt.archers[0], end_number=1)
    assert (await butt.now(), await short(butt)) == (("B", 1, 2), [])
    assert await butt.ends() == {("A", 1): [9, 9, 0], ("B", 1): [6]}


async def test_the_end_before_is_short_until_somebody_begins_the_next(tables: Tables) -> None:
    butt = await a_range(tables)
    await butt.shoot(9, 9)
    await butt.set_turn(archer_id=butt.archers[1])
    await butt.shoot(6)
    await butt.set_turn(end_number=2)
    assert (await butt.now(), await short(butt)) == (("A", 2, 1), [("B", 1, 2), ("A", 1, 1)])
    await butt.shoot(9)
    assert await short(butt) == []


async def test_the_nearest_before_comes_first(tables: Tables) -> None:
    butt = await a_range(tables, archers=4)
    await butt.shoot(9)
    await butt.set_turn(archer_id=butt.archers[1])
    await butt.shoot(8, 8)
    await butt.set_turn(archer_id=butt.archers[2])
    await butt.shoot(7, 7, 7)
    assert (await butt.now(), await short(butt)) == (("D", 1, 1), [("B", 1, 1), ("A", 1, 2)])
    # back to A: who stands at the line comes last
    await butt.set_turn(archer_id=butt.archers[0])
    assert await short(butt) == [("B", 1, 1)]


async def test_who_was_passed_over_whole_was_not_there(tables: Tables) -> None:
    butt = await a_range(tables, archers=3)
    await butt.shoot(9, 9, 9)
    await butt.set_turn(archer_id=butt.archers[2])
    assert (await butt.now(), await short(butt)) == (("C", 1, 1), [])


async def test_mirrored_details_are_looked_at_in_the_order_of_their_end(tables: Tables) -> None:
    butt = await with_details(tables)
    await butt.shoot(9, 9, 9, 8, 8, 8, 7, 7, 7, 6, 6)
    await butt.set_turn(end_number=2)
    # D was the last of the first end, and C begins the second
    assert (await butt.now(), await short(butt)) == (("C", 2, 1), [("D", 1, 1)])
    await butt.shoot(7, 7)
    await butt.set_turn(archer_id=butt.archers[3])
    await butt.shoot(6, 6)
    await butt.set_turn(archer_id=butt.archers[0])
    assert (await butt.now(), await short(butt)) == (("A", 2, 1), [("D", 2, 1), ("C", 2, 1)])


async def test_arrow_by_arrow_a_turn_that_was_silent_is_short(tables: Tables) -> None:
    butt = await a_range(tables, per_turn=1)
    await butt.shoot(9, 6)
    assert (await butt.now(), await short(butt)) == (("A", 1, 2), [])
    await butt.set_turn(archer_id=butt.archers[1])
    assert (await butt.now(), await short(butt)) == (("B", 1, 2), [("A", 1, 1)])
    await butt.shoot(6)
    assert (await butt.now(), await short(butt)) == (("A", 1, 3), [("A", 1, 1)])
    # the miss takes the turn that was silent, and not the one that is to come
    await butt.enter(archer_id=butt.archers[0], end_number=1)
    assert (await butt.now(), await short(butt)) == (("A", 1, 3), [])


async def test_one_arrow_alone_may_have_been_a_miss(tables: Tables) -> None:
    butt = await a_range(tables, arrows_per_end=1, per_turn=1)
    await butt.set_turn(archer_id=butt.archers[1])
    assert await short(butt) == [("A", 1, 1)]


async def test_without_a_roster_an_end_that_was_said_to_be_over_is_short(tables: Tables) -> None:
    butt = await a_range(tables, archers=0)
    await butt.shoot(9, 9)
    await butt.set_turn(end_number=2)
    assert await short(butt) == [("", 1, 1)]
    await butt.enter(end_number=1)
    assert await short(butt) == []


async def test_sighters_are_in_no_end(tables: Tables) -> None:
    butt = await a_range(tables, begins_with_sighters=True)
    await butt.shoot(9)
    await butt.set_turn(archer_id=butt.archers[1])
    assert await short(butt) == []
    await butt.set_turn(stage="scoring")
    assert await short(butt) == []
