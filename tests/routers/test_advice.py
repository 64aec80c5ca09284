"""Advice over HTTP: an offset in clicks, marks between marks, bare shafts, a walk back, with the truth known."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from appliance.access.roles import AccessRules
from tests.builders import NOW, a_session, a_target
from tests.core.test_sight_fit import SETUP, true_mark
from tests.models.helpers import Tables
from tests.routers.conftest import Phone
from tests.routers.test_access import paired

BOW = {"name": "Olympic", "eye_to_sight_mm": 900.0, "eye_to_arrow_mm": 110.0, "click_mm": 0.5, "mark_mm": 10.0}


async def read(phone: Phone, path: str) -> Any:
    code, data, errors = await phone.call("GET", path)
    assert code == 200, errors
    return data


async def shoot(tables: Tables, session_id: str, archer_id: str, dice: random.Random, n: int, **of: float) -> None:
    """Arrows about a point that is right of and above the gold, `at_s` after the others."""
    spread = of.get("spread", 20.0)
    for _ in range(n):
        await tables.admin.execute(
            """
            INSERT INTO shots (session_id, archer_id, arrow_landing_time, x, y, end_number, is_sighter)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            UUID(session_id), UUID(archer_id), NOW + timedelta(seconds=of.get("at_s", 0.0)),
            650 + dice.gauss(of.get("right", 0.0), spread),
            650 + dice.gauss(of.get("up", 0.0), spread), int(of.get("end", 1)),
            bool(of.get("is_sighter")),
        )  # fmt: skip


async def a_range(phone: Phone, **changes: Any) -> tuple[str, str]:
    """An archer, and a session with a face."""
    robin = await phone.create("/archer", {"name": "Robin"})
    session_id = await phone.create("/session", a_session(distance=30, **changes))
    await phone.create("/target", a_target(session_id))
    return robin, session_id


async def test_a_group_that_is_high_moves_the_pin_up(phone: Phone, tables: Tables) -> None:
    robin, session_id = await a_range(phone)
    bow_id = await phone.create(f"/archer/{robin}/bow", BOW)
    ask = f"/session/{session_id}/sight-advice?archer_id={robin}"
    dice = random.Random(16)
    await shoot(tables, session_id, robin, dice, 5, up=63.0)
    few = await read(phone, f"{ask}&bow_id={bow_id}")
    assert (few["arrows"], few["arrows_needed"], few["dy"], few["clicks_up"]) == (5, 6, None, None)
    await shoot(tables, session_id, robin, dice, 19, up=63.0)
    found = await read(phone, f"{ask}&bow_id={bow_id}&arrows=24")
    assert found["arrows"] == 24
    assert abs(found["dy"] - 63) <= found["doubt_y"] < 20
    # what is not larger than its doubt moves nothing
    assert (found["is_significant_y"], found["is_significant_x"], found["clicks_right"], found["right_mm"]) == (
        True,
        False,
        0,
        0,
    )
    assert found["up_mm"] == pytest.approx(found["dy"] * 900 / 30_000)
    assert found["clicks_up"] == round(found["up_mm"] / 0.5) == 4
    # up is a smaller mark, on a scale that grows downwards
    assert found["mark_change"] == pytest.approx(-found["up_mm"] / 10)
    assert 0 < found["mark_sigma"] < 0.03
    # without a bow that is measured the offset is told, and no clicks
    unknown = await read(phone, ask)
    assert (unknown["is_significant_y"], unknown["clicks_up"], unknown["up_mm"]) == (True, None, None)
    assert (await read(phone, ask))["arrows"] == 12, "the newest dozen, where nobody says more"


async def test_after_the_sight_was_moved_only_newer_arrows_count(phone: Phone, tables: Tables) -> None:
    robin, session_id = await a_range(phone)
    ask = f"/session/{session_id}/sight-advice?archer_id={robin}"
    assert (await read(phone, ask))["newest_at"] is None
    dice = random.Random(18)
    await shoot(tables, session_id, robin, dice, 6, up=63.0)
    before = await read(phone, ask)
    assert (before["arrows"], before["is_significant_y"]) == (6, True)
    ask += f"&after={before['newest_at']}"
    assert ((await read(phone, ask))["arrows"], (await read(phone, ask))["newest_at"]) == (0, None)
    await shoot(tables, session_id, robin, dice, 6, up=0.0, end=2, at_s=60.0)
    after = await read(phone, ask)
    assert (after["arrows"], after["is_significant_y"]) == (6, False)
    assert after["newest_at"] > before["newest_at"]
    code, _, errors = await phone.call("GET", ask + "x")
    assert (code, errors[0].startswith("query.after: ")) == (422, True)


