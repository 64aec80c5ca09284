"""A loss is what never came: not what came in time, and not twice."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.database.pool import Pool
from appliance.models.detections_db import DetectionsDB
from appliance.models.losses_db import LossesDB
from appliance.models.unreadable import UNREADABLE
from appliance.models.wings_db import WingsDB
from appliance.schema.set_aside import LossCreate
from tests.builders import NOW
from tests.models.helpers import Tables
from tests.models.test_shots_db import a_detection
from tests.routers.test_unreadable import unbind

Row = tuple[int, int, datetime | None, datetime | None]
numbers = st.integers(1, 12)


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def a_loss(first: int, last: int, *, has_times: bool = True) -> LossCreate:
    impact = a_detection(1, None)
    return LossCreate(
        node=impact.node,
        boot=impact.boot,
        first_sequence=first,
        last_sequence=last,
        lost_from=NOW if has_times else None,
        lost_until=at(100) if has_times else None,
        reason="its memory was full",
    )


async def came(pool: Pool, *sequences: int) -> None:
    await DetectionsDB(pool).insert_many([a_detection(n, None, detected_at=at(n)) for n in sequences])


async def recorded(tables: Tables) -> list[Row]:
    rows = await tables.admin.fetch(
        "SELECT first_sequence, last_sequence, lost_from, lost_until FROM losses ORDER BY first_sequence"
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


async def test_what_came_between_what_was_dropped_is_not_lost(sensing_pool: Pool, tables: Tables) -> None:
    await came(sensing_pool, 4, 9, 10, 21)
    await LossesDB(sensing_pool).insert_one(a_loss(5, 20))
    assert await recorded(tables) == [(5, 8, at(0), at(9)), (11, 20, at(10), at(100))]


async def test_what_a_restarted_appliance_is_told_again_is_not_lost_twice(sensing_pool: Pool, tables: Tables) -> None:
    losses = LossesDB(sensing_pool)
    await losses.insert_one(a_loss(5, 8))
    await losses.insert_one(a_loss(17, 20))
    await came(sensing_pool, *range(9, 17))
    before = await recorded(tables)
    await losses.insert_one(a_loss(5, 20))
    assert await recorded(tables) == before


async def test_what_comes_after_all_is_not_reported_as_lost(sensing_pool: Pool) -> None:
    await LossesDB(sensing_pool).insert_one(a_loss(5, 8))
    await came(sensing_pool, 6, 7)
    (loss,) = await WingsDB(sensing_pool).losses(5)
    assert loss.shots == 2
    await came(sensing_pool, 5, 8)
    assert await WingsDB(sensing_pool).losses(5) == []


async def test_a_loss_of_all_numbers_that_there_are_ends_nothing(sensing_pool: Pool, tables: Tables) -> None:
    """The database takes it from anybody."""
    await tables.admin.execute(
        """
        INSERT INTO losses (node, boot, first_sequence, last_sequence)
        VALUES ('n', 1, -9223372036854775808, 9223372036854775807)
        """
    )
    (loss,) = await WingsDB(sensing_pool).losses(5)
    assert loss.shots == 2**63 - 1


@pytest.mark.parametrize(
    "odd", ["lost_from = 'infinity'", "lost_until = '294276-12-31 23:59:59.9Z'", "node = E'\\x01'"]
)
async def test_losses_that_cannot_be_read_stand_in_front_of_none_that_can(
    odd: str, sensing_pool: Pool, tables: Tables
) -> None:
    await unbind(tables)
    losses = LossesDB(sensing_pool)
    await losses.insert_one(a_loss(5, 8))
    for number in range(10, 20):
        await losses.insert_one(a_loss(number, number))
    await tables.admin.execute(f"UPDATE losses SET {odd}, recorded_at = 'infinity' WHERE first_sequence >= 10")  # noqa: S608
    assert [loss.shots for loss in await WingsDB(sensing_pool).losses(5)] == [4]
    assert {row.kind for row in UNREADABLE.rows()} == {"losses"}


async def test_another_impact_of_the_same_number_is_not_what_was_lost(sensing_pool: Pool, tables: Tables) -> None:
    """As of a node that begins with the same boot number each time."""
    losses, detections = LossesDB(sensing_pool), DetectionsDB(sensing_pool)
    await detections.insert_many([a_detection(2, None, detected_at=at(-60))])
    await losses.insert_one(a_loss(2, 3))
    await detections.insert_many([a_detection(3, None, detected_at=at(160))])
    assert await recorded(tables) == [(2, 3, at(0), at(100))]
    assert [loss.shots for loss in await WingsDB(sensing_pool).losses(5)] == [2]


async def test_a_loss_of_unknown_times_and_any_number_is_recorded(sensing_pool: Pool, tables: Tables) -> None:
    await came(sensing_pool, 6)
    await LossesDB(sensing_pool).insert_one(a_loss(5, 2**63 - 1, has_times=False))
    assert await recorded(tables) == [(5, 5, None, None), (7, 2**63 - 1, None, None)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(numbers, numbers).map(sorted), max_size=6), st.sets(numbers))
async def test_each_number_is_lost_once_or_here(
    sensing_pool: Pool, tables: Tables, named: list[list[int]], here: set[int]
) -> None:
    await tables.admin.execute("TRUNCATE losses, detections CASCADE")
    await came(sensing_pool, *here)
    for first, last in named:
        await LossesDB(sensing_pool).insert_one(a_loss(first, last))
    lost = [n for first, last, *_ in await recorded(tables) for n in range(first, last + 1)]
    assert sorted(lost) == sorted({n for first, last in named for n in range(first, last + 1)} - here)
