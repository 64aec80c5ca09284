"""The files that ianseo loads: who shot, and every arrow at its distance, added up as another program would."""

from typing import Any

import pytest

from tests.builders import a_session, a_target
from tests.models.helpers import Tables
from tests.routers.conftest import API, Phone
from tests.routers.test_rounds import call_points, of_round

COLUMNS = 21
SCORES = {
    "Ann": [10, 9, 8, 10, 10, 7] * 5 + [9, 9, 9, 0, 6, 10],
    "Bob": [5, 6, 7, 8, 9, 10] * 4,
    "Cid": [0, 0, 1, 2, 3, 10] * 6,
}
BOWS = {"Ann": "recurve", "Bob": "Compound", "Cid": "horse bow"}
CODES = {"Ann": "101201", "Bob": "101202", "Cid": "101203"}


async def file_of(phone: Phone, session_id: str, name: str, query: str = "") -> list[list[str]]:
    response = await phone.client.get(f"{API}/session/{session_id}/ianseo-{name}.txt{query}")
    assert (response.status, response.content_type, response.charset) == (200, "text/plain", "utf-8")
    raw = await response.read()
    assert raw.endswith(b"\r\n")
    assert raw.count(b"\r") == raw.count(b"\n")
    return [line.split("\t") for line in raw.decode("utf-8").split("\r\n")[:-1]]


def added_up(lines: list[list[str]]) -> dict[tuple[str, str], int]:
    """By code and distance, as ianseo says what a mark is worth."""
    found = {}
    for word, code, distance, marks in lines:
        assert word == "##QUAL-ARROWS##"
        worth = [{"": 0, "M": 0, "X": 10}.get(mark) for mark in marks.split(",")]
        found[code, distance] = sum(
            int(mark) if points is None else points for mark, points in zip(marks.split(","), worth, strict=True)
        )
    return found


async def three_archers(phone: Phone, session_id: str, names: dict[str, str] = BOWS) -> dict[str, str]:
    ids = {name: await phone.create("/archer", {"name": name, "bow_style": bow}) for name, bow in names.items()}
    listed = [
        {"archer_id": archer_id, "letter": letter, "shooting_order": k}
        for k, (archer_id, letter) in enumerate(zip(ids.values(), "ABC", strict=True), 1)
    ]
    assert (await phone.call("PUT", f"/session/{session_id}/archers", {"archers": listed}))[0] == 202
    assert (await phone.call("PATCH", "/device", {"target_number": "12"}))[0] == 202
    return ids


async def shot_of_three(phone: Phone, tables: Tables) -> tuple[str, dict[str, str]]:
    session_id = await of_round(phone, "WA 70m", "wa_122", arrows_per_end=6)
    ids = await three_archers(phone, session_id)
    for name, points in SCORES.items():
        await call_points(tables, session_id, points, archer_id=ids[name])
    return session_id, ids


async def test_the_archers_of_a_session_in_the_columns_of_a_list_of_participants(phone: Phone, tables: Tables) -> None:
    session_id, _ = await shot_of_three(phone, tables)
    lines = await file_of(phone, session_id, "participants", "?session_number=1")
    empty = [""] * 10
    shown = ["1", "0", "0", "0", "0"]
    assert lines == [
        ["101201", "1", "R", "", "012A", *shown, "Ann", *empty],
        ["101202", "1", "C", "", "012B", *shown, "Bob", *empty],
        ["101203", "1", "", "", "012C", *shown, "Cid", *empty],
    ]
    assert {len(line) for line in lines} == {COLUMNS}
    other = await file_of(phone, session_id, "participants", "?session_number=2")
    assert [line[:2] for line in other] == [[code, "2"] for code in ("201201", "201202", "201203")]


