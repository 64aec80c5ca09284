import asyncio
import threading

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory

from appliance.core.events import Event, ImpactPulse
from drivers.errors import LinkLost
from drivers.impact.gpio_impact import ImpactLines
from tests.english import refusing
from tests.pins import knock, pins

__all__ = ["pins"]


async def test_an_edge_on_another_thread_arrives_on_the_loop(pins: MockFactory) -> None:
    events: asyncio.Queue[Event] = asyncio.Queue()
    threads = []

    def emit(event: Event) -> None:
        threads.append(threading.current_thread())
        events.put_nowait(event)

    with ImpactLines((17, 27), emit):
        knock(pins, 17, 27)
        pulses = [await asyncio.wait_for(events.get(), 30) for _ in range(2)]
    assert [p.pin for p in pulses if isinstance(p, ImpactPulse)] == [17, 27]
    assert set(threads) == {threading.main_thread()}


async def test_a_bouncing_pin_is_one_pulse(pins: MockFactory) -> None:
    events: asyncio.Queue[Event] = asyncio.Queue()
    with ImpactLines((17, 27), events.put_nowait):
        knock(pins, 17, 17, 17, 27)
        pulses = [await asyncio.wait_for(events.get(), 30) for _ in range(2)]
    assert [p.pin for p in pulses if isinstance(p, ImpactPulse)] == [17, 27]
    assert events.empty()


async def test_pins_are_free_again_afterwards(pins: MockFactory) -> None:
    for _ in range(2):
        with ImpactLines((17,), lambda event: None):
            assert pins.pin(17) is not None


async def test_a_pin_that_cannot_be_had_says_which(pins: MockFactory) -> None:
    with ImpactLines((17,), lambda event: None), refusing(LinkLost, "17"), ImpactLines((17,), lambda e: None):
        pass


async def test_whatever_a_pin_factory_fails_of_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    for error in (gpiozero.BadPinFactory("no default pin factory"), RuntimeError("lgpio: no chip"), KeyError(17)):

        def fail(*args: object, error: Exception = error, **kwargs: object) -> None:
            raise error

        monkeypatch.setattr(gpiozero, "DigitalInputDevice", fail)
        with refusing(LinkLost, "impact pins 17, 27 cannot be read"), ImpactLines((17, 27), lambda e: None):
            pass


async def test_a_taker_that_breaks_or_is_full_does_not_end_the_lines(pins: MockFactory) -> None:
    events: asyncio.Queue[Event] = asyncio.Queue()

    def emit(event: Event) -> bool:
        assert isinstance(event, ImpactPulse)
        if event.pin == 17:
            raise RuntimeError
        events.put_nowait(event)
        return event.pin != 22

    with ImpactLines((17, 22, 27), emit) as lines:
        knock(pins, 17, 22, 27)
        pulses = [await asyncio.wait_for(events.get(), 30) for _ in range(2)]
        assert lines.not_taken == 2
    assert [p.pin for p in pulses if isinstance(p, ImpactPulse)] == [22, 27]


async def test_lines_that_could_not_be_had_can_be_entered_again(pins: MockFactory) -> None:
    lines = ImpactLines((17,), lambda event: None)
    with ImpactLines((17,), lambda event: None), refusing(LinkLost, "17"):
        lines.__enter__()
    with lines:
        assert pins.pin(17) is not None
