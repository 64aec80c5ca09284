"""gpiozero's mock pins, driven from another thread, because on the Pi the edges come from one."""

import threading
from collections.abc import Iterator

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    factory = MockFactory()
    old, gpiozero.Device.pin_factory = gpiozero.Device.pin_factory, factory
    yield factory
    factory.reset()
    gpiozero.Device.pin_factory = old


def knock(pins: MockFactory, *numbers: int) -> None:
    """Edges on another thread, as gpiozero's own."""

    def edges() -> None:
        for number in numbers:
            pins.pin(number).drive_high()
            pins.pin(number).drive_low()

    thread = threading.Thread(target=edges)
    thread.start()
    thread.join()
