"""The lamp on the box: steady when all is well, slow blinking for a warning, quick blinking when arrows are not heard.

It flashes after a press of the button, as long as a phone may be paired.
"""

import logging
from contextlib import suppress
from types import TracebackType
from typing import Any, Literal, Self

from appliance.core.message import message, message_of
from drivers.errors import LinkLost

log = logging.getLogger(__name__)

LampState = Literal["good", "warning", "fault", "pairing"]
SLOW_S = 1.0
QUICK_S = 0.15
BLINKS_S: dict[LampState, tuple[float, float]] = {
    "warning": (SLOW_S, SLOW_S),
    "fault": (QUICK_S, QUICK_S),
    # short flashes, to differ from both others
    "pairing": (QUICK_S, SLOW_S),
}
"""Seconds on and off."""


class StatusLamp:
    """An LED on a GPIO pin; does nothing without a pin. Dark means that the appliance does not run.

    Raises OSError with the reason when the pin is not available.
    """

    def __init__(self, pin: int | None) -> None:
        self._pin = pin
        self._led: Any = None
        self._state: LampState | None = None

    def __enter__(self) -> Self:
        if self._pin is None:
            return self
        try:
            import gpiozero  # noqa: PLC0415  (it picks a pin factory at import, and most starts need none)

            self._led = gpiozero.LED(self._pin)
        except Exception as error:  # a pin factory fails in many ways: of gpiozero, of lgpio, of the kernel
            raise LinkLost(message("lamp_pin_unusable", pin=str(self._pin), why=message_of(error))) from error
        self._state = None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._led is not None:
            with suppress(Exception):
                self._led.off()
                self._led.close()
            self._led = None

    def show(self, state: LampState) -> None:
        """Show a state; blinking goes on by itself until another is shown."""
        if self._led is None or state == self._state:
            return
        self._state = state
        try:
            self._drive(state)
        except Exception:  # a lamp that fails must not stop the appliance
            log.exception("the lamp on pin %s cannot be driven any more: it stays as it is", self._pin)
            self._led = None

    def _drive(self, state: LampState) -> None:
        if state == "good":
            self._led.on()
        else:
            on_s, off_s = BLINKS_S[state]
            self._led.blink(on_time=on_s, off_time=off_s)
