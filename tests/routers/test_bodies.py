"""Bodies: bounded in bytes, in time and in what is in them; none is worth more than a moment of the loop's time."""

import asyncio
import gzip
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from appliance.routers import bodies, utils
from appliance.routers.bodies import MOST_VALUES, has_too_many_values, limited_chunks, repeated_key
from appliance.routers.errors import BadRequest
from appliance.routers.utils import MAX_BODY_BYTES, MAX_ERRORS
from appliance.schema.targets import TargetCreate
from tests.builders import a_session
from tests.routers.conftest import API, WAIT_S, Phone

JSON = {"Content-Type": "application/json"}
MIB = 1024 * 1024
# of the processor; some hundred times what the linear way takes, the quadratic one took 35 s
A_MOMENT_S = 2.0


def filled(unit: bytes, begin: bytes = b"{", end: bytes = b"}") -> bytes:
    """As much as a body may hold."""
    count = (MAX_BODY_BYTES - len(begin) - len(end)) // (len(unit) + 1)
    return begin + b",".join([unit] * count) + end


HEAVY = {
    "one key again and again": filled(b'"a":1'),
    "faces that are none": filled(b"1", b'{"faces":[', b"]}"),
    "nested lists": b"[" * MAX_BODY_BYTES,
    "nested objects": b'{"a":' * (MAX_BODY_BYTES // 5),
    "closed nested lists": b"[" * (MIB // 2) + b"]" * (MIB // 2),
    "digits": b'{"max_x":' + b"9" * (MIB - 10) + b"}",
    "decimals": b'{"max_x":0.' + b"9" * (MIB - 12) + b"}",
    "exponent": b'{"max_x":1e' + b"9" * (MIB - 12) + b"}",
    "minus": b'{"max_x":-' + b"-" * (MIB - 12) + b"}",
    "text": b'{"max_x":"' + b"x" * (MIB - 12) + b'"}',
    "escapes": b'{"max_x":"' + b"\\u00e9" * (MIB // 6 - 3) + b'"}',
    "backslashes": b'{"max_x":"' + b"\\\\" * (MIB // 2 - 8) + b'"}',
    "key": b'{"' + b"x" * (MIB - 6) + b'":1}',
    "blanks": b"{" + b" " * (MIB - 2) + b"}",
    "unknown keys": b"{" + b",".join(b'"%d":1' % k for k in range(90_000)) + b"}",
}


@pytest.mark.parametrize("raw", HEAVY.values(), ids=HEAVY.keys())
async def test_no_body_holds_up_everybody(raw: bytes, phone: Phone) -> None:
    began = time.process_time()
    response = await phone.client.post(f"{API}/target", data=raw, headers=JSON)
    code, _, errors = await phone.envelope(response)
    assert time.process_time() - began < A_MOMENT_S
    assert code == 422
    # what is wrong is said, and not all of it a thousand times
    assert len(errors) <= MAX_ERRORS + 1
    assert sum(map(len, errors)) < 8000


def test_a_key_given_twice_is_found_wherever_it_is() -> None:
    assert repeated_key(b'{"a":1,"b":{"c":1,"d":2,"c":3}}') == "c"
    assert repeated_key(b'[{"a":1},{"a":2}]') is None
    assert repeated_key(b'{"a":1,"\\u0061":2}') == "a"
    assert repeated_key(b'{"a":' + b"9" * 10_000 + b"}") is None


def test_keys_are_looked_through_once() -> None:
    keys = ",".join(f'"{k}":1' for k in range(100_000))
    began = time.process_time()
    assert repeated_key(b"{%s}" % keys.encode()) is None
    assert repeated_key(b'{%s,"7":2}' % keys.encode()) == "7"
    assert time.process_time() - began < A_MOMENT_S


def test_the_largest_thing_of_ours_has_not_too_many_values() -> None:
    radii = [float(k) for k in range(1, 25)]
    face = {"x": 1.0, "y": 1.0, "radii": radii[::-1], "points": [1] * 24}
    body = {"session_id": "0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01", "max_x": 1300.0, "max_y": 1300.0}
    faces = [face | {"human_identifier": f"{k:,}" * 20} for k in range(24)]
    raw = json.dumps(body | {"faces": faces}).encode()
    assert len(TargetCreate.model_validate_json(raw).faces) == 24
    assert not has_too_many_values(raw)
    assert has_too_many_values(b"[" + b"1," * MOST_VALUES + b"1]")


async def test_ten_thousand_parameters_are_looked_through_once(phone: Phone) -> None:
    for query in ("&".join(["a"] * 4000), "&".join(f"{k:x}=" for k in range(1500)), "a=" + "%41" * 2600):
        began = time.process_time()
        code, _, errors = await phone.call("GET", f"/session?{query}")
        assert time.process_time() - began < A_MOMENT_S
        assert code == 422
        assert sum(map(len, errors)) < 8000


async def test_a_compressed_body_is_not_opened(phone: Phone) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    headers = JSON | {"Content-Encoding": "gzip"}
    code, _, errors = await phone.envelope(await phone.client.post(f"{API}/session", data=bomb, headers=headers))
    assert code == 415
    assert "Content-Encoding" in errors[0]
    assert (await phone.call("GET", "/session"))[:2] == (200, [])


class Sent:
    """A request whose body comes as the test says."""

    def __init__(self, *chunks: bytes, length: int | None = None, **headers: str) -> None:
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.content_length = length
        self.content = self
        self._chunks = iter(chunks)
        self._is_ended = bool(chunks)

    async def readany(self) -> bytes:
        chunk = next(self._chunks, None)
        if chunk is None:
            await asyncio.Event().wait()
        return chunk or b""


async def read(sent: Sent, **limits: Any) -> list[bytes]:
    return [chunk async for chunk in limited_chunks(sent, **limits)]  # type: ignore[arg-type]  # stands in for a request


async def test_a_body_comes_in_pieces() -> None:
    assert await read(Sent(b"ab", b"c", b""), most_bytes=3, within_s=WAIT_S) == [b"ab", b"c"]


async def test_a_body_that_is_too_large_is_not_read_to_its_end() -> None:
    with pytest.raises(BadRequest) as refused:
        await read(Sent(b"ab", b"cd"), most_bytes=3, within_s=WAIT_S)
    assert refused.value.code == 413
    with pytest.raises(BadRequest) as announced:
        await read(Sent(length=4), most_bytes=3, within_s=WAIT_S)
    assert announced.value.code == 413


async def test_a_body_that_stops_is_given_up_long_before_the_last_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "GRACE_S", 0.05)
    began = asyncio.get_running_loop().time()
    with pytest.raises(BadRequest) as refused:
        await read(Sent(b"x" * 50), most_bytes=10**9, within_s=3600.0, least_bytes_per_s=1000.0)
    took_s = asyncio.get_running_loop().time() - began
    assert refused.value.code == 408
    # the grace, and what 50 bytes have earned
    assert 0.1 <= took_s < WAIT_S


async def test_a_body_is_given_up_at_the_last_deadline_however_fast_it_comes() -> None:
    class Endless(Sent):
        async def readany(self) -> bytes:
            await asyncio.sleep(0.001)
            return b"x" * 1000

    with pytest.raises(BadRequest) as refused:
        await read(Endless(), most_bytes=10**12, within_s=0.05, least_bytes_per_s=1.0)
    assert refused.value.code == 408


async def test_only_waiting_for_the_client_counts() -> None:
    sent = Sent(b"a", b"b", b"")

    async def slowly(chunks: AsyncIterator[bytes]) -> bytes:
        got = b""
        async for chunk in chunks:
            got += chunk
            await asyncio.sleep(0.2)
        return got

    assert await slowly(limited_chunks(sent, most_bytes=9, within_s=0.1)) == b"ab"  # type: ignore[arg-type]  # as above


async def drip(writer: asyncio.StreamWriter, byte: bytes, is_over: Callable[[], bool]) -> None:
    while not is_over():
        writer.write(byte)
        await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("head", "drop", "end"),
    [("Content-Length: 5000", b" ", b" " * 5000), ("Transfer-Encoding: chunked", b"1\r\n \r\n", b"0\r\n\r\n")],
)
async def test_a_body_that_drips_is_ended(
    head: str, drop: bytes, end: bytes, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(utils, "BODY_WITHIN_S", 0.2)
    reader, writer = await asyncio.open_connection(phone.client.host, phone.client.port)
    writer.write(f"POST {API}/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{head}\r\n\r\n".encode())
    line = asyncio.create_task(reader.readline())
    dripping = asyncio.create_task(drip(writer, drop, line.done))
    assert (await asyncio.wait_for(line, WAIT_S)).split()[1] == b"408"
    await dripping
    # the server listens for the rest for a moment, so that the answer arrives
    writer.write(end)
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize("chunk", [b"zz\r\n", b"5\r\nabcdefgh\r\n", b"ffffffffffffffffff\r\n", b"-1\r\n"])
async def test_a_body_whose_chunks_are_none_is_refused(chunk: bytes, phone: Phone) -> None:
    reader, writer = await asyncio.open_connection(phone.client.host, phone.client.port)
    head = f"POST {API}/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
    writer.write(head.encode() + b"\r\n")
    await writer.drain()
    writer.write(chunk)
    assert (await asyncio.wait_for(reader.readline(), WAIT_S)).split()[1] in (b"400", b"422")
    writer.close()
    await writer.wait_closed()
    await phone.create("/session", a_session())
