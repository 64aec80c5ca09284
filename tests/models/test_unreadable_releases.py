"""A release, or what belongs to one, that cannot be read hides itself alone, and is named."""

from collections.abc import Iterator
from typing import get_args
from uuid import UUID

import pytest
from pydantic import ValidationError

from appliance.core import limits
from appliance.database.channels import Notice
from appliance.models.releases_db import MOST
from appliance.models.unreadable import UNREADABLE
from appliance.schema.releases import OpenReleaseRead
from appliance.schema.sessions import DistanceUnit
from tests.english import all_english
from tests.models.test_domain import BY_TYPE
from tests.models.test_releases import OTHER, Range, line, two
from tests.routers.test_unreadable import unbind
from tests.sensing.test_settling import pairing

__all__ = ["line"]

ODD = {
    "released_at": ("releases_released_at_in_domain", "'infinity'"),
    "drawn_at": ("releases_drawn_at_in_domain", "'-infinity'"),
    "sensor": ("releases_sensor_in_domain", "repeat(chr(7), 16)"),
}


async def spoil(line: Range, column: str, constraint: str, value: str) -> UUID:
    """The first release of the line, as no model reads it."""
    await line.tables.admin.execute(f"ALTER TABLE releases DROP CONSTRAINT {constraint}")
    key: UUID = await line.tables.admin.fetchval(
        f"""
        UPDATE releases SET {column} = {value}
         WHERE id = (SELECT id FROM releases ORDER BY sequence, sensor LIMIT 1) RETURNING id
        """  # noqa: S608
    )
    return key


@pytest.fixture(autouse=True)
def nothing_noted() -> None:
    UNREADABLE.clear()


@pytest.mark.parametrize("column", ODD)
async def test_a_release_that_cannot_be_read_is_named_and_the_next_is_decided(line: Range, column: str) -> None:
    await two(line)
    await line.released(10)
    await line.released(40, OTHER)
    key = await spoil(line, column, *ODD[column])
    await pairing(line)._decide()
    (problem,) = all_english(UNREADABLE.messages())
    assert problem.startswith(f"1 of releases cannot be read and is left out: correct or delete {key} ({column})")
    assert sorted(await line.outcomes(), key=str) == [None, "missed"]


MANY = 2_500


async def spoiled(line: Range, column: str, many: int, **changes: str) -> None:
    """So many more releases like the only one, of which one column is as no model reads it."""
    constraint, value = ODD[column]
    await line.tables.admin.execute(f"ALTER TABLE releases DROP CONSTRAINT {constraint}")
    columns = {
        "sensor": "sensor", "session_id": "session_id", "drawn_at": "drawn_at", "released_at": "released_at",
        "outcome": "outcome", column: value, **changes,
    }  # fmt: skip
    names, values = ", ".join(columns), ", ".join(columns.values())
    await line.tables.admin.execute(
        f"INSERT INTO releases (boot, sequence, {names}) SELECT boot, sequence + n, {values}"  # noqa: S608
        " FROM releases, generate_series(1, $1) AS n",
        many,
    )


@pytest.mark.parametrize("many", [MOST, MANY])
async def test_however_many_releases_cannot_be_read_they_hold_up_none(line: Range, many: int) -> None:
    await two(line)
    await line.released(10)
    await spoiled(line, "released_at", many, released_at="'-infinity'::timestamptz")
    await pairing(line)._decide()
    assert (await line.outcomes()).count("missed") == 1
    assert len(UNREADABLE.rows()) >= MOST - 1


@pytest.mark.parametrize("column", ["drawn_at", "sensor"])
@pytest.mark.parametrize("when", [0.0, 1e-6, 2.0], ids=["at", "just before", "before"])
async def test_nor_within_one_flight_of_it(line: Range, column: str, when: float) -> None:
    await two(line)
    await line.released(10)
    await line.landed(10.3, 1)
    await spoiled(line, column, MANY, released_at=f"released_at - {when} * interval '1 s'")
    await pairing(line)._decide()
    assert (await line.outcomes()).count("landed") == 1


async def test_nor_of_those_of_which_nothing_was_heard_for_an_impact_that_comes_late(line: Range) -> None:
    await two(line)
    await line.released(10)
    await line.decided()
    await line.landed(10.3, 1)
    await spoiled(line, "drawn_at", MANY, outcome="'unheard'", released_at="released_at + interval '100 s'")
    await pairing(line)._decide()
    assert (await line.outcomes()).count("landed") == 1


