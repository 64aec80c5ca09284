"""A release, or what belongs to one, that cannot be read hides itself alone, and is named."""

from uuid import UUID

import pytest

from appliance.database.channels import Notice
from appliance.models.releases_db import MOST
from appliance.models.unreadable import UNREADABLE
from tests.english import all_english
from tests.models.test_releases import OTHER, Range, line, two
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
    (said,) = all_english(UNREADABLE.messages())
    assert said.startswith(f"1 of releases cannot be read and is left out: correct or delete {key} ({column})")
    assert sorted(await line.outcomes(), key=str) == [None, "missed"]


async def test_more_releases_that_cannot_be_read_than_are_looked_at_together_hold_up_none(line: Range) -> None:
    await two(line)
    await line.released(10)
    await line.tables.admin.execute("ALTER TABLE releases DROP CONSTRAINT releases_released_at_in_domain")
    await line.tables.admin.execute(
        """
        INSERT INTO releases (sensor, boot, sequence, session_id, released_at)
        SELECT sensor, boot, sequence + n, session_id, '-infinity' FROM releases, generate_series(1, $1) AS n
        """,
        MOST,
    )
    await pairing(line)._decide()
    assert (await line.outcomes()).count("missed") == 1
    assert len(UNREADABLE.rows()) == MOST


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
