"""Lamps and horn for the whole line, on GPIO: red, amber and green for the timer, and its sound signals."""

from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from appliance.core.message import message, message_of
from appliance.core.shooting_timer import TimerLight
from drivers.errors import LinkLost

SOUND_S = 0.5
PAUSE_S = 0.3
"""Duration of one sound signal, and of the silence before the next."""


class ShootingLights:
    """Outputs that each switch a relay; lights without a pin are left out, and so is a horn without one.

    Raises OSError with the reason when a pin is not available. Dark and silent after it is closed.
    """

    def __init__(self, lights: Mapping[TimerLight, int], horn_pin: int | None) -> None:
        self._light_pins = lights
        self._horn_pin = horn_pin
        self._lights: dict[TimerLight, Any] = {}
        self._horn: Any = None

    def __enter__(self) -> Self:
        try:
            for light, pin in self._light_pins.items():
                self._lights[light] = self._output(pin)
            if self._horn_pin is not None:
                self._horn = self._output(self._horn_pin)
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def show(self, shown: TimerLight | None) -> None:
        """Show this light alone, or none."""
        for light, output in self._lights.items():
            output.value = light == shown

    def sound(self, times: int) -> None:
        """Start `times` sound signals, instead of any that are still to come from the last call."""
        if self._horn is not None:
            self._horn.blink(on_time=SOUND_S, off_time=PAUSE_S, n=times)

    def _output(self, pin: int) -> Any:
        try:
            import gpiozero  # noqa: PLC0415  (it picks a pin factory at import, and most starts need none)

            return gpiozero.DigitalOutputDevice(pin)
        except Exception as error:  # a pin factory fails in many ways: of gpiozero, of lgpio, of the kernel
            raise LinkLost(message("lamp_pin_unusable", pin=str(pin), why=message_of(error))) from error

    def _close(self) -> None:
        outputs = [*self._lights.values(), *([] if self._horn is None else [self._horn])]
        self._lights, self._horn = {}, None
        # switch all off first, and go on after a failure: otherwise a horn would sound for ever
        for act in ("off", "close"):
            for output in outputs:
                with suppress(Exception):
                    getattr(output, act)()
