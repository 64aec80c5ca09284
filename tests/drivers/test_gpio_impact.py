"""gpiozero's mock pins, driven from another thread, because on the Pi the edges come from one."""

import asyncio
import threading
from collections.abc import Iterator

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory

from appliance.core.events import Event, ImpactPulse
from drivers.impact.gpio_impact import ImpactLines


@pytest.fixture
def factory() -> Iterator[MockFactory]:
    factory = MockFactory()
    old, gpiozero.Device.pin_factory = gpiozero.Device.pin_factory, factory
    yield factory
    factory.reset()
    gpiozero.Device.pin_factory = old


def knock(factory: MockFactory, *pins: int) -> None:
    """Edges on another thread, as gpiozero's own."""

    def edges() -> None:
        for pin in pins:
            factory.pin(pin).drive_high()
            factory.pin(pin).drive_low()

    thread = threading.Thread(target=edges)
    thread.start()
    thread.join()


async def test_an_edge_on_another_thread_arrives_on_the_loop(factory: MockFactory) -> None:
    events: asyncio.Queue[Event] = asyncio.Queue()
    threads = []

    def emit(event: Event) -> None:
        threads.append(threading.current_thread())
        events.put_nowait(event)

    with ImpactLines((17, 27), emit):
        knock(factory, 17, 27)
        pulses = [await asyncio.wait_for(events.get(), 5) for _ in range(2)]
    assert [p.pin for p in pulses if isinstance(p, ImpactPulse)] == [17, 27]
    assert set(threads) == {threading.main_thread()}


async def test_a_bouncing_pin_is_one_pulse(factory: MockFactory) -> None:
    events: asyncio.Queue[Event] = asyncio.Queue()
    with ImpactLines((17, 27), events.put_nowait):
        knock(factory, 17, 17, 17, 27)
        pulses = [await asyncio.wait_for(events.get(), 5) for _ in range(2)]
    assert [p.pin for p in pulses if isinstance(p, ImpactPulse)] == [17, 27]
    assert events.empty()


async def test_pins_are_free_again_afterwards(factory: MockFactory) -> None:
    for _ in range(2):
        with ImpactLines((17,), lambda event: None):
            assert factory.pin(17) is not None


async def test_a_pin_that_cannot_be_had_says_which(factory: MockFactory) -> None:
    with ImpactLines((17,), lambda event: None), pytest.raises(OSError, match="17"), ImpactLines((17,), lambda e: None):
        pass
