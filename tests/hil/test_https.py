"""The whole appliance answers by HTTPS too, and one that cannot goes on without."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from appliance.runtime.addresses import Addresses
from appliance.wiring import https as wiring
from tests.hil.conftest import WAIT_S, Bench, Start


async def asked(bench: Bench, path: str, until: Callable[[Any], bool]) -> Any:
    """What the appliance says there, as soon as it is so."""
    async with asyncio.timeout(WAIT_S):
        while True:
            found = (await (await bench.http.get(f"{bench.base}/api/v0{path}")).json())["data"]
            if until(found):
                return found
            await asyncio.sleep(0.02)  # of addresses nothing is told by the feed


async def secure(bench: Bench, but: str = "") -> Any:
    """HTTPS as it is told, once it is there; `but`: with another fingerprint than this."""
    found = await asked(bench, "/address", lambda s: s["secure"] is not None and s["secure"]["fingerprint"] != but)
    return found["secure"]


def pinned(found: Any) -> aiohttp.Fingerprint:
    return aiohttp.Fingerprint(bytes.fromhex(found["fingerprint"].replace(":", "")))


def health_at(found: Any) -> str:
    """By number, for that the port is this test's own."""
    (url,) = found["numbered"]
    return str(url).replace("/app/", "/api/v0/health")


async def test_the_page_is_there_by_https_with_the_certificate_that_is_reported(start: Start) -> None:
    async with start() as bench:
        found = await secure(bench)
        assert found["numbered"][0].startswith("https://127.0.0.1:")
        async with bench.http.get(health_at(found), ssl=pinned(found)) as answer:
            assert (await answer.json())["code"] == 200
        authority = await (await bench.http.get(f"{bench.base}/api/v0/certificate")).text()
        async with bench.http.get(health_at(found), ssl=ssl.create_default_context(cadata=authority)) as answer:
            assert answer.status == 200
    # the next start shows the same: nobody has to accept it again
    async with start() as bench:
        assert (await secure(bench))["fingerprint"] == found["fingerprint"]


async def test_an_address_that_comes_later_gets_a_certificate_and_connections_stand(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, changed = [Addresses(("10.77.0.1",), ())], asyncio.Event()

    @asynccontextmanager
    async def notices() -> AsyncIterator[asyncio.Event]:
        yield changed

    monkeypatch.setattr(wiring, "address_changes", notices)
    monkeypatch.setattr(wiring, "own_addresses", lambda: here[0])
    monkeypatch.setattr(wiring, "SETTLE_S", 0.0)
    async with start() as bench, aiohttp.ClientSession() as phone:
        found = await secure(bench)
        pin = pinned(found)
        async with phone.get(health_at(found), ssl=pin) as answer:
            assert (await answer.json())["code"] == 200
        here[0] = Addresses(("10.77.0.9",), ())
        changed.set()
        later = await secure(bench, but=found["fingerprint"])
        # on the connection that stands; a new one would be refused by its pin
        async with phone.get(health_at(found), ssl=pin) as answer:
            assert (await answer.json())["code"] == 200
        assert (await bench.http.get(health_at(found), ssl=pinned(later))).status == 200
        with pytest.raises(aiohttp.ServerFingerprintMismatch):
            await bench.http.get(health_at(found), ssl=pinned(found))


async def test_where_the_port_is_taken_the_page_is_there_without(start: Start) -> None:
    async with await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0) as other:
        port = other.sockets[0].getsockname()[1]
        async with start(https_port=port) as bench:
            health = await asked(bench, "/health", lambda found: any(p["state"] == "failed" for p in found["parts"]))
            (failed,) = [part for part in health["parts"] if part["state"] == "failed"]
            assert (failed["name"], str(port) in failed["detail"]["text"]) == ("HTTPS", True)
            address = await asked(bench, "/address", lambda found: True)
            assert (address["secure"], address["numbered"]) == (None, [f"{bench.base}/app/"])


async def test_where_https_is_off_there_is_no_certificate(start: Start) -> None:
    async with start(https=False) as bench:
        answer = await bench.http.get(f"{bench.base}/api/v0/certificate")
        assert (answer.status, (await answer.json())["errors"][0][:5]) == (404, "path:")
