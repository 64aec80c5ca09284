"""The button on the box: a press allows one phone to be paired."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from appliance.core.message import message, message_of
from drivers.errors import LinkLost

BOUNCE_S = 0.05
"""Edges within this time are one press: a tact switch settles within 10 ms, and nobody presses twice within 50."""


class Button:
    """A switch between a GPIO pin and ground; calls `on_press` on the loop that it was entered on.

    Raises OSError with the reason when the pin is not available.
    """

    def __init__(self, pin: int, on_press: Callable[[], None], bounce_s: float = BOUNCE_S) -> None:
        self._pin = pin
        self._on_press = on_press
        self._bounce_s = bounce_s
        self._last_s = float("-inf")
        self._input: Any = None

    def __enter__(self) -> Self:
        loop = asyncio.get_running_loop()

        def on_edge() -> None:
            # gpiozero calls this on its own thread; at shutdown the loop may be closed already
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._pressed, loop.time())

        try:
            import gpiozero  # noqa: PLC0415  (it picks a pin factory at import, and most starts need none)

            self._input = gpiozero.Button(self._pin, pull_up=True)
            self._input.when_pressed = on_edge
        except Exception as error:  # a pin factory fails in many ways: of gpiozero, of lgpio, of the kernel
            raise LinkLost(message("button_pin_unusable", pin=str(self._pin), why=message_of(error))) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._input is not None:
            with suppress(Exception):
                self._input.close()
            self._input = None

    def _pressed(self, at_s: float) -> None:
        if at_s - self._last_s > self._bounce_s:
            self._last_s = at_s
            self._on_press()
