"""Whatever somebody wrote into a row by SQL: every answer is one, it tells what can be done, and nothing is lost."""

import asyncio
import gzip
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pytest

from appliance.routers.endpoint import API
from tests.models.helpers import Tables
from tests.odd_rows import DEEP, TABLES, lay_out, unbind
from tests.routers.conftest import Phone
from tests.routers.odd_requests import Request, requests, requests_of_no_row
from tests.spoiled import Spoiled, Spot

TRIED: Mapping[str, tuple[str, ...]] = {
    "double precision": ("NaN", "1e308"),
    "double precision[]": ("{NaN,infinity}", "{{1,2},{3,4}}"),
    "integer": ("-1", "2147483647"),
    "integer[]": ("{NULL}", "{{1,2},{3,4}}"),
    "bigint": ("-9223372036854775808",),
    "bigint[]": ("{NULL}",),
    "timestamp with time zone": ("infinity", "4000-01-01 BC"),
    "boolean": (),
    "text": ("\x07", "x"),
    "jsonb": ("5", "{}", DEEP),
    "uuid[]": ("{NULL}",),
}
"""Of each kind of oddity one: each is asked for at every address."""
TIMES = 22
"""How often everything is asked: so many odd values of a table never stand in it at once."""
TIMES_OF_SESSIONS = 6
"""As often with nothing odd but sessions, which hide all that is shot in them."""
DETECTIONS = 6
ENDED_BY_THEIR_TIMES = ("shooting_spans",)
"""Tables whose rows go when their times are over, whatever these are."""
ANSWERED_WITHIN_S = 10.0
UNSEEN = ("wings",)
"""Tables that are written by the way, as by whoever asks for the health."""
DISHONEST = ("there is no session", "outside what can be stored")
"""Of a session that is there; of a value that the request does not have."""
HELPFUL = ("cannot be read: correct or delete", "look at the timer as it is now")


class Answer(NamedTuple):
    """What was answered, and how many rows more or less each table has that was changed."""

    status: int
    errors: str
    changed: Mapping[str, int]


async def asked(phone: Phone, spoiled: Spoiled, request: Request) -> Answer:
    """The answer; whatever it changed is as before."""
    async with phone.client.request(request.method, API + request.path, json=request.body) as response:
        text = await response.text()
    changed = {} if request.method == "GET" else await spoiled.changed()
    await spoiled.mend(changed)
    errors = " ".join(json.loads(text)["errors"]) if response.status >= 400 else ""
    return Answer(response.status, errors, {name: more for name, more in changed.items() if name not in UNSEEN})


def wrong(request: Request, before: Answer, answer: Answer) -> str | None:
    """What is wrong with an answer beside odd rows, if anything."""
    if answer.status >= 400:
        if answer.changed:
            return f"refused, and changed {answer.changed}"
        if answer.status == before.status:
            return None
        if answer.status not in request.refusals:
            return "a status that is not in the document"
        if any(words in answer.errors for words in DISHONEST):
            return "not honest"
        if answer.status == 409 and not any(words in answer.errors for words in HELPFUL):
            return "what to do?"
        return None if request.is_of_one or request.method != "GET" else "a list fails"
    lost = [
        name
        for name, more in answer.changed.items()
        if more < min(0, before.changed.get(name, 0)) and name not in ENDED_BY_THEIR_TIMES
    ]
    return f"lost rows of {lost}" if lost and before.status < 400 else None


async def with_one(
    phone: Phone, spoiled: Spoiled, spots: Sequence[Spot], request: Request, before: Answer
) -> list[str]:
    """Each of these values with which alone the answer is wrong, or all of them, and how."""
    found = []
    for spot in spots:
        await spoiled.spoil([spot])
        answer = await asked(phone, spoiled, request)
        if (what := wrong(request, before, answer)) is not None:
            found.append(f"{request}: {what}: {answer.status} {answer.errors[:200]} ({spot})")
    await spoiled.spoil(spots)
    return found or [f"{request}: only with all of {', '.join(map(str, spots))}"]


def rounds_of(spots: Sequence[Spot]) -> list[list[Spot]]:
    """What is odd at once: values of many tables, or of sessions alone."""
    sessions = [spot for spot in spots if spot.table == "sessions"]
    others = [spot for spot in spots if spot.table != "sessions"]
    return [
        *(others[k::TIMES] for k in range(TIMES)),
        *(sessions[k::TIMES_OF_SESSIONS] for k in range(TIMES_OF_SESSIONS)),
    ]


