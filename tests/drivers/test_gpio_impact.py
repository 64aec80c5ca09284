import asyncio
import threading

import pytest
from gpiozero.pins.mock import MockFactory

from appliance.core.events import Event, ImpactPulse
from drivers.impact.gpio_impact import ImpactLines
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
    with ImpactLines((17,), lambda event: None), pytest.raises(OSError, match="17"), ImpactLines((17,), lambda e: None):
        pass