async def test_the_arrows_of_three_archers_add_up_distance_by_distance(phone: Phone, tables: Tables) -> None:
    session_id, ids = await shot_of_three(phone, tables)
    lines = await file_of(phone, session_id, "arrows")
    by_hand = {
        (CODES[name], str(1 + begin // 36)): sum(points[begin : begin + 36])
        for name, points in SCORES.items()
        for begin in range(0, len(points), 36)
    }
    assert added_up(lines) == by_hand
    summary = (await phone.call("GET", f"/session/{session_id}/summary"))[1]
    assert {one["archer_id"]: one["score"] for one in summary["by_archer"]} == {
        ids[name]: sum(points) for name, points in SCORES.items()
    }
    # an end is in the order of a score sheet, and stands where ianseo looks for it
    marks = {code: text.split(",") for _, code, distance, text in lines if distance == "1"}
    assert marks["101201"][:12] == ["10", "10", "10", "9", "8", "7"] * 2
    assert marks["101203"][-6:] == ["10", "3", "2", "1", "M", "M"]
    assert {code: len(one) for code, one in marks.items()} == {"101201": 36, "101202": 24, "101203": 36}


async def test_a_round_of_several_distances_is_one_file(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "WA 900", "wa_122", arrows_per_end=6)
    ids = await three_archers(phone, session_id)
    await call_points(tables, session_id, [9] * 30, archer_id=ids["Ann"])
    await call_points(tables, session_id, [8] * 30, archer_id=ids["Bob"])
    _, following, _ = await phone.call("POST", f"/session/{session_id}/pass", {"pass_number": 2})
    await call_points(tables, following, [7] * 12, archer_id=ids["Ann"])
    for either in (session_id, following):
        assert added_up(await file_of(phone, either, "arrows")) == {
            ("101201", "1"): 270,
            ("101201", "2"): 84,
            ("101202", "1"): 240,
        }
        assert [line[10] for line in await file_of(phone, either, "participants")] == ["Ann", "Bob", "Cid"]


async def test_a_ten_is_an_x_outdoors_alone(phone: Phone, tables: Tables) -> None:
    for round_name, kind, mark in (("WA 70m", "wa_122", "X"), ("WA 18m", "wa_40", "10")):
        session_id = await of_round(phone, round_name, kind)
        await tables.shot(session_id, 650, 650)
        await tables.shot(session_id, 650, 1290)
        (line,) = await file_of(phone, session_id, "arrows")
        assert line[1:] == ["100009", "1", f"{mark},M"]
        assert (await phone.call("PATCH", f"/session/{session_id}", {"is_opened": False}))[0] == 202


async def test_short_ends_and_what_is_held_back_leave_their_places_empty(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "WA 18m", "wa_40", arrows_per_end=3)
    for end, points in ((1, 9), (1, 8), (2, 7), (2, 7), (2, 6), (3, 10)):
        await phone.create("/shot", {"session_id": session_id, "end_number": end, "points_called": points})
    sighter = {"session_id": session_id, "points_called": 5, "is_sighter": True}
    await phone.create("/shot", sighter)
    (line,) = await file_of(phone, session_id, "arrows")
    assert line[3] == "9,8,,7,7,6,10"
    assert (await phone.call("PATCH", f"/session/{session_id}", {"held_back_from": 2}))[0] == 202
    (line,) = await file_of(phone, session_id, "arrows")
    assert line[3] == "9,8"
    assert (await phone.call("PATCH", f"/session/{session_id}", {"held_back_from": 1}))[0] == 202
    code, _, errors = await phone.call("GET", f"/session/{session_id}/ianseo-arrows.txt")
    assert (code, errors[0].startswith("path.id: no arrow of this session can be handed off yet")) == (422, True)


async def test_practice_is_one_distance_and_counts_no_surplus(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session(arrows_per_end=3))
    await phone.create("/target", a_target(session_id))
    for points in (10, 9, 8, 7):
        await phone.create("/shot", {"session_id": session_id, "end_number": 1, "points_called": points})
    (line,) = await file_of(phone, session_id, "arrows")
    assert line[1:3] == ["100009", "1"]
    (one,) = (await phone.call("GET", f"/session/{session_id}/summary"))[1]["by_archer"]
    assert added_up([line]) == {("100009", "1"): one["score"]} == {("100009", "1"): 24}


async def test_a_name_is_neither_a_formula_nor_two_fields(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    names = {"=HYPERLINK(1)": "recurve", "Ann;-1+2": "recurve", '"Q" \\ Zoé': "barebow"}
    await three_archers(phone, session_id, names)
    lines = await file_of(phone, session_id, "participants")
    assert [line[10] for line in lines] == ["'=HYPERLINK(1)", "Ann,'-1+2", '"Q" \\ Zoé']
    assert {len(line) for line in lines} == {COLUMNS}


@pytest.mark.parametrize(
    ("number", "target", "code"), [("7", "007A", "100701"), ("B2", "", "100001"), (None, "", "100001")]
)
async def test_a_target_without_a_number(number: str | None, target: str, code: str, phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    await three_archers(phone, session_id)
    assert (await phone.call("PATCH", "/device", {"target_number": number}))[0] == 202
    line = (await file_of(phone, session_id, "participants"))[0]
    assert (line[0], line[4]) == (code, target)


async def test_who_shot_without_being_listed_is_there_too(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    await phone.create("/target", a_target(session_id))
    await three_archers(phone, session_id)
    guest = await phone.create("/archer", {"name": "Éva"})
    await tables.shot(session_id, 650, 650, archer_id=guest)
    lines = await file_of(phone, session_id, "participants")
    assert [(line[0], line[4], line[10]) for line in lines[3:]] == [("101210", "", "Éva")]
    assert [line[1] for line in await file_of(phone, session_id, "arrows")] == ["101210"]


async def test_a_later_guest_of_an_earlier_name_has_another_code(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "WA 70m", "wa_122", arrows_per_end=6)
    await three_archers(phone, session_id)
    zoe, abe = [await phone.create("/archer", {"name": name}) for name in ("Zoé", "Abe")]
    await call_points(tables, session_id, [9, 9, 9, 9, 9, 9], archer_id=zoe)
    handed = await file_of(phone, session_id, "participants")
    assert [(line[0], line[10]) for line in handed[3:]] == [("101210", "Zoé")]
    await call_points(tables, session_id, [2, 2, 2, 2, 2, 2], archer_id=abe)
    assert added_up(await file_of(phone, session_id, "arrows")) == {("101210", "1"): 54, ("101211", "1"): 12}
    again = await file_of(phone, session_id, "participants")
    assert [(line[0], line[10]) for line in again[3:]] == [("101210", "Zoé"), ("101211", "Abe")]


async def test_who_is_listed_in_a_later_session_of_the_round_has_their_letter(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "WA 900", "wa_122", arrows_per_end=6)
    ids = await three_archers(phone, session_id)
    await call_points(tables, session_id, [9] * 30, archer_id=ids["Ann"])
    _, following, _ = await phone.call("POST", f"/session/{session_id}/pass", {"pass_number": 2})
    dee = await phone.create("/archer", {"name": "Dee"})
    listed = [
        {"archer_id": archer_id, "letter": letter, "shooting_order": k}
        for k, (archer_id, letter) in enumerate([(dee, "D"), (ids["Bob"], "B")], 1)
    ]
    assert (await phone.call("PUT", f"/session/{following}/archers", {"archers": listed}))[0] == 202
    await call_points(tables, following, [7] * 12, archer_id=dee)
    for either in (session_id, following):
        lines = await file_of(phone, either, "participants")
        assert [(line[0], line[4], line[10]) for line in lines] == [
            ("101201", "012A", "Ann"),
            ("101202", "012B", "Bob"),
            ("101203", "012C", "Cid"),
            ("101204", "012D", "Dee"),
        ]
        assert added_up(await file_of(phone, either, "arrows")) == {("101201", "1"): 270, ("101204", "2"): 84}


async def test_what_cannot_be_handed_off_is_reported(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    for name in ("participants", "arrows"):
        path = f"/session/{session_id}/ianseo-{name}.txt"
        code, _, errors = await phone.call("GET", path)
        assert (code, errors) == (422, ["path.id: nobody shoots in this session"])
        for query in ("session_number=0", "session_number=10", "session_number=x", "format=csv"):
            code, _, errors = await phone.call("GET", f"{path}?{query}")
            assert (code, errors[0].startswith(f"query.{query.partition('=')[0]}: ")) == (422, True)
        missing: Any = path.replace(session_id, "00000000-0000-4000-8000-000000000000")
        assert (await phone.call("GET", missing))[0] == 404


async def test_a_round_of_more_distances_than_ianseo_has(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "IFAA Flint", "ifaa_field_35")
    walk = (await phone.call("GET", f"/session/{session_id}/round"))[1]
    assert (walk["disagreements"], len(walk["passes"]) > 8) == ([], True)
    await call_points(tables, session_id, [5] * 8)
    assert len(await file_of(phone, session_id, "participants")) == 1
    code, _, errors = await phone.call("GET", f"/session/{session_id}/ianseo-arrows.txt")
    assert (code, errors) == (422, ["path.id: ianseo has no more than 8 distances, and this round has more"])
