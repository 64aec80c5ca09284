"""Watches the button of the box: a press is stored as a row, which notifies the server wing."""

import asyncio

from appliance.models.access_db import ButtonPressesDB
from appliance.models.base_db import Source
from drivers.panel.button import Button


async def watch_button(pin: int, source: Source) -> None:
    """Hold the pin until cancelled. Raises OSError if it cannot be opened, DBUnavailable if a press cannot be
    stored."""
    presses, pressed = ButtonPressesDB(source), asyncio.Event()
    with Button(pin, pressed.set):
        while True:
            await pressed.wait()
            pressed.clear()
            await presses.insert_one()
