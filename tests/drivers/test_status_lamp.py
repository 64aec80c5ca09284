import asyncio

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory

from appliance.wiring.lamp import Lamp
from drivers.errors import LinkLost
from drivers.panel.status_lamp import LampState, StatusLamp
from tests.english import refusing
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


def test_it_blinks_slowly_for_a_warning_quickly_for_a_fault_and_flashes_after_a_press(
    pins: MockFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    blinks: list[tuple[float, float]] = []
    with StatusLamp(24) as lamp:
        monkeypatch.setattr(lamp._led, "blink", lambda on_time, off_time: blinks.append((on_time, off_time)))
        states: tuple[LampState, ...] = ("warning", "warning", "fault", "pairing")
        for state in states:
            lamp.show(state)
    # a state that is shown already is not begun anew
    assert blinks == [(1.0, 1.0), (0.15, 0.15), (0.15, 1.0)]


def test_without_a_pin_nothing_happens() -> None:
    with StatusLamp(None) as lamp:
        lamp.show("fault")


def test_a_pin_that_cannot_be_had(pins: MockFactory) -> None:
    with StatusLamp(24), refusing(LinkLost, "lamp pin 24"), StatusLamp(24):
        pass


def test_a_lamp_that_fails_takes_nothing_down_with_it(pins: MockFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    with StatusLamp(24) as lamp:
        lamp.show("good")
        led = lamp._led
        monkeypatch.setattr(led, "blink", lambda **_: 1 / 0)
        lamp.show("fault")
        lamp.show("good")
        led.close()


def test_whatever_a_pin_factory_fails_of_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    for error in (gpiozero.BadPinFactory("no default pin factory"), RuntimeError("lgpio: no chip"), KeyError(24)):

        def fail(*args: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(gpiozero, "LED", fail)
        with refusing(LinkLost, "lamp pin 24 cannot be driven"), StatusLamp(24):
            pass


async def test_it_flashes_after_a_press_until_a_phone_is_paired() -> None:
    lamp, over = Lamp(None), asyncio.Event()
    lamp.show("good")
    lamp.await_pairing(60.0)
    lamp.show("fault")
    shown = [lamp.state]
    lamp.end_pairing()
    shown.append(lamp.state)
    # and by itself, when none came
    lamp.await_pairing(0.0)
    asyncio.get_running_loop().call_later(0.0, over.set)
    await over.wait()
    assert [*shown, lamp.state] == ["pairing", "fault", "fault"]
