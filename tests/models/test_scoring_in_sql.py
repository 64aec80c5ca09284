"""The database scores by the same rule as core: the two are held together here."""

import math
import random

import pytest

from appliance.core.scoring.faces import FACES, FaceSpec
from appliance.core.scoring.points import HungFace, score
from appliance.database.pool import Pool
from tests.builders import a_face
from tests.models.helpers import Tables

SHOTS = 120


def hung(spec: FaceSpec) -> tuple[list[dict[str, object]], list[HungFace]]:
    rows, faces = [], []
    for number, spot in enumerate(spec.spots):
        x, y, name = 650 + spot.dx_mm, 650 + spot.dy_mm, f"spot {number}"
        radii, points = [z.radius_mm for z in spec.zones], [z.points for z in spec.zones]
        rows.append(
            a_face(
                x=x, y=y, radii=radii, points=points, human_identifier=name, kind=spec.kind, x_radius=spec.x_radius_mm
            )
        )
        faces.append(HungFace(name, x, y, tuple(zip(radii, points, strict=True)), spec.x_radius_mm))
    return rows, faces


@pytest.mark.parametrize("spec", FACES.values(), ids=lambda spec: spec.kind)
async def test_sql_and_core_agree(spec: FaceSpec, tables: Tables) -> None:
    rows, faces = hung(spec)
    session_id = await tables.session()
    await tables.target(session_id, faces=rows)
    dice = random.Random(4)
    reach = max(math.hypot(s.dx_mm, s.dy_mm) for s in spec.spots) + spec.radius_mm * 1.1
    places = [(650 + dice.uniform(-reach, reach), 650 + dice.uniform(-reach, reach)) for _ in range(SHOTS)]
    # and a hair on either side of every line
    places += [
        (650 + spec.spots[0].dx_mm + z.radius_mm + 4.65 + e, 650 + spec.spots[0].dy_mm)
        for z in spec.zones
        for e in (-1e-6, 1e-6)
    ]
    for x, y in places:
        row = await tables.admin.fetchrow(
            "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, now(), $2, $3) RETURNING *",
            session_id,
            x,
            y,
        )
        assert row is not None
        expected = score(x, y, faces)
        assert (row["points"], row["is_x"], row["face"]) == (expected.points, expected.is_x, expected.face), (x, y)


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
async def test_doubt_about_a_line_is_told_with_its_probability(off_mm: float, inside: float, tables: Tables) -> None:
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
