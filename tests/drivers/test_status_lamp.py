import pytest
from gpiozero.pins.mock import MockFactory

from drivers.panel.status_lamp import StatusLamp
from tests.pins import pins

__all__ = ["pins"]


def test_the_lamp_says_how_it_is(pins: MockFactory) -> None:
    with StatusLamp(24) as lamp:
        lamp.show("good")
        assert pins.pin(24).state == 1
        lamp.show("fault")
        # blinking by itself: gpiozero's own thread drives the pin
        assert lamp._led._blink_thread is not None
        lamp.show("good")
        assert lamp._led._blink_thread is None
        assert pins.pin(24).state == 1
    # dark: the appliance does not run
    assert pins.pin(24).state == 0


def test_without_a_pin_nothing_happens() -> None:
    with StatusLamp(None) as lamp:
        lamp.show("fault")


def test_a_pin_that_cannot_be_had(pins: MockFactory) -> None:
    with StatusLamp(24), pytest.raises(OSError, match="lamp pin 24"), StatusLamp(24):
        pass
