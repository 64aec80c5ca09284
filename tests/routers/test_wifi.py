"""Joining a network is asked for by HTTP; phones on the access point hear what keeps them there."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from appliance.routers import captive
from appliance.routers.captive import ANSWERS, MOST_PHONES, NAMES, answer_probes
from appliance.routers.host_and_origin import guard_host_and_origin
from tests.routers.conftest import Phone

PASSWORD = "correct horse 7"  # noqa: S105  (of no network)


async def test_where_nobody_sees_to_the_wifi_that_is_reported(phone: Phone) -> None:
    code, data, _ = await phone.call("GET", "/wifi")
    assert (code, data["state"], data["networks"]) == (200, "absent", [])
    code, _, errors = await phone.call("PUT", "/wifi", {"ssid": "The club", "password": PASSWORD})
    assert (code, errors[0].startswith("request: nobody sees to the Wi-Fi")) == (409, True)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"ssid": "", "password": PASSWORD}, "body.ssid"),
        ({"ssid": "é" * 20, "password": PASSWORD}, "body.ssid"),
        ({"ssid": "a\nb", "password": PASSWORD}, "body.ssid"),
        ({"ssid": "club", "password": "secret"}, "body.password"),
        ({"ssid": "club", "password": "secret" * 20}, "body.password"),
        ({"ssid": "club", "password": "secret\0secret"}, "body.password"),
        ({"password": PASSWORD}, "body.ssid"),
    ],
)
async def test_what_can_be_no_network_is_refused_and_its_password_not_repeated(
    phone: Phone, body: dict[str, str], place: str
) -> None:
    code, _, errors = await phone.call("PUT", "/wifi", body)
    assert (code, errors[0].partition(":")[0]) == (422, place)
    assert "secret" not in "".join(errors)
    assert PASSWORD not in "".join(errors)


class Box:
    """An access point with a page behind it."""

    def __init__(self, client: TestClient[web.Request, web.Application], is_open: list[bool]) -> None:
        self.client, self.is_open = client, is_open

    async def ask(self, host: str, path: str) -> tuple[int, str, str]:
        async with self.client.get(path, headers={"Host": host}, allow_redirects=False) as answer:
            return answer.status, await answer.text(), answer.headers.get("Location", "")


@pytest.fixture
async def box(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Box]:
    monkeypatch.setattr(captive, "OWN_ADDRESS", "127.0.0.1")
    is_open = [True]

    async def page(request: web.Request) -> web.Response:
        return web.Response(text=f"page of {request.host}")

    app = web.Application(middlewares=[answer_probes(lambda: is_open[0]), guard_host_and_origin(())])
    app.router.add_get("/{path:.*}", page)
    async with TestClient(TestServer(app)) as client:
        yield Box(client, is_open)


@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("connectivitycheck.gstatic.com", "/generate_204"),
        ("captive.apple.com", "/hotspot-detect.html"),
        ("www.msftconnecttest.com", "/connecttest.txt"),
        ("detectportal.firefox.com", "/canonical.html"),
    ],
)
async def test_a_phone_is_led_to_the_page_once_and_then_hears_what_keeps_it_on(box: Box, host: str, path: str) -> None:
    assert (await box.ask(host, path))[::2] == (302, "http://127.0.0.1/app/")
    assert await box.ask("10.42.0.1", "/app/") == (200, "page of 10.42.0.1", "")
    status, text, _ = ANSWERS[path]
    assert await box.ask(host, path) == (status, text, "")


async def test_under_a_foreign_name_nothing_else_is_ever_given(box: Box) -> None:
    for path in ("/", "/app/", "/api/v0/health", "/api/v0/wifi"):
        for host in (*NAMES, "club.example.org"):
            assert (await box.ask(host, path))[0] == 403
    assert (await box.ask("club.example.org", "/generate_204"))[0] == 403


async def test_where_the_access_point_is_closed_these_names_are_foreign(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.is_open[0] = False
    assert (await box.ask("captive.apple.com", "/hotspot-detect.html"))[0] == 403
    box.is_open[0] = True
    # and while it is open, to whoever comes by another way
    monkeypatch.setattr(captive, "OWN_ADDRESS", "10.42.0.1")
    assert (await box.ask("captive.apple.com", "/hotspot-detect.html"))[0] == 403


async def test_phones_that_were_welcomed_are_remembered_within_a_bound(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    peers = [f"10.42.0.{k}" for k in range(2, MOST_PHONES + 3)]
    asking = iter([*peers, peers[0], peers[-1]])
    monkeypatch.setattr(captive, "address_of", lambda peer: next(asking))
    for _ in peers:
        await box.ask("10.42.0.1", "/app/")
    assert (await box.ask("captive.apple.com", "/hotspot-detect.html"))[0] == 302
    assert (await box.ask("captive.apple.com", "/hotspot-detect.html"))[0] == 200
