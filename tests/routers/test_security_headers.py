"""What browsers are told to refuse, with every answer."""

import base64
import hashlib
import re
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from appliance.access.roles import AccessRules
from appliance.routers import ENDPOINTS
from appliance.routers.host_and_origin import as_compared
from appliance.routers.keys import ALLOWED_HOSTS
from appliance.routers.security_headers import page_policy, protect
from tests.builders import a_session
from tests.routers.conftest import API, Phone
from tests.routers.test_envelope import NOWHERE, body_for, filled

INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.S)


def directives(policy: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (part.split() for part in policy.split("; "))}


def check(headers: Any) -> dict[str, list[str]]:
    policy = directives(headers["Content-Security-Policy"])
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    return policy


async def test_every_answer_has_a_policy_and_is_kept_by_nobody(phone: Phone) -> None:
    for endpoint in ENDPOINTS:
        async with phone.client.request(
            endpoint.method, API + filled(endpoint, NOWHERE), json=body_for(endpoint)
        ) as response:
            policy = check(response.headers)
            # a page to print may show its own pictures; data shows nothing
            wanted = "'self'" if response.content_type == "text/html" else "'none'"
            assert policy["default-src"] == [wanted], endpoint.path
            assert response.headers["Cache-Control"] == "no-store", endpoint.path


@pytest.mark.parametrize("path", ["/app/", "/app/history/7", "/app/assets/app-abc.js"])
async def test_the_page_brings_nothing_but_its_files(path: str, phone: Phone) -> None:
    response = await phone.client.get(path)
    policy, host = check(response.headers), response.url.authority
    assert policy["default-src"] == policy["style-src"] == policy["img-src"] == ["'self'"]
    assert policy["script-src"][0] == "'self'"
    assert all(source.startswith("'sha256-") for source in policy["script-src"][1:])
    assert policy["connect-src"] == ["'self'", f"ws://{host}", f"wss://{host}"]
    assert policy["object-src"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert "no-store" not in response.headers["Cache-Control"]


async def test_what_stands_in_a_page_is_named_by_its_hash(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    found = 0
    for path in (f"{API}/session/{session_id}/scoresheet", "/api/swagger", "/app/"):
        response = await phone.client.get(path)
        policy, text = check(response.headers), await response.text()
        assert " style=" not in text
        for kind, content in INLINE.findall(text):
            digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy[f"{kind}-src"]
            found += 1
    assert found == 3


@pytest.mark.parametrize("host", ["x; script-src *", "a.local 'unsafe-inline'", "evil.example", "", 'a"b.local'])
async def test_no_host_brings_its_own_words_into_a_policy(host: str, phone: Phone) -> None:
    response = await phone.client.get("/app/", headers={"Host": host, "Accept": "text/html"})
    policy = directives(response.headers.get("Content-Security-Policy", "default-src 'none'"))
    assert [source for sources in policy.values() for source in sources if source not in ("'self'", "'none'")] == []


async def test_a_refusal_has_one_too(phone: Phone) -> None:
    for path, headers in (("/nothing", {}), ("/app/", {"Host": "evil.example", "Accept": "text/html"})):
        check((await phone.client.get(path, headers=headers)).headers)
    phone.access.rules = AccessRules(trusts_loopback=False)
    response = await phone.client.delete(f"{API}/node")
    assert (response.status, response.headers["WWW-Authenticate"]) == (401, "Bearer")
    check(response.headers)


def test_a_policy_without_a_host_knows_no_sockets_elsewhere() -> None:
    assert directives(page_policy(""))["connect-src"] == ["'self'"]


@pytest.mark.parametrize(
    ("host", "sockets"),
    [
        ("archstats.local:8000", ["ws://archstats.local:8000", "wss://archstats.local:8000"]),
        ("butt.club.example", ["ws://butt.club.example", "wss://butt.club.example"]),
        ("BUTT.club.example", ["ws://BUTT.club.example", "wss://BUTT.club.example"]),
        ("elsewhere.example", []),
        ("butt.club.example; script-src *", []),
    ],
)
async def test_sockets_are_allowed_to_every_name_that_the_page_is_served_by(host: str, sockets: list[str]) -> None:
    app = web.Application()
    app[ALLOWED_HOSTS] = as_compared(["Butt.club.example."])
    request, response = make_mocked_request("GET", "/app/", headers={"Host": host}, app=app), web.Response()
    await protect(request, response)
    assert directives(response.headers["Content-Security-Policy"])["connect-src"] == ["'self'", *sockets]
