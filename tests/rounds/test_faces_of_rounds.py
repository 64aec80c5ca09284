"""Every round that is offered can be shot: each of its passes has a face, which scores as the round says."""

import math
from typing import get_args

import pytest
from archeryutils import Target, load_rounds

from appliance.core.scoring.faces import FACES, FaceSpec
from appliance.core.scoring.rings import Scoring
from appliance.core.scoring.tally import Count, tally
from appliance.rounds.catalogue import catalogue, every_round
from appliance.rounds.more_rounds import MORE_ROUNDS
from appliance.rounds.rules import ALSO, faces_for
from appliance.schema.rounds import PassRead, RoundRead
from tests.data.page_cases import TALLIES, Tallied

ROUNDS = list(catalogue().values())
NOT_OFFERED = {
    f"wa_field_{targets}_{pegs}_{kind}"
    for pegs in ("white",)
    for targets, kind in ((24, "unmarked"), (12, "unmarked"), (24, "mixed"))
}


def zones(spec: FaceSpec) -> dict[float, int]:
    return {round(zone.radius_mm * 2, 3): zone.points for zone in spec.zones}


@pytest.mark.parametrize("spec", [s for s in FACES.values() if s.outlines is None], ids=lambda spec: spec.kind)
def test_a_face_is_that_of_the_handicap_tables(spec: FaceSpec) -> None:
    theirs = Target.gen_face_spec(spec.scoring, spec.diameter_mm / 1000)
    assert zones(spec) == {round(diameter * 1000, 3): points for diameter, points in theirs.items()}
    assert [zone.points for zone in spec.zones] == sorted({zone.points for zone in spec.zones}, reverse=True)


def test_only_rounds_of_unknown_distances_are_not_offered() -> None:
    assert every_round().keys() - {known.codename for known in ROUNDS} == NOT_OFFERED
    theirs = {code for group in vars(load_rounds).values() if isinstance(group, load_rounds.DotDict) for code in group}
    assert every_round().keys() == theirs | MORE_ROUNDS.keys()


@pytest.mark.parametrize("known", ROUNDS, ids=lambda known: known.codename)
def test_every_pass_has_a_face_of_its_size_and_scoring(known: RoundRead) -> None:
    for part in known.passes:
        assert part.faces
        usual = FACES[part.faces[0]]
        size_mm = part.face_diameter * (25.4 if part.face_unit == "inches" else 10)
        assert usual.diameter_mm == pytest.approx(size_mm)
        assert usual.scoring == part.scoring
        assert len({FACES[kind].zones[0].points for kind in part.faces}) == 1
        assert part.arrows % part.arrows_per_end == 0
        assert known.counts == list(usual.counts)


@pytest.mark.parametrize("spec", FACES.values(), ids=lambda spec: spec.kind)
def test_the_spots_of_a_sheet_do_not_touch(spec: FaceSpec) -> None:
    places = [(spot.dx_mm, spot.dy_mm) for spot in spec.spots]
    apart = [math.dist(a, b) for k, a in enumerate(places) for b in places[k + 1 :]]
    assert all(distance >= 2 * spec.radius_mm for distance in apart)


def test_a_distance_in_feet_is_that_of_the_package() -> None:
    for known in ROUNDS:
        if known.codename in MORE_ROUNDS:
            continue
        theirs = [part["distance"] for part in every_round()[known.codename]["passes"]]
        ours = [part.distance / 3 if part.distance_unit == "ft" else part.distance for part in known.passes]
        assert ours == pytest.approx(theirs, abs=1e-3)


def passes_of(codename: str) -> list[PassRead]:
    return next(known for known in ROUNDS if known.codename == codename).passes


