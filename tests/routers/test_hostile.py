"""Input that means harm gets its 4xx and nothing else: no 5xx, no driver text, no row changed."""

import asyncio
import base64
import json
from typing import Any

import pytest

from appliance.routers import utils
from tests.builders import a_session, an_arrow
from tests.models.helpers import Tables
from tests.routers.conftest import API, WAIT_S, Phone

INJECTIONS = [
    "'; DROP TABLE shots; --",
    '" OR 1=1 --',
    "$1",
    "%s%n{0}",
    "<script>alert(1)</script>",
    "../../../etc/passwd",
    "\u202eabc",
    "\U0001d54f" * 60,
]
FOREIGN_CURSORS = [
    [], {}, 1, None, "x", [1], ["x", "y"], ["2026-11-23T10:00:00", "0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01"],
    ["2026-11-23T10:00:00Z", "x"], [10**30], [1.5], [True], [None], ["\u0000"], ["a", "b", "c"], [[[[]]]],
]  # fmt: skip


async def counts(tables: Tables) -> list[int]:
    return [
        await tables.admin.fetchval(f"SELECT count(*) FROM {name}")  # noqa: S608  (our own table names)
        for name in ("sessions", "arrows", "targets", "shots", "detections")
    ]


def assert_clean(errors: list[str]) -> None:
    for error in errors:
        assert not any(word in error for word in ("asyncpg", "Traceback", "SELECT", "DETAIL", "relation", "constraint"))


@pytest.mark.parametrize("text", INJECTIONS)
async def test_injection_is_only_text(text: str, phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session(location=text, notes=text))
    assert (await phone.call("GET", f"/session/{session_id}"))[1]["location"] == text
    for path in ("/session", "/arrow", "/target", "/shot"):
        names = {"/session": "location", "/arrow": "human_identifier", "/target": "human_identifier", "/shot": "face"}
        code, rows, errors = await phone.call("GET", path, params={names[path]: text})
        assert code == 200, errors
        assert len(rows) == (1 if path == "/session" else 0)
    assert (await phone.call("PATCH", f"/session/{session_id}", {"notes": text}))[0] == 202
    assert await counts(tables) == [1, 0, 0, 0, 0]


@pytest.mark.parametrize("text", INJECTIONS)
async def test_injection_is_only_text_in_people_and_notes(text: str, phone: Phone, tables: Tables) -> None:
    short = text[:40]
    session_id = await phone.create("/session", a_session())
    archer_id = await phone.create("/archer", {"name": short, "bow_style": short, "notes": text})
    _, archers, _ = await phone.call("GET", "/archer", params={"name": short, "bow_style": short})
    assert [archer["notes"] for archer in archers] == [text]
    place = {"archer_id": archer_id, "letter": "A", "shooting_order": 1, "face": short}
    assert (await phone.call("PUT", f"/session/{session_id}/archers", {"archers": [place]}))[0] == 202
    shot_id = await phone.create("/shot", {"session_id": session_id, "note": text})
    assert (await phone.call("GET", f"/shot/{shot_id}"))[1]["note"] == text
    assert (await phone.call("GET", "/sensor", params={"name": text}))[:2] == (200, [])
    assert await counts(tables) == [1, 0, 0, 1, 0]


