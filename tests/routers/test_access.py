"""Who may do what: every endpoint of the list is tried without a pairing, and as each role."""

import asyncio
import re
from http.cookies import SimpleCookie
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from appliance.access.control import AccessControl
from appliance.access.pin_file import PinFile
from appliance.access.roles import ROLES, AccessRules
from appliance.access.secret_values import digest_of, new_token
from appliance.database.channels import Resync
from appliance.database.pool import Pool
from appliance.routers import ENDPOINTS
from appliance.routers.callers import cookie_name
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import ACCESS
from appliance.schema.access import PairingCreate, Role, StoredPairing
from tests.builders import NOW, a_session, a_target
from tests.models.helpers import Tables
from tests.routers.conftest import Phone
from tests.routers.test_envelope import NOWHERE, body_for, filled

PROTECTED = [e for e in ENDPOINTS if e.least not in (None, "spectator")]
OF_ARCHERS = {e.path for e in ENDPOINTS if e.least == "archer"}
PIN = {"name": "a phone"}


@pytest.fixture
def access_rules() -> AccessRules:
    return AccessRules(trusts_loopback=False, has_button=True)


class Paired:
    """A phone or program with a token of its own."""

    def __init__(self, phone: Phone, token: str) -> None:
        self.phone = phone
        self.headers = {"Authorization": f"Bearer {token}"}

    async def call(self, method: str, path: str, body: Any = None, **kwargs: Any) -> tuple[int, Any, list[str]]:
        return await self.phone.call(
            method, path, body, headers={**self.headers, **kwargs.pop("headers", {})}, **kwargs
        )


async def paired(phone: Phone, tables: Tables, role: Role, archer_id: UUID | None = None) -> Paired:
    token = new_token()
    await tables.admin.execute(
        "INSERT INTO pairings (name, role, archer_id, token_digest) VALUES ('x', $1, $2, $3)",
        role, archer_id, digest_of(token),
    )  # fmt: skip
    phone.access.on_notice(Resync())
    return Paired(phone, token)


async def test_no_phone_is_called_like_a_judges_or_an_archer(phone: Phone) -> None:
    for name in ("judge:Mary", "Judge:", "judge:judge:Mary", str(UUID(int=7))):
        for language, word in (("en", "taken"), ("es", "ajeno"), ("fr", "réservé")):
            body = {"name": name, "pin": "12345678", "role": "coach"}
            code, _, errors = await phone.call("POST", "/pairing", body, headers={"Accept-Language": language})
            assert (code, errors[0].split(":")[0], word in errors[0]) == (422, "body.name", True), errors


async def answer_to(endpoint: Endpoint, asking: Phone | Paired) -> tuple[int, list[str]]:
    """The status, without reading what may be no envelope."""
    phone = asking if isinstance(asking, Phone) else asking.phone
    headers = {} if isinstance(asking, Phone) else asking.headers
    async with phone.client.request(
        endpoint.method,
        API + filled(endpoint, NOWHERE).replace("{kind}", "none"),
        json=body_for(endpoint),
        headers=headers,
    ) as response:
        errors = (await response.json())["errors"] if response.status >= 400 else []
        return response.status, errors


