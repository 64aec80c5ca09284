"""What cannot be read as HTTP: an envelope for the client, one short line in the log that people download."""

import asyncio
import logging

import pytest

from appliance.routers.endpoint import API
from appliance.runtime.log_rate import EVERY_S, LogRate
from appliance.runtime.recent_log import LINES, MAX_LINE, MAX_TEXT, RecentLog
from tests.routers.conftest import WAIT_S, Phone

MALFORMED = {
    "nonsense": b"NONSENSE\r\n\r\n",
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "long path": b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "long header": b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % k for k in range(5000)) + b"\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "length": b"POST /api/v0/session HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "smuggling": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "bare path": b"GET x HTTP/1.1\r\nHost: x\r\n\r\n",
    "letters in path": b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    "NUL": b"GET / HTTP/1.1\r\nHost: x\r\nX: \x00\r\n\r\n",
    "expect": b"GET / HTTP/1.1\r\nHost: x\r\nExpect: everything\r\n\r\n",
    "expect no letters": b"GET / HTTP/1.1\r\nHost: x\r\nExpect: 10\x80-continue\r\n\r\n",
    "key": b"GET /api/v0/ws/feed HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: \xe9\xe9\xe9\r\n\r\n",
    "protocols": b"GET /api/v0/ws/feed HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Protocol: x\r\n\r\n",
    "origin": b"GET /app/ HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nOrigin: \xff\xfe\r\n\r\n",
    "host": b"GET /app/ HTTP/1.1\r\nHost: \xff\xfe\r\nAccept: text/html\r\n\r\n",
    "open bracket": b"GET / HTTP/1.1\r\nHost: x\r\nOrigin: http://[\r\n\r\n",
    "type": b"POST /api/v0/session HTTP/1.1\r\nHost: x\r\nContent-Type: \xff\r\nContent-Length: 2\r\n\r\n{}",
    "encoding": b"POST /api/v0/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Content-Encoding: \xff\r\nContent-Length: 2\r\n\r\n{}",
    "charset": b"POST /api/v0/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json; charset=\xff\r\n"
    b"Content-Length: 2\r\n\r\n{}",
}


@pytest.mark.parametrize("sent", MALFORMED.values(), ids=MALFORMED.keys())
async def test_what_is_no_request_gets_an_envelope_and_no_trace(
    sent: bytes, phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    reader, writer = await asyncio.open_connection(phone.client.host, phone.client.port)
    with caplog.at_level(logging.INFO):
        writer.write(sent)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), WAIT_S)
    writer.transport.abort()
    assert head.split()[1][:1] == b"4"
    assert b"Content-Type: application/json" in head or b"text/html" in head
    assert not [record for record in caplog.records if record.exc_info or "\n" in record.getMessage()]
    assert sum(len(record.getMessage()) for record in caplog.records) < 1000
    assert (await phone.call("GET", "/session"))[0] == 200


async def test_a_flood_of_malformed_requests_leaves_a_line_and_not_a_flood(
    phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        for _ in range(100):
            reader, writer = await asyncio.open_connection(phone.client.host, phone.client.port)
            writer.write(b"NONSENSE\r\n\r\n")
            await asyncio.wait_for(reader.readline(), WAIT_S)
            writer.transport.abort()
    assert 1 <= len(caplog.records) <= 1 + WAIT_S // EVERY_S


async def test_a_client_that_leaves_in_the_middle_is_no_failure(phone: Phone, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        for _ in range(10):
            _, writer = await asyncio.open_connection(phone.client.host, phone.client.port)
            writer.write(b"GET /api/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 3)
            writer.write(f"POST {API}/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n".encode())
            writer.write(b"Content-Length: 100\r\n\r\n{")
            await writer.drain()
            writer.transport.abort()
        assert (await phone.call("GET", "/session"))[0] == 200
    assert not [record for record in caplog.records if record.exc_info]


def test_a_line_comes_once_and_then_with_how_many_were_left_out(caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    rate = LogRate(logging.getLogger("test"), clock=lambda: now)
    rate.warning("%s is bad", "a\nb\x1b" + "x" * 500)
    for _ in range(3):
        rate.warning("%s is bad", "b")
    rate.warning("another %s", "kind")
    now = EVERY_S
    rate.warning("%s is bad", "c")
    rate.warning("%s is bad", "d")
    lines = [record.getMessage() for record in caplog.records]
    assert lines == ["a?b?" + "x" * 96 + " is bad", "another kind", "c is bad (and 3 more like it)"]


def test_the_log_that_people_download_is_bounded_however_long_its_lines() -> None:
    recent = RecentLog()
    for k in range(2 * LINES):
        recent.emit(logging.LogRecord("x", logging.INFO, "", 0, f"line {k}", (), None))
    lines = recent.text().splitlines()
    assert len(lines) == LINES
    assert lines[-1].endswith(f"line {2 * LINES - 1}")
    for _ in range(LINES):
        recent.emit(logging.LogRecord("x", logging.INFO, "", 0, "begin" + "x" * 10**6 + "end", (), None))
    assert len(recent.text()) <= MAX_TEXT + LINES
    last = recent.text().splitlines()[-1]
    assert len(last) < MAX_LINE + 100
    assert "begin" in last
    assert last.endswith("end")
