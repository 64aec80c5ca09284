import asyncio
from typing import Any

import pytest

from appliance.live.feed import Feed
from appliance.live.hub import Hub, Published, text_frame
from appliance.runtime.background import background
from tests.live.heard import Heard


def message(number: int) -> Published:
    return Published(number, f"message {number}")


def test_everybody_hears_everything_in_order() -> None:
    hub, one, two = Hub(), Heard(), Heard()
    with hub.subscribe(one), hub.subscribe(two):
        for number in range(3):
            hub.publish(message(number))
    assert one.all() == two.all() == [message(0), message(1), message(2)]


def test_who_leaves_in_the_middle_disturbs_nobody() -> None:
    hub, stays = Hub(), Heard()

    class Leaves(Heard):
        def deliver(self, *messages: Published) -> None:
            subscription.__exit__(None, None, None)

    subscription = hub.subscribe(Leaves())
    subscription.__enter__()
    with hub.subscribe(stays):
        hub.publish(message(1))
        hub.publish(message(2))
    assert stays.all() == [message(1), message(2)]


def test_who_left_is_forgotten() -> None:
    hub, gone = Hub(), Heard()
    with hub.subscribe(gone):
        assert hub.subscribers == 1
    assert hub.subscribers == 0
    hub.publish(message(1))
    assert gone.all() == []


def test_closing_sends_everybody_away_latecomers_too() -> None:
    hub, early, late = Hub(), Heard(), Heard()
    with hub.subscribe(early):
        hub.resync()
        hub.close()
    with hub.subscribe(late):
        assert late.all() == ["leave"]
    assert early.all() == ["restart", "leave"]


@pytest.mark.parametrize(
    ("length", "head"),
    [
        (0, "8100"),
        (125, "817d"),
        (126, "817e007e"),
        (65535, "817effff"),
        (65536, "817f0000000000010000"),
    ],
)
def test_frames_as_rfc_6455_says(length: int, head: str) -> None:
    assert text_frame("x" * length) == bytes.fromhex(head) + b"x" * length


def test_a_frame_counts_bytes_not_letters() -> None:
    assert text_frame("°") == b"\x81\x02" + "°".encode()


class Pieces(Heard):
    """A phone that notes which messages came to it in one piece."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[list[int | None]] = []

    def deliver(self, *messages: Published) -> None:
        self.pieces.append([one.seq for one in messages])
        super().deliver(*messages)


@pytest.mark.parametrize(("count", "pieces"), [(4, [[1, 2, 3, 4]]), (5, [[1], [2], [3], [4], [5]])])
async def test_four_messages_come_in_one_piece_and_between_more_others_have_their_turn(
    count: int, pieces: list[list[int]]
) -> None:
    hub, phone = Hub(), Pieces()
    source: Any = None
    others = 0

    async def other() -> None:
        nonlocal others
        while True:
            others += 1
            await asyncio.sleep(0)

    async with background(other=other()):
        with hub.subscribe(phone):
            await asyncio.sleep(0)
            others = 0
            await Feed(source, hub)._publish([Published(number, "{}") for number in range(1, count + 1)])
    assert phone.pieces == pieces
    assert others == (count if count > 4 else 0)