@pytest.mark.parametrize(
    "raw",
    [
        b'{"is_opened": true, "is_opened": false}',
        b'{"location": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a": ' * 5000 + b"1" + b"}" * 5000,
        b'{"distance": ' + b"9" * 5000 + b"}",
        b'{"distance": 1e400}',
        b'{"distance": Infinity}',
        b'{"location": "\\ud800"}',
        b'{"location": "\\u0000"}',
        b"\x00\x01\x02",
        b'{"location": "x"',
        b"null",
        b"true",
        b'"text"',
    ],
)
async def test_broken_bodies_change_nothing(raw: bytes, phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    for method, path in (("POST", "/session"), ("PATCH", f"/session/{session_id}"), ("POST", "/shot")):
        response = await phone.client.request(
            method, API + path, data=raw, headers={"Content-Type": "application/json"}
        )
        code, _, errors = await phone.envelope(response)
        assert code == 422
        assert_clean(errors)
    assert await counts(tables) == [1, 0, 0, 0, 0]


async def test_a_key_given_twice_is_named(phone: Phone) -> None:
    text = json.dumps(an_arrow())[:-1] + ', "length": 1.0}'
    response = await phone.client.post(f"{API}/arrow", data=text, headers={"Content-Type": "application/json"})
    assert (await phone.envelope(response))[2] == ["body.length: is given more than once"]


@pytest.mark.parametrize("path", ["/session", "/arrow", "/target", "/shot", "/detection"])
@pytest.mark.parametrize("key", FOREIGN_CURSORS, ids=repr)
async def test_cursors_of_our_own_making_are_refused(path: str, key: Any, phone: Phone) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")
    code, _, errors = await phone.call("GET", path, params={"cursor": cursor})
    # one number is a cursor of shots, one text a cursor of arrows: any of them may be asked for
    assert code == 422 or (path, key) in (("/shot", [1]), ("/arrow", ["x"]))
    assert_clean(errors)


@pytest.mark.parametrize(
    "query",
    ["x=1e400", "x=NaN", "y=1e7", "end_number=99999999999999999999", "session_id=x", "landed=maybe", "arrow_id=",
     "landing_from=0.5", "landing_from=1700000000", "landing_from=2026-11-23", "landing_to=0001-01-01T00:00:00%2B23:59",
     "landing_to=9999-12-31T23:59:59-23:59", "face=%00"],
)  # fmt: skip
async def test_filters_that_cannot_be(query: str, phone: Phone) -> None:
    code, _, errors = await phone.call("GET", f"/shot?{query}")
    assert code in (200, 422)
    assert code == 422 or query.startswith("landing_to")
    assert_clean(errors)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Host": "evil.example"}, 403),
        ({"Host": "evil.example:8000"}, 403),
        ({"Host": "local.evil.example"}, 403),
        ({"Host": "192.168.1.7:8000"}, 201),
        ({"Host": "[fe80::1]:8000"}, 201),
        ({"Host": "archstats-0d9c3a52.local:8000"}, 201),
        ({"Host": "test:8000"}, 201),
        ({"Host": "localhost"}, 201),
        ({"Host": "10.0.0.1", "Origin": "http://evil.example"}, 403),
        ({"Host": "10.0.0.1", "Origin": "null"}, 403),
        ({"Host": "10.0.0.1:8000", "Origin": "http://10.0.0.1:9000"}, 403),
        ({"Host": "10.0.0.1:8000", "Origin": "http://10.0.0.1:8000"}, 201),
    ],
)
async def test_a_foreign_page_cannot_write(headers: dict[str, str], code: int, phone: Phone) -> None:
    answered, _, errors = await phone.call("POST", "/session", a_session(), headers=headers)
    assert answered == code
    assert all(error.startswith("header.") for error in errors)


async def test_a_foreign_page_cannot_listen(phone: Phone) -> None:
    for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
        for path in ("/ws/feed", "/ws/shot"):
            response = await phone.client.get(API + path, headers=headers)
            assert (await phone.envelope(response))[0] == 403


async def raw_answer(phone: Phone, request: bytes) -> bytes:
    """What the server says to these bytes, up to the end of the connection or the first line."""
    reader, writer = await asyncio.open_connection(phone.client.host, phone.client.port)
    try:
        writer.write(request)
        await writer.drain()
        return await asyncio.wait_for(reader.readline(), WAIT_S)
    finally:
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % k for k in range(5000)) + b"\r\n",
        b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"NONSENSE\r\n\r\n",
        b"POST /api/v0/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
        b"POST /api/v0/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
    ids=["headers", "path", "header", "tls", "nonsense", "length", "smuggling"],
)
async def test_requests_that_are_none_get_400(request_bytes: bytes, phone: Phone) -> None:
    line = await raw_answer(phone, request_bytes)
    assert line.split()[1][:1] in (b"4", b"3"), line
    assert (await phone.call("GET", "/session"))[0] == 200


async def test_a_body_that_never_ends_is_given_up(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(utils, "BODY_WITHIN_S", 0.05)
    line = await raw_answer(
        phone,
        b"POST /api/v0/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: 100\r\n\r\n{",
    )
    assert line.split()[1] == b"408"
    assert (await phone.call("GET", "/session"))[:2] == (200, [])


async def test_requests_held_open_stop_nobody(phone: Phone) -> None:
    held = []
    for _ in range(50):
        _, writer = await asyncio.open_connection(phone.client.host, phone.client.port)
        writer.write(b"POST /api/v0/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n")
        writer.write(b"Content-Length: 100\r\n\r\n{")
        held.append(writer)
    assert (await phone.call("GET", "/session"))[0] == 200
    await phone.create("/session", a_session())
    for writer in held:
        writer.close()
        await writer.wait_closed()
