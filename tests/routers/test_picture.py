"""A result as a picture: the true face, the arrows where they are, names by choice, and nothing that is markup."""

from uuid import UUID, uuid4
from xml.etree.ElementTree import Element, fromstring

from tests.builders import NOW, a_face, a_session, a_target
from tests.models.helpers import Tables
from tests.routers.conftest import API, Phone
from tests.routers.test_numbers import RING_MM, indoors, shoot
from tests.routers.test_rounds import call_points, of_round

LONG_NAME = "Maximiliana Theodora von Hohenlohe-Waldenburg-Schillingsfürst"[:60]
SVG = "{http://www.w3.org/2000/svg}"


async def picture(phone: Phone, session_id: str, query: str = "") -> Element:
    response = await phone.client.get(f"{API}/session/{session_id}/picture.svg{query}")
    assert (response.status, response.content_type) == (200, "image/svg+xml")
    return fromstring(await response.text())  # noqa: S314  (it is our own)


def texts(svg: Element) -> list[str | None]:
    return [line.text for line in svg.iter(f"{SVG}text")]


def circles(svg: Element, fill: str = "#fff") -> list[tuple[float, float]]:
    """Where the circles of this fill are; arrows are white with three digits."""
    return [(float(c.get("cx", "")), float(c.get("cy", ""))) for c in svg.iter(f"{SVG}circle") if c.get("fill") == fill]


async def test_the_face_the_arrows_and_what_they_came_to(phone: Phone, tables: Tables) -> None:
    robin = await phone.create("/archer", {"name": "Robin <script>"})
    session_id = await indoors(phone, round_name="WA 18m")
    await shoot(tables, session_id, robin, 10, 9, 0)
    svg = await picture(phone, session_id, f"?archer_id={robin}")
    assert texts(svg) == [
        "Robin <script>", "19 points, 3 arrows, 1 X", "WA 18m · 18 m · November 23, 2026", "Arch-Stats"
    ]  # fmt: skip
    # ten rings of 40 cm and the inner ten, about the middle of a butt of 1300 mm
    rings = [float(c.get("r", "")) for c in svg.iter(f"{SVG}circle") if c.get("fill") != "#fff"]
    assert rings == [*[RING_MM * k for k in range(10, 0, -1)], RING_MM / 2]
    assert circles(svg) == [(650, 1300 - 660), (650, 1300 - 680), (650, 1300 - 1290)]


async def test_names_and_arrows_are_by_choice(phone: Phone, tables: Tables) -> None:
    robin = await phone.create("/archer", {"name": "Robin"})
    session_id = await indoors(phone)
    await shoot(tables, session_id, robin, 10, 9, 9)
    plain = await picture(phone, session_id, "?shows_arrows=false")
    assert (texts(plain)[:2], circles(plain)) == (["practice", "28 points, 3 arrows, 1 X"], [])
    nameless = await picture(phone, session_id, f"?archer_id={robin}&shows_name=false")
    assert "Robin" not in "".join(text or "" for text in texts(nameless))
    assert len(circles(nameless)) == 3
    spanish = await picture(phone, session_id, "?language=es")
    assert texts(spanish)[1] == "28 puntos, 3 flechas, 1 X"


async def test_a_long_name_is_set_smaller_and_stays_within_the_picture(phone: Phone, tables: Tables) -> None:
    session_id = await indoors(phone)
    sizes = {}
    for name in ("Robin", LONG_NAME):
        archer = await phone.create("/archer", {"name": name})
        await shoot(tables, session_id, archer, 9)
        first = next((await picture(phone, session_id, f"?archer_id={archer}")).iter(f"{SVG}text"))
        assert (first.text, first.get("x"), first.get("text-anchor")) == (name, "540", "middle")
        sizes[name] = float(first.get("font-size", ""))
    assert sizes["Robin"] == 76
    # letters are about half as wide as high; the face, within its margins, is 960 wide
    assert 0.5 * sizes[LONG_NAME] * len(LONG_NAME) <= 960
    assert sizes[LONG_NAME] >= 8


async def test_arrows_of_nobody_have_a_picture_without_a_name(phone: Phone, tables: Tables) -> None:
    session_id = await indoors(phone, round_name="WA 18m")
    await tables.admin.execute(
        """
        INSERT INTO shots (session_id, arrow_landing_time, x, y, end_number)
        SELECT $1, $2, 650, 650, 1 FROM generate_series(1, 3)
        """,
        UUID(session_id),
        NOW,
    )
    svg = await picture(phone, session_id)
    day = "November 23, 2026"
    assert texts(svg) == ["WA 18m", "30 points, 3 arrows, 3 X", f"18 m · {day}", "Arch-Stats"]
    robin = await phone.create("/archer", {"name": "Robin"})
    await shoot(tables, session_id, robin, 9, 9, 9)
    # beside an archer's they are nobody's, and are not mixed in
    svg = await picture(phone, session_id, f"?archer_id={robin}")
    assert (texts(svg)[:2], len(circles(svg))) == (["Robin", "27 points, 3 arrows, 0 X"], 3)


