"""Signing ends and sheets by HTTP: who may, what the second scorer is told, and what is otherwise since."""

import asyncio
import csv
import io
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from appliance.access.roles import AccessRules
from tests.builders import a_session, a_target
from tests.models.helpers import Tables
from tests.routers.conftest import Phone
from tests.routers.test_access import Paired, paired
from tests.routers.test_rounds import call_points, hung


@pytest.fixture
def access_rules() -> AccessRules:
    return AccessRules(trusts_loopback=False)


class Line:
    """Two archers who shot an end of three each: 10, 10, 10."""

    def __init__(self, phone: Phone, tables: Tables, session_id: str, archers: list[UUID], shots: list[str]) -> None:
        self.phone, self.tables = phone, tables
        self.session_id, self.archers, self.shots = session_id, archers, shots
        self.path = f"/session/{session_id}/signature"

    async def sign(
        self, asking: Paired, who: int, headers: dict[str, str] | None = None, **changes: Any
    ) -> tuple[int, Any, list[str]]:
        body = {"archer_id": str(self.archers[who]), "end_number": 1, "arrows": 3, "score": 30, **changes}
        return await asking.call("POST", self.path, body, headers=headers or {})

    async def signed(self) -> list[dict[str, Any]]:
        _, found, _ = await self.phone.call("GET", self.path)
        assert isinstance(found, list)
        return found

    async def named(self, name: str, role: Any, archer_id: UUID | None = None) -> Paired:
        asking = await paired(self.phone, self.tables, role, archer_id)
        await self.tables.admin.execute("UPDATE pairings SET name = $1 WHERE name = 'x'", name)
        return asking