@pytest.mark.parametrize(
    ("codename", "faces", "per_end"),
    [
        ("wa18", ["wa_40"], 3),
        ("wa18_compound", ["wa_40_compound"], 3),
        ("vegas", ["wa_40_triple_triangular", "wa_40_triple_vertical"], 3),
        ("vegas_compound", ["wa_40_triple_triangular_compound", "wa_40_triple_vertical_compound"], 3),
        ("vegas_300", ["wa_40"], 3),
        ("vegas_300_triple", ["wa_40_triple_triangular", "wa_40_triple_vertical"], 3),
        ("nfaa_300", ["ifaa_indoor_40", "ifaa_indoor_5_spot"], 5),
        ("nfaa_flint", ["ifaa_field_35", "ifaa_hunter_35"], 4),
        ("ifaa_flint", ["ifaa_field_35", "ifaa_hunter_35"], 4),
        ("ifaa_indoor_20yd", ["ifaa_indoor_40", "ifaa_indoor_5_spot"], 5),
        ("wa_field_24_red_marked", ["wa_field_20"], 3),
        ("wa720_70", ["wa_122"], 6),
        ("wa720_50_c", ["wa_80", "wa_80_6ring"], 6),
        ("worcester", ["worcester_16in"], 5),
        ("worcester_5_centre", ["worcester_5_centre"], 5),
        ("ifaa_indoor", ["ifaa_indoor_40", "ifaa_indoor_5_spot"], 5),
        ("ifaa_international", ["ifaa_hunter_35", "ifaa_field_35"], 3),
        ("ifaa_expert", ["ifaa_expert_20"], 2),
        ("hunters_round", ["aa_field_20"], 4),
        ("burntwood_york", ["imperial_40"], 6),
        ("lancaster", ["wa_40_eleven"], 3),
        ("wa660_50_c_small", ["wa_80_6ring_eleven"], 6),
        ("wa_3d_24_red", ["animal_3d_100", "animal_3d_50"], 2),
    ],
)
def test_what_hangs_for_a_round(codename: str, faces: list[str], per_end: int) -> None:
    first = passes_of(codename)[0]
    assert (first.faces, first.arrows_per_end) == (faces, per_end)


def test_a_face_of_another_size_or_scoring_does_not_fit() -> None:
    assert faces_for("10_zone", 41, "cm") == []
    assert faces_for("Beiter_hit_miss", 40, "cm") == []
    assert {kind for kinds in ALSO.values() for kind in kinds} <= FACES.keys()
    assert ALSO.keys() <= every_round().keys()


def test_rounds_of_compound_archers_are_for_them_alone() -> None:
    bows = {known.codename: known.bow_styles for known in ROUNDS}
    assert bows["wa18_compound"] == bows["wa720_50_c"] == ["compound"]
    assert bows["wa720_50_b"] == ["barebow"]
    assert "compound" not in bows["portsmouth"]
    assert "recurve" in bows["portsmouth"]
    assert bows["wa720_70"] == bows["york"] == []


@pytest.mark.parametrize(
    ("scoring", "points", "xs", "counted"),
    [
        ("10_zone", [10, 10, 9, 0, None], 1, {"tens": 2, "xs": 1}),
        ("10_zone_compound", [10, 9, 9], 0, {"tens": 1, "nines": 2}),
        ("11_zone", [11, 10, 10, 9], 0, {"elevens": 1, "tens": 2}),
        ("5_zone", [9, 9, 7, 0, None], 0, {"hits": 3, "golds": 2}),
        ("Worcester", [5, 4, 0], 0, {"hits": 2, "golds": 1}),
        ("WA_field", [6, 5, 5, 1], 0, {"sixes": 1, "fives": 2}),
        ("IFAA_field", [5, 5, 4], 1, {"fives": 2, "xs": 1}),
        ("WA_3D", [11, 10, 10, 5, 0], 0, {"elevens": 1, "tens": 2}),
    ],
)
def test_what_is_counted_beside_the_total(
    scoring: Scoring, points: list[int | None], xs: int, counted: dict[Count, int]
) -> None:
    spec = next(spec for spec in FACES.values() if spec.scoring == scoring)
    gold = spec.zones[0].points
    assert {count: tally(count, points, xs, gold) for count in spec.counts} == counted


@pytest.mark.parametrize("case", TALLIES, ids=lambda case: case.name)
def test_the_page_counts_beside_the_total_as_the_appliance_does(case: Tallied) -> None:
    points, xs = [points for points, _ in case.arrows], sum(is_x for _, is_x in case.arrows)
    assert [tally(count, points, xs, case.gold) for count in case.counts] == case.counted


def test_every_count_has_a_case() -> None:
    assert {count for case in TALLIES for count in case.counts} == set(get_args(Count))
