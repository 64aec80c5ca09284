"""An archer's own numbers: of nobody else, to nobody else's phone, and all of them to take away."""

import csv
import io
import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from appliance.access.roles import AccessRules
from appliance.printing import numbers_sheet
from appliance.routers import numbers_router
from tests.builders import NOW, a_face, a_session, a_target
from tests.models.helpers import Tables
from tests.routers.conftest import API, Phone
from tests.routers.test_access import Paired, paired

RING_MM = 20
WA_40 = a_face(kind="wa_40", radii=[k * RING_MM for k in range(1, 11)], x_radius=RING_MM / 2)


async def read(phone: Phone, path: str) -> Any:
    code, data, errors = await phone.call("GET", path)
    assert code == 200, errors
    return data


async def indoors(phone: Phone, day: int = 0, *, faces: Sequence[dict[str, Any]] = (WA_40,), **changes: Any) -> str:
    """A session that is over, so many days before the others."""
    began = (NOW - timedelta(days=day)).isoformat()
    about = {"is_opened": False, "start_time": began, "end_time": began, "is_indoor": True, **changes}
    session_id = await phone.create("/session", a_session(**about))
    await phone.create("/target", a_target(session_id, faces=list(faces)))
    return session_id


async def shoot(tables: Tables, session_id: str, archer_id: str, *points: int, day: int = 0, per_end: int = 3) -> None:
    """Arrows in the middle of these zones, a minute apart."""
    for k, one in enumerate(points):
        y = 650 + (10.5 - one) * RING_MM if one else 1290
        await tables.admin.execute(
            """
            INSERT INTO shots (session_id, archer_id, arrow_landing_time, x, y, end_number)
            VALUES ($1, $2, $3, 650, $4, $5)
            """,
            UUID(session_id), UUID(archer_id), NOW - timedelta(days=day) + timedelta(minutes=k), y, k // per_end + 1,
        )  # fmt: skip


async def test_the_numbers_of_one_archer_alone(phone: Phone, tables: Tables) -> None:
    robin, marian = [await phone.create("/archer", {"name": name}) for name in ("Robin", "Marian")]
    assert (await phone.call("PATCH", "/device", {"time_zone": "Europe/Madrid"}))[0] == 202
    first, second = await indoors(phone, day=7), await indoors(phone, distance=30)
    await shoot(tables, first, robin, 10, 9, 8, 9, 9, 9, day=7)
    await shoot(tables, first, marian, 1, 1, 1, day=7)
    await shoot(tables, second, robin, 7, 0, 7)
    found = await read(phone, f"/archer/{robin}/numbers")
    assert (found["name"], found["goal"]) == ("Robin", None)
    assert found["distances"] == [
        {"distance": 18, "distance_unit": "m", "arrows": 6}, {"distance": 30, "distance_unit": "m", "arrows": 3}
    ]  # fmt: skip
    assert found["by_day"] == [{"begins": "2026-11-16", "arrows": 6}, {"begins": "2026-11-23", "arrows": 3}]
    assert found["by_week"] == found["by_day"]
    assert found["by_month"] == [{"begins": "2026-11-01", "arrows": 9}]
    assert [(ring["points"], ring["is_x"], ring["arrows"]) for ring in found["rings"]] == [
        (10, True, 1), (9, False, 4), (8, False, 1), (7, False, 2), (0, False, 1)
    ]  # fmt: skip
    ends = [(form["number"], form["arrows"], form["sessions"], form["average"]) for form in found["by_end"]]
    assert ends == [(1, 6, 2, pytest.approx(41 / 6)), (2, 3, 1, 9)]
    # ten o'clock in London is eleven in Madrid
    assert [(form["number"], form["arrows"], form["difference"]) for form in found["by_hour"]] == [(11, 9, 0)]
    near = await read(phone, f"/archer/{robin}/numbers?distance=18&distance_unit=m")
    assert ([one["arrows"] for one in near["by_day"]], len(near["distances"])) == ([6], 2)
    late = await read(phone, f"/archer/{robin}/numbers?from=2026-11-20T00:00:00Z&to=2026-11-30T00:00:00Z")
    assert sum(ring["arrows"] for ring in late["rings"]) == 3
    assert (await read(phone, f"/archer/{marian}/numbers"))["by_day"] == [{"begins": "2026-11-16", "arrows": 3}]


