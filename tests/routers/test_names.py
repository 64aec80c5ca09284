"""Who may ask, by which name, from which page."""

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from appliance.routers.host_and_origin import guard_host_and_origin, is_own_host, is_same_origin
from appliance.settings import SettingsError, read_settings
from tests.builders import a_session
from tests.english import refusing
from tests.routers.conftest import API, Phone

OURS = [
    "archstats", "archstats:8000", "archstats.local", "archstats-0d9c3a52.local.", "archstats.lan", "ARCHSTATS.LAN:80",
    "archstats.home", "archstats.home.arpa:8000", "archstats.internal", "localhost", "localhost:8000", "a.localhost",
    "127.0.0.1", "192.168.1.7:8000", "8.8.8.8", "[::1]", "[fe80::1]:8000", "[fe80::1%25eth0]:8000", "butt_7",
]  # fmt: skip
THEIRS = [
    "evil.example", "evil.example:8000", "local.evil.example", "archstats.local.evil.example", "archstats.com",
    "archstats.local.com", "home.arpa.evil.example", "192.168.1.7.evil.example", "127.0.0.1.nip.io", "", ".", "..",
    ".local", "a..local", "archstats.local:", "archstats.local:x", "archstats.local:80:80", "[::1", "[x]", "::1",
    "archstats .local", "user@archstats.local", "archstats.local/x", "a" * 64 + ".local", "a." * 200 + "local",
    "é.local", "evil.example#.local", "evil.example\\.local",
]  # fmt: skip


@pytest.mark.parametrize("host", OURS)
def test_a_name_that_nobody_else_can_have_is_ours(host: str) -> None:
    assert is_own_host(host)


@pytest.mark.parametrize("host", THEIRS)
def test_a_name_that_may_be_somebody_elses_is_not(host: str) -> None:
    assert not is_own_host(host)


def test_a_name_that_was_allowed_is_ours() -> None:
    assert is_own_host("Butt.Club.Example:8000", {"butt.club.example"})
    assert not is_own_host("x.butt.club.example", {"butt.club.example"})


@pytest.mark.parametrize(
    ("origin", "host", "is_same"),
    [
        ("http://10.0.0.1:8000", "10.0.0.1:8000", True),
        ("http://ArchStats.local", "archstats.LOCAL", True),
        ("http://archstats.local", "archstats.local:80", True),
        ("https://archstats.local", "archstats.local:443", True),
        ("http://10.0.0.1:9000", "10.0.0.1:8000", False),
        ("http://10.0.0.1", "10.0.0.1:8000", False),
        ("null", "null", False),
        ("", "", False),
        ("http://[", "[", False),
        ("file://archstats.local", "archstats.local", False),
        ("http://archstats.local/x", "archstats.local", False),
        ("http://evil@archstats.local", "archstats.local", False),
    ],
)
def test_a_page_is_ours_when_this_host_served_it(origin: str, host: str, is_same: bool) -> None:
    assert is_same_origin(origin, host) is is_same


READS = [
    "/app/", "/app/assets/app-abc.js", "/", f"{API}/export", f"{API}/log", f"{API}/session", f"{API}/health",
    f"{API}/nothing", f"{API}/ws/feed", f"{API}/ws/shot", "/api/openapi.json", "/api/swagger", "/nothing",
]  # fmt: skip


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
    ids=["host", "origin", "null", "image", "same-site", "frame", "bare"],
)
async def test_nothing_is_read_for_somebody_else(headers: dict[str, str], phone: Phone) -> None:
    for path in READS:
        response = await phone.client.get(path, headers=headers, allow_redirects=False)
        code, data, errors = await phone.envelope(response)
        assert (code, data) == (403, None), path
        assert errors[0].startswith("header."), path
        assert f"http://127.0.0.1:{phone.client.port}/" in errors[0], path


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
        {"Host": "archstats.home.arpa"},
        {},
    ],
    ids=["our page", "typed", "link", "router", "old browser"],
)
async def test_a_person_reads_by_page_by_hand_and_by_link(headers: dict[str, str], phone: Phone) -> None:
    assert (await phone.client.get("/app/", headers=headers)).status == 200
    assert (await phone.call("GET", "/session", headers=headers))[0] == 200


async def test_a_link_of_somebody_else_writes_nothing(phone: Phone) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert (await phone.call("POST", "/session", a_session(), headers=headers))[0] == 403
    assert (await phone.call("GET", "/session"))[1] == []


@pytest.mark.parametrize("headers", [{"Host": "archstats.example"}, {"Origin": "http://archstats.example"}])
async def test_a_person_is_shown_which_name_to_use(headers: dict[str, Any], phone: Phone) -> None:
    response = await phone.client.get("/app/", headers=headers | {"Accept": "text/html,*/*"})
    assert (response.status, response.content_type) == (403, "text/html")
    text = await response.text()
    assert f'<a href="http://127.0.0.1:{phone.client.port}/">' in text
    if "Host" in headers:
        assert "archstats.example" in text
        assert "ARCH_STATS_ALLOWED_HOSTS" in text


async def test_the_page_of_a_refusal_says_a_foreign_name_as_text(phone: Phone) -> None:
    headers = {"Origin": "http://<script>alert(1)</script>", "Accept": "text/html"}
    assert "<script" not in await (await phone.client.get("/app/", headers=headers)).text()


def test_further_names_are_a_setting() -> None:
    settings = read_settings({"ARCH_STATS_ALLOWED_HOSTS": "butt.club.example, Archery.example"})
    assert settings.allowed_hosts == ("butt.club.example", "Archery.example")
    assert read_settings({}).allowed_hosts == ()
    for bad in ("http://butt.example", "butt.example:8000", "butt example", "*", "a" * 300):
        with refusing(SettingsError, "ARCH_STATS_ALLOWED_HOSTS"):
            read_settings({"ARCH_STATS_ALLOWED_HOSTS": bad})


async def test_a_name_that_the_setting_allows_is_answered() -> None:
    async def page(request: web.Request) -> web.Response:
        del request
        return web.Response(text="page")

    app = web.Application(middlewares=[guard_host_and_origin(["Butt.Club.Example"])])
    app.router.add_get("/", page)
    async with TestClient(TestServer(app)) as client:
        for host, code in (("butt.club.example:8000", 200), ("butt.club.example.", 200), ("club.example", 403)):
            assert (await client.get("/", headers={"Host": host})).status == code