@pytest.mark.parametrize("distance", ["-5", "0", "301"])
async def test_nor_of_a_session_without_a_distance_that_can_be_read(line: Range, distance: str) -> None:
    await two(line)
    await line.released(10)
    admin = line.tables.admin
    await admin.execute("ALTER TABLE sessions DROP CONSTRAINT sessions_distance_in_domain")
    await admin.execute(
        """
        WITH odd AS (INSERT INTO sessions (is_opened, start_time, end_time, location, distance)
                     VALUES (false, '2020-01-01Z', '2020-01-02Z', 'x', $1::text::integer) RETURNING id)
        INSERT INTO releases (sensor, boot, sequence, session_id, released_at)
        SELECT sensor, boot, sequence + n, odd.id, released_at - n * interval '1 ms'
          FROM releases, odd, generate_series(1, $2) AS n
        """,
        distance,
        MANY,
    )
    await pairing(line)._decide()
    assert (await line.outcomes()).count("missed") == 1


def edges() -> Iterator[tuple[str, str, str]]:
    """Table, column and value on both sides of each bound of what a release is read with."""
    for column in ("released_at", "drawn_at"):
        for moments in BY_TYPE["timestamp with time zone"]:
            yield from (("releases", column, value) for value in moments)
    for size in (limits.BOW_SENSOR.least - 1, limits.BOW_SENSOR.most, limits.BOW_SENSOR.most + 1):
        yield "releases", "sensor", "x" * size
    for code in (1, 8, 9, 10, 13, 0x1F, 0x20, 0x7E, 0x7F, 0x9F, 0xA0, 0x202E, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000):
        yield "releases", "sensor", chr(code) + "x" * (limits.BOW_SENSOR.most - 1)
    for distance in (limits.DISTANCE.least - 1, limits.DISTANCE.least, limits.DISTANCE.most, limits.DISTANCE.most + 1):
        yield "sessions", "distance", str(distance)
    for unit in (*get_args(DistanceUnit), "", "M", "km"):
        yield "sessions", "distance_unit", unit


async def test_those_that_are_given_first_are_those_that_can_be_read(line: Range) -> None:
    admin = line.tables.admin
    await two(line)
    await line.released(10)
    await unbind(line.tables)
    answers = set()
    for table, column, value in edges():
        kind = await admin.fetchval(f"SELECT pg_typeof({column})::text FROM {table}")  # noqa: S608  (our own names)
        spoiling = admin.transaction()
        await spoiling.start()
        await admin.execute(f"UPDATE {table} SET {column} = $1::text::{kind}", value)  # noqa: S608
        row = dict(await admin.fetchrow("SELECT * FROM open_releases") or {})
        await spoiling.rollback()
        is_given_first = row["is_readable"]
        read = {name: row[name] for name in OpenReleaseRead.model_fields} | {"is_readable": True}
        if is_given_first:
            OpenReleaseRead.model_validate(read)
        else:
            with pytest.raises(ValidationError, match=column):
                OpenReleaseRead.model_validate(read)
        answers.add((column, is_given_first))
    assert len(answers) == 2 * 5


async def test_a_session_without_a_distance_that_can_be_read_holds_up_no_other(line: Range) -> None:
    await two(line)
    await line.released(10)
    await line.tables.admin.execute("ALTER TABLE sessions DROP CONSTRAINT sessions_distance_in_domain")
    await line.tables.admin.execute("UPDATE sessions SET distance = -5")
    await pairing(line)._decide()
    assert await line.outcomes() == [None]
    assert [row.field for row in UNREADABLE.rows()] == ["distance"]


async def test_an_impact_whose_time_cannot_be_read_ends_nothing(line: Range) -> None:
    await two(line)
    await line.released(10)
    detection_id = await line.landed(10.3, 1)
    await line.tables.admin.execute("ALTER TABLE detections DROP CONSTRAINT detections_detected_at_in_domain")
    await line.tables.admin.execute("UPDATE detections SET detected_at = 'infinity'")
    bows = pairing(line)
    bows.on_notice(Notice("insert", "detections", id=detection_id))
    await bows._decide()
    assert await line.outcomes() == ["missed"]
    assert [(row.kind, row.key) for row in UNREADABLE.rows()] == [("detections", str(detection_id))]
