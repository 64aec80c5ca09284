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
"""How long one sound signal lasts, and the silence before the next."""


class ShootingLights:
    """Outputs that switch a relay each; what is not wired is left out.

    Raises OSError when a pin cannot be had, with the reason. Dark and silent when it closes.
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
        """This light alone, or none."""
        for light, output in self._lights.items():
            output.value = light == shown

    def sound(self, times: int) -> None:
        """So many sound signals; those that are still to come of the last are not sounded any more."""
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
        # all are silent and dark first, and one that fails keeps no other from it: a horn would go on for ever
        for act in ("off", "close"):
            for output in outputs:
                with suppress(Exception):
                    getattr(output, act)()
