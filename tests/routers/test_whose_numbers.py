"""No figure mixes archers, and none gives away what a coach holds back."""

from typing import Any
from uuid import UUID

import pytest

from tests.builders import a_face, a_session, a_target, an_arrow
from tests.models.helpers import Tables
from tests.routers.conftest import Phone

FIGURES = ("arrows", "score", "average", "tens", "xs")
RING_MM = 20


async def a_shared_session(
    phone: Phone, tables: Tables, *names: str | None, **changes: Any
) -> tuple[str, list[str | None]]:
    """Each archer shoots a ten, and one nine more than the archer before."""
    session_id = await phone.create("/session", a_session(is_indoor=True, **changes))
    face = a_face(kind="wa_40", radii=[k * RING_MM for k in range(1, 11)], x_radius=RING_MM / 2)
    await phone.create("/target", a_target(session_id, faces=[face]))
    ids: list[str | None] = []
    for k, name in enumerate(names):
        archer_id = None if name is None else await phone.create("/archer", {"name": name, "bow_style": "barebow"})
        ids.append(archer_id)
        who = {} if archer_id is None else {"archer_id": archer_id}
        await tables.shot(session_id, 650, 650 + 0.9 * RING_MM, **who)
        for _ in range(k + 1):
            await tables.shot(session_id, 650, 650 + 1.9 * RING_MM, **who)
    return session_id, ids


async def read(phone: Phone, path: str) -> Any:
    code, data, errors = await phone.call("GET", path)
    assert code == 200, errors
    return data


async def test_a_session_of_several_archers_has_no_total_of_its_own(phone: Phone, tables: Tables) -> None:
    session_id, _ = await a_shared_session(phone, tables, "émile", "Zoé", "adam")
    for found in (await read(phone, f"/session/{session_id}/summary"), (await read(phone, "/summary"))[0]):
        assert [found[name] for name in FIGURES] == [None] * 5
        by_archer = {one["name"]: [one[name] for name in FIGURES] for one in found["by_archer"]}
        assert list(by_archer) == ["adam", "émile", "Zoé"]
        assert by_archer == {
            "émile": [2, 19, 9.5, 1, 0], "Zoé": [3, 28, pytest.approx(28 / 3), 1, 0], "adam": [4, 37, 9.25, 1, 0]
        }  # fmt: skip
    summary = await read(phone, f"/session/{session_id}/summary")
    assert (summary["group"], summary["hold_ms"]) == (None, None)
    assert (await read(phone, "/summary"))[0]["mean_radius"] is None


@pytest.mark.parametrize("name", ["Robin", None])
async def test_one_archers_session_has_the_totals_of_that_archer(
    name: str | None, phone: Phone, tables: Tables
) -> None:
    session_id, (archer_id,) = await a_shared_session(phone, tables, name)
    (row,) = await read(phone, "/summary")
    for found in (await read(phone, f"/session/{session_id}/summary"), row):
        (one,) = found["by_archer"]
        assert (one["archer_id"], one["name"]) == (archer_id, name)
        assert [found[figure] for figure in FIGURES] == [one[figure] for figure in FIGURES] == [2, 19, 9.5, 1, 0]
    assert row["mean_radius"] == row["by_archer"][0]["mean_radius"] == pytest.approx(0.5 * RING_MM)


async def test_an_archers_trend_is_of_that_archer_alone(phone: Phone, tables: Tables) -> None:
    session_id, (first, second) = await a_shared_session(phone, tables, "A", "B")
    (row,) = await read(phone, f"/summary?archer_id={second}")
    assert (row["session_id"], row["score"], [one["archer_id"] for one in row["by_archer"]]) == (
        session_id,
        28,
        [second],
    )
    # each about the own centre: two archers who aim apart are not one large group
    await tables.admin.execute("UPDATE shots SET x = x + 300 WHERE archer_id = $1", UUID(first or ""))
    (row,) = await read(phone, "/summary")
    assert [round(one["mean_radius"], 1) for one in row["by_archer"]] == [
        0.5 * RING_MM,
        pytest.approx(0.444 * RING_MM, abs=0.1),
    ]


async def test_an_arrow_that_two_archers_shot_counts_for_each(phone: Phone, tables: Tables) -> None:
    session_id, archers = await a_shared_session(phone, tables, "A", "B")
    arrow_id = await phone.create("/arrow", an_arrow())
    for archer_id in archers:
        await tables.shot(session_id, 650, 650, arrow_id=arrow_id, archer_id=archer_id or "")
    found = (await read(phone, f"/session/{session_id}/summary"))["by_arrow"]
    assert {(one["archer_id"], one["arrow_id"], one["arrows"]) for one in found} == {
        (archers[0], arrow_id, 1), (archers[1], arrow_id, 1), (archers[0], None, 2), (archers[1], None, 3)
    }  # fmt: skip


async def test_a_handicap_of_several_archers_is_refused(phone: Phone, tables: Tables) -> None:
    session_id, (first, _) = await a_shared_session(phone, tables, "A", "B", round_name="WA 18m")
    for language, sentence in (
        ("en", "query.archer_id: several archers shot in this session: say whose score with archer_id"),
        ("es", "query.archer_id: varios arqueros tiraron en esta sesión: di de quién con archer_id"),
    ):
        code, _, errors = await phone.call(
            "GET", f"/session/{session_id}/handicap", headers={"Accept-Language": language}
        )
        assert (code, errors) == (422, [sentence])
    assert (await phone.call("GET", f"/session/{session_id}/handicap?archer_id={first}"))[0] == 200


async def test_what_a_coach_holds_back_is_in_no_figure(phone: Phone, tables: Tables) -> None:
    session_id, (archer_id,) = await a_shared_session(phone, tables, "A", round_name="WA 18m", arrows_per_end=1)
    arrow_id = await phone.create("/arrow", an_arrow())
    await tables.shot(session_id, 650, 650, arrow_id=arrow_id, archer_id=archer_id or "")

    async def figures() -> list[Any]:
        summary = await read(phone, f"/session/{session_id}/summary")
        (row,) = await read(phone, "/summary")
        handicap = await read(phone, f"/session/{session_id}/handicap?archer_id={archer_id}")
        arrow = (await read(phone, f"/arrow/{arrow_id}/group"))["group"]
        landed = summary["group"]["arrows"]
        scores = [summary["score"], summary["by_archer"][0]["score"], row["score"], handicap["score"]]
        return [*scores, len(summary["ends"]), landed, arrow is not None]

    assert await figures() == [29, 29, 29, 29, 3, 3, True]
    assert (await phone.call("PATCH", f"/session/{session_id}", {"held_back_from": 3}))[0] == 202
    assert await figures() == [19, 19, 19, 19, 2, 2, False]
    # confirmed, and over
    assert (await phone.call("PATCH", f"/session/{session_id}", {"held_back_from": 4}))[0] == 202
    assert await figures() == [29, 29, 29, 29, 3, 3, True]
    held_and_over = {"held_back_from": 1, "is_opened": False, "end_time": None}
    assert (await phone.call("PATCH", f"/session/{session_id}", held_and_over))[0] == 202
    assert await figures() == [29, 29, 29, 29, 3, 3, True]