@pytest.fixture
async def line(phone: Phone, tables: Tables) -> Line:
    keeper = await paired(phone, tables, "keeper")
    session_id = (await keeper.call("POST", "/session", a_session()))[1]
    await keeper.call("POST", "/target", a_target(session_id))
    archers = [await tables.archer(name) for name in ("Robin", "Marian")]
    await tables.roster(UUID(session_id), archers)
    shots = []
    for k in range(6):
        body = {"session_id": session_id, "x": 650.0, "y": 650.0, "archer_id": str(archers[k // 3]), "end_number": 1}
        shots.append((await keeper.call("POST", "/shot", body))[1])
    await tables.admin.execute("DELETE FROM corrections")
    return Line(phone, tables, session_id, archers, shots)


async def test_an_archer_signs_the_own_end_and_takes_it_back(line: Line) -> None:
    robin = await line.named("Robin's phone", "archer", line.archers[0])
    code, signature_id, _ = await line.sign(robin, 0)
    assert code == 201
    (one,) = await line.signed()
    assert (one["id"], one["signed_as"], one["signed_by"]) == (signature_id, "archer", str(line.archers[0]))
    assert (one["arrows"], one["score"], one["is_changed"], one["changed_at"]) == (3, 30, False, None)
    # a lost answer is asked for again
    assert (await line.sign(robin, 0))[:2] == (201, signature_id)
    assert (await line.sign(robin, 1))[0] == 403
    assert (await line.sign(robin, 0, signed_as="scorer"))[0] == 403
    assert (await robin.call("DELETE", f"{line.path}/{signature_id}"))[0] == 204
    assert (await robin.call("DELETE", f"{line.path}/{signature_id}"))[0] == 404
    assert await line.signed() == []


async def test_an_archer_takes_back_nobody_elses(line: Line) -> None:
    scorer = await line.named("Anna's phone", "coach")
    robin = await line.named("Robin's phone", "archer", line.archers[0])
    _, signature_id, _ = await line.sign(scorer, 0)
    assert (await robin.call("DELETE", f"{line.path}/{signature_id}"))[0] == 403
    assert len(await line.signed()) == 1


async def test_the_second_scorer_is_told_who_signed_what(line: Line) -> None:
    anna, bert = await line.named("Anna's phone", "coach"), await line.named("Bert's phone", "keeper")
    assert (await line.sign(anna, 0))[0] == 201
    code, _, errors = await line.sign(bert, 0)
    assert (code, errors) == (
        422, ["body: Anna's phone signed this already: 30 of 3 arrows, and nothing was changed since"]
    )  # fmt: skip
    # the archer's own hand is another one, and nobody else's
    forged = {"X-Made-By": str(line.archers[0])}
    assert (await line.sign(bert, 0, headers=forged, signed_as="archer"))[0] == 403
    robin = await line.named("Robin's phone", "archer", line.archers[0])
    assert (await line.sign(robin, 0))[0] == 201
    assert {(one["signed_as"], one["signed_by"]) for one in await line.signed()} == {
        ("scorer", "Anna's phone"), ("archer", str(line.archers[0]))
    }  # fmt: skip


async def test_a_scorer_is_who_the_pairing_says(line: Line) -> None:
    anna = await line.named("Anna's phone", "coach")
    assert (await line.sign(anna, 0, headers={"X-Made-By": str(line.archers[0])}))[0] == 201
    judge = await line.named("Chris", "judge")
    assert (await line.sign(judge, 1, headers={"X-Made-By": "nobody"}))[0] == 201
    assert {one["signed_by"] for one in await line.signed()} == {"Anna's phone", "judge:Chris"}


async def test_who_did_not_sign_takes_nothing_back_but_a_judge_does_and_it_is_kept(line: Line) -> None:
    anna, bert = await line.named("Anna's phone", "coach"), await line.named("Bert's phone", "coach")
    robin = await line.named("Robin's phone", "archer", line.archers[0])
    scorers = f"{line.path}/{(await line.sign(anna, 0))[1]}"
    archers = f"{line.path}/{(await line.sign(robin, 0))[1]}"
    assert [(await bert.call("DELETE", path))[0] for path in (scorers, archers)] == [403, 403]
    assert (await anna.call("DELETE", archers, headers={"X-Made-By": str(line.archers[0])}))[0] == 403
    assert len(await line.signed()) == 2
    judge = await line.named("Chris", "judge")
    assert [(await by.call("DELETE", path))[0] for by, path in ((anna, scorers), (judge, archers))] == [204, 204]
    _, made, _ = await line.phone.call("GET", f"/session/{line.session_id}/corrections")
    robins = {"archer_id": str(line.archers[0]), "end_number": 1}
    assert [(one["kind"], one["made_by"], one["before"]) for one in made] == [
        ("withdrawn", "judge:Chris", {**robins, "signed_as": "archer", "signed_by": str(line.archers[0])}),
        ("withdrawn", "Anna's phone", {**robins, "signed_as": "scorer", "signed_by": "Anna's phone"}),
    ]


async def test_the_newest_counts_whatever_the_clock_says(line: Line) -> None:
    anna = await line.named("Anna's phone", "coach")
    assert (await line.sign(anna, 0))[0] == 201
    # as if the clock was an hour ahead when this was signed
    await line.tables.admin.execute("UPDATE signatures SET signed_at = signed_at + interval '1 hour'")
    await anna.call("PATCH", f"/shot/{line.shots[0]}", {"points_called": 9})
    assert (await line.sign(anna, 0, score=29))[0] == 201
    (one,) = await line.signed()
    assert (one["score"], one["is_changed"]) == (29, False)
    again = (await line.sign(anna, 0, score=29))[1]
    assert again == one["id"]


async def test_signatures_of_a_session_are_bounded(line: Line) -> None:
    anna = await line.named("Anna's phone", "coach")
    await line.sign(anna, 0)
    await line.tables.admin.execute(
        """
        INSERT INTO signatures (seq, session_id, archer_id, end_number, signed_as, arrows)
        SELECT k, session_id, archer_id, 1 + k, signed_as, arrows FROM signatures, generate_series(2, 10000) AS k
        """
    )
    code, _, errors = await line.sign(anna, 1)
    assert (code, errors) == (422, ["body: this session has 10000 signatures, and takes no more"])


async def test_an_end_that_is_still_being_shot_is_not_signed(line: Line) -> None:
    anna = await line.named("Anna's phone", "coach")
    body = {"session_id": line.session_id, "x": 650.0, "y": 650.0, "archer_id": str(line.archers[0]), "end_number": 2}
    await anna.call("POST", "/shot", body)
    begun: dict[str, Any] = {"end_number": 2, "arrows": 1, "score": 10}
    code, _, errors = await line.sign(anna, 0, **begun)
    assert (code, "still being shot" in errors[0]) == (422, True), errors
    await line.tables.admin.execute(
        "UPDATE ends SET closed_at = now(), closed_by = 'tap' WHERE end_number = 2 AND archer_id = $1", line.archers[0]
    )
    assert (await line.sign(anna, 0, **begun))[0] == 201


async def test_a_sheet_is_signed_when_its_round_is_shot_or_the_session_closed(line: Line) -> None:
    anna = await line.named("Anna's phone", "coach")
    sheet: dict[str, Any] = {"end_number": None}
    code, _, errors = await line.sign(anna, 0, **sheet)
    assert (code, "is not complete" in errors[0]) == (422, True), errors
    assert (await anna.call("PATCH", f"/session/{line.session_id}", {"is_opened": False}))[0] in (202, 204)
    assert (await line.sign(anna, 0, **sheet))[0] == 201


async def test_a_sheet_is_signed_in_an_open_session_once_its_round_is_shot(phone: Phone, tables: Tables) -> None:
    keeper = await paired(phone, tables, "keeper")
    session_id = (await keeper.call("POST", "/session", a_session(round_name="WA 18m", distance=18, is_indoor=True)))[1]
    await keeper.call("POST", "/target", a_target(session_id, faces=hung("wa_40")))
    path, sheet = f"/session/{session_id}/signature", {"archer_id": None, "end_number": None}
    await call_points(tables, session_id, [9] * 59)
    code, _, errors = await keeper.call("POST", path, {**sheet, "arrows": 59, "score": 531})
    assert (code, "is not complete" in errors[0]) == (422, True), errors
    await call_points(tables, session_id, [9])
    code, _, errors = await keeper.call("POST", path, {**sheet, "arrows": 60, "score": 540})
    assert code == 201, errors
    assert (await phone.call("GET", f"/session/{session_id}"))[1]["is_opened"]


async def test_both_at_once_is_one_signature(line: Line) -> None:
    anna, bert = await line.named("Anna's phone", "coach"), await line.named("Bert's phone", "coach")
    answers = await asyncio.gather(line.sign(anna, 0), line.sign(bert, 0))
    assert sorted(code for code, *_ in answers) == [201, 422]
    assert len(await line.signed()) == 1


@pytest.mark.parametrize(
    ("changes", "word"),
    [({"score": 29}, "30 of 3 arrows"), ({"arrows": 2}, "30 of 3 arrows"), ({"end_number": 2}, "nothing to sign")],
)
async def test_nobody_signs_what_is_not_there(line: Line, changes: dict[str, Any], word: str) -> None:
    anna = await line.named("Anna's phone", "coach")
    code, _, errors = await line.sign(anna, 0, **changes)
    assert (code, word in errors[0]) == (422, True), errors
    assert await line.signed() == []


async def test_what_is_held_back_is_not_signed(line: Line) -> None:
    anna = await line.named("Anna's phone", "coach")
    await anna.call("PATCH", f"/session/{line.session_id}", {"held_back_from": 1})
    for end_number in (1, None):
        code, _, errors = await line.sign(anna, 0, end_number=end_number)
        reason = "holds an end that the coach does not show yet: sign it when its points are shown"
        assert (code, errors) == (422, [f"body.end_number: {reason}"])
    await anna.call("PATCH", f"/session/{line.session_id}", {"held_back_from": None})
    assert (await line.sign(anna, 0))[0] == 201


async def test_a_correction_afterwards_is_marked_with_who_and_when(line: Line) -> None:
    anna = await line.named("Anna's phone", "coach")
    judge = await line.named("Chris", "judge")
    # the whole sheet is signed when it is over
    await anna.call("PATCH", f"/session/{line.session_id}", {"is_opened": False})
    await line.sign(anna, 0)
    await line.sign(anna, 0, end_number=None)
    await line.sign(anna, 1)
    assert (await judge.call("PATCH", f"/shot/{line.shots[0]}", {"points_called": 9}))[0] == 202
    sheet, *ends = await line.signed()
    ends.sort(key=lambda one: one["archer_id"] != str(line.archers[0]))
    assert [(one["is_changed"], one["changed_by"]) for one in (sheet, *ends)] == [
        (True, "judge:Chris"), (True, "judge:Chris"), (False, None)
    ]  # fmt: skip
    assert sheet["changed_at"] > sheet["signed_at"]
    assert (sheet["arrows"], sheet["score"]) == (3, 30)
    # taken back by an undo, all is as it was signed
    assert (await judge.call("PATCH", f"/shot/{line.shots[0]}", {"points_called": None}))[0] == 202
    assert [one["is_changed"] for one in await line.signed()] == [False] * 3


async def test_a_deleted_and_an_inserted_arrow_are_marked(line: Line) -> None:
    anna = await line.named("Anna's phone", "coach")
    await line.sign(anna, 0)
    await line.sign(anna, 1)
    assert (await anna.call("DELETE", f"/shot/{line.shots[0]}", headers={"X-Made-By": "Anna"}))[0] == 204
    await line.tables.landed(
        UUID(line.session_id), _after(await line.signed()), archer_id=line.archers[1], end_number=1
    )
    found = {one["archer_id"]: one for one in await line.signed()}
    deleted, inserted = (found[str(one)] for one in line.archers)
    assert (deleted["is_changed"], deleted["changed_by"]) == (True, "Anna")
    # no hand wrote it, but it came then
    assert (inserted["is_changed"], inserted["changed_by"]) == (True, None)
    assert inserted["changed_at"] is not None
    # what is otherwise is signed anew when it is over, and the newest counts
    await anna.call("PATCH", f"/session/{line.session_id}", {"is_opened": False})
    assert (await line.sign(anna, 0, arrows=2, score=20))[0] == 201
    found = {one["archer_id"]: one for one in await line.signed()}
    assert (found[str(line.archers[0])]["score"], found[str(line.archers[0])]["is_changed"]) == (20, False)


async def test_other_faces_are_marked_on_every_sheet(line: Line) -> None:
    anna = await line.named("Anna's phone", "coach")
    await line.sign(anna, 0)
    target_id = await line.tables.admin.fetchval("SELECT id FROM targets")
    await line.tables.admin.execute(
        "UPDATE targets SET faces = jsonb_set(faces, '{0,y}', '620') WHERE id = $1", target_id
    )
    (one,) = await line.signed()
    assert one["is_changed"]


async def test_a_judge_is_named_by_the_pairing_alone(line: Line) -> None:
    coach = await line.named("Anna's phone", "coach")
    header = {"X-Made-By": "judge:Anna"}
    code, _, errors = await coach.call("PATCH", f"/shot/{line.shots[0]}", {"points_called": 9}, headers=header)
    assert (code, errors[0].split(":")[0]) == (422, "header.X-Made-By")
    judge = await line.named("Chris", "judge")
    await judge.call("PATCH", f"/shot/{line.shots[0]}", {"points_called": 9}, headers={"X-Made-By": "nobody"})
    _, made, _ = await line.phone.call("GET", f"/session/{line.session_id}/corrections")
    assert [one["made_by"] for one in made] == ["judge:Chris"]


@pytest.mark.parametrize("name", ["judge:judge:Mary", "judge:", "Judge:Mary", "robin"])
async def test_a_phone_that_is_called_like_somebody_else_is_nobody(line: Line, name: str) -> None:
    await line.sign(await line.named(str(line.archers[0]) if name == "robin" else name, "coach"), 1)
    (signed_by,) = [one["signed_by"] for one in await line.signed()]
    pairing_id = await line.tables.admin.fetchval("SELECT id FROM pairings ORDER BY made_at DESC LIMIT 1")
    assert signed_by == pairing_id.hex[:8]


async def test_a_spreadsheet_names_who_is_no_longer_in_the_roster(line: Line) -> None:
    anna = await line.named("Anna's phone", "coach")
    robin = await line.named("Robin's phone", "archer", line.archers[0])
    await line.sign(anna, 0)
    assert (await robin.call("PATCH", f"/shot/{line.shots[0]}", {"points_called": 9}))[0] == 202
    await line.tables.admin.execute("DELETE FROM session_archers WHERE archer_id = $1", line.archers[0])
    answer = await line.phone.client.get(f"/api/v0/session/{line.session_id}/export.csv")
    text = (await answer.read()).decode("utf-8-sig")
    makers = {row["changed_by"] for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert makers == {"Robin", ""}


async def test_a_spreadsheet_names_a_judge_in_its_language(line: Line) -> None:
    await line.sign(await line.named("Anna's phone", "coach"), 0)
    judge = await line.named("Chris", "judge")
    assert (await judge.call("PATCH", f"/shot/{line.shots[0]}", {"points_called": 9}))[0] == 202
    answer = await line.phone.client.get(f"/api/v0/session/{line.session_id}/export.csv?language=es&format=point")
    text = (await answer.read()).decode("utf-8-sig")
    makers = {row["changed_by"] for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert makers == {"Chris, juez", ""}


async def test_what_is_not_there_is_not_signed(phone: Phone, tables: Tables) -> None:
    anna = await paired(phone, tables, "coach")
    nowhere = f"/session/{uuid4()}/signature"
    assert (await phone.call("GET", nowhere))[0] == 404
    body = {"archer_id": None, "arrows": 1, "score": 0}
    assert (await anna.call("POST", nowhere, body))[0] == 404
    assert (await anna.call("POST", nowhere, {**body, "arrows": 0}))[0] == 422
    assert (await anna.call("POST", nowhere, {**body, "signed_as": "judge"}))[0] == 422


def _after(signed: list[dict[str, Any]]) -> datetime:
    return datetime.fromisoformat(max(one["signed_at"] for one in signed)) + timedelta(seconds=1)
