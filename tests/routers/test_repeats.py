"""What a phone asks again, because no answer came, is done once."""

import asyncio
import re
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from appliance.database.pool import Pool
from appliance.models import answers_db
from appliance.models.answers_db import MOST_KEPT
from appliance.models.one_change import OneChange
from appliance.routers.repeats import ANSWERS, Answers
from tests.builders import a_session, a_target, an_arrow
from tests.models.helpers import Tables
from tests.odd_rows import TABLES
from tests.routers.conftest import Phone

KEY = "Idempotency-Key"


async def test_the_same_request_makes_one_arrow_and_another_key_another(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    miss = {"session_id": session_id, "end_number": 1}

    async def enter(key: str | None) -> tuple[int, str]:
        code, data, _ = await phone.call("POST", "/shot", miss, headers={} if key is None else {KEY: key})
        return code, data

    # also where the first is under way still
    first, again = await asyncio.gather(enter("one"), enter("one"))
    assert first == again == await enter("one")
    assert first[0] == 201
    others = {(await enter("two"))[1], (await enter(None))[1], (await enter(None))[1]}
    assert len(others | {first[1]}) == 4
    assert len((await phone.call("GET", f"/shot/session-id/{session_id}"))[1]) == 4


async def test_what_was_refused_is_tried_anew_and_a_key_is_of_one_path(phone: Phone) -> None:
    headers = {KEY: "one"}
    robin = {"name": "Robin"}
    assert (await phone.call("POST", "/archer", {"name": ""}, headers=headers))[0] == 422
    code, archer_id, _ = await phone.call("POST", "/archer", robin, headers=headers)
    assert code == 201
    assert (await phone.call("POST", "/archer", robin, headers=headers))[1] == archer_id
    code, bow_id, _ = await phone.call("POST", f"/archer/{archer_id}/bow", {"name": "Olympic"}, headers=headers)
    assert (code, bow_id != archer_id) == (201, True)
    assert len((await phone.call("GET", "/archer"))[1]) == 1


@pytest.mark.parametrize("key", ["", "x" * 61])
async def test_a_key_is_a_short_word(key: str, phone: Phone) -> None:
    code, _, errors = await phone.call("POST", "/archer", {"name": "Robin"}, headers={KEY: key})
    assert (code, errors) == (422, ["header.Idempotency-Key: must be at most 60 plain letters"])
    assert (await phone.call("GET", "/archer"))[1] == []


async def test_who_waits_for_one_that_breaks_off_does_it_and_the_oldest_are_forgotten(server_pool: Pool) -> None:
    answers, request = Answers(OneChange(server_pool)), make_mocked_request("POST", "/")
    began, may_fail = asyncio.Event(), asyncio.Event()
    done = []

    async def fails(_: web.Request) -> web.Response:
        began.set()
        await may_fail.wait()
        raise RuntimeError

    async def makes(_: web.Request) -> web.Response:
        done.append(True)
        return web.Response(status=201, text=str(len(done)))

    async def ask(word: str) -> str | None:
        response = await answers.once(("phone", "/shot", word), request, makes)
        assert isinstance(response, web.Response)
        return response.text

    first = asyncio.create_task(answers.once(("phone", "/shot", "a"), request, fails))
    await began.wait()
    second = asyncio.create_task(ask("a"))
    may_fail.set()
    with pytest.raises(RuntimeError):
        await first
    assert await second == "1" == await ask("a")
    for k in range(MOST_KEPT):
        await ask(f"other {k}")
    assert await ask("a") == str(MOST_KEPT + 2)


MADE = (
    ("archer", "/archer", {"name": "Robin"}),
    ("session", "/session", a_session()),
    ("arrow", "/arrow", an_arrow()),
    ("target", "/target", a_target("{session}")),
    ("shot", "/shot", {"session_id": "{session}"}),
    ("bow", "/archer/{archer}/bow", {"name": "Olympic"}),
    ("set", "/archer/{archer}/arrow-set", {"name": "Thin"}),
    ("mark", "/bow/{bow}/sight-mark", {"distance": 18, "mark": 3.2}),
    ("turn", "/session/{session}/turn", {"end_number": 2}),
    ("test", "/sensor-test", None),
)
"""What a phone makes in an evening, each of what was made before."""


def filled(pattern: Any, made: dict[str, str]) -> Any:
    """With the ids of what was made."""
    if isinstance(pattern, dict):
        return {name: filled(value, made) for name, value in pattern.items()}
    return re.sub(r"\{(\w+)\}", lambda name: made[name[1]], pattern) if isinstance(pattern, str) else pattern


def start_anew(phone: Phone) -> None:
    """As after a start, all that was kept in memory is gone."""
    phone.client.app[ANSWERS]._kept.clear()


async def rows(tables: Tables) -> dict[str, int]:
    """How many there are in each table."""
    return {name: await tables.admin.fetchval(f"SELECT count(*) FROM {name}") for name in TABLES}  # noqa: S608


async def test_what_was_made_is_made_once_over_a_start_too(phone: Phone, tables: Tables) -> None:
    made: dict[str, str] = {}
    for name, path, body in MADE:
        where, sent, headers = filled(path, made), filled(body, made), {KEY: "one"}
        first = await phone.call("POST", where, sent, headers=headers)
        assert first[0] == 201, (name, first[2])
        made[name] = first[1]
        before = await rows(tables)
        start_anew(phone)
        assert await phone.call("POST", where, sent, headers=headers) == first, name
        assert await rows(tables) == before, name
    assert await tables.admin.fetchval("SELECT count(*) FROM answers") == len(MADE)


async def test_a_code_to_pair_by_is_never_stored(phone: Phone, tables: Tables) -> None:
    code, _, _ = await phone.call("POST", "/pairing-code", {"role": "coach"}, headers={KEY: "one"})
    assert code == 201
    assert (await phone.call("POST", "/backup", headers={KEY: "two"}))[0] in (201, 409)
    assert await tables.admin.fetchval("SELECT count(*) FROM answers") == 0


async def test_the_newest_answers_are_stored(phone: Phone, tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers_db, "MOST_KEPT", 3)
    for k in range(5):
        assert (await phone.call("POST", "/archer", {"name": f"Archer {k}"}, headers={KEY: f"{k}"}))[0] == 201
    keys = await tables.admin.fetch("SELECT key FROM answers ORDER BY number")
    assert [row["key"] for row in keys] == ["2", "3", "4"]
    start_anew(phone)
    for k in (4, 0):
        await phone.call("POST", "/archer", {"name": f"Archer {k}"}, headers={KEY: f"{k}"})
    found = await tables.admin.fetch("SELECT name, count(*) AS times FROM archers GROUP BY 1")
    times = {row["name"]: row["times"] for row in found}
    assert (times["Archer 4"], times["Archer 0"]) == (1, 2)


async def test_what_fails_behind_what_was_made_takes_it_back(
    phone: Phone, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(answers_db.AnswersDB, "keep", broken)
    assert (await phone.call("POST", "/archer", {"name": "Robin"}, headers={KEY: "one"}))[0] == 500
    assert await tables.admin.fetchval("SELECT count(*) FROM archers") == 0
    monkeypatch.undo()
    assert (await phone.call("POST", "/archer", {"name": "Robin"}, headers={KEY: "one"}))[0] == 201


async def test_an_answer_that_somebody_spoilt_is_none(phone: Phone, tables: Tables) -> None:
    await phone.call("POST", "/archer", {"name": "Robin"}, headers={KEY: "one"})
    await tables.admin.execute("ALTER TABLE answers DROP CONSTRAINT answers_body_in_domain")
    await tables.admin.execute("UPDATE answers SET body = chr(7)")
    start_anew(phone)
    code, made, _ = await phone.call("POST", "/archer", {"name": "Robin"}, headers={KEY: "one"})
    assert code == 201
    assert len(made) == 36