async def test_a_picture_mixes_no_archers_and_shows_nothing_that_is_held_back(phone: Phone, tables: Tables) -> None:
    robin, marian = [await phone.create("/archer", {"name": name}) for name in ("Robin", "Marian")]
    session_id = await indoors(phone, is_opened=True, end_time=None)
    await shoot(tables, session_id, robin, 9, 9, 9, 10, 10, 10)
    await shoot(tables, session_id, marian, 8)
    code, _, errors = await phone.call("GET", f"/session/{session_id}/picture.svg")
    assert (code, errors[0].startswith("query.archer_id: ")) == (422, True)
    assert (await phone.call("PATCH", f"/session/{session_id}", {"held_back_from": 2}))[0] == 202
    svg = await picture(phone, session_id, f"?archer_id={robin}")
    assert (texts(svg)[1], len(circles(svg))) == ("27 points, 3 arrows, 0 X", 3)


async def test_the_points_of_one_pass_stand_beside_no_name_of_a_whole_round(phone: Phone, tables: Tables) -> None:
    robin = await phone.create("/archer", {"name": "Robin"})
    first = await of_round(phone, "Western", "imperial_122")
    await call_points(tables, first, [7] * 48, archer_id=robin)
    _, second, _ = await phone.call("POST", f"/session/{first}/pass", {"pass_number": 2})
    await call_points(tables, second, [9] * 12, archer_id=robin)
    for session_id, shown, distance in ((first, "Pass 1", "60 yd"), (second, "Pass 2", "50 yd")):
        svg = await picture(phone, session_id, f"?archer_id={robin}")
        assert (texts(svg)[2] or "").startswith(f"{shown} · {distance} · ")
        nameless = await picture(phone, session_id, f"?archer_id={robin}&shows_name=false")
        assert texts(nameless)[0] == shown
        assert not any("Western" in (text or "") for text in texts(svg) + texts(nameless))


async def test_the_target_is_shown_that_the_archer_shot_at(phone: Phone, tables: Tables) -> None:
    robin, marian = [await phone.create("/archer", {"name": name}) for name in ("Robin", "Marian")]
    session_id = await indoors(phone)
    await phone.create(
        "/target",
        a_target(session_id, faces=[a_face(x=200.0, y=300.0, radii=[RING_MM], points=[10], kind=None, x_radius=None)]),
    )
    await shoot(tables, session_id, robin, 10, 10, 10)
    await shoot(tables, session_id, marian, 10, 10, 10)
    await tables.admin.execute(
        "UPDATE shots SET x = 200, y = 300 WHERE archer_id = $1 AND end_number = 1", UUID(marian)
    )

    async def middles(query: str) -> set[tuple[float, float]]:
        svg = await picture(phone, session_id, query)
        return {(float(c.get("cx", "")), float(c.get("cy", ""))) for c in svg.iter(f"{SVG}circle")}

    assert await middles(f"?archer_id={robin}&shows_arrows=false") == {(650, 650)}
    assert await middles(f"?archer_id={marian}&shows_arrows=false") == {(200, 1000)}


async def test_who_did_not_shoot_there_has_no_picture_of_it(phone: Phone, tables: Tables) -> None:
    robin, marian = [await phone.create("/archer", {"name": name}) for name in ("Robin", "Marian")]
    session_id = await indoors(phone)
    await shoot(tables, session_id, robin, 9)
    code, _, errors = await phone.call("GET", f"/session/{session_id}/picture.svg?archer_id={marian}")
    assert (code, errors) == (422, ["query.archer_id: Marian shot nothing in this session"])
    for path in (f"/session/{session_id}/picture.svg?archer_id={uuid4()}", f"/session/{uuid4()}/picture.svg"):
        assert (await phone.call("GET", path))[0] == 404


async def test_a_session_without_a_face_has_a_picture_too(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    assert texts(await picture(phone, session_id))[1] == "0 points, 0 arrows, 0 X"
    assert (await phone.call("GET", f"/session/{session_id}/picture.svg?shows_name=perhaps"))[0] == 422
