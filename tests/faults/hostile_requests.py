"""What means harm, made from dice: bytes, requests at every endpoint, frames on the sockets."""

import json
import random
from typing import Any

from appliance.routers import ENDPOINTS
from appliance.routers.endpoint import API
from tests.routers.test_envelope import VALID_BODIES

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "get", "PROPFIND", "X" * 300)
NUMBERS = (
    "0", "-0", "1", "-1", "1.5", "1e400", "-1e400", "1e-400", "NaN", "Infinity",
    "9" * 30, "9" * 5000, "0.1" + "0" * 400,
    "2147483648", "9223372036854775808", "1e308", "01", "0x10", "true", "null",
)  # fmt: skip
TEXTS = (
    "", " ", "x", "x" * 256, "x" * 2001, "x" * 70_000, "\\u0000", "\\ud800", "\\udfff\\ud800", "\u202ex", "\ufeff",
    "\U0001d54f" * 50, "é" * 200, "\\n\\r\\t", "\x7f", "'; DROP TABLE shots; --", "{0}%s$1", "../../etc/passwd",
    "<script>",
    "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "2026-11-23T10:00:00+23:59",
    "2026-11-23T10:00:00", "2026-02-30T10:00:00Z", "0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01", "=1+1", "-", ".", "..",
)  # fmt: skip
SEGMENTS = (
    "0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01", "open", "x", "x" * 300, "x" * 3000, "%00", "%ff", "%ed%a0%80", "%2e%2e",
    "..",
    "%2f", "%", "%zz", "0", "-1", "9" * 100, "new_arrow_uuid", "calibrate", "%C3%A9", "{id}", "", "*", "'",
)  # fmt: skip
NAMES = ("limit", "cursor", "since", "session_id", "arrow_id", "x", "location", "start_time", "landing_from", "lang",
         "language", "nonsense", "", "replace", "name", "a" * 300, "%00", "end_number", "landed",
    "distance")  # fmt: skip
HEADERS = (
    "Content-Type: application/json", "Content-Type: text/plain", "Content-Type: application/gzip",
    "Content-Type: \xff",
    "Content-Type: application/json; charset=utf-16", "Content-Encoding: gzip", "Content-Encoding: br",
    "Transfer-Encoding: chunked", "Transfer-Encoding: gzip, chunked", "Expect: 100-continue", "Expect: everything",
    "Range: bytes=0-", "Range: bytes=9-1", "Range: bytes=-0", "If-None-Match: *", "If-Modified-Since: x",
    "If-Range: x", "Accept: text/html", "Accept-Encoding: gzip, br", "Cookie: a=b; c", "Connection: close",
    "Connection: upgrade",
    "Upgrade: websocket", "Upgrade: h2c", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
    "Sec-WebSocket-Key: \xe9", "Sec-WebSocket-Protocol: x",
    "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=x",
    "Origin: http://evil.example", "Origin: null", "Origin: http://[", "Sec-Fetch-Site: cross-site",
    "Host: evil.example",
    "X: " + "y" * 9000, "X" * 9000 + ": y", "Content-Length: 0", "Content-Length: -1",
    "Content-Length: 99999999999999999999",
    "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA", "Referer: \xff", ": x", "X:", " X: folded", "Authorization: Basic \xff",
)  # fmt: skip
KEY = "MDEyMzQ1Njc4OWFiY2RlZg=="


def some_bytes(dice: random.Random) -> bytes:
    """Bytes that may have been a request once."""
    if dice.random() < 0.2:
        return dice.randbytes(dice.randrange(1, 600))
    raw = bytearray(a_request(dice))
    for _ in range(dice.choice((1, 1, 2, 8, 64))):
        _spoil(raw, dice)
    return bytes(raw)


def _spoil(raw: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(raw) + 1)
    match dice.randrange(6):
        case 0:
            raw[at : at + 1] = bytes([dice.randrange(256)])
        case 1:
            del raw[at : at + dice.randrange(1, 40)]
        case 2:
            raw[at:at] = dice.randbytes(dice.randrange(1, 20))
        case 3:
            raw[at:at] = raw[at : at + dice.randrange(1, 60)]
        case 4:
            raw[at:at] = dice.choice((b"\r\n", b"\n", b"\r", b"\0", b" ", b"\r\n\r\n", b"0\r\n\r\n", b"HTTP/9.9", b":"))
        case _:
            del raw[at:]
    if not raw:
        raw += b"\r\n"


