from appliance.live.hub import QUEUE_MESSAGES, Closed, Hub, Published, Resync


def message(number: int) -> Published:
    return Published(number, f"message {number}")


def test_everybody_hears_everything_in_order() -> None:
    hub = Hub()
    with hub.subscribe() as one, hub.subscribe() as two:
        for number in range(3):
            hub.publish(message(number))
        for queue in (one, two):
            assert [queue.get_nowait() for _ in range(3)] == [message(0), message(1), message(2)]


def test_a_slow_phone_begins_again_and_holds_up_nobody() -> None:
    hub = Hub()
    with hub.subscribe() as slow, hub.subscribe() as quick:
        for number in range(QUEUE_MESSAGES + 5):
            hub.publish(message(number))
            assert quick.get_nowait() == message(number)
        assert isinstance(slow.get_nowait(), Resync)
        assert slow.get_nowait() == message(QUEUE_MESSAGES + 1)


def test_who_left_is_forgotten() -> None:
    hub = Hub()
    with hub.subscribe():
        assert hub.subscribers == 1
    assert hub.subscribers == 0
    hub.publish(message(1))


def test_closing_sends_everybody_away_latecomers_too() -> None:
    hub = Hub()
    with hub.subscribe() as early:
        hub.publish(message(1))
        hub.close()
        assert isinstance(early.get_nowait(), Closed)
    with hub.subscribe() as late:
        assert isinstance(late.get_nowait(), Closed)