async def test_advice_needs_a_face_one_archer_and_what_may_be_shown(phone: Phone, tables: Tables) -> None:
    robin, session_id = await a_range(phone)
    marian = await phone.create("/archer", {"name": "Marian"})
    dice = random.Random(17)
    await shoot(tables, session_id, robin, dice, 6, up=63.0)
    await shoot(tables, session_id, marian, dice, 6, end=2)
    ask = f"/session/{session_id}/sight-advice"
    code, _, errors = await phone.call("GET", ask)
    assert (code, errors[0].startswith("query.archer_id: ")) == (422, True)
    assert (await read(phone, f"{ask}?archer_id={robin}"))["arrows"] == 6
    assert (await phone.call("PATCH", f"/session/{session_id}", {"held_back_from": 2}))[0] == 202
    assert (await read(phone, f"{ask}?archer_id={marian}"))["arrows"] == 0
    await tables.admin.execute("DELETE FROM targets")
    code, _, errors = await phone.call("GET", f"{ask}?archer_id={robin}")
    assert (code, errors) == (422, ["path.id: no face hangs in this session: where the middle is nobody can tell"])


async def test_marks_between_marks(phone: Phone) -> None:
    robin, _ = await a_range(phone)
    bow_id = await phone.create(f"/archer/{robin}/bow", BOW)
    thin = {"name": "Thin", "shaft_diameter": SETUP.shaft_mm, "weight": SETUP.weight_g}
    arrows_id = await phone.create(f"/archer/{robin}/arrow-set", thin)
    ask = f"/bow/{bow_id}/sight-curve?arrow_set_id={arrows_id}"
    assert (await read(phone, ask))["why_not"] == "one_distance"
    for distance in (18, 40, 70):
        # an older mark at the same distance counts no more
        for mark in (5.0, true_mark(distance)):
            mark_sent = {"arrow_set_id": arrows_id, "distance": distance, "mark": mark, "sigma": 0.02}
            await phone.create(f"/bow/{bow_id}/sight-mark", mark_sent)
    found = await read(phone, ask)
    assert found["why_not"] is None
    assert abs(found["speed_m_per_s"] - 57) <= found["speed_doubt"]
    by_distance = {point["distance"]: point for point in found["points"]}
    for distance in (30, 50, 60):
        assert abs(by_distance[distance]["mark"] - true_mark(distance)) <= by_distance[distance]["doubt"]
    assert (min(by_distance), max(by_distance)) == (18, 80)
    # with other arrows nothing is known
    assert (await read(phone, f"/bow/{bow_id}/sight-curve"))["why_not"] == "one_distance"
    assert (await phone.call("PATCH", f"/bow/{bow_id}", {"mark_mm": None}))[0] == 202
    assert await read(phone, ask) == {
        "why_not": "not_measured", "points": [], "speed_m_per_s": None, "speed_doubt": None
    }  # fmt: skip


async def test_a_kit_is_kept_changed_and_forgotten(phone: Phone) -> None:
    robin, _ = await a_range(phone)
    marian = await phone.create("/archer", {"name": "Marian"})
    bow_id = await phone.create(f"/archer/{robin}/bow", {"name": "B"})
    await phone.create(f"/archer/{robin}/bow", BOW | {"name": "A", "hand": "left"})
    bows = await read(phone, f"/archer/{robin}/bow")
    assert [(bow["name"], bow["hand"], bow["click_mm"]) for bow in bows] == [("A", "left", 0.5), ("B", "right", None)]
    assert await read(phone, f"/archer/{marian}/bow") == []
    page = await read(phone, f"/archer/{robin}/bow?limit=1")
    assert [bow["name"] for bow in page] == ["A"]
    assert (await phone.call("PATCH", f"/bow/{bow_id}", {"name": "Old", "hand": "both"}))[0] == 422
    assert (await phone.call("PATCH", f"/bow/{bow_id}", {"name": "Old"}))[0] == 202
    theirs = await phone.create(f"/archer/{marian}/arrow-set", {"name": "Theirs"})
    assert (await phone.call("PATCH", f"/arrow-set/{theirs}", {"weight": 20.0}))[0] == 202
    assert (await read(phone, f"/archer/{marian}/arrow-set"))[0]["weight"] == 20
    mark = {"distance": 30, "mark": 3.1}
    code, _, errors = await phone.call("POST", f"/bow/{bow_id}/sight-mark", mark | {"arrow_set_id": theirs})
    assert (code, errors) == (422, ["body.arrow_set_id: these arrows are another archer's than the bow"])
    mark_id = await phone.create(f"/bow/{bow_id}/sight-mark", mark)
    newer = await phone.create(f"/bow/{bow_id}/sight-mark", mark | {"distance_unit": "yd", "sigma": 0.1})
    assert [one["id"] for one in await read(phone, f"/bow/{bow_id}/sight-mark")] == [newer, mark_id]
    assert (await phone.call("DELETE", f"/sight-mark/{mark_id}"))[0] == 204
    assert (await phone.call("DELETE", f"/bow/{bow_id}"))[0] == 204
    assert (await phone.call("DELETE", f"/sight-mark/{newer}"))[0] == 404, "gone with its bow"
    assert (await phone.call("DELETE", f"/arrow-set/{theirs}"))[0] == 204
    assert await read(phone, f"/archer/{marian}/arrow-set") == []


