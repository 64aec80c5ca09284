"""The lamp on the box: steady when all is well, slow blinking for a warning, quick when arrows are not heard."""

from types import TracebackType
from typing import Any, Literal, Self

LampState = Literal["good", "warning", "fault"]
SLOW_S = 1.0
QUICK_S = 0.15


class StatusLamp:
    """An LED on a GPIO pin; without a pin, nothing. Dark means that the appliance does not run.

    Raises OSError when the pin cannot be had, with the reason.
    """

    def __init__(self, pin: int | None) -> None:
        self._pin = pin
        self._led: Any = None
        self._state: LampState | None = None

    def __enter__(self) -> Self:
        if self._pin is None:
            return self
        import gpiozero  # noqa: PLC0415  (it picks a pin factory at import, and most starts need none)

        try:
            self._led = gpiozero.LED(self._pin)
        except gpiozero.GPIOZeroError as error:
            raise OSError(f"lamp pin {self._pin}: {error}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._led is not None:
            self._led.off()
            self._led.close()
            self._led = None

    def show(self, state: LampState) -> None:
        """Blinking goes on by itself until another state is shown."""
        if self._led is None or state == self._state:
            return
        self._state = state
        if state == "good":
            self._led.on()
        else:
            seconds = SLOW_S if state == "warning" else QUICK_S
            self._led.blink(on_time=seconds, off_time=seconds)
