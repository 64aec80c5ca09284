"""The groups of the live page are read by archer in one statement: the same figures as shot by shot, bit by bit."""

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest

from appliance.core.scoring.points import Point, moved_onto, nearest
from appliance.database.pool import Pool
from appliance.models import summary_db
from appliance.models.summary_db import SummaryDB
from appliance.models.unreadable import UNREADABLE
from appliance.schema.summary import GroupRead, SessionGroupsRead
from tests.builders import NOW, a_face
from tests.models.helpers import Tables
from tests.routers.test_unreadable import unbind

SPOTS = [(450.0, 1000.0), (450.0, 600.0), (900.0, 600.0)]


@pytest.fixture(autouse=True)
def nothing_noted() -> Iterator[None]:
    UNREADABLE.clear()
    yield
    UNREADABLE.clear()


class Counted:
    """A source that counts its statements."""

    def __init__(self, source: Pool) -> None:
        self._source, self.statements = source, 0

    async def fetch(self, query: str, *args: Any) -> Any:
        self.statements += 1
        return await self._source.fetch(query, *args)

    async def fetchrow(self, query: str, *args: Any) -> Any:
        self.statements += 1
        return await self._source.fetchrow(query, *args)

    async def fetchval(self, query: str, *args: Any) -> Any:
        self.statements += 1
        return await self._source.fetchval(query, *args)


def figures(points: Sequence[Point], faces: Sequence[Point]) -> tuple[float, ...]:
    """Number of arrows, centre, mean radius and spread, by the definitions."""
    if len({nearest(faces, one) for one in points} if faces else ()) > 1:
        points = [moved_onto(faces[0], faces, one) for one in points]
    x, y = (math.fsum(one[axis] for one in points) / len(points) for axis in (0, 1))
    radius = math.fsum(math.dist((x, y), one) for one in points) / len(points)
    return len(points), x, y, radius, max((math.dist(a, b) for a, b in combinations(points, 2)), default=0.0)


def figures_of(found: GroupRead | None) -> tuple[float, ...]:
    assert found is not None
    return found.arrows, found.x, found.y, found.mean_radius, found.extreme_spread


async def expected(tables: Tables, session_id: UUID, faces: Sequence[Point]) -> list[Any]:
    """Each archer's groups, by the archer who shot last first."""
    rows = await tables.admin.fetch(
        """
        SELECT archer_id, end_number, x, y FROM shots
         WHERE session_id = $1 AND NOT is_sighter AND x IS NOT NULL ORDER BY shot_at DESC, seq DESC
        """,
        session_id,
    )
    found = []
    for archer_id in dict.fromkeys(row["archer_id"] for row in rows):
        own = [row for row in rows if row["archer_id"] == archer_id]
        last = own[0]["end_number"]
        in_last = [row for row in own if row["end_number"] == last]
        found.append((archer_id, figures(places(own), faces), last, figures(places(in_last), faces)))
    return found


def places(rows: Iterable[Any]) -> list[Point]:
    return [(row["x"], row["y"]) for row in rows]


def read(groups: SessionGroupsRead) -> list[Any]:
    return [(one.archer_id, figures_of(one.group), one.end_number, figures_of(one.end_group)) for one in groups.archers]


