"""The database scores every face of every round as handicap tables have it: the perfect score, and any place."""

from typing import Any

import pytest
from archeryutils import Target, load_rounds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.core.scoring.faces import FACES
from appliance.models.targets_db import face_of
from appliance.rounds.catalogue import catalogue
from appliance.rounds.more_rounds import MORE_ROUNDS
from appliance.rounds.rules import ALSO
from appliance.schema.rounds import RoundRead
from tests.models.helpers import Tables

ROUNDS = {known.codename: known for known in catalogue().values()}
SPECS = list(FACES.values())
OF_CIRCLES = [known for known in ROUNDS.values() if all(FACES[kind].outlines is None for kind in known.passes[0].faces)]
"""Rounds at other faces are in no handicap table; tests/models/test_outlines_in_sql.py has their zones."""
LESS_THAN_A_LINE = 0.01


PERFECT = {
    "nfaa_300": 300,
    "nfaa_flint": 280,
    "ifaa_flint": 280,
    "ifaa_flint_unit": 140,
    "ifaa_indoor_20yd": 300,
    "ifaa_indoor_20yd_unit": 150,
    "wa_50m_w1": 720,
    "wa_3d_24_red": 528,
    "wa_3d_24_blue": 528,
    "ifaa_animal_14": 280,
    "ifaa_animal_28": 560,
    "nfaa_animal_14": 294,
    "nfaa_animal_28": 588,
    "ifaa_3d_hunting_28": 560,
}
"""The highest score of the rounds that are not the package's, by their rules: 5 points an arrow, of W1 10, at animals
11; 20 or 21 a target where the first arrow that hits counts, and 20 in the hunting round."""


def highest_scores() -> dict[str, float]:
    groups = [group for group in vars(load_rounds).values() if isinstance(group, load_rounds.DotDict)]
    return {code: round_.max_score() for group in groups for code, round_ in group.items()} | PERFECT


def as_json(kind: str) -> dict[str, Any]:
    return face_of(FACES[kind], 650.0, 650.0).model_dump(mode="json")


async def points_at(tables: Tables, kinds: list[str], edges_mm: list[float]) -> list[int]:
    rows = await tables.admin.fetch(
        """
        SELECT (points_at(face, edge_mm)).points AS points
          FROM unnest($1::jsonb[], $2::float8[]) WITH ORDINALITY AS asked (face, edge_mm, k) ORDER BY k
        """,
        [as_json(kind) for kind in kinds],
        edges_mm,
    )
    return [row["points"] for row in rows]


async def test_a_perfect_round_has_the_packages_highest_score(tables: Tables) -> None:
    kinds = sorted(FACES)
    in_the_middle = dict(zip(kinds, await points_at(tables, kinds, [-4.65] * len(kinds)), strict=True))
    published = highest_scores()
    assert PERFECT.keys() <= MORE_ROUNDS.keys()
    tried = 0
    for code, known in ROUNDS.items():
        for choice in range(max(len(part.faces) for part in known.passes)):
            faces = [part.faces[min(choice, len(part.faces) - 1)] for part in known.passes]
            # the first arrow of a target is the last
            perfect = sum(
                part.arrows // FACES[kind].arrows_of_target * in_the_middle[kind]
                for part, kind in zip(known.passes, faces, strict=True)
            )
            assert perfect == published[code], (code, faces)
            tried += 1
    assert tried > len(ROUNDS)


quick = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@quick
@given(
    known=st.sampled_from(OF_CIRCLES),
    part=st.integers(min_value=0, max_value=100),
    edges=st.lists(st.floats(min_value=-5, max_value=650), min_size=1, max_size=20),
)
async def test_any_place_scores_as_the_round_says(
    known: RoundRead, part: int, edges: list[float], tables: Tables
) -> None:
    shot = known.passes[part % len(known.passes)]
    unit = "inch" if shot.face_unit == "inches" else "cm"
    target = Target(shot.scoring, (shot.face_diameter, unit), (float(shot.distance), "metre"))
    rings = sorted((diameter * 500, points) for diameter, points in target.face_spec.items())
    # their rings are rounded to a thousandth of a millimetre: nothing so near to a line is asked
    asked = [edge for edge in edges if all(abs(edge - radius) > LESS_THAN_A_LINE for radius, _ in rings)]
    for kind in shot.faces:
        if kind in ALSO.get(known.codename, ()):
            continue
        found = await points_at(tables, [kind] * len(asked), asked)
        expected = [next((points for radius, points in rings if edge <= radius), 0) for edge in asked]
        assert found == expected, kind


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.kind)
async def test_every_line_belongs_to_the_higher_zone(spec: Any, tables: Tables) -> None:
    radii = [zone.radius_mm for zone in spec.zones]
    below = [*(zone.points for zone in spec.zones[1:]), 0]
    on_line = await points_at(tables, [spec.kind] * len(radii), radii)
    beyond = await points_at(tables, [spec.kind] * len(radii), [radius + 1e-6 for radius in radii])
    assert (on_line, beyond) == ([zone.points for zone in spec.zones], below)