def a_request(dice: random.Random) -> bytes:
    """A request at some endpoint, more or less as that would have it."""
    endpoint = dice.choice(ENDPOINTS)
    method = endpoint.method if dice.random() < 0.85 else dice.choice(METHODS)
    path = endpoint.path if dice.random() < 0.9 else dice.choice(OTHER_PATHS)
    for name in ("id", "session_id", "end_number", "channel", "codename", "kind"):
        path = path.replace(f"{{{name}}}", dice.choice(SEGMENTS))
    if dice.random() < 0.05:
        path += "/" + dice.choice(SEGMENTS)
    if dice.random() < (0.7 if endpoint.query else 0.1):
        path += "?" + "&".join(_parameter(dice) for _ in range(dice.choice((1, 1, 2, 3, 300))))
    body = b""
    headers = ["Host: localhost"] if dice.random() < 0.97 else [f"Host: {dice.choice(TEXTS)[:200]}"]
    if endpoint.body is not None or dice.random() < 0.1:
        body = _body(VALID_BODIES.get(endpoint.path.removeprefix(API), {}), dice)
        headers.append(f"Content-Length: {len(body)}")
        if dice.random() < 0.9:
            headers.append("Content-Type: application/json")
    if dice.random() < 0.3:
        headers += dice.choices(HEADERS, k=dice.choice((1, 1, 2, 200)))
    head = "\r\n".join([f"{method} {path} HTTP/1.{dice.choice('1111110')}", *headers])
    return head.encode("utf-8", "surrogatepass") + b"\r\n\r\n" + body


OTHER_PATHS = (
    "/", "/app", "/app/", "/app/assets/{id}", "/app/{id}", "/app/swagger/{id}", "/api", "/api/openapi.json",
    "/api/swagger",
    f"{API}/ws/feed", f"{API}/ws/shot", f"{API}/ws/feed?since={{id}}", f"{API}/{{id}}", "*", "http://evil.example/",
    "//", "/{id}",
)  # fmt: skip


def _parameter(dice: random.Random) -> str:
    value = dice.choice(
        (*NUMBERS, *SEGMENTS, "2026-11-23T10:00:00Z", "0001-01-01T00:00:00%2B23:59", "W10", "eyJhIjoxfQ")
    )
    return f"{dice.choice(NAMES)}={value[:400]}" if dice.random() < 0.95 else dice.choice(NAMES)


def _body(valid: dict[str, Any], dice: random.Random) -> bytes:
    if dice.random() < 0.1:
        return dice.choice(
            (
                b"",
                b"{",
                b"null",
                b"[]",
                b"\xff",
                b"[" * 20_000,
                b'{"a":' * 20_000,
                b'{"a":1,' * 3,
                b"{" + b'"a":1,' * 20_000 + b'"b":1}',
            )
        )
    fields = {json.dumps(key): json.dumps(value) for key, value in valid.items()}
    for _ in range(dice.choice((0, 1, 1, 2, 5))):
        name = dice.choice([*fields, '"nonsense"', '"faces"', '"start_time"', '"notes"', '"arrow_landing_time"'])
        fields[name] = _value(dice)
    text = ",".join(f"{key}:{value}" for key, value in fields.items())
    if dice.random() < 0.05:
        text += f",{text}"
    return f"{{{text}}}".encode("utf-8", "surrogatepass")


def _value(dice: random.Random, depth: int = 0) -> str:
    match dice.randrange(4 if depth < 3 else 2):
        case 0:
            return dice.choice(NUMBERS)
        case 1:
            return f'"{dice.choice(TEXTS)}"'
        case 2:
            return (
                "["
                + ",".join(_value(dice, depth + 1) for _ in range(dice.choice((0, 1, 3, 100 if depth == 0 else 4))))
                + "]"
            )
        case _:
            keys = dice.choices(("x", "y", "radii", "points", "human_identifier", "kind", "id", "letter"), k=3)
            return "{" + ",".join(f'"{key}":{_value(dice, depth + 1)}' for key in keys) + "}"


def some_frames(dice: random.Random) -> bytes:
    """A handshake that is well, and frames that are not."""
    path = dice.choice((f"{API}/ws/feed", f"{API}/ws/feed?since={dice.randrange(50)}", f"{API}/ws/shot"))
    extensions = "Sec-WebSocket-Extensions: permessage-deflate\r\n" if dice.random() < 0.3 else ""
    head = (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n{extensions}\r\n"
    )
    return head.encode() + b"".join(_frame(dice) for _ in range(dice.choice((1, 3, 10, 300))))


def _frame(dice: random.Random) -> bytes:
    if dice.random() < 0.1:
        return dice.randbytes(dice.randrange(1, 40))
    payload = dice.randbytes(dice.choice((0, 1, 10, 125, 126, 5000)))
    claimed = len(payload) if dice.random() < 0.9 else dice.choice((0, 2**16, 2**31, 2**63 - 1, 2**64 - 1))
    first = dice.choice((0x81, 0x82, 0x88, 0x89, 0x8A, 0x00, 0x80, 0x01, 0xC1, 0xF1, 0x83, 0x8F, dice.randrange(256)))
    masked = 0x80 if dice.random() < 0.9 else 0
    if claimed < 126:
        length = bytes([masked | claimed])
    elif claimed < 1 << 16:
        length = bytes([masked | 126]) + claimed.to_bytes(2)
    else:
        length = bytes([masked | 127]) + claimed.to_bytes(8)
    mask = dice.randbytes(4) if masked else b""
    return bytes([first]) + length + mask + _masked(payload, mask)


def _masked(payload: bytes, mask: bytes) -> bytes:
    return bytes(byte ^ mask[k % 4] for k, byte in enumerate(payload)) if mask else payload
