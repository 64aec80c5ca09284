"""Impact sensors on GPIO pins, with edges passed from gpiozero's thread to the loop."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from appliance.core.events import ImpactPulse
from appliance.core.message import message, message_of
from appliance.core.ports import Emit
from drivers.errors import LinkLost

log = logging.getLogger(__name__)

DEBOUNCE_S = 0.05


class ImpactLines:
    """Emits one ImpactPulse per impact and pin; edges of a pin within `debounce_s` are one pulse.

    Enter it on the loop. Raises OSError with the reason when a pin is not available; it may be entered again later.
    """

    def __init__(self, pins: Sequence[int], emit: Emit, debounce_s: float = DEBOUNCE_S) -> None:
        self._pins = tuple(pins)
        self._emit = emit
        self._debounce_us = debounce_s * 1e6
        self._last_us: dict[int, float] = {}
        self._inputs: list[Any] = []
        self.not_taken = 0
        """Number of pulses that were refused, and are lost."""

    def __enter__(self) -> Self:
        if not self._pins:
            return self
        loop = asyncio.get_running_loop()
        try:
            import gpiozero  # noqa: PLC0415  (it picks a pin factory at import, and most starts need none)

            for pin in self._pins:
                line = gpiozero.DigitalInputDevice(pin, pull_up=False)
                self._inputs.append(line)
                line.when_activated = self._handler(loop, pin)
        except Exception as error:  # a pin factory fails in many ways: of gpiozero, of lgpio, of the kernel
            self.__exit__(None, None, None)
            pins = ", ".join(map(str, self._pins))
            raise LinkLost(message("impact_pins_unreadable", pins=pins, why=message_of(error))) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for line in self._inputs:
            # a pin that cannot be freed must not keep others from being closed
            with suppress(Exception):
                line.close()
        self._inputs.clear()

    def _handler(self, loop: asyncio.AbstractEventLoop, pin: int) -> Any:
        def on_edge() -> None:
            # gpiozero calls this on its own thread
            pulse = ImpactPulse(pin, datetime.now(UTC), loop.time() * 1e6)
            # at shutdown an edge may come after the loop is closed
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._on_pulse, pulse)

        return on_edge

    def _on_pulse(self, pulse: ImpactPulse) -> None:
        last = self._last_us.get(pulse.pin)
        if last is None or pulse.loop_us - last > self._debounce_us:
            self._last_us[pulse.pin] = pulse.loop_us
            try:
                is_taken = self._emit(pulse) is not False
            except Exception:  # a fault of the receiver must not end the handler
                log.exception("a pulse of pin %d was dropped", pulse.pin)
                is_taken = False
            self.not_taken += not is_taken
