"""The lamp on the box as a part: what it shows is remembered, whether or not its pin can be had just now."""

import asyncio

from appliance.schema.health import HealthLevel
from drivers.panel.status_lamp import StatusLamp


class Lamp:
    """Shows the newest level; `run` opens the pin and keeps it."""

    def __init__(self, pin: int | None) -> None:
        self._pin = pin
        self._level: HealthLevel | None = None
        self._lamp: StatusLamp | None = None

    def show(self, level: HealthLevel) -> None:
        """From now on, or from when the pin can be had."""
        self._level = level
        if self._lamp is not None:
            self._lamp.show(level)

    async def run(self) -> None:
        """Until cancelled. Raises OSError where the pin cannot be had."""
        with StatusLamp(self._pin) as lamp:
            self._lamp = lamp
            if self._level is not None:
                lamp.show(self._level)
            try:
                await asyncio.Event().wait()
            finally:
                self._lamp = None
