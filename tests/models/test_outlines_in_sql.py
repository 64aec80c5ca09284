"""Zones that are no circles, in the database: which outlines it takes, how far a hit is from one, what that scores."""

import math
import random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.core.scoring.faces import FACES
from appliance.core.scoring.outline import SAME_REACH_MM, Outline, crosses_itself, reach_mm
from tests.builders import a_face
from tests.models.helpers import Tables
from tests.models.rulebook import HungFace, beyond, score
from tests.outlines import CROSSING, SIMPLE, stars

quick = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NEAR = 1e-9
SHAFT = 6.0
L = SIMPLE["an L"]


def drawn(*zones: tuple[int, float | Outline], **changes: Any) -> dict[str, Any]:
    """A face in the middle of the butt: points, and a radius or an outline each."""
    radii = [zone if isinstance(zone, float) else reach_mm(zone) for _, zone in zones]
    outlines = [None if isinstance(zone, float) else zone for _, zone in zones]
    points = [points for points, _ in zones]
    return a_face(radii=radii, points=points, kind=None, x_radius=None) | {"outlines": outlines} | changes


def as_in_the_book(face: dict[str, Any]) -> HungFace:
    zones = tuple(zip(face["radii"], face["points"], strict=True))
    return HungFace(face["human_identifier"], face["x"], face["y"], zones, face["x_radius"], tuple(face["outlines"]))


async def error_of(tables: Tables, face: dict[str, Any]) -> str | None:
    found: str | None = await tables.admin.fetchval("SELECT faces_error($1, 1300, 1300)", [face])
    return found


@pytest.mark.parametrize("name", SIMPLE)
async def test_the_database_takes_an_outline(name: str, tables: Tables) -> None:
    assert await error_of(tables, drawn((5, SIMPLE[name]))) is None


@pytest.mark.parametrize("name", CROSSING)
async def test_the_database_takes_none_that_crosses_itself(name: str, tables: Tables) -> None:
    for outline in (CROSSING[name], CROSSING[name][::-1], (*CROSSING[name][1:], CROSSING[name][0])):
        assert await error_of(tables, drawn((5, outline))) == "an outline of a face crosses itself"


@quick
@given(
    outlines=st.lists(
        st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), min_size=3, max_size=7), min_size=1, max_size=20
    )
)
async def test_core_and_the_database_agree_on_what_crosses_itself(
    outlines: list[list[tuple[int, int]]], tables: Tables
) -> None:
    found = await tables.admin.fetchval(
        """
        SELECT array_agg(crosses_itself(outline) ORDER BY k)
          FROM jsonb_array_elements($1) WITH ORDINALITY AS t (outline, k)
        """,
        outlines,
    )
    assert found == [crosses_itself([(float(x), float(y)) for x, y in outline]) for outline in outlines]


@pytest.mark.parametrize(
    "change",
    [
        {"outlines": []}, {"outlines": 5}, {"outlines": {}}, {"outlines": [None, None]}, {"outlines": ["round"]},
        {"outlines": [[]]}, {"outlines": [[[0, 0], [1, 1]]]}, {"outlines": [[[0, 10], [-9, -5], [9]]]},
        {"outlines": [[[0, 10], [-9, -5], [9, -5, 0]]]}, {"outlines": [[[0, 10], [-9, -5], None]]},
        {"outlines": [[[0, 10], [-9, -5], ["9", -5]]]}, {"outlines": [[[0, 10], [-9, -5], [9, 1e6]]]},
        {"outlines": [[[0, 10], [-9, -5], [9, 1e-7]]]}, {"radii": [10.4]},
        {"outlines": [[[math.cos(k / 11) * 10, math.sin(k / 11) * 10] for k in range(65)]], "radii": [10.0]},
    ],
    ids=lambda change: repr(change)[:60],
)  # fmt: skip
async def test_what_is_no_outline_is_none_for_the_database(change: dict[str, Any], tables: Tables) -> None:
    triangle = drawn((5, SIMPLE["a triangle"]))
    assert await error_of(tables, triangle) is None
    assert await error_of(tables, triangle | change) is not None