async def test_an_hour_is_blamed_for_neither_the_face_nor_the_round(phone: Phone, tables: Tables) -> None:
    robin = await phone.create("/archer", {"name": "Robin"})
    small = {**WA_40, "kind": None, "radii": [radius / 2 for radius in WA_40["radii"]]}
    tasks: list[tuple[dict[str, Any], dict[str, Any]]] = [({}, WA_40), ({}, small), ({"round_name": "WA 18m"}, WA_40)]
    for week, (points, (about, face)) in enumerate(zip((9, 7, 5), tasks, strict=True)):
        for days, hours, better in ((7 * week, 0, 0), (7 * week + 1, 2, 1)):
            session_id = await indoors(phone, days, faces=[face], **about)
            await shoot(tables, session_id, robin, 9, 9, 9, day=days)
            await tables.admin.execute(
                """
                UPDATE shots
                   SET points_called = $2, arrow_landing_time = arrow_landing_time + make_interval(hours => $3)
                 WHERE session_id = $1
                """,
                UUID(session_id), points + better, hours,
            )  # fmt: skip
    ten, noon = (await read(phone, f"/archer/{robin}/numbers"))["by_hour"]
    assert (ten["sessions"], ten["difference"], ten["doubt"]) == (3, pytest.approx(-0.5), pytest.approx(0))
    assert (noon["sessions"], noon["difference"], noon["doubt"]) == (3, pytest.approx(0.5), pytest.approx(0))


async def test_what_a_coach_holds_back_scores_nowhere_and_is_an_arrow_all_the_same(
    phone: Phone, tables: Tables
) -> None:
    robin = await phone.create("/archer", {"name": "Robin"})
    session_id = await indoors(phone, is_opened=True, end_time=None)
    assert (await phone.call("PATCH", f"/session/{session_id}", {"held_back_from": 2}))[0] == 202
    await shoot(tables, session_id, robin, 9, 9, 9, 10, 10, 10)
    found = await read(phone, f"/archer/{robin}/numbers")
    assert (sum(one["arrows"] for one in found["by_day"]), len(found["by_end"])) == (6, 1)
    assert [ring["points"] for ring in found["rings"]] == [9]


async def test_a_goal_is_kept_counted_and_forgotten(phone: Phone, tables: Tables) -> None:
    robin = await phone.create("/archer", {"name": "Robin"})
    session_id = await indoors(phone)
    await shoot(tables, session_id, robin, 9, 9)
    await tables.admin.execute("UPDATE shots SET shot_at = now(), arrow_landing_time = now()")
    for arrows, period in ((100, "day"), (300, "week"), (1000, "month")):
        assert (await phone.call("PUT", f"/archer/{robin}/goal", {"arrows": arrows, "period": period}))[0] == 202
        goal = (await read(phone, f"/archer/{robin}/numbers?distance=90"))["goal"]
        assert (goal["arrows"], goal["period"], goal["shot"]) == (arrows, period, 2), "at whichever distance"
    for wrong in (
        {"arrows": 0, "period": "day"},
        {"arrows": 1, "period": "year"},
        {"arrows": 100_001, "period": "day"},
    ):
        assert (await phone.call("PUT", f"/archer/{robin}/goal", wrong))[0] == 422
    assert (await phone.call("DELETE", f"/archer/{robin}/goal"))[0] == 204
    assert (await phone.call("DELETE", f"/archer/{robin}/goal"))[0] == 404
    assert (await read(phone, f"/archer/{robin}/numbers"))["goal"] is None