async def test_every_change_is_refused_without_a_pairing_and_without_the_database(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def asked(*_: Any) -> Any:
        raise AssertionError("the database was asked")

    for name in ("fetch", "fetchrow", "fetchval"):
        monkeypatch.setattr(Pool, name, asked)
    assert len(PROTECTED) > 35
    for endpoint in PROTECTED:
        status, errors = await answer_to(endpoint, phone)
        assert (status, len(errors)) == (401, 1), endpoint.path
        assert "scan the code" in errors[0]


async def test_each_role_may_ask_what_it_may_and_nothing_more(phone: Phone, tables: Tables) -> None:
    for role in ROLES:
        asking = await paired(phone, tables, role, UUID(NOWHERE))
        for endpoint in PROTECTED:
            if role == "keeper" and endpoint.path.endswith(("/export", "/import")):
                continue  # large; the file itself is another test's
            status, errors = await answer_to(endpoint, asking)
            is_enough = endpoint.least is None or ROLES.index(role) >= ROLES.index(endpoint.least)
            if role == "archer" and endpoint.path in OF_ARCHERS:
                continue
            assert (status == 403) == (not is_enough), (role, endpoint.path, errors)
            assert status != 401
            assert is_enough or ("may not do this" in errors[0] and "a keeper" in errors[0])


async def test_with_a_token_everything_is_as_it_is_at_the_box(phone: Phone, tables: Tables) -> None:
    keeper = await paired(phone, tables, "keeper")
    for endpoint in (e for e in ENDPOINTS if "{id}" in e.path):
        status, errors = await answer_to(endpoint, keeper)
        assert (status, NOWHERE in errors[0]) == (404, True), endpoint.path
        path = filled(endpoint, "no-uuid")
        assert (await keeper.call(endpoint.method, path, body_for(endpoint)))[0] == 422, endpoint.path
    for endpoint in (e for e in ENDPOINTS if e.body is not None):
        status, _, errors = await keeper.call(endpoint.method, filled(endpoint, NOWHERE), {"nonsense": 1})
        assert (status, errors[0].startswith("body")) == (422, True), endpoint.path


async def test_a_phone_is_paired_by_the_pin_of_the_label(phone: Phone, tmp_path: Path) -> None:
    pin = PinFile(tmp_path / "data").renew()
    assert (await phone.call("GET", "/access"))[1]["via"] == "watching"
    response = await phone.client.post(f"{API}/pairing", json={**PIN, "pin": f"{pin[:4]} {pin[4:]}"})
    assert response.status == 201
    pairing_id = (await response.json())["data"]
    (cookie,) = SimpleCookie(response.headers["Set-Cookie"]).values()
    assert cookie.key == "arch_stats_000000000000"
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (True, "Strict", "/", "")
    assert re.fullmatch(r"[\w-]{43}", cookie.value)
    # the browser sends it from now on
    code, access, _ = await phone.call("GET", "/access")
    assert (code, access["role"], access["via"], access["pairing_id"]) == (200, "keeper", "pairing", pairing_id)
    assert (await phone.call("PATCH", "/device", {"target_number": "12"}))[0] == 202
    (listed,) = (await phone.call("GET", "/pairing"))[1]
    assert (listed["id"], listed["name"], listed["role"]) == (pairing_id, "a phone", "keeper")
    assert listed["used_at"] is not None
    # paired again it is still one phone
    assert (await phone.call("POST", "/pairing", {**PIN, "pin": pin, "role": "coach"}))[0] == 201
    assert (await phone.call("GET", "/pairing"))[0] == 403
    assert (await phone.call("GET", "/access"))[1]["role"] == "coach"
    assert (await phone.call("DELETE", "/pairing/mine"))[0] == 204
    assert (await phone.call("DELETE", "/pairing/mine"))[0] == 404
    assert (await phone.call("POST", "/session", a_session()))[0] == 401


async def test_a_phone_that_is_paired_again_at_once_keeps_its_new_token(phone: Phone, tmp_path: Path) -> None:
    pin = PinFile(tmp_path / "data").renew()
    for role in ("keeper", "coach"):
        assert (await phone.call("POST", "/pairing", {**PIN, "pin": pin, "role": role}))[0] == 201
    access = (await phone.call("GET", "/access"))[1]
    assert (access["role"], access["via"]) == ("coach", "pairing")


async def test_a_token_in_a_header_is_not_kept_by_a_phone_that_has_another(phone: Phone, tmp_path: Path) -> None:
    pin = PinFile(tmp_path / "data").renew()
    assert (await phone.call("POST", "/pairing", {**PIN, "pin": pin, "role": "coach"}))[0] == 201
    other, _ = await phone.access.pair(PairingCreate.model_validate({**PIN, "pin": pin, "role": "keeper"}), "::1", None)
    response = await phone.client.get(f"{API}/access", headers={"Authorization": f"Bearer {other}"})
    assert ((await response.json())["data"]["role"], response.cookies) == ("keeper", SimpleCookie())
    assert (await phone.call("GET", "/access"))[1]["role"] == "coach"


async def test_phones_that_come_while_pairings_are_first_read_are_known(
    phone: Phone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin = PinFile(tmp_path / "data").renew()
    token, _ = await phone.access.pair(PairingCreate.model_validate({**PIN, "pin": pin}), "::1", None)
    phone.access._by_digest, phone.access._is_stale = None, True
    reading, may_go_on, read = asyncio.Event(), asyncio.Event(), phone.access._pairings.find_stored

    async def slowly() -> list[StoredPairing]:
        reading.set()
        await may_go_on.wait()
        return await read()

    monkeypatch.setattr(phone.access._pairings, "find_stored", slowly)
    first = asyncio.create_task(phone.access.caller(token, False))
    await reading.wait()
    second = asyncio.create_task(phone.access.caller(token, False))
    await asyncio.sleep(0)
    may_go_on.set()
    assert [caller.role for caller in await asyncio.gather(first, second)] == ["keeper", "keeper"]


@pytest.mark.parametrize(("scheme", "name"), [("http", "arch_stats_"), ("https", "__Host-arch_stats_")])
def test_a_cookie_over_https_has_a_name_of_its_own(scheme: str, name: str) -> None:
    # of two cookies of one name browsers keep the secure one, and a phone that comes back by HTTP is not paired again
    request = make_mocked_request("GET", "/", app=web.Application()).clone(scheme=scheme)
    request.app[ACCESS] = cast("AccessControl", SimpleNamespace(cookie_name="arch_stats_"))
    assert cookie_name(request) == name


async def test_a_withdrawn_phone_is_told_so(phone: Phone, tables: Tables) -> None:
    keeper, coach = await paired(phone, tables, "keeper"), await paired(phone, tables, "coach")
    assert (await coach.call("POST", "/archer", {"name": "Marian"}))[0] == 201
    listed = {row["role"]: row["id"] for row in (await keeper.call("GET", "/pairing"))[1]}
    assert (await keeper.call("DELETE", f"/pairing/{listed['coach']}"))[0] == 204
    assert (await keeper.call("DELETE", f"/pairing/{listed['coach']}"))[0] == 404
    code, _, errors = await coach.call("POST", "/archer", {"name": "Tuck"})
    assert (code, "not paired here any more" in errors[0]) == (401, True)
    # watching is open to everybody
    assert (await coach.call("GET", "/archer"))[0] == 200


async def test_what_a_program_withdraws_is_heard_of(phone: Phone, tables: Tables) -> None:
    coach = await paired(phone, tables, "coach")
    assert (await coach.call("POST", "/archer", {"name": "Marian"}))[0] == 201
    await tables.admin.execute("UPDATE pairings SET withdrawn_at = now()")
    await phone.until_noticed("pairings")
    await phone.until_noticed("pairings")
    assert (await coach.call("POST", "/archer", {"name": "Tuck"}))[0] == 401


async def test_an_archers_phone_changes_that_archers_own_alone(phone: Phone, tables: Tables) -> None:
    robin, marian = await tables.archer("Robin"), await tables.archer("Marian")
    session_id = await tables.session()
    await tables.roster(session_id, [robin, marian])
    own, other = [await tables.landed(session_id, NOW, archer_id=archer) for archer in (robin, marian)]
    phones = await paired(phone, tables, "archer", robin)
    miss = {"session_id": str(session_id), "archer_id": str(robin)}
    for wanted, method, path, body in (
        (202, "PATCH", f"/shot/{own}", {"points_called": 9}),
        (403, "PATCH", f"/shot/{other}", {"points_called": 9}),
        (403, "PATCH", f"/shot/{own}", {"archer_id": str(marian)}),
        (404, "PATCH", f"/shot/{NOWHERE}", {"points_called": 9}),
        (403, "DELETE", f"/shot/{other}", None),
        (204, "DELETE", f"/shot/{own}", None),
        (202, "POST", f"/shot/{own}/restore", None),
        (404, "POST", f"/shot/{other}/restore", None),
        (201, "POST", "/shot", miss),
        (403, "POST", "/shot", {**miss, "archer_id": str(marian)}),
        (403, "POST", "/shot", {"session_id": str(session_id)}),
        (403, "PATCH", f"/session/{session_id}/end/1", {"archer_id": str(robin)}),
        (403, "POST", f"/session/{session_id}/turn", {"stage": "scoring"}),
    ):
        code, _, errors = await phones.call(method, path, body)
        assert code == wanted, (method, path, body, errors)
    made_by = await tables.admin.fetch("SELECT DISTINCT made_by FROM corrections WHERE session_id = $1", session_id)
    assert [row["made_by"] for row in made_by] == [str(robin)]


async def test_an_arrow_of_somebody_else_is_not_said_to_be_hit(phone: Phone, tables: Tables) -> None:
    robin, marian = await tables.archer("Robin"), await tables.archer("Marian")
    session_id, arrow_id = await tables.session(), await tables.arrow()
    await tables.admin.execute("INSERT INTO archer_arrows (archer_id, arrow_id) VALUES ($1, $2)", marian, arrow_id)
    own = await tables.landed(session_id, NOW, archer_id=robin)
    phones = await paired(phone, tables, "archer", robin)
    assert (await phones.call("PATCH", f"/shot/{own}", {"arrow_id": str(arrow_id)}))[0] == 403


async def test_an_archer_passes_on_the_own_turn_and_takes_back_what_that_phone_said(
    phone: Phone, tables: Tables
) -> None:
    robin, marian = await tables.archer("Robin"), await tables.archer("Marian")
    session_id = await tables.session()
    await tables.roster(session_id, [robin, marian])
    robins, marians = [await paired(phone, tables, "archer", one) for one in (robin, marian)]
    turn = f"/session/{session_id}/turn"
    assert (await marians.call("POST", turn, {"archer_id": str(marian)}))[0] == 403
    code, mark_id, _ = await robins.call("POST", turn, {"archer_id": str(marian)})
    assert code == 201
    assert (await marians.call("DELETE", f"{turn}/{mark_id}"))[0] == 403
    assert (await robins.call("DELETE", f"{turn}/{mark_id}"))[0] == 204
    assert (await robins.call("DELETE", f"{turn}/{mark_id}"))[0] == 404


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x"},
        {"name": "x", "pin": "1", "code": "y"},
        {"name": "x", "pin": "1", "role": "archer"},
        {"name": "x", "pin": "1", "role": "owner"},
        {"name": "", "pin": "1"},
        {"name": "x", "code": "y" * 65},
    ],
    ids=str,
)
async def test_what_asks_for_no_pairing(body: dict[str, Any], phone: Phone) -> None:
    assert (await phone.call("POST", "/pairing", body))[0] == 422


