"""Rounds of the club shot through at random places: every total and X is counted again by the rule book."""

import random
from typing import Any

import pytest

from appliance.core.scoring.faces import FACES
from appliance.rounds.catalogue import catalogue
from tests.models import rulebook
from tests.models.helpers import Tables
from tests.routers.conftest import Phone
from tests.routers.test_rounds import of_round, walked

SPREAD_MM = 30.0


def hung_as(kind: str) -> list[rulebook.HungFace]:
    """The faces of a sheet as the rule book has them, around the middle of the butt."""
    return [
        rulebook.hung(FACES[kind], 650.0 + spot.dx_mm, 650.0 + spot.dy_mm, str(k))
        for k, spot in enumerate(FACES[kind].spots)
    ]


class Archer:
    """Shoots at the spots in turn, each arrow somewhere around its middle, and counts for itself."""

    def __init__(self, tables: Tables, seed: int) -> None:
        self._tables, self._random = tables, random.Random(seed)
        self.points: list[int] = []
        self.xs = 0

    async def shoots(self, session_id: str, kind: str, arrows: int) -> None:
        faces = hung_as(kind)
        for k in range(arrows):
            face = faces[k % len(faces)]
            x, y = (self._random.gauss(middle, SPREAD_MM) for middle in (face.x_mm, face.y_mm))
            await self._tables.shot(session_id, x, y)
            found = rulebook.score(x, y, faces)
            self.points.append(found.points)
            self.xs += found.is_x


def counted(archer: dict[str, Any]) -> dict[str, int]:
    return {one["count"]: one["arrows"] for one in archer["counts"]}


@pytest.mark.parametrize(
    ("name", "kind", "arrows", "best"),
    [
        ("NFAA 300", "ifaa_indoor_40", 60, 5),
        ("NFAA 300", "ifaa_indoor_5_spot", 60, 5),
        ("IFAA Indoor 20yd", "ifaa_indoor_5_spot", 60, 5),
        ("Vegas 300 Triple", "wa_40_triple_triangular", 30, 10),
        ("Vegas 300", "wa_40", 30, 10),
    ],
)
async def test_an_indoor_round_of_spots(
    name: str, kind: str, arrows: int, best: int, phone: Phone, tables: Tables
) -> None:
    session_id = await of_round(phone, name, kind)
    archer = Archer(tables, seed=arrows)
    await archer.shoots(session_id, kind, arrows)
    found = await walked(phone, session_id)
    (shown,) = found["archers"]
    assert (found["disagreements"], found["next_pass"]) == ([], None)
    assert (shown["score"], shown["arrows"], shown["is_complete"]) == (sum(archer.points), arrows, True)
    assert shown["ends"] == arrows // catalogue()[name].arrows_per_end
    most = "fives" if best == 5 else "tens"
    assert counted(shown) == {most: archer.points.count(best), "xs": archer.xs}
    assert 0 < archer.xs < archer.points.count(best) < arrows
    _, rating, _ = await phone.call("GET", f"/session/{session_id}/handicap")
    assert (rating["score"], rating["most_possible"]) == (sum(archer.points), arrows * best)
    assert rating["handicap"] is not None


@pytest.mark.parametrize(
    "name",
    [
        "IFAA Flint Unit",
        "NFAA Flint",
        "WA Field 12 Red Marked",
        "WA Field 12 Yellow Marked",
        "WA Field 12 Blue Unmarked",
        "WA 3D 24 Blue",
    ],
)
async def test_a_round_of_many_targets_is_walked_through(name: str, phone: Phone, tables: Tables) -> None:
    """Distance, face and number of arrows change with the target; the total is of all of them."""
    known, archer = catalogue()[name], Archer(tables, seed=7)
    session_id = await of_round(phone, name, known.passes[0].faces[0], arrows_per_end=known.passes[0].arrows_per_end)
    for number, part in enumerate(known.passes, 1):
        _, session, _ = await phone.call("GET", f"/session/{session_id}")
        assert (session["distance"], session["distance_unit"]) == (part.distance, part.distance_unit)
        assert session["arrows_per_end"] == part.arrows_per_end
        assert session["is_indoor"] == (known.location == "indoor")
        _, (target,), _ = await phone.call("GET", f"/target/session-id/{session_id}")
        assert [face["kind"] for face in target["faces"]] == [part.faces[0]]
        await archer.shoots(session_id, part.faces[0], part.arrows)
        found = await walked(phone, session_id)
        (shown,) = found["archers"]
        assert (found["disagreements"], shown["pass_number"]) == ([], None)
        assert shown["score"] == sum(archer.points)
        following = number + 1 if number < len(known.passes) else None
        assert found["next_pass"] == following
        if following is not None:
            code, session_id, errors = await phone.call(
                "POST", f"/session/{session_id}/pass", {"pass_number": following}
            )
            assert code == 201, errors
    assert shown["is_complete"]
    first, second = known.counts
    points = {"elevens": 11, "tens": 10, "sixes": 6, "fives": 5}
    expected = {one: archer.xs if one == "xs" else archer.points.count(points[one]) for one in (first, second)}
    assert counted(shown) == expected
    assert sum(expected.values()) > 0