async def test_personal_bests_and_handicaps_of_rounds(phone: Phone, tables: Tables) -> None:
    robin, marian = [await phone.create("/archer", {"name": name}) for name in ("Robin", "Marian")]
    shot = {3: [9] * 60, 2: [10] * 30 + [8] * 30, 1: [10] * 30 + [9] * 15, 0: [9] * 59 + [10]}
    sessions = {}
    for day, points in shot.items():
        sessions[day] = await indoors(phone, day=day, round_name="WA 18m")
        await shoot(tables, sessions[day], robin, *points, day=day)
        await shoot(tables, sessions[day], marian, *[10] * 60, day=day)
    # at another distance it counts for no round, and practice is none
    await shoot(tables, await indoors(phone, day=5, round_name="WA 18m", distance=30), robin, *[10] * 60, day=5)
    await shoot(tables, await indoors(phone, day=6), robin, *[10] * 60, day=6)
    found = await read(phone, f"/archer/{robin}/rounds")
    assert [(one["session_id"], one["arrows"], one["score"], one["is_best"]) for one in found] == [
        (sessions[0], 60, 541, True), (sessions[1], 45, 435, False),
        (sessions[2], 60, 540, False), (sessions[3], 60, 540, False),
    ]  # fmt: skip
    assert [one["is_complete"] for one in found] == [True, False, True, True]
    assert (found[0]["arrows_total"], found[0]["most_possible"]) == (60, 600)
    rated = await read(phone, f"/session/{sessions[0]}/handicap?archer_id={robin}")
    assert found[0]["handicap"] == rated["handicap"]
    # of equal ones the first is the best
    assert (await phone.call("DELETE", f"/session/{sessions[0]}"))[0] == 204
    left = await read(phone, f"/archer/{robin}/rounds")
    assert [one["session_id"] for one in left if one["is_best"]] == [sessions[3]]


async def test_a_friend_on_the_same_butt(phone: Phone, tables: Tables) -> None:
    robin, marian, tuck = [await phone.create("/archer", {"name": name}) for name in ("Robin", "Marian", "Tuck")]
    for day, (own, hers) in enumerate([(9, 8), (9, 8), (10, 7)]):
        session_id = await indoors(phone, day=day)
        await shoot(tables, session_id, robin, own, own, own, day=day)
        await shoot(tables, session_id, marian, hers, hers, hers, day=day)
    await shoot(tables, await indoors(phone, day=9), tuck, 10, day=9)
    (friend,) = await read(phone, f"/archer/{robin}/friends")
    assert (friend["archer_id"], friend["name"]) == (marian, "Marian")
    assert friend["difference"] == pytest.approx(5 / 3)
    assert friend["doubt"] == pytest.approx(4.303 * 2 / 3)
    assert [(one["average"], one["friend_average"]) for one in friend["sessions"]] == [(9, 8), (9, 8), (10, 7)]
    assert await read(phone, f"/archer/{tuck}/friends") == []


async def test_an_arrow_without_points_is_in_no_average(phone: Phone, tables: Tables) -> None:
    robin, marian, tuck = [await phone.create("/archer", {"name": name}) for name in ("Robin", "Marian", "Tuck")]
    # no face hangs: only what is called has points, and of Robin's first arrow and of Tuck's nothing is
    session_id = await phone.create("/session", a_session(is_opened=False, end_time=NOW.isoformat()))
    for archer in (robin, marian, tuck):
        await shoot(tables, session_id, archer, 9, 9, 9)
    for archer, points in ((robin, 9), (marian, 8)):
        await tables.admin.execute("UPDATE shots SET points_called = $2 WHERE archer_id = $1", UUID(archer), points)
    await tables.admin.execute(
        """
        UPDATE shots SET points_called = NULL
         WHERE id = (SELECT id FROM shots WHERE archer_id = $1 ORDER BY seq LIMIT 1)
        """,
        UUID(robin),
    )
    (friend,) = await read(phone, f"/archer/{robin}/friends")
    assert (friend["name"], friend["difference"]) == ("Marian", pytest.approx(1))


