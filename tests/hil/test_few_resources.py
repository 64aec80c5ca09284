"""The smallest pool, and clients that never finish what they say: everybody else is answered."""

import asyncio

import pytest

from appliance import serving
from appliance.connections import Limits
from tests.hil.conftest import WAIT_S, Start


async def test_one_connection_is_enough_for_phones_and_requests(start: Start) -> None:
    async with start(pg_pool_max=1) as bench, asyncio.timeout(WAIT_S):
        shot = {"session_id": bench.session_id, "arrow_landing_time": "2026-11-23T12:00:00Z", "x": 650.0, "y": 650.0}
        for _ in range(3):
            async with bench.http.post(f"{bench.base}/api/v0/shot", json=shot) as response:
                assert response.status == 201
            await bench.message("shot")
            async with bench.http.get(f"{bench.base}/api/v0/shot") as response:
                assert response.status == 200


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Half: "])
async def test_half_a_request_is_given_up(sent: bytes, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "limits_of_this_process", lambda: Limits(head_within_s=0.2))
    async with start() as bench:
        host, port = bench.base.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(sent)
        assert await asyncio.wait_for(reader.read(), WAIT_S) == b""
        writer.close()
        await writer.wait_closed()