async def test_a_zone_reaches_as_far_as_core_lets_it(tables: Tables) -> None:
    triangle = SIMPLE["a triangle"]
    for off, is_taken in ((-1.1, False), (-0.9, True), (0.9, True), (1.1, False)):
        face = drawn((5, triangle), radii=[reach_mm(triangle) + off * SAME_REACH_MM])
        assert (await error_of(tables, face) is None) == is_taken


@quick
@given(star=stars(), seed=st.integers(0, 1000))
async def test_how_far_a_hit_is_from_an_outline(star: Outline, seed: int, tables: Tables) -> None:
    dice = random.Random(seed)
    reach = reach_mm(star) * 1.3
    places = [(dice.uniform(-reach, reach), dice.uniform(-reach, reach)) for _ in range(20)]
    # near each corner and each side, where another part takes over
    places += [(x + dice.gauss(0, 0.5), y + dice.gauss(0, 0.5)) for x, y in star]
    rows = await tables.admin.fetch(
        """
        SELECT (outline_beyond($1, x, y)).* FROM unnest($2::float8[], $3::float8[]) WITH ORDINALITY AS hit (x, y, k)
         ORDER BY k
        """,
        star, [x for x, _ in places], [y for _, y in places],
    )  # fmt: skip
    for (x, y), row in zip(places, rows, strict=True):
        assert row["beyond_mm"] == pytest.approx(beyond(star, x, y), abs=1e-7)
        # the way across leads from the side to the hit
        assert math.hypot(row["across_x"], row["across_y"]) == pytest.approx(abs(row["beyond_mm"]), abs=1e-7)
        assert beyond(star, x - row["across_x"], y - row["across_y"]) == pytest.approx(0.0, abs=1e-7)


async def points_of(tables: Tables, face: dict[str, Any], places: list[tuple[float, float]]) -> list[tuple[int, bool]]:
    """What arrows with a shaft of 6 mm at these places from the middle of a face score."""
    session_id = await tables.session()
    await tables.target(session_id, faces=[face])
    arrow_id = await tables.arrow(diameter=SHAFT)
    found = []
    for x, y in places:
        row = await tables.admin.fetchrow(
            """INSERT INTO shots (session_id, arrow_id, arrow_landing_time, x, y)
               VALUES ($1, $2, now(), $3, $4) RETURNING *""",
            session_id, arrow_id, face["x"] + x, face["y"] + y,
        )  # fmt: skip
        assert row is not None
        found.append((row["points"], row["is_x"]))
    tried = await tables.admin.fetch(
        "SELECT scored.* FROM scored_by($1, $2) AS scored JOIN shots ON shots.id = shot_id ORDER BY shots.seq",
        session_id, [face],
    )  # fmt: skip
    assert [(row["points"], row["is_x"]) for row in tried] == found
    return found


@pytest.mark.parametrize(
    ("name", "place", "points"),
    [
        ("deep in the foot of the L", (10.0, 2.5), 5),
        ("on its line", (10.0, 5.0), 5),
        ("in its corner, touching both legs", (7.9, 7.9), 5),
        ("in its corner, touching neither", (8.1, 8.1), 0),
        ("beside a leg, touching", (-2.9, 10.0), 5),
        ("beside a leg, not touching", (-3.1, 10.0), 0),
        ("beyond a corner, touching it", (22.0, 7.0), 5),
        ("beyond a corner, in the square around the shaft and not in the shaft", (22.5, 7.5), 0),
        ("nearer to the middle than the farthest corner, and outside", (14.0, 14.0), 0),
    ],
)
async def test_a_shaft_that_touches_an_outline_scores_it(
    name: str, place: tuple[float, float], points: int, tables: Tables
) -> None:
    del name
    assert await points_of(tables, drawn((5, L)), [place]) == [(points, False)]