async def test_nothing_is_reckoned_where_arrows_are_taken_in(
    phone: Phone, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    robin = await phone.create("/archer", {"name": "Robin"})
    await shoot(tables, await indoors(phone), robin, 9, 9, 9)
    assert (await phone.call("PUT", f"/archer/{robin}/goal", {"arrows": 100, "period": "day"}))[0] == 202
    threads: dict[str, set[int]] = {}

    def watched(module: Any, name: str) -> None:
        reckon = getattr(module, name)

        def reckoned(*args: Any) -> Any:
            threads.setdefault(name, set()).add(threading.get_ident())
            return reckon(*args)

        monkeypatch.setattr(module, name, reckoned)

    reckoning = {"volume", "by_end", "by_hour", "_friends"}
    for name in reckoning:
        watched(numbers_router, name)
    watched(numbers_sheet, "numbers_sheet")
    for path in ("numbers", "friends"):
        await read(phone, f"/archer/{robin}/{path}")
    assert (await phone.client.get(f"{API}/archer/{robin}/numbers.csv")).status == 200
    assert set(threads) == {*reckoning, "numbers_sheet"}
    assert all(threading.get_ident() not in used for used in threads.values())


async def test_all_of_it_is_a_spreadsheet(phone: Phone, tables: Tables) -> None:
    robin, other = await phone.create("/archer", {"name": "Robin"}), await phone.create("/archer", {"name": "=cmd()"})
    session_id = await indoors(phone, round_name="WA 18m")
    await shoot(tables, session_id, robin, *[9] * 59, 10)
    await shoot(tables, session_id, other, 8)
    for query, separator, decimal in (("", ",", "."), ("?format=comma", ";", ",")):
        response = await phone.client.get(f"{API}/archer/{robin}/numbers.csv{query}")
        assert (response.status, response.content_type) == (200, "text/csv")
        rows = list(csv.DictReader(io.StringIO((await response.read()).decode("utf-8-sig")), delimiter=separator))
        of = {figure: [row for row in rows if row["figure"] == figure] for figure in {row["figure"] for row in rows}}
        assert set(of) == {
            "arrows_by_day", "arrows_by_week", "arrows_by_month", "ring", "end", "hour", "round", "friend", "beside"
        }  # fmt: skip
        assert [(row["name"], row["arrows"]) for row in of["ring"]] == [("X", "1"), ("9", "59")]
        assert [(row["score"], row["best"], row["session"]) for row in of["round"]] == [("541", "1", session_id)]
        assert (len(of["end"]), of["end"][0]["average"]) == (20, f"9{decimal}000")
        assert of["friend"][0]["name"] == "'=cmd()", "no spreadsheet runs a name"
    assert (await phone.call("GET", f"/archer/{robin}/numbers.csv?language=xx"))[0] == 422
    assert (await phone.call("GET", f"/archer/{robin}/numbers.csv?format=tab"))[0] == 422


class TestWhoseNumbers:
    """An archer's phone sees that archer's; coaches and keepers everybody's; who only watches nobody's."""

    PATHS = ("numbers", "numbers.csv", "rounds", "friends")

    @pytest.fixture
    def access_rules(self) -> AccessRules:
        return AccessRules(trusts_loopback=False)

    async def test_own_numbers_and_nobody_elses(self, phone: Phone, tables: Tables) -> None:
        robin, marian = await tables.archer("Robin"), await tables.archer("Marian")
        own = await paired(phone, tables, "archer", robin)
        for name in self.PATHS:
            assert await status(own, f"/archer/{robin}/{name}") == 200
            assert await status(own, f"/archer/{marian}/{name}") == 403
        body = {"arrows": 10, "period": "day"}
        assert (await own.call("PUT", f"/archer/{robin}/goal", body))[0] == 202
        assert (await own.call("PUT", f"/archer/{marian}/goal", body))[0] == 403
        assert (await own.call("DELETE", f"/archer/{marian}/goal"))[0] == 403

    async def test_a_coach_sees_all_and_who_watches_nothing(self, phone: Phone, tables: Tables) -> None:
        robin = await tables.archer("Robin")
        coach, spectator = await paired(phone, tables, "coach"), await paired(phone, tables, "spectator")
        for name in self.PATHS:
            assert await status(coach, f"/archer/{robin}/{name}") == 200
            assert await status(spectator, f"/archer/{robin}/{name}") == 403
            assert (await phone.client.get(f"{API}/archer/{robin}/{name}")).status == 401


async def status(asking: Paired, path: str) -> int:
    async with asking.phone.client.get(API + path, headers=asking.headers) as response:
        return response.status