async def test_programs_on_the_computer_itself_need_none_and_proxies_do(phone: Phone) -> None:
    phone.access.rules = AccessRules()
    assert (await phone.call("GET", "/access"))[1]["via"] == "here"
    assert (await phone.call("POST", "/archer", {"name": "Much"}))[0] == 201
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"):
        code, _, _ = await phone.call("POST", "/archer", {"name": "Much"}, headers={header: "127.0.0.1"})
        assert code == 401, header


async def test_closed_watching_closes_everything_but_pairing(phone: Phone, tables: Tables) -> None:
    phone.access.rules = AccessRules(watching="paired", trusts_loopback=False)
    for endpoint in (e for e in ENDPOINTS if e.least is not None):
        assert (await answer_to(endpoint, phone))[0] == 401, endpoint.path
    for path in ("/ws/feed", "/ws/shot"):
        response = await phone.client.get(API + path, headers={"Upgrade": "websocket", "Connection": "Upgrade"})
        assert response.status == 401
    assert (await phone.call("GET", "/access"))[1]["role"] is None
    spectator = await paired(phone, tables, "spectator")
    assert (await spectator.call("GET", "/session"))[0] == 200
    async with phone.client.ws_connect(f"{API}/ws/feed", headers=spectator.headers) as socket:
        assert (await socket.receive_json())["type"] == "snapshot"


async def test_open_is_as_open_as_it_says(phone: Phone) -> None:
    phone.access.rules = AccessRules(changing="open", trusts_loopback=False)
    access = (await phone.call("GET", "/access"))[1]
    assert (access["role"], access["via"], access["changing"]) == ("keeper", "open", "open")
    session_id = await phone.create("/session", a_session())
    assert await phone.create("/target", a_target(session_id))


async def test_a_foreign_cookie_is_no_pairing(phone: Phone) -> None:
    cookie = f"{phone.access.cookie_name}={new_token()}"
    code, _, errors = await phone.call("POST", "/archer", {"name": "x"}, headers={"Cookie": cookie})
    assert (code, "not paired here any more" in errors[0]) == (401, True)
    for token in ("", "x" * 1_000, "ä"):
        headers = {"Authorization": f"Bearer {token}"}
        assert (await phone.call("POST", "/archer", {"name": "x"}, headers=headers))[0] == 401
