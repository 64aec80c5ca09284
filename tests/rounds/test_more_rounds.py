"""Rounds of the rule books: arrows, distances and faces of each target, written down here a second time."""

import pytest
from archeryutils import handicaps, load_rounds

from appliance.core.scoring.faces import FACES
from appliance.rounds.catalogue import catalogue
from appliance.rounds.rating import Shot, rate
from appliance.rounds.stretches import stretches
from appliance.schema.rounds import HandicapQuery, RoundRead

ROUNDS = {known.codename: known for known in catalogue().values()}

FLINT = """
4 25 yd 35
4 20 ft 20
4 30 yd 35
4 15 yd 20
4 20 yd 35
4 10 yd 20
1 30 yd 35
1 25 yd 35
1 20 yd 35
1 15 yd 35
"""
FLINT_ON_20_YARDS = """
4 50 ft 35
4 20 ft 20
4 60 ft 35
4 45 ft 20
4 40 ft 35
4 30 ft 20
1 60 ft 35
1 50 ft 35
1 40 ft 35
1 30 ft 35
"""


def targets(known: RoundRead) -> list[str]:
    return [f"{p.arrows} {p.distance} {p.distance_unit} {p.face_diameter:g}" for p in known.passes]


@pytest.mark.parametrize(
    ("codename", "written"),
    [
        ("ifaa_flint_unit", FLINT),
        ("ifaa_flint", FLINT + FLINT),
        ("nfaa_flint", FLINT_ON_20_YARDS + FLINT_ON_20_YARDS),
        ("nfaa_300", "20 20 yd 40\n" * 3),
        ("ifaa_indoor_20yd", "30 20 yd 40\n" * 2),
    ],
)
def test_a_round_is_shot_as_its_book_says(codename: str, written: str) -> None:
    known = ROUNDS[codename]
    assert targets(known) == [line for line in written.splitlines() if line]
    assert (known.location, known.counts, known.bow_styles) == ("indoor", ["fives", "xs"], [])


def test_the_para_class_w1_shoots_the_whole_face_with_either_bow() -> None:
    known, of_compound = ROUNDS["wa_50m_w1"], ROUNDS["wa720_50_c"]
    assert targets(known) == targets(of_compound) == ["36 50 m 80"] * 2
    assert (known.location, known.arrows_per_end, known.bow_styles) == ("outdoor", 6, [])
    # the six rings that compound bows have are no face of it: a five is a hit there, and a miss here
    assert [part.faces for part in known.passes] == [["wa_80"]] * 2
    assert [part.faces for part in of_compound.passes] == [["wa_80", "wa_80_6ring"]] * 2


PEGS = {
    "red": {20: (10, 15, 20), 40: (20, 25, 30), 60: (35, 40, 45), 80: (50, 55, 60)},
    "blue": {20: (5, 10, 15), 40: (15, 20, 25), 60: (30, 35, 40), 80: (40, 45, 50)},
    "yellow": {20: (5, 10, 15), 40: (10, 15, 20), 60: (20, 25, 30), 80: (30, 35, 40)},
}
"""The marked distances of World Archery's field rounds by the size of the face, m (Book 4, field archery rounds)."""


@pytest.mark.parametrize("peg", PEGS)
@pytest.mark.parametrize("count", [12, 24])
def test_the_targets_of_a_field_round_from_each_peg(peg: str, count: int) -> None:
    known = ROUNDS[f"wa_field_{count}_{peg}_marked"]
    expected = [(distance, cm) for cm, distances in PEGS[peg].items() for distance in distances]
    assert [(part.distance, part.face_diameter) for part in known.passes] == expected
    # three arrows at each target; of 24, two at each distance
    assert {part.arrows for part in known.passes} == {3 * count // 12}
    assert {part.arrows_per_end for part in known.passes} == {3}
    assert [part.faces for part in known.passes] == [[f"wa_field_{cm}"] for _, cm in expected]
    assert sum(part.arrows * FACES[part.faces[0]].zones[0].points for part in known.passes) == 18 * count


BETWEEN = {
    "red": {20: (10, 15), 40: (15, 25), 60: (20, 35), 80: (35, 55)},
    "blue": {20: (5, 10), 40: (10, 20), 60: (15, 30), 80: (30, 45)},
    "yellow": {20: (5, 10), 40: (10, 15), 60: (15, 25), 80: (20, 35)},
}
"""Between which distances the targets of the same rounds stand where they are not marked, m."""


@pytest.mark.parametrize("peg", PEGS)
@pytest.mark.parametrize(("count", "kind", "of_each"), [(12, "unmarked", 3), (24, "unmarked", 6), (24, "mixed", 3)])
def test_targets_at_unmarked_distances_are_shot_one_by_one(peg: str, count: int, kind: str, of_each: int) -> None:
    known = ROUNDS[f"wa_field_{count}_{peg}_{kind}"]
    marked = [part for part in known.passes if part.nearest is None]
    unmarked = [part for part in known.passes if part.nearest is not None]
    assert known.passes == [*marked, *unmarked]
    assert [(p.face_diameter, (p.nearest, p.farthest)) for p in unmarked] == [
        (cm, between) for cm, between in BETWEEN[peg].items() for _ in range(of_each)
    ]
    expected = [(distance, cm) for cm, distances in PEGS[peg].items() for distance in distances]
    assert [(p.distance, p.face_diameter) for p in marked] == (expected if kind == "mixed" else [])
    assert [(p.arrows, p.arrows_per_end) for p in known.passes] == [(3, 3)] * count
    assert [(stretch.first, stretch.arrows) for stretch in stretches(known)] == [(k, 3) for k in range(1, count + 1)]
    assert len({part.name for part in ROUNDS.values()}) == len(ROUNDS)


@pytest.mark.parametrize("peg", PEGS)
def test_the_handicap_of_an_unmarked_round_is_that_of_the_tables(peg: str) -> None:
    """Of 12 targets, for which archeryutils takes the middle of each pair of distances, as is done here."""
    known = ROUNDS[f"wa_field_12_{peg}_unmarked"]
    shot = [Shot(stretch, 3, 12) for stretch in stretches(known)]
    found = rate(known, shot, 3, None, HandicapQuery())
    theirs = load_rounds.WA_field[known.codename]
    assert found.most_possible == theirs.max_score() == 216
    assert found.handicap == handicaps.handicap_from_score(144, theirs, "AGB", int_prec=True)


def test_xs_are_counted_where_the_face_has_one() -> None:
    assert ROUNDS["worcester"].counts == ["hits", "golds"]
    assert ROUNDS["ifaa_indoor"].counts == ROUNDS["ifaa_expert"].counts == ["fives", "xs"]
    assert ROUNDS["vegas_300"].counts == ROUNDS["vegas_300_triple"].counts == ["tens", "xs"]
