"""Which stretch of a round a session is, what disagrees, and what hangs in the place of something else."""

from typing import Any
from uuid import UUID

import pytest

from appliance.core.scoring.faces import FACES
from appliance.rounds.catalogue import catalogue
from appliance.rounds.hanging import hung_instead
from appliance.rounds.stretches import Shooting, disagreements, parts, stretches
from appliance.schema.targets import Face
from tests.printing.builders import a_session_read

IDS = (UUID(int=number) for number in range(1000))


def hang(kind: str, width_mm: float = 1300.0) -> tuple[Face, ...]:
    return tuple(hung_instead(FACES[kind], [], width_mm, width_mm))


def shooting(distance: int, kind: str, unit: str = "m", **changes: Any) -> Shooting:
    session = a_session_read(id=next(IDS), distance=distance, distance_unit=unit, arrows_per_end=6, **changes)
    return Shooting(session, hang(kind))


def codes(name: str, one: Shooting) -> list[str]:
    return [wrong.code for wrong in disagreements(catalogue()[name], one)]


def test_halves_at_one_distance_are_one_stretch() -> None:
    assert [(s.first, s.arrows) for s in stretches(catalogue()["WA 70m"])] == [(1, 72)]
    assert [(s.first, s.arrows) for s in stretches(catalogue()["WA 1440 (VI)"])] == [(1, 36), (2, 72), (4, 36)]
    assert [s.distance for s in stretches(catalogue()["Western"])] == ["60 yd", "50 yd"]
    for known in catalogue().values():
        assert sum(stretch.arrows for stretch in stretches(known)) == sum(part.arrows for part in known.passes)


def test_sessions_are_matched_by_distance_and_face_in_whatever_order() -> None:
    known = catalogue()["WA 1440 (90m)"]
    found = parts(known, [shooting(50, "wa_80"), shooting(90, "wa_122"), shooting(70, "wa_122")])
    assert [part.stretch.first if part.stretch else None for part in found] == [3, 1, 2]


def test_a_stretch_is_shot_once() -> None:
    known = catalogue()["Western"]
    found = parts(known, [shooting(60, "imperial_122", "yd"), shooting(60, "imperial_122", "yd")])
    assert found[0].stretch is not None
    assert found[1].stretch is None
    assert [wrong.code for wrong in found[1].disagreements] == ["stretch_shot_already"]


def test_the_same_distance_is_told_apart_by_its_face() -> None:
    known = catalogue()["Burntwood York"]
    faces = ["imperial_80", "imperial_40", "imperial_60"]
    found = parts(known, [shooting(30, kind) for kind in faces])
    assert [part.stretch.first if part.stretch else None for part in found] == [3, 1, 2]


@pytest.mark.parametrize(
    ("name", "one", "expected"),
    [
        ("WA 70m", shooting(70, "wa_122"), []),
        ("WA 70m", shooting(70, "wa_122", "yd"), ["round_at_other_distance"]),
        ("WA 70m", shooting(70, "imperial_122"), ["round_at_other_face"]),
        ("WA 70m", shooting(18, "wa_40", is_indoor=True), ["round_at_other_distance", "round_is_outdoors"]),
        ("WA 18m", shooting(18, "wa_40"), ["round_is_indoors"]),
        ("WA 18m", shooting(18, "wa_40", is_indoor=True), []),
        ("WA 18m", shooting(18, "wa_40_triple_vertical", is_indoor=True), ["round_at_other_face"]),
        ("WA 18m Triple", shooting(18, "wa_40_triple_triangular", is_indoor=True), []),
        ("WA 50m Compound", shooting(50, "wa_80_6ring"), []),
        ("Worcester", shooting(20, "wa_40", "yd", is_indoor=True), ["round_at_other_face"]),
        ("Worcester", shooting(20, "worcester_16in", "yd", is_indoor=True), []),
        ("IFAA Hunter", shooting(20, "ifaa_field_20", "ft"), []),
    ],
)
def test_what_disagrees(name: str, one: Shooting, expected: list[str]) -> None:
    assert codes(name, one) == expected


def test_zones_count_whatever_the_face_is_called() -> None:
    outside_in = hang("wa_122")[0]
    zones = {"radii": outside_in.radii[::-1], "points": outside_in.points[::-1]}
    renamed = outside_in.model_copy(update={"kind": None, "human_identifier": "ours", **zones})
    at_70 = shooting(70, "wa_122").session
    assert disagreements(catalogue()["WA 70m"], Shooting(at_70, (renamed,))) == ()
    smaller = renamed.model_copy(update={"radii": [radius * 0.99 for radius in renamed.radii]})
    assert codes("WA 70m", Shooting(at_70, (renamed, smaller))) == ["round_at_other_face"]
    assert codes("WA 70m", Shooting(at_70, ())) == ["no_face_to_count"]


def places(faces: list[Face]) -> list[tuple[float, float]]:
    return [(face.x, face.y) for face in faces]


def test_another_face_hangs_where_the_old_one_was() -> None:
    (old,) = hang("wa_122")
    moved = old.model_copy(update={"x": 500.0, "y": 700.0})
    (new,) = hung_instead(FACES["wa_80"], [moved], 1300, 1300)
    assert (new.x, new.y, new.human_identifier) == (500, 700, "80 cm")
    called = moved.model_copy(update={"human_identifier": "left"})
    assert hung_instead(FACES["wa_80"], [called], 1300, 1300)[0].human_identifier == "left"


def test_each_of_several_single_faces_is_replaced() -> None:
    (old,) = hang("wa_40")
    pair = [old.model_copy(update={"x": x, "human_identifier": name}) for x, name in ((300.0, "A"), (900.0, "B"))]
    found = hung_instead(FACES["wa_60"], pair, 1300, 1300)
    assert (places(found), [face.human_identifier for face in found]) == ([(300, 650), (900, 650)], ["A", "B"])


def test_the_spots_of_a_sheet_keep_their_places_where_the_other_has_its_form() -> None:
    old = list(hang("wa_40_triple_vertical"))
    assert places(hung_instead(FACES["wa_40_triple_vertical_compound"], old, 1300, 1300)) == places(old)
    assert places(hung_instead(FACES["wa_40"], old, 1300, 1300)) == [(650, 650)]
    triangle = hung_instead(FACES["wa_40_triple_triangular"], old, 1300, 1300)
    assert len({face.human_identifier for face in triangle}) == 3
    assert sum(face.y for face in triangle) / 3 == pytest.approx(650)
