"""One phone's socket by itself: what waits, what is written at once, and when it must begin again."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from appliance.core.message import refusal
from appliance.live.hub import Published, text_frame
from appliance.routers import websocket
from appliance.routers.errors import BadRequest
from appliance.routers.websocket import MAX_SEQ, MAX_UNSENT_BYTES, WAITING_MESSAGES, Ended, Phone, _since
from appliance.runtime.background import background
from tests.routers.conftest import WAIT_S


class Wire:
    """Takes what a phone writes at once, as a transport, and what it sends in its own time, as a socket."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.sent: list[str] = []
        self.unsent_bytes = 0
        self.is_closed = False
        self.closed = False

    def is_closing(self) -> bool:
        return self.is_closed

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def get_write_buffer_size(self) -> int:
        return self.unsent_bytes

    async def send_str(self, text: str) -> None:
        self.sent.append(text)


def message(seq: int | None) -> Published:
    return Published(seq, f"m{seq}")


def a_phone() -> tuple[Phone, Wire]:
    phone, wire = Phone(lambda m: m.frame, lambda m: m.text), Wire()
    made: Any = wire
    phone.transport = phone.socket = made
    return phone, wire


async def steps() -> None:
    """Until every task has come to where it waits."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_messages_are_sent_once_and_in_order_whether_they_waited_or_not() -> None:
    phone, wire = a_phone()
    assert phone.last_seq == 0
    phone.last_seq = 3
    for seq in (3, 4, None, 4, 5):
        phone.deliver(message(seq))
    assert wire.written == []
    async with background(live=phone.live()):
        await steps()
        assert wire.sent == ["m4", "mNone", "m5"]
        for seq in (5, 6, None, 6):
            phone.deliver(message(seq))
        assert wire.written == [text_frame("m6"), text_frame("mNone")]
        assert phone.last_seq == 6


async def test_messages_that_come_together_are_written_in_one_piece() -> None:
    phone, wire = a_phone()
    phone.last_seq = 3
    phone.deliver(message(4), message(None))
    async with background(live=phone.live()):
        await steps()
        assert wire.sent == ["m4", "mNone"]
        phone.deliver(message(4), message(5), message(None), message(6))
        assert wire.written == [text_frame("m5") + text_frame("mNone") + text_frame("m6")]
        assert phone.last_seq == 6
        phone.deliver(message(6), message(5))
        phone.deliver()
    assert len(wire.written) == 1


async def test_a_phone_that_is_not_live_any_more_is_written_nothing() -> None:
    phone, wire = a_phone()
    async with background(live=phone.live()):
        await steps()
    phone.deliver(message(1))
    assert wire.written == []


async def test_to_begin_again_ends_the_wait_and_throws_away_what_waited() -> None:
    phone, wire = a_phone()
    live = asyncio.create_task(phone.live())
    await steps()
    phone.restart()
    # what comes before the snapshot is read is in the snapshot
    phone.deliver(message(1))
    await asyncio.wait_for(live, WAIT_S)
    assert (wire.written, wire.sent) == ([], [])
    phone.deliver(message(2))
    async with background(live=phone.live()):
        await steps()
    assert wire.sent == ["m2"]


async def test_so_many_messages_wait_and_no_more() -> None:
    phone, wire = a_phone()
    for seq in range(1, WAITING_MESSAGES + 1):
        phone.deliver(message(seq))
    assert len(phone._waiting) == WAITING_MESSAGES
    phone.deliver(message(WAITING_MESSAGES + 1))
    assert len(phone._waiting) == 0
    await asyncio.wait_for(phone.live(), WAIT_S)
    assert wire.sent == []


async def test_a_phone_whose_bytes_pile_up_is_not_waited_for() -> None:
    phone, wire = a_phone()
    live = asyncio.create_task(phone.live())
    await steps()
    wire.unsent_bytes = MAX_UNSENT_BYTES
    phone.deliver(message(1))
    await steps()
    assert not live.done()
    wire.unsent_bytes += 1
    phone.deliver(message(2))
    # the first reason is the reason
    phone.leave()
    with pytest.raises(Ended) as ended:
        await asyncio.wait_for(live, WAIT_S)
    assert ended.value.why == "not_reading"


async def test_who_is_sent_away_hears_why_at_once() -> None:
    phone, _ = a_phone()
    live = asyncio.create_task(phone.live())
    await steps()
    phone.leave()
    with pytest.raises(Ended) as ended:
        await asyncio.wait_for(live, WAIT_S)
    assert ended.value.why == "going_down"


@pytest.mark.parametrize("gone", ["transport", "closing", "closed"])
async def test_nothing_is_written_where_nobody_is(gone: str) -> None:
    phone, wire = a_phone()
    async with background(live=phone.live()):
        await steps()
        if gone == "transport":
            phone.transport = None
        wire.is_closed, wire.closed = gone == "closing", gone == "closed"
        phone.deliver(message(1))
        assert (wire.written, phone.last_seq) == ([], 0)


async def test_a_message_that_is_not_for_this_socket_is_passed_over() -> None:
    wire: Any = Wire()
    phone = Phone(lambda m: m.shot_frame, lambda m: m.new_shot)
    phone.transport = phone.socket = wire
    phone.deliver(message(1))
    phone.deliver(Published(2, "feed", "shot"))
    async with background(live=phone.live()):
        await steps()
        phone.deliver(message(3))
        phone.deliver(Published(4, "feed", "another"))
    assert (wire.sent, wire.written) == (["shot"], [text_frame("another")])


async def test_a_socket_is_neither_compressed_nor_answered_behind_our_back() -> None:
    socket = Phone(lambda m: m.frame, lambda m: m.text).socket
    assert socket.compress is False
    assert socket._autoping is False
    assert socket._heartbeat == 20.0
    assert socket._max_msg_size == 64 * 1024


@pytest.mark.parametrize(("text", "since"), [("0", 0), ("7", 7), (str(MAX_SEQ), 2**63 - 1), ("0" * 19 + "7", 7)])
def test_a_phone_says_which_message_it_heard_last(text: str, since: int) -> None:
    request: Any = SimpleNamespace(query={"since": text})
    assert _since(request) == since
    assert _since(SimpleNamespace(query={})) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "x", "-1", "²", "٣", str(2**63), "0" * 20 + "7", "1" + "0" * 5000])
def test_what_cannot_be_a_message_is_refused(text: str) -> None:
    request: Any = SimpleNamespace(query={"since": text})
    with pytest.raises(BadRequest):
        _since(request)


async def test_who_does_not_take_what_is_sent_has_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "READ_WITHIN_S", 0.0)
    phone, wire = a_phone()
    monkeypatch.setattr(wire, "send_str", lambda _: asyncio.Event().wait())
    with pytest.raises(TimeoutError):
        await phone.send("x")


async def test_who_never_reads_is_told_why_and_cut_off_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "READ_WITHIN_S", 0.0)
    phone, wire = a_phone()
    closed: list[tuple[int, bool]] = []
    is_cut_off = asyncio.Event()

    async def close(*, code: int, message: bytes, drain: bool) -> None:
        assert message == b"not reading"
        closed.append((code, drain))

    monkeypatch.setattr(wire, "close", close, raising=False)
    monkeypatch.setattr(wire, "abort", is_cut_off.set, raising=False)
    await websocket._drop(phone)
    await asyncio.wait_for(is_cut_off.wait(), WAIT_S)
    # one that is gone already has nothing to be cut off
    phone.transport = None
    await websocket._drop(phone)
    assert closed == [(1013, False)] * 2


@pytest.mark.parametrize("asked", [None, "", "h2c", "zebra", "websocket2"])
def test_what_is_no_request_for_a_socket_is_told_how_to_ask(asked: str | None) -> None:
    request: Any = SimpleNamespace(headers={} if asked is None else {"Upgrade": asked})
    with pytest.raises(BadRequest) as refused:
        websocket._check_handshake(request)
    assert (refused.value.code, refused.value.errors) == (422, [refusal("request", "not_a_websocket")])


@pytest.mark.parametrize("key", ["", "not base 64!", "QUJD", "ñ", "A" * 22 + "!!==", "A" * 24 + "A" * 22 + "=="])
def test_a_key_that_is_not_sixteen_bytes_is_refused(key: str) -> None:
    request: Any = SimpleNamespace(headers={"Upgrade": " WebSocket ", "Sec-WebSocket-Key": key})
    with pytest.raises(BadRequest) as refused:
        websocket._check_handshake(request)
    assert refused.value.errors == [refusal("header.Sec-WebSocket-Key", "websocket_key", bytes=16)]
