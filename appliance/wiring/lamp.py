"""Runs the status lamp as a part that remembers the level while its pin is not available."""

import asyncio

from appliance.schema.health import HealthLevel
from drivers.panel.status_lamp import StatusLamp


class Lamp:
    """The status lamp: `show` sets its level, `run` holds its pin."""

    def __init__(self, pin: int | None) -> None:
        self._pin = pin
        self._level: HealthLevel | None = None
        self._lamp: StatusLamp | None = None

    def show(self, level: HealthLevel) -> None:
        """Show this level now, or as soon as the pin is open."""
        self._level = level
        if self._lamp is not None:
            self._lamp.show(level)

    async def run(self) -> None:
        """Hold the pin until cancelled. Raises OSError where it cannot be opened."""
        with StatusLamp(self._pin) as lamp:
            self._lamp = lamp
            if self._level is not None:
                lamp.show(self._level)
            try:
                await asyncio.Event().wait()
            finally:
                self._lamp = None