async def evening(tables: Tables, dice: random.Random, spots: int) -> UUID:
    """Two archers and shots of nobody: sighters, misses, an end held back, shots of one instant, one out of its order,
    one that was deleted, and one archer with a single arrow."""
    session_id = await tables.session()
    for k, (x, y) in enumerate(SPOTS[:spots]):
        face = a_face(x=x, y=y, radii=[40.0], points=[10], human_identifier=str(k), kind=None, x_radius=None)
        await tables.target(session_id, faces=[face])
    archers = [await tables.archer("A"), await tables.archer("B"), None]
    for k in range(60):
        x, y = dice.choice(SPOTS)
        await tables.landed(
            session_id,
            NOW + timedelta(seconds=k // 3 * 20),
            archer_id=dice.choice(archers),
            end_number=1 + k // 9 if k != 50 else 2,
            is_sighter=k < 6,
            x=round(x + dice.gauss(0, 30), 3),
            y=round(y + dice.gauss(0, 30), 3),
        )
    await tables.landed(session_id, NOW + timedelta(hours=1), archer_id=await tables.archer("C"), end_number=1)
    await tables.admin.execute(
        "INSERT INTO shots (session_id, end_number, points_called) VALUES ($1, 7, 0)",
        session_id,
    )
    await tables.admin.execute("DELETE FROM shots WHERE id = (SELECT id FROM shots ORDER BY seq OFFSET 20 LIMIT 1)")
    await tables.admin.execute("UPDATE sessions SET held_back_from = 5 WHERE id = $1", session_id)
    return session_id


@pytest.mark.parametrize("spots", [0, 1, 3])
async def test_both_ways_of_reading_give_the_same_figures(
    spots: int, server_pool: Pool, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = await evening(tables, random.Random(spots), spots)
    source = Counted(server_pool)
    groups = await SummaryDB(source).groups(session_id)
    assert source.statements == 1
    targets = await tables.admin.fetch("SELECT faces FROM targets ORDER BY id")
    hung = [(face["x"], face["y"]) for row in targets for face in row["faces"]]
    assert read(groups) == await expected(tables, session_id, hung)
    assert [one.group and one.group.arrows == 1 for one in groups.archers] == [True, False, False, False]
    monkeypatch.setattr(summary_db, "read_all_or_none", lambda model, rows: None)
    assert await SummaryDB(server_pool).groups(session_id) == groups


async def spoil(tables: Tables, shot_id: UUID, column: str, value: str | None) -> None:
    """A damaged row: past every trigger."""
    async with tables.admin.transaction():
        await tables.admin.execute("SET LOCAL session_replication_role = replica")
        await tables.admin.execute(
            f"UPDATE shots SET {column} = $2::text::double precision WHERE id = $1",  # noqa: S608  (our own)
            shot_id,
            value,
        )


@pytest.mark.parametrize(("column", "value"), [("x", "NaN"), ("y", "1e9"), ("y", None), ("end_number", "0")])
async def test_a_shot_that_cannot_be_read_is_left_out_and_named_until_it_is_mended(
    column: str, value: str | None, server_pool: Pool, tables: Tables
) -> None:
    session_id = await evening(tables, random.Random(7), 1)
    source = Counted(server_pool)
    sound = await SummaryDB(source).groups(session_id)
    await unbind(tables)
    shot_id, before = await tables.admin.fetchrow(
        f"SELECT id, {column}::text FROM shots WHERE x > 0 AND NOT is_sighter ORDER BY seq DESC LIMIT 1"  # noqa: S608
    ) or (None, None)
    assert shot_id is not None
    for _ in range(2):
        await spoil(tables, shot_id, column, value)
        without = await SummaryDB(source).groups(session_id)
        assert sound.archers[1:] == without.archers
        (row,) = UNREADABLE.rows()
        assert (row.kind, row.key, row.field) == ("shots", str(shot_id), column)
        await spoil(tables, shot_id, column, before)
        assert await SummaryDB(source).groups(session_id) == sound
        assert UNREADABLE.rows() == []
    source.statements = 0
    assert await SummaryDB(source).groups(session_id) == sound
    assert source.statements == 1


async def test_a_target_that_cannot_be_read_is_left_out_and_named(server_pool: Pool, tables: Tables) -> None:
    session_id = await evening(tables, random.Random(8), 3)
    await unbind(tables)
    damaged = await tables.admin.fetchval("UPDATE targets SET max_x = 'NaN' WHERE id = (SELECT id FROM targets "
                                          "ORDER BY id LIMIT 1) RETURNING id")  # fmt: skip
    groups = await SummaryDB(server_pool).groups(session_id)
    (row,) = UNREADABLE.rows()
    assert (row.kind, row.key, row.field) == ("targets", str(damaged), "max_x")
    hung = await tables.admin.fetchval("SELECT array_agg(faces ORDER BY id) FROM targets WHERE id <> $1", damaged)
    assert read(groups) == await expected(tables, session_id, [(face["x"], face["y"]) for (face,) in hung])
    # and shot by shot
    assert await SummaryDB(server_pool).groups(session_id) == groups