async def laid_out(tables: Tables) -> None:
    """An evening without constraints, and impacts that wait for somebody to place them."""
    await lay_out(tables)
    await tables.admin.execute(
        """
        INSERT INTO detections (session_id, node, boot, sequence, detected_at, ticks, tick_hz, tick_bits,
                                speed_mm_per_us, sigma_us, outcome)
        SELECT sessions.id, 'n', 5, k, now(), '{4294967295,NULL}', 8e6, 32, 0.3431, 0.1, 'unplaced'
          FROM sessions, generate_series(2, $1) AS k WHERE is_opened
        """,
        DETECTIONS,
    )
    await unbind(tables)


@pytest.mark.parametrize("half", [0, 1])
async def test_no_request_fails_or_loses_anything_beside_odd_rows(half: int, phone: Phone, tables: Tables) -> None:
    await laid_out(tables)
    everything = await requests(tables)
    spoiled = await Spoiled.of(tables)
    before = [await asked(phone, spoiled, request) for request in everything]
    assert [(str(one), answer) for one, answer in zip(everything, before, strict=True) if answer.status >= 500] == []
    found: list[str] = []
    for spots in rounds_of(await spoiled.spots(TRIED))[half::2]:
        await spoiled.spoil(spots)
        for request, was in zip(everything, before, strict=True):
            answer = await asked(phone, spoiled, request)
            if wrong(request, was, answer) is not None:
                found += await with_one(phone, spoiled, spots, request, was)
    assert found == []


@pytest.mark.parametrize("number", range(max(map(len, TRIED.values())) + 1))
async def test_every_row_is_in_an_export_and_in_a_backup(number: int, phone: Phone, tables: Tables) -> None:
    await laid_out(tables)
    spoiled = await Spoiled.of(tables)
    by_column: dict[tuple[str, str], list[Spot]] = {}
    for spot in await spoiled.spots(TRIED):
        by_column.setdefault((spot.table, spot.odd.column), []).append(spot._replace(row=0))
    await spoiled.spoil([values[number % len(values)] for values in by_column.values()])
    assert (await phone.call("POST", "/backup"))[::2] == (201, [])
    _, found, _ = await phone.call("GET", "/backup")
    for path in ("/export", f"/backup/{found['backups'][0]['number']}"):
        async with phone.client.get(API + path) as response:
            assert response.status == 200
            *lines, last = gzip.decompress(await response.read()).splitlines()
        end: dict[str, dict[str, int]] = json.loads(last)
        rows, left_out = Counter(end["rows"]), Counter(end["left_out"])
        assert (rows + left_out).total() == len(lines) - 1
        assert set(rows) <= set(TABLES)
        for table in rows:
            stored = await tables.admin.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608  (our own)
            assert (table, rows[table] + left_out[table]) == (table, stored)
    # what is left out is named, and the rest is restored
    for method, path, body in (
        ("GET", f"/backup/{found['backups'][0]['number']}/contents", None),
        ("POST", f"/backup/{found['backups'][0]['number']}/restore", {"replace": False}),
    ):
        code, told, errors = await phone.call(method, path, body)
        assert (code, errors) == (200, [])
        text = told["in_backup"] if method == "GET" else told
        assert text.count("cannot be read and ") == len(left_out) > 0


@pytest.mark.parametrize("number", range(max(map(len, TRIED.values())) + 1))
async def test_what_is_of_no_row_answers_as_ever(number: int, phone: Phone, tables: Tables) -> None:
    async def answers() -> list[tuple[str, int, list[str]]]:
        found = []
        for one in requests_of_no_row():
            async with (
                asyncio.timeout(ANSWERED_WITHIN_S),
                phone.client.request(one.method, API + one.path, json=one.body) as response,
            ):
                text = await response.text()
            errors = json.loads(text)["errors"] if response.status >= 400 else []
            found.append((str(one), response.status, errors))
        return found

    await laid_out(tables)
    before = await answers()
    assert [one for one in before if one[1] >= 500] == []
    assert {str(one).rsplit("/", maxsplit=1)[-1] for one in requests_of_no_row()} >= {"log", "recovery-sheet", "update"}
    spoiled = await Spoiled.of(tables)
    by_column: dict[tuple[str, str], list[Spot]] = {}
    for spot in await spoiled.spots(TRIED):
        by_column.setdefault((spot.table, spot.odd.column), []).append(spot._replace(row=0))
    await spoiled.spoil([values[number % len(values)] for values in by_column.values()])
    assert await answers() == before