async def test_bare_shafts_of_a_bow_whose_fault_is_known(phone: Phone, tables: Tables) -> None:
    robin, session_id = await a_range(phone)
    dice = random.Random(18)
    ask = f"/session/{session_id}/bare-shaft?archer_id={robin}"
    await shoot(tables, session_id, robin, dice, 6, end=1)
    found = await read(phone, ask)
    assert (found["fletched"], found["bare"], found["dx"], found["nocking_point"], found["shaft"]) == (
        6,
        0,
        *[None] * 3,
    )
    await shoot(tables, session_id, robin, dice, 3, end=2, right=-120.0, up=-120.0)
    found = await read(phone, ask)
    assert (found["bare"], found["nocking_point"], found["shaft"]) == (3, "too_high", "stiff")
    assert abs(found["dx"] + 120) <= found["doubt_x"]
    assert (await read(phone, f"{ask}&hand=left"))["shaft"] == "weak"
    turned = await read(phone, f"{ask}&fletched_end=2&bare_end=1")
    assert (turned["fletched"], turned["nocking_point"]) == (3, "too_low")


async def test_a_walk_back_of_a_bow_whose_fault_is_known(phone: Phone, tables: Tables) -> None:
    robin, session_id = await a_range(phone)
    dice = random.Random(20)
    ask = f"/session/{session_id}/walk-back?archer_id={robin}"
    for end in range(1, 7):
        found = await read(phone, ask)
        assert (found["drift"] is None) == (end < 5), "four distances draw a line, and three arrows more"
        metres = 5 * end
        await shoot(tables, session_id, robin, dice, 3, end=end, right=-3.0 * metres, spread=0.8 * metres)
    found = await read(phone, ask)
    assert (found["ends"], found["arrows"], found["is_bent"], found["centre_shot"]) == (6, 18, False, "button_in")
    assert abs(found["drift"] + 3) <= found["drift_doubt"]
    assert (await read(phone, f"{ask}&hand=left"))["centre_shot"] == "button_out"
    yards = await read(phone, f"{ask}&distance_unit=yd")
    assert yards["drift"] == pytest.approx(found["drift"] / 0.9144)


async def test_a_walk_back_counts_an_end_in_which_nothing_landed(phone: Phone, tables: Tables) -> None:
    robin, session_id = await a_range(phone)
    dice = random.Random(21)
    for end in (1, 2, 4, 5, 6):
        await shoot(tables, session_id, robin, dice, 2, end=end, right=-15.0 * end, spread=0.01)
    found = await read(phone, f"/session/{session_id}/walk-back?archer_id={robin}")
    assert (found["ends"], found["is_bent"]) == (5, False)
    assert found["drift"] == pytest.approx(-3, abs=0.01)


async def test_an_end_of_sighters_is_not_the_scored_end_of_its_number(phone: Phone, tables: Tables) -> None:
    robin, session_id = await a_range(phone)
    bare = f"/session/{session_id}/bare-shaft?archer_id={robin}"
    walk = f"/session/{session_id}/walk-back?archer_id={robin}"
    dice = random.Random(22)
    for end in (1, 2):
        await shoot(tables, session_id, robin, dice, 3, end=end, right=-120.0 * end, is_sighter=True)
    # where nothing is scored they are what was shot
    found = await read(phone, bare)
    assert (found["fletched"], found["bare"], found["shaft"]) == (3, 3, "stiff")
    assert (await read(phone, walk))["arrows"] == 6
    for end in (1, 2):
        await shoot(tables, session_id, robin, dice, 6, end=end, right=120.0 * end)
    found = await read(phone, bare)
    assert (found["fletched"], found["bare"], found["shaft"]) == (6, 6, "weak")
    walked = await read(phone, walk)
    assert (walked["ends"], walked["arrows"]) == (2, 12)


