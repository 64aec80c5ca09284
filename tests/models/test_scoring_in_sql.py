"""The database scores by the rule book, and by the same cases as core and the page where they say it too."""

import json
import math
import random
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from appliance.core.scoring.faces import FACES, FaceSpec
from appliance.core.scoring.grouping import group
from appliance.core.scoring.points import MAX_SHAFT_DIAMETER_MM, nearest
from appliance.database.pool import Pool
from appliance.models.summary_db import SummaryDB
from appliance.models.trend_db import TrendDB
from appliance.schema.summary import TrendFilters
from tests.builders import a_face
from tests.data.page_cases import ENDS, FOLDS, STANDARDS, End, Fold
from tests.models.helpers import Tables
from tests.models.rulebook import HungFace, farthest, score

SHOTS = 120
LINES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("line_cutter.cases.json").read_text())


def hung(spec: FaceSpec) -> tuple[list[dict[str, object]], list[HungFace]]:
    rows, faces = [], []
    for number, spot in enumerate(spec.spots):
        x, y, name = 650 + spot.dx_mm, 650 + spot.dy_mm, f"spot {number}"
        radii, points = [z.radius_mm for z in spec.zones], [z.points for z in spec.zones]
        rows.append(
            a_face(
                x=x, y=y, radii=radii, points=points, human_identifier=name, kind=spec.kind, x_radius=spec.x_radius_mm
            )
            | ({} if spec.outlines is None else {"outlines": spec.outlines})
        )
        faces.append(HungFace(name, x, y, tuple(zip(radii, points, strict=True)), spec.x_radius_mm, spec.outlines))
    return rows, faces


@pytest.mark.parametrize("spec", FACES.values(), ids=lambda spec: spec.kind)
async def test_sql_and_the_rule_book_agree(spec: FaceSpec, tables: Tables) -> None:
    rows, faces = hung(spec)
    session_id = await tables.session()
    await tables.target(session_id, faces=rows)
    dice = random.Random(4)
    reach = max(math.hypot(s.dx_mm, s.dy_mm) for s in spec.spots) + spec.radius_mm * 1.1
    places = [(650 + dice.uniform(-reach, reach), 650 + dice.uniform(-reach, reach)) for _ in range(SHOTS)]
    # and a hair on either side of every line
    places += [
        (
            650 + spec.spots[0].dx_mm + (z.radius_mm + 4.65 + e) * farthest(z)[0],
            650 + spec.spots[0].dy_mm + (z.radius_mm + 4.65 + e) * farthest(z)[1],
        )
        for z in spec.zones
        for e in (-1e-6, 1e-6)
    ]
    scored = await tables.admin.fetch(
        """INSERT INTO shots (session_id, arrow_landing_time, x, y)
           SELECT $1, now(), x, y FROM unnest($2::float8[], $3::float8[]) AS place (x, y) RETURNING *""",
        session_id,
        [x for x, _ in places],
        [y for _, y in places],
    )
    assert len(scored) == len(places)
    for row in scored:
        expected = score(row["x"], row["y"], faces)
        found = (row["points"], row["is_x"], row["face"])
        assert found == (expected.points, expected.is_x, expected.face), (row["x"], row["y"])


async def shot_at(
    tables: Tables, x: float, sigma: float | None, angle: float = 0.0, minor: float | None = None
) -> object:
    session_id = await tables.session()
    await tables.target(session_id)
    return await tables.admin.fetchval(
        """INSERT INTO shots (session_id, arrow_landing_time, x, y, sigma_major, sigma_minor, sigma_angle)
           VALUES ($1, now(), $2, 650, $3, $4, $5) RETURNING line_call""",
        session_id, 650 + x, sigma, sigma if minor is None else minor, angle,
    )  # fmt: skip


@pytest.mark.parametrize(("off_mm", "inside"), [(-1.0, 0.8413), (0.0, 0.5), (1.0, 0.1587), (-2.0, 0.9772)])
async def test_doubt_about_a_line_is_reported_with_its_probability(
    off_mm: float, inside: float, tables: Tables
) -> None:
    call = await shot_at(tables, 80 + 4.65 + off_mm, 1.0)
    assert isinstance(call, dict)
    assert (call["higher"]["points"], call["lower"]["points"]) == (9, 8)
    assert call["higher"]["probability"] == pytest.approx(inside, abs=2e-4)
    assert call["higher"]["probability"] + call["lower"]["probability"] == pytest.approx(1)


async def test_no_doubt_no_line_call(tables: Tables) -> None:
    assert await shot_at(tables, 80 + 4.65 - 3.0, 1.0) is None


async def test_a_shot_entered_by_hand_has_no_line_call(tables: Tables) -> None:
    assert await shot_at(tables, 80 + 4.65, None) is None


async def test_only_doubt_across_the_line_counts(tables: Tables) -> None:
    # the ellipse lies along the line: sharp across it
    assert await shot_at(tables, 80 + 4.65 - 3.0, 5.0, angle=90.0, minor=0.5) is None


async def test_the_x_is_a_line_too(tables: Tables) -> None:
    call = await shot_at(tables, 20 + 4.65, 1.0)
    assert isinstance(call, dict)
    assert (call["higher"]["is_x"], call["lower"]["is_x"]) == (True, False)
    assert call["higher"]["points"] == call["lower"]["points"] == 10


