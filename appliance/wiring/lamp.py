"""Runs the status lamp, and remembers what to show while its pin is not available."""

import asyncio

from appliance.schema.health import HealthLevel
from drivers.panel.status_lamp import LampState, StatusLamp


class Lamp:
    """The status lamp: `show` sets its level, `await_pairing` has it blink for a while, `run` holds its pin."""

    def __init__(self, pin: int | None) -> None:
        self._pin = pin
        self._level: HealthLevel | None = None
        self._lamp: StatusLamp | None = None
        self._waiting: asyncio.TimerHandle | None = None

    def show(self, level: HealthLevel) -> None:
        """Show this level now, or as soon as the pin is open."""
        self._level = level
        self._drive()

    def await_pairing(self, for_s: float) -> None:
        """Blink, after the button was pressed, until `end_pairing`, at most for `for_s` seconds."""
        self.end_pairing()
        self._waiting = asyncio.get_running_loop().call_later(for_s, self.end_pairing)
        self._drive()

    def end_pairing(self) -> None:
        """Stop blinking, since a phone was paired or none came, and show the level again."""
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
            self._drive()

    async def run(self) -> None:
        """Hold the pin until cancelled. Raises OSError if it cannot be opened."""
        with StatusLamp(self._pin) as lamp:
            self._lamp = lamp
            self._drive()
            try:
                await asyncio.Event().wait()
            finally:
                self.end_pairing()
                self._lamp = None

    @property
    def state(self) -> LampState | None:
        """The state to show; None: nothing yet."""
        return "pairing" if self._waiting is not None else self._level

    def _drive(self) -> None:
        if self._lamp is not None and self.state is not None:
            self._lamp.show(self.state)