async def test_a_mark_that_is_put_back_is_as_old_as_it_was(phone: Phone) -> None:
    robin = await phone.create("/archer", {"name": "Robin"})
    bow_id = await phone.create(f"/archer/{robin}/bow", BOW)
    for mark in (5.0, 6.0):
        await phone.create(f"/bow/{bow_id}/sight-mark", {"distance": 30, "mark": mark})
    newer, older = await read(phone, f"/bow/{bow_id}/sight-mark")
    assert (await phone.call("DELETE", f"/sight-mark/{older['id']}"))[0] == 204
    mark_sent = {key: value for key, value in older.items() if key not in ("id", "bow_id")}
    await phone.create(f"/bow/{bow_id}/sight-mark", mark_sent)
    # it counts no more than before
    now = await read(phone, f"/bow/{bow_id}/sight-mark")
    assert [(one["mark"], one["set_at"]) for one in now] == [(6.0, newer["set_at"]), (5.0, older["set_at"])]
    assert (await phone.call("POST", f"/bow/{bow_id}/sight-mark", mark_sent | {"set_at": "today"}))[0] == 422


async def test_no_mark_is_surer_than_a_hundredth_of_one_that_a_person_said(phone: Phone) -> None:
    robin, _ = await a_range(phone)
    bow_id = await phone.create(f"/archer/{robin}/bow", BOW)
    for distance, sigma in ((18, 1e-6), (70, 0.02)):
        await phone.create(
            f"/bow/{bow_id}/sight-mark", {"distance": distance, "mark": true_mark(distance), "sigma": sigma}
        )
    points = (await read(phone, f"/bow/{bow_id}/sight-curve"))["points"]
    assert points[0]["distance"] == 18
    # two standard errors, of half a millimetre of the pin's travel
    assert points[0]["doubt"] == pytest.approx(2 * 0.5 / 10 / 100)


async def test_numbers_that_no_bow_has_draw_no_curve(phone: Phone) -> None:
    robin, _ = await a_range(phone)
    bow_id = await phone.create(f"/archer/{robin}/bow", BOW)
    for distance, sigma in ((18, 0.00117), (70, 178984.0)):
        await phone.create(
            f"/bow/{bow_id}/sight-mark", {"distance": distance, "mark": true_mark(distance), "sigma": sigma}
        )
    found = await read(phone, f"/bow/{bow_id}/sight-curve")
    assert (found["why_not"], found["points"]) == ("marks_disagree", [])


class TestWhoseKit:
    """An archer's phone sees and changes that archer's kit; a coach everybody's."""

    @pytest.fixture
    def access_rules(self) -> AccessRules:
        return AccessRules(trusts_loopback=False)

    async def test_own_kit_and_nobody_elses(self, phone: Phone, tables: Tables) -> None:
        robin, marian = await tables.archer("Robin"), await tables.archer("Marian")
        session_id = await tables.session()
        own, coach = await paired(phone, tables, "archer", robin), await paired(phone, tables, "coach")
        code, theirs, _ = await coach.call("POST", f"/archer/{marian}/bow", BOW)
        assert code == 201
        code, mine, _ = await own.call("POST", f"/archer/{robin}/bow", BOW)
        assert code == 201
        _, marks_of_theirs, _ = await coach.call("POST", f"/bow/{theirs}/sight-mark", {"distance": 18, "mark": 1.0})
        _, arrows_of_theirs, _ = await coach.call("POST", f"/archer/{marian}/arrow-set", {"name": "X"})
        for method, path, body in (
            ("GET", f"/archer/{marian}/bow", None),
            ("POST", f"/archer/{marian}/bow", BOW),
            ("GET", f"/archer/{marian}/arrow-set", None),
            ("POST", f"/archer/{marian}/arrow-set", {"name": "X"}),
            ("PATCH", f"/arrow-set/{arrows_of_theirs}", {"name": "Y"}),
            ("DELETE", f"/arrow-set/{arrows_of_theirs}", None),
            ("PATCH", f"/bow/{theirs}", {"name": "Y"}),
            ("DELETE", f"/bow/{theirs}", None),
            ("GET", f"/bow/{theirs}/sight-mark", None),
            ("POST", f"/bow/{theirs}/sight-mark", {"distance": 18, "mark": 1.0}),
            ("DELETE", f"/sight-mark/{marks_of_theirs}", None),
            ("GET", f"/bow/{theirs}/sight-curve", None),
            ("GET", f"/session/{session_id}/walk-back?archer_id={marian}", None),
            ("GET", f"/session/{session_id}/bare-shaft?archer_id={marian}", None),
            ("GET", f"/session/{session_id}/sight-advice?archer_id={marian}", None),
        ):
            assert (await own.call(method, path, body))[0] == 403, path
        assert (await own.call("GET", f"/bow/{mine}/sight-curve"))[0] == 200
        assert (await own.call("GET", f"/session/{session_id}/walk-back"))[0] == 200, "the own, where nobody says whose"
        assert (await coach.call("GET", f"/bow/{theirs}/sight-curve"))[0] == 200
