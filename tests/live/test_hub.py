import pytest

from appliance.live.hub import Hub, Published, text_frame
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
