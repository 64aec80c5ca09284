"""What a phone asks again, because no answer came, is done once."""

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from appliance.routers.repeats import MOST_KEPT, Answers
from tests.builders import a_session
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


async def test_who_waits_for_one_that_breaks_off_does_it_and_the_oldest_are_forgotten() -> None:
    answers, request = Answers(), make_mocked_request("POST", "/")
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