async def test_animals_by_hand(tables: Tables) -> None:
    large = FACES["animal_3d_100"]
    face = a_face(
        radii=[z.radius_mm for z in large.zones], points=[z.points for z in large.zones], kind=large.kind, x_radius=None
    ) | {"outlines": large.outlines}
    places = {
        (0, 0): 11, (0, 17.9): 11, (0, 18.1): 10, (62.9, 0): 10, (63.1, 0): 8,
        # a shaft on either side of the line from (-160, -10) to (-130, -90), which is 20.6 degrees off the vertical
        (-145 - 2.9 * 0.9363, -50 - 2.9 * 0.3511): 8, (-145 - 3.1 * 0.9363, -50 - 3.1 * 0.3511): 5,
        # the hind hoof, its neighbour in the air, below it and a hair below that
        (410, -450): 5, (300, -450): 0, (410, -462.9): 5, (410, -463.1): 0,
        # the head, and above the back
        (-430, 170): 5, (-100, 350): 0,
    }  # fmt: skip
    found = await points_of(tables, face, [(float(x), float(y)) for x, y in places])
    assert [points for points, _ in found] == list(places.values())


@pytest.mark.parametrize("is_outside_in", [False, True])
async def test_the_smaller_zone_counts_however_they_are_written(is_outside_in: bool, tables: Tables) -> None:
    """A circle that looks out of the outline it is drawn over, and an X."""
    zones: list[tuple[int, float | Outline]] = [(10, 4.0), (8, SIMPLE["a square"]), (5, 30.0)]
    face = drawn(*(zones[::-1] if is_outside_in else zones), x_radius=1.0)
    dice = random.Random(5)
    places = [(dice.uniform(-40, 40), dice.uniform(-40, 40)) for _ in range(80)]
    places += [(0.0, 3.9), (0.0, 4.1), (0.0, 6.9), (0.0, 7.1), (12.9, 0.0), (13.1, 0.0), (0.0, 32.9), (0.0, 33.1)]
    book = as_in_the_book(face)
    expected = [score(650 + x, 650 + y, [book], SHAFT) for x, y in places]
    assert len({one.points for one in expected}) == 4
    assert await points_of(tables, face, places) == [(one.points, one.is_x) for one in expected]


@pytest.fixture
async def square_id(tables: Tables) -> UUID:
    """A session at a square with a circle in it."""
    session_id = await tables.session()
    await tables.target(session_id, faces=[drawn((8, 5.0), (5, SIMPLE["a square"]))])
    return session_id


async def call_at(
    tables: Tables, session_id: UUID, place: tuple[float, float], major: float, minor: float, angle: float
) -> Any:
    return await tables.admin.fetchval(
        """INSERT INTO shots (session_id, arrow_landing_time, x, y, sigma_major, sigma_minor, sigma_angle)
           VALUES ($1, now(), $2, $3, $4, $5, $6) RETURNING line_call""",
        session_id, 650 + place[0], 650 + place[1], major, minor, angle,
    )  # fmt: skip


async def test_doubt_is_reported_across_the_nearest_side(square_id: UUID, tables: Tables) -> None:
    # right of the square and far up: the way to its side is level, not along the line from the middle
    at = (10 + 4.65 + 1.0, 8.0)
    call = await call_at(tables, square_id, at, 1.0, 1.0, 0.0)
    assert (call["higher"]["points"], call["lower"]["points"]) == (5, 0)
    assert call["higher"]["probability"] == pytest.approx(0.1587, abs=2e-4)
    assert await call_at(tables, square_id, at, 5.0, 0.2, 90.0) is None
    call = await call_at(tables, square_id, at, 5.0, 0.2, 0.0)
    assert call["higher"]["probability"] == pytest.approx(0.4207, abs=2e-4)


async def test_a_circle_in_an_outline_is_a_line_too(square_id: UUID, tables: Tables) -> None:
    call = await call_at(tables, square_id, (0.0, 5 + 4.65 - 0.5), 0.5, 0.5, 0.0)
    assert (call["higher"]["points"], call["lower"]["points"]) == (8, 5)
    assert call["higher"]["probability"] == pytest.approx(0.8413, abs=2e-4)
