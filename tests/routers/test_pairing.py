"""How a phone is paired, how often that may be tried, and what ends with a pairing."""

import asyncio
from http.cookies import SimpleCookie
from pathlib import Path
from uuid import UUID

import pytest

from appliance.access.pin_file import PinFile
from appliance.models.access_db import ButtonPressesDB
from appliance.routers.endpoint import API
from tests.models.helpers import Tables
from tests.routers.conftest import WAIT_S, Phone, closed, heard
from tests.routers.test_access import PIN, access_rules, paired
from tests.routers.test_envelope import NOWHERE

__all__ = ["access_rules"]


async def test_guessing_ends_after_five_wrong_pins(phone: Phone, tmp_path: Path) -> None:
    pin = PinFile(tmp_path / "data").renew()
    wrong = f"{(int(pin) + 1) % 10**8:08}"
    for _ in range(5):
        code, _, errors = await phone.call("POST", "/pairing", {**PIN, "pin": wrong})
        assert (code, errors[0].startswith("body.pin: this is not the PIN of this box")) == (403, True)
    response = await phone.client.post(f"{API}/pairing", json={**PIN, "pin": pin})
    assert response.status == 429
    assert 0 < int(response.headers["Retry-After"]) <= 60
    assert "try again in" in (await phone.envelope(response))[2][0]


async def test_a_code_pairs_one_phone_with_its_role_and_archer(phone: Phone, tables: Tables) -> None:
    archer_id = await tables.archer("Robin")
    coach = await paired(phone, tables, "coach")
    code, made, _ = await coach.call("POST", "/pairing-code", {"role": "archer", "archer_id": str(archer_id)})
    assert (code, made["path"]) == (201, f"/app/pair#{made['code']}")
    assert (await coach.call("POST", "/pairing-code", {"role": "coach"}))[0] == 403
    assert (await coach.call("POST", "/pairing-code", {"role": "archer"}))[0] == 422
    asked = {"name": "Robin's phone", "code": made["code"], "role": "keeper"}
    assert (await phone.call("POST", "/pairing", asked))[0] == 201
    access = (await phone.call("GET", "/access"))[1]
    assert (access["role"], access["archer_id"]) == ("archer", str(archer_id))
    code, _, errors = await phone.call("POST", "/pairing", asked)
    assert (code, errors) == (403, ["body.code: this code was used already, or is too old: ask for another one"])
    code, made, _ = await coach.call("POST", "/pairing-code", {"role": "spectator"})
    await tables.admin.execute("UPDATE pairing_codes SET expires_at = now()")
    assert (await phone.call("POST", "/pairing", {**asked, "code": made["code"]}))[0] == 403


async def test_nothing_that_pairs_is_stored(phone: Phone, tables: Tables, tmp_path: Path) -> None:
    pin = PinFile(tmp_path / "data").renew()
    response = await phone.client.post(f"{API}/pairing", json={**PIN, "pin": pin})
    (cookie,) = SimpleCookie(response.headers["Set-Cookie"]).values()
    code = (await phone.call("POST", "/pairing-code", {"role": "coach"}))[1]["code"]
    for table in ("pairings", "pairing_codes"):
        stored = await tables.admin.fetchval(f"SELECT string_agg({table}::text, '') FROM {table}")  # noqa: S608
        assert stored
        assert not any(secret in stored for secret in (cookie.value, code, pin))