async def test_changing_faces_scores_the_shots_again(tables: Tables, server_pool: Pool) -> None:
    del server_pool
    session_id = await tables.session()
    target_id = await tables.target(session_id)
    await tables.admin.execute(
        "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, now(), 650, 700)", session_id
    )
    assert await tables.admin.fetchval("SELECT points FROM shots") == 9
    await tables.admin.execute("UPDATE targets SET faces = $2 WHERE id = $1", target_id, [a_face(y=700.0)])
    assert await tables.admin.fetchval("SELECT points FROM shots") == 10
    await tables.admin.execute("DELETE FROM targets")
    assert await tables.admin.fetchval("SELECT points FROM shots") is None


async def test_the_arrows_own_shaft_counts(tables: Tables) -> None:
    session_id = await tables.session()
    await tables.target(session_id)
    arrow_id = await tables.arrow(diameter=5.0)
    await tables.admin.execute(
        "INSERT INTO shots (session_id, arrow_id, arrow_landing_time, x, y) VALUES ($1, $2, now(), 650, $3)",
        session_id,
        arrow_id,
        650 + 80 + 4.0,
    )
    assert await tables.admin.fetchval("SELECT points FROM shots") == 8
    await tables.admin.execute("UPDATE arrows SET diameter = 9.0")
    assert await tables.admin.fetchval("SELECT points FROM shots") == 9


@pytest.mark.parametrize("case", LINES, ids=lambda case: case["name"])
async def test_a_shaft_that_touches_a_line_scores_the_higher_zone(case: dict[str, Any], tables: Tables) -> None:
    rows, _ = hung(FACES[case["kind"]])
    edge_mm = math.hypot(case["x"], case["y"])
    row = await tables.admin.fetchrow(
        "SELECT (points_at($1, $2 - coalesce($3, default_shaft_mm()) / 2)).*", rows[0], edge_mm, case["shaft"]
    )
    assert row is not None
    assert (row["points"], row["is_x"]) == (case["points"], case["is_x"])


async def test_the_widest_shaft_is_one_number(tables: Tables) -> None:
    assert await tables.admin.fetchval("SELECT default_shaft_mm()") == MAX_SHAFT_DIAMETER_MM
    assert STANDARDS["widest_shaft_mm"] == MAX_SHAFT_DIAMETER_MM


@pytest.mark.parametrize("case", [one for one in FOLDS if one.faces], ids=lambda case: case.name)
async def test_the_nearest_face_and_the_group_are_those_of_core(case: Fold, tables: Tables) -> None:
    session_id = await tables.session()
    faces = [
        a_face(x=x, y=y, radii=[3000.0], points=[1], human_identifier=str(k), kind=None, x_radius=None)
        for k, (x, y) in enumerate(case.faces)
    ]
    await tables.target(session_id, faces=faces)
    for x, y in case.points:
        row = await tables.admin.fetchrow(
            "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, now(), $2, $3) RETURNING face",
            session_id, x, y,
        )  # fmt: skip
        assert row is not None
        assert int(row["face"]) == case.faces.index(nearest(case.faces, (x, y)))
    expected = group(case.points, case.faces)
    assert expected is not None
    (trend,) = (await TrendDB(tables.admin).find(TrendFilters())).rows
    assert trend.mean_radius == pytest.approx(expected.mean_radius_mm)
    found = (await SummaryDB(tables.admin).of_session(session_id)).group
    assert found is not None
    assert (found.x, found.y, found.mean_radius) == (expected.x_mm, expected.y_mm, expected.mean_radius_mm)
    assert (found.dx, found.dy) == expected.offset_mm
    assert found.is_folded == case.is_folded


def place_of(points: int, *, is_x: bool) -> float:
    """How far from the middle of an 80 cm face an arrow lands that is worth so much."""
    if points == 0:
        return 500.0
    return 0.0 if is_x else 30.0 + 40.0 * (10 - points)


async def shoot(tables: Tables, session_id: UUID, shot: dict[str, Any]) -> None:
    points = shot.get("points") or 0
    await tables.admin.execute(
        """INSERT INTO shots (session_id, end_number, arrow_landing_time, x, y, is_sighter, points_called, is_x_called)
           VALUES ($1, 1, now(), $2, 650, $3, $4, $5)""",
        session_id, 650 + place_of(points, is_x=shot.get("is_x", False)), shot.get("is_sighter", False),
        shot.get("points_called"), shot.get("is_x_called"),
    )  # fmt: skip


@pytest.mark.parametrize("case", ENDS, ids=lambda case: case.name)
async def test_an_end_adds_up_as_on_the_page(case: End, tables: Tables) -> None:
    session_id = await tables.session()
    hangs = [shot for shot in case.shots if shot["points"] is not None]
    unknown = [shot for shot in case.shots if shot["points"] is None]
    if not unknown:
        await tables.target(session_id)
    for shot in case.shots:
        # without a face every arrow that landed is unknown: a miss never landed
        if unknown and shot in hangs:
            await tables.admin.execute("INSERT INTO shots (session_id, end_number) VALUES ($1, 1)", session_id)
        else:
            await shoot(tables, session_id, shot)
    (end,) = (await SummaryDB(tables.admin).of_session(session_id)).ends
    assert (end.marks, end.score, end.tens, end.xs) == (case.marks, case.score, case.tens, case.xs)