async def test_an_unmarked_target_counts_wherever_it_stood(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "WA Field 12 Red Unmarked", "wa_field_20")
    for distance, counts in ((9, False), (10, True), (15, True), (16, False), (14, True)):
        assert (await phone.call("PATCH", f"/session/{session_id}", {"distance": distance}))[0] == 202
        codes = [one["code"] for one in (await walked(phone, session_id))["disagreements"]]
        # at 16 m there are targets too, of another face
        expected = [] if counts else ["round_at_other_distance" if distance < 10 else "round_at_other_face"]
        assert codes == expected
    archer = Archer(tables, seed=3)
    await archer.shoots(session_id, "wa_field_20", 3)
    following = await phone.create(f"/session/{session_id}/pass", {"pass_number": 2})
    assert (await phone.call("GET", f"/session/{following}"))[1]["distance"] == 12
    (shown,) = (await walked(phone, following))["archers"]
    assert (shown["score"], shown["arrows"], shown["arrows_total"]) == (sum(archer.points), 3, 36)


async def test_animals_of_any_size_count_and_have_no_handicap(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "WA 3D 24 Red", "animal_3d_50")
    for distance, codes in ((4, ["round_at_other_distance"]), (46, ["round_at_other_distance"]), (5, []), (45, [])):
        assert (await phone.call("PATCH", f"/session/{session_id}", {"distance": distance}))[0] == 202
        assert [one["code"] for one in (await walked(phone, session_id))["disagreements"]] == codes
    archer = Archer(tables, seed=3)
    await archer.shoots(session_id, "animal_3d_50", 2)
    _, rating, _ = await phone.call("GET", f"/session/{session_id}/handicap?goal=400")
    assert (rating["score"], rating["most_possible"], rating["handicap"]) == (sum(archer.points), 528, None)
    assert rating["predicted_score"] is None
    assert rating["pace"]["points_needed"] == 400 - sum(archer.points)
    # circles as large as its zones are no animal
    _, (target,), _ = await phone.call("GET", f"/target/session-id/{session_id}")
    rings = [{key: value for key, value in face.items() if key != "outlines"} for face in target["faces"]]
    assert (await phone.call("PATCH", f"/target/{target['id']}", {"faces": rings}))[0] == 202
    codes = [one["code"] for one in (await walked(phone, session_id))["disagreements"]]
    assert codes == ["round_at_other_face"]


async def test_a_choice_of_arrows_is_kept_from_target_to_target(phone: Phone) -> None:
    session_id = await of_round(phone, "WA Field 12 Red Marked", "wa_field_20", arrows_per_end=1)
    _, following, _ = await phone.call("POST", f"/session/{session_id}/pass", {"pass_number": 2})
    assert (await phone.call("GET", f"/session/{following}"))[1]["arrows_per_end"] == 1


async def test_archers_in_turns_keep_their_places_over_a_walk_up(phone: Phone) -> None:
    known = catalogue()["IFAA Flint Unit"]
    session_id = await of_round(phone, known.name, known.passes[0].faces[0])
    archers = [await phone.create("/archer", {"name": name}) for name in ("A", "B")]
    roster = {
        "archers": [{"archer_id": one, "letter": "AB"[k], "shooting_order": k + 1} for k, one in enumerate(archers)]
    }
    assert (await phone.call("PUT", f"/session/{session_id}/archers", roster))[0] == 202
    for number in range(2, len(known.passes) + 1):
        _, session_id, _ = await phone.call("POST", f"/session/{session_id}/pass", {"pass_number": number})
        part = known.passes[number - 1]
        _, places, _ = await phone.call("GET", f"/session/{session_id}/archers")
        assert [one["archer_id"] for one in places["archers"]] == archers
        assert places["arrows_per_turn"] == part.arrows_per_end