async def test_the_button_pairs_who_asks_after_the_press_and_nobody_who_waits_for_it(
    phone: Phone, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(phone.access, "_clock_s", lambda: now[0])
    asked = {"name": "x", "by_button": True}
    presses = ButtonPressesDB(tables.admin)
    assert (await phone.call("POST", "/pairing", asked))[0] == 403
    await presses.insert_one()
    now[0] += 30
    code, _, errors = await phone.call("POST", "/pairing", asked)
    assert (code, "somebody asked just before" in errors[0]) == (403, True)
    now[0] += 91
    assert (await phone.call("POST", "/pairing", asked))[0] == 201
    now[0] += 91
    code, _, errors = await phone.call("POST", "/pairing", asked)
    assert (code, "was not pressed" in errors[0]) == (403, True)
    now[0] += 91
    await presses.insert_one()
    await tables.admin.execute("UPDATE button_presses SET pressed_at = now() - interval '31 s'")
    assert (await phone.call("POST", "/pairing", asked))[0] == 403


async def test_too_many_phones_and_codes_are_refused(
    phone: Phone, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = await paired(phone, tables, "keeper")
    monkeypatch.setattr("appliance.models.access_db.MOST_CODES", 2)
    monkeypatch.setattr("appliance.models.access_db.MOST_PAIRINGS", 1)
    codes = [await keeper.call("POST", "/pairing-code", {"role": "coach"}) for _ in range(3)]
    assert [code for code, _, _ in codes] == [201, 201, 422]
    code, _, errors = await phone.call("POST", "/pairing", {"name": "x", "code": codes[0][1]["code"]})
    assert (code, "withdraw some first" in errors[0]) == (422, True)
    # what paired nobody is still good for one
    await ButtonPressesDB(tables.admin).insert_one()
    assert (await phone.call("POST", "/pairing", {"name": "x", "by_button": True}))[0] == 422
    assert await tables.admin.fetchval("SELECT used_at IS NULL FROM button_presses")
    monkeypatch.setattr("appliance.models.access_db.MOST_PAIRINGS", 2)
    asked = {"name": "x", "code": codes[0][1]["code"]}
    assert (await phone.call("POST", "/pairing", asked))[0] == 201
    # one that is paired anew takes the place of its own pairing of before, and no other
    assert (await phone.call("POST", "/pairing", {**asked, "code": codes[1][1]["code"]}))[0] == 201
    assert (await phone.call("POST", "/pairing", asked))[0] == 403


async def test_a_socket_ends_with_the_pairing_that_it_was_opened_by(phone: Phone, tables: Tables) -> None:
    keeper, coach = await paired(phone, tables, "keeper"), await paired(phone, tables, "coach")
    listed = {row["role"]: row["id"] for row in (await keeper.call("GET", "/pairing"))[1]}
    connect = phone.client.ws_connect
    async with (
        connect(f"{API}/ws/feed", headers=coach.headers) as feed,
        connect(f"{API}/ws/shot", headers=coach.headers) as shots,
        connect(f"{API}/ws/feed", headers=keeper.headers) as of_keeper,
        connect(f"{API}/ws/feed") as of_anybody,
    ):
        for socket in (feed, of_keeper, of_anybody):
            assert (await socket.receive_json())["type"] == "snapshot"
        assert (await keeper.call("DELETE", f"/pairing/{listed['coach']}"))[0] == 204
        for socket in (feed, shots):
            closing = await closed(socket)
            assert (closing.data, closing.extra) == (1008, "this phone is not paired any more")
        # nobody else's ends
        await tables.session()
        for socket in (of_keeper, of_anybody):
            await heard(socket, "session")


async def test_a_socket_ends_also_where_a_program_ends_its_pairing(phone: Phone, tables: Tables) -> None:
    coach = await paired(phone, tables, "coach")
    async with phone.client.ws_connect(f"{API}/ws/feed", headers=coach.headers) as feed:
        assert (await feed.receive_json())["type"] == "snapshot"
        await tables.admin.execute("UPDATE pairings SET withdrawn_at = now()")
        assert (await closed(feed)).data == 1008


async def test_a_pairing_that_has_ended_meanwhile_ends_its_socket_at_once(phone: Phone, tables: Tables) -> None:
    await paired(phone, tables, "coach")
    ended = asyncio.Event()
    with phone.access.while_paired(UUID(NOWHERE), ended.set):
        await asyncio.wait_for(ended.wait(), WAIT_S)
