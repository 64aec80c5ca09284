"""Rounds: the catalogue, handicap and classification, the walk from pass to pass."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from appliance.core.scoring.faces import FACES
from appliance.rounds.catalogue import catalogue
from appliance.rounds.more_rounds import MORE_ROUNDS
from appliance.rounds.rules import INDOORS
from tests.builders import a_session, a_target
from tests.models.helpers import Tables
from tests.routers.conftest import Phone


async def test_the_catalogue_of_rounds(phone: Phone) -> None:
    _, rounds, _ = await phone.call("GET", "/round")
    names = {known["name"]: known for known in rounds}
    assert {"WA 18m", "WA 70m", "Portsmouth"} <= set(names)
    _, known, _ = await phone.call("GET", "/round/wa18")
    assert known == names["WA 18m"]
    assert known["passes"][0] == {
        "arrows": 30, "arrows_per_end": 3, "distance": 18, "distance_unit": "m", "nearest": None, "farthest": None,
        "face_diameter": 40, "face_unit": "cm", "scoring": "10_zone", "faces": ["wa_40"],
    }  # fmt: skip
    assert (known["arrows_per_end"], known["counts"], "compound" in known["bow_styles"]) == (3, ["tens", "xs"], False)
    assert (await phone.call("GET", "/round/" + "x" * 65))[0] == 422
    assert (await phone.call("GET", "/round/wa_field_24_white_unmarked"))[0] == 404


def test_the_catalogue_is_the_packages_own() -> None:
    from archeryutils import load_rounds  # noqa: PLC0415  (slow: only this test needs it)

    known = {r.codename: r for r in catalogue().values()}
    theirs = {
        code: round_
        for name in vars(load_rounds)
        if isinstance(group := getattr(load_rounds, name), load_rounds.DotDict)
        for code, round_ in group.items()
    }
    assert known.keys() <= theirs.keys() | MORE_ROUNDS.keys()
    for code, ours in known.items():
        if code in MORE_ROUNDS:
            continue
        round_ = theirs[code]
        place = "indoor" if code in INDOORS else round_.location
        assert (ours.name, ours.location, ours.body) == (round_.name, place, round_.body)
        assert [p.arrows for p in ours.passes] == [p.n_arrows for p in round_.passes]


async def test_a_round_nobody_knows_is_refused(phone: Phone) -> None:
    code, _, errors = await phone.call("POST", "/session", a_session(round_name="Tavern"))
    assert (code, errors) == (422, ["body.round_name: no round is called 'Tavern'; see /api/v0/round"])
    session_id = await phone.create("/session", a_session(round_name="WA 18m"))
    assert (await phone.call("PATCH", f"/session/{session_id}", {"round_name": "Tavern"}))[0] == 422
    assert (await phone.call("PATCH", f"/session/{session_id}", {"round_name": None}))[0] == 202


def hung(kind: str) -> list[dict[str, Any]]:
    """The spots of a face of the catalogue around the middle of the butt."""
    spec = FACES[kind]
    return [
        {
            "x": 650.0 + spot.dx_mm, "y": 650.0 + spot.dy_mm, "radii": [zone.radius_mm for zone in spec.zones],
            "points": [zone.points for zone in spec.zones], "human_identifier": f"{spec.name} {k}", "kind": kind,
            "x_radius": spec.x_radius_mm, "outlines": spec.outlines,
            "later_points": spec.later_points,
        }
        for k, spot in enumerate(spec.spots)
    ]  # fmt: skip


async def call_points(tables: Tables, session_id: str, points: list[int], **who: str) -> None:
    """So many arrows for which a person said what they are worth; of an archer in turns, six an end from the first."""
    await tables.admin.execute(
        """
        INSERT INTO shots (session_id, points_called, archer_id, end_number)
        SELECT $1, worth, $3, CASE WHEN $3::uuid IS NOT NULL THEN 1 + (k - 1) / 6 END
          FROM unnest($2::int[]) WITH ORDINALITY AS one(worth, k)
        """,
        UUID(session_id), points, who.get("archer_id"),
    )  # fmt: skip


async def of_round(phone: Phone, name: str, kind: str, **changes: Any) -> str:
    """A session of a round as the round says, but for `changes`."""
    known = catalogue()[name]
    first = known.passes[0]
    session = {
        "round_name": name,
        "distance": first.distance,
        "distance_unit": first.distance_unit,
        "is_indoor": known.location == "indoor",
        "arrows_per_end": known.arrows_per_end,
        **changes,
    }
    session_id = await phone.create("/session", a_session(**session))
    await phone.create("/target", a_target(session_id, faces=hung(kind)))
    return session_id


async def with_score(phone: Phone, tables: Tables, arrows: int, points: int, **changes: Any) -> str:
    session_id = await of_round(phone, "WA 18m", "wa_40", **changes)
    await call_points(tables, session_id, [points] * arrows)
    return session_id


async def rated(phone: Phone, session_id: str, query: str = "") -> Any:
    code, found, errors = await phone.call("GET", f"/session/{session_id}/handicap?{query}")
    assert code == 200, errors
    return found


async def test_handicap_classification_and_pace(phone: Phone, tables: Tables) -> None:
    session_id = await with_score(phone, tables, 60, 9)
    found = await rated(phone, session_id, "bow_style=recurve&gender=open&age_group=adult&goal=550")
    # Archery GB's table: 540 on WA 18 m is handicap 35 (34 begins at 542), and Bowman 1st Class indoors
    assert (found["arrows_shot"], found["score"], found["is_complete"], found["most_possible"]) == (60, 540, True, 600)
    assert found["handicap"] == 35
    assert found["predicted_score"] == pytest.approx(540, abs=1)
    assert found["classification"] == "I-B1"
    assert found["pace"] == {
        "goal": 550, "points_needed": 10, "arrows_left": 0, "per_end": None, "is_possible": False
    }  # fmt: skip


@pytest.mark.parametrize(("score", "handicap"), [(710, -5), (700, 1), (500, 44), (486, 46)])
async def test_a_handicap_is_that_of_the_published_table(
    score: int, handicap: int, phone: Phone, tables: Tables
) -> None:
    session_id = await of_round(phone, "WA 70m", "wa_122")
    await call_points(tables, session_id, [score // 72 + (k < score % 72) for k in range(72)])
    found = await rated(phone, session_id)
    assert (found["score"], found["handicap"]) == (score, handicap)


async def test_pace_in_the_middle_of_a_round(phone: Phone, tables: Tables) -> None:
    session_id = await with_score(phone, tables, 30, 9)
    found = await rated(phone, session_id, "goal=530")
    assert (found["arrows_total"], found["is_complete"], found["classification"]) == (60, False, None)
    assert found["predicted_score"] == pytest.approx(540, abs=2)
    assert found["pace"] == {
        "goal": 530, "points_needed": 260, "arrows_left": 30, "per_end": 26, "is_possible": True
    }  # fmt: skip


async def test_nothing_shot_yet_has_no_handicap(phone: Phone, tables: Tables) -> None:
    session_id = await with_score(phone, tables, 0, 0)
    found = await rated(phone, session_id, "goal=601")
    assert (found["handicap"], found["predicted_score"], found["pace"]["is_possible"]) == (None, None, False)


async def test_the_61st_arrow_of_60_counts_for_nothing(phone: Phone, tables: Tables) -> None:
    session_id = await with_score(phone, tables, 60, 9)
    await call_points(tables, session_id, [10])
    found = await rated(phone, session_id)
    assert (found["arrows_shot"], found["arrows_beyond"], found["score"], found["is_complete"]) == (60, 1, 540, True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"round_name": None}, "has no round"),
        ({"distance": 20}, "20 m is the distance here, WA 18m is shot at 18 m"),
        ({"distance_unit": "yd"}, "18 yd is the distance here"),
        ({"is_indoor": False}, "WA 18m is shot indoors"),
    ],
)
async def test_what_disagrees_with_the_round_is_not_rated(
    changes: dict[str, Any], words: str, phone: Phone, tables: Tables
) -> None:
    session_id = await with_score(phone, tables, 1, 9, **changes)
    code, _, errors = await phone.call("GET", f"/session/{session_id}/handicap")
    assert code == 422
    assert words in errors[0]


async def test_more_points_than_the_face_gives_are_not_rated(phone: Phone, tables: Tables) -> None:
    session_id = await with_score(phone, tables, 2, 20)
    code, _, errors = await phone.call("GET", f"/session/{session_id}/handicap")
    assert (code, "check the face" in errors[0]) == (422, True)


async def test_a_compound_round_on_recurve_faces_is_not_rated(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "WA 18m Compound", "wa_40_triple_vertical")
    for _ in range(60):
        await tables.shot(session_id, 650, 665)
    code, _, errors = await phone.call("GET", f"/session/{session_id}/handicap")
    assert code == 422
    assert errors[0].startswith("path.id: this counts for no round: 40 cm triple, vertical 0, ")
    assert errors[0].endswith(" hangs here, WA 18m Compound is shot at 40 cm, compound inner ten")
    # the same arrows where only the inner ten is 10
    target_id = (await phone.call("GET", f"/target/session-id/{session_id}"))[1][0]["id"]
    assert (await phone.call("PATCH", f"/target/{target_id}", {"faces": hung("wa_40_compound")}))[0] == 202
    found = await rated(phone, session_id, "bow_style=compound&gender=open&age_group=adult")
    assert (found["score"], found["classification"]) == (540, "I-B3")


async def test_a_session_without_faces_is_not_rated(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session(round_name="WA 18m", is_indoor=True))
    await call_points(tables, session_id, [9])
    code, _, errors = await phone.call("GET", f"/session/{session_id}/handicap")
    assert (code, "no face hangs here" in errors[0]) == (422, True)


async def test_an_archers_own_handicap_and_bow(phone: Phone, tables: Tables) -> None:
    session_id = await with_score(phone, tables, 60, 9)
    archer_id = await phone.create("/archer", {"name": "A", "bow_style": "barebow"})
    await tables.admin.execute("UPDATE shots SET archer_id = $1", UUID(archer_id))
    for query in (f"archer_id={archer_id}&", ""):
        assert (await rated(phone, session_id, f"{query}gender=open&age_group=adult"))["classification"] == "I-GMB"
    code, _, errors = await phone.call("GET", f"/session/{session_id}/handicap?archer_id={uuid4()}")
    assert (code, "archer" in errors[0]) == (404, True)


async def test_of_several_archers_it_is_said_whose_score(phone: Phone, tables: Tables) -> None:
    session_id = await with_score(phone, tables, 0, 0)
    for name in ("A", "B"):
        archer_id = await phone.create("/archer", {"name": name})
        await call_points(tables, session_id, [9], archer_id=archer_id)
    code, _, errors = await phone.call("GET", f"/session/{session_id}/handicap")
    assert (code, "say whose" in errors[0]) == (422, True)
    assert (await rated(phone, session_id, f"archer_id={archer_id}"))["score"] == 9


async def walked(phone: Phone, session_id: str) -> Any:
    code, found, errors = await phone.call("GET", f"/session/{session_id}/round")
    assert code == 200, errors
    return found


async def test_a_round_is_walked_through(phone: Phone, tables: Tables) -> None:
    session_id = await with_score(phone, tables, 19, 9)
    found = await walked(phone, session_id)
    (archer,) = found["archers"]
    assert found["disagreements"] == []
    assert (archer["archer_id"], archer["arrows"], archer["arrows_total"], archer["score"]) == (None, 19, 60, 171)
    assert (archer["end_number"], archer["ends"]) == (7, 20)
    assert (archer["pass_number"], archer["arrows_left_in_pass"], archer["is_complete"]) == (1, 11, False)
    await call_points(tables, session_id, [10] * 11)
    (archer,) = (await walked(phone, session_id))["archers"]
    assert (archer["pass_number"], archer["arrows_left_in_pass"], archer["end_number"]) == (2, 30, 11)
    assert [(one["arrows"], one["score"]) for one in archer["passes"]] == [(30, 281), (0, 0)]
    assert archer["counts"] == [{"count": "tens", "arrows": 11}, {"count": "xs", "arrows": 0}]
    await call_points(tables, session_id, [9] * 31)
    found = await walked(phone, session_id)
    (archer,) = found["archers"]
    assert (archer["pass_number"], archer["is_complete"], archer["end_number"]) == (None, True, 21)
    assert (archer["arrows"], archer["arrows_beyond"], archer["score"]) == (60, 1, 551)
    assert found["next_pass"] is None


async def test_what_stands_in_an_end_belongs_to_the_pass_of_that_end(phone: Phone, tables: Tables) -> None:
    """Who begins with the second end has a pass of 27 arrows, on every screen as on the sheet."""
    session_id = await of_round(phone, "WA 18m", "wa_40")
    archer_id = await tables.archer("A")

    async def shoots(ends: range, points: int) -> dict[str, Any]:
        for end in ends:
            await tables.admin.execute(
                "INSERT INTO shots (session_id, archer_id, end_number, points_called) "
                "SELECT $1, $2, $3, $4 FROM generate_series(1, 3)",
                UUID(session_id), archer_id, end, points,
            )  # fmt: skip
        (archer,) = (await walked(phone, session_id))["archers"]
        assert isinstance(archer, dict)
        return archer

    archer = await shoots(range(2, 11), 9)
    assert [(one["arrows"], one["score"]) for one in archer["passes"]] == [(27, 243), (0, 0)]
    assert (archer["end_number"], archer["pass_number"], archer["arrows_left_in_pass"]) == (11, 2, 30)
    archer = await shoots(range(11, 21), 10)
    assert [(one["arrows"], one["score"]) for one in archer["passes"]] == [(27, 243), (30, 300)]
    assert [part["counts"][0]["arrows"] for part in archer["passes"]] == [0, 30]
    # three arrows of the first end can still be entered; there is no end 21
    assert (archer["end_number"], archer["ends"], archer["arrows_left_here"]) == (20, 20, 3)
    assert (archer["pass_number"], archer["arrows_left_in_pass"], archer["is_complete"]) == (2, 0, False)


async def test_a_session_without_a_round_has_no_progress(phone: Phone) -> None:
    assert await walked(phone, await phone.create("/session", a_session())) is None


async def test_what_disagrees_is_reported_before_anything_is_shot(phone: Phone) -> None:
    session_id = await of_round(phone, "WA 70m", "wa_40", distance=18, is_indoor=True)
    found = await walked(phone, session_id)
    assert [one["code"] for one in found["disagreements"]] == ["round_at_other_distance", "round_is_outdoors"]
    (archer,) = found["archers"]
    assert (archer["arrows"], archer["pass_number"], archer["ends"]) == (0, None, None)


async def test_a_round_of_several_distances_is_one_score(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "Western", "imperial_122")
    archers = [await phone.create("/archer", {"name": name, "bow_style": "longbow"}) for name in ("A", "B")]
    roster = {
        "archers": [{"archer_id": one, "letter": "AB"[k], "shooting_order": k + 1} for k, one in enumerate(archers)],
        "arrows_per_turn": 3,
    }
    assert (await phone.call("PUT", f"/session/{session_id}/archers", roster))[0] == 202
    for one in archers:
        await call_points(tables, session_id, [7] * 48, archer_id=one)
    found = await walked(phone, session_id)
    assert (found["next_pass"], [one["session_id"] for one in found["passes"]]) == (2, [session_id, None])
    code, following, errors = await phone.call("POST", f"/session/{session_id}/pass", {"pass_number": 2})
    assert code == 201, errors
    _, old, _ = await phone.call("GET", f"/session/{session_id}")
    _, new, _ = await phone.call("GET", "/session/open")
    assert (old["is_opened"], new["id"], new["round_id"], new["distance"]) == (False, following, session_id, 50)
    assert (new["location"], new["round_name"], new["arrows_per_end"]) == (old["location"], "Western", 6)
    _, targets, _ = await phone.call("GET", f"/target/session-id/{following}")
    assert [(face["kind"], face["x"], face["y"]) for face in targets[0]["faces"]] == [("imperial_122", 650, 650)]
    _, places, _ = await phone.call("GET", f"/session/{following}/archers")
    assert [(one["archer_id"], one["letter"]) for one in places["archers"]] == list(zip(archers, "AB", strict=True))
    await call_points(tables, following, [9] * 48, archer_id=archers[0])
    for either in (session_id, following):
        found = await rated(phone, either, f"archer_id={archers[0]}&gender=open&age_group=adult")
        assert (found["score"], found["arrows_shot"], found["is_complete"]) == (768, 96, True)
        assert found["classification"] is not None
    first, second = (await walked(phone, following))["archers"]
    assert ([one["score"] for one in first["passes"]], first["is_complete"]) == ([336, 432], True)
    assert ([one["score"] for one in second["passes"]], second["is_complete"]) == ([336, 0], False)
    assert first["counts"] == [{"count": "hits", "arrows": 96}, {"count": "golds", "arrows": 48}]
    assert [{one["count"]: one["arrows"] for one in part["counts"]} for part in first["passes"]] == [
        {"hits": 48, "golds": 0},
        {"hits": 48, "golds": 48},
    ]
    assert (await phone.call("GET", f"/session?round_id={session_id}"))[1] == [new]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"pass_number": 1}, "there is no pass 1 that is left to shoot; left are 2, 3, 4"),
        ({"pass_number": 5}, "there is no pass 5"),
        ({"pass_number": 2, "face_kind": "wa_40"}, "wa_40 is not a face of this pass; it is shot at wa_122"),
        ({"pass_number": 0}, "body.pass_number"),
    ],
)
async def test_a_pass_that_cannot_be(body: dict[str, Any], words: str, phone: Phone) -> None:
    session_id = await of_round(phone, "WA 1440 (90m)", "wa_122")
    code, _, errors = await phone.call("POST", f"/session/{session_id}/pass", body)
    assert (code, words in errors[0]) == (422, True), errors
    assert (await phone.call("GET", "/session/open"))[1]["id"] == session_id


async def test_faces_called_alike_on_two_targets_are_no_pass(phone: Phone) -> None:
    session_id = await of_round(phone, "WA 1440 (90m)", "wa_122")
    await phone.create("/target", a_target(session_id, faces=hung("wa_122")))
    code, _, errors = await phone.call("POST", f"/session/{session_id}/pass", {"pass_number": 2})
    assert (code, errors) == (422, ["path.id: '122 cm 0' is used twice in this target"])
    assert (await phone.call("GET", "/session/open"))[1]["id"] == session_id


async def test_another_face_of_another_size_hangs_in_the_same_place(phone: Phone) -> None:
    session_id = await of_round(phone, "WA 1440 (90m)", "wa_122")
    _, following, _ = await phone.call("POST", f"/session/{session_id}/pass", {"pass_number": 2})
    _, last, _ = await phone.call("POST", f"/session/{following}/pass", {"pass_number": 3, "face_kind": "wa_80"})
    _, targets, _ = await phone.call("GET", f"/target/session-id/{last}")
    assert [(face["kind"], face["x"], face["human_identifier"]) for face in targets[0]["faces"]] == [
        ("wa_80", 650, "80 cm")
    ]
    assert (await walked(phone, last))["session_ids"] == [session_id, following, last]


async def test_a_pass_that_does_not_open_closes_nothing(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "WA 1440 (90m)", "wa_122")
    assert (await phone.call("PATCH", f"/session/{session_id}", {"is_opened": False}))[0] == 202
    other = await phone.create("/session", a_session())
    code, _, errors = await phone.call("POST", f"/session/{session_id}/pass", {"pass_number": 2})
    assert (code, "open" in errors[0]) == (422, True)
    assert await tables.admin.fetchval("SELECT count(*) FROM sessions") == 2
    assert (await phone.call("GET", "/session/open"))[1]["id"] == other
