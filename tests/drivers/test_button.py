"""The button on the box."""

import asyncio

from gpiozero.pins.mock import MockFactory

from appliance.access.control import PRESSED_WITHIN
from appliance.database.pool import Pool
from appliance.models.access_db import ButtonPressesDB
from appliance.runtime.background import background
from appliance.wiring.button import watch_button
from drivers.errors import LinkLost
from drivers.panel.button import Button
from tests.english import refusing
from tests.pins import pins

__all__ = ["pins"]

WAIT_S = 20


async def test_a_press_that_bounces_is_one(pins: MockFactory) -> None:
    presses: asyncio.Queue[None] = asyncio.Queue()
    with Button(23, lambda: presses.put_nowait(None), bounce_s=60.0):
        for _ in range(3):
            # from another thread, as on the Pi
            await asyncio.to_thread(pins.pin(23).drive_low)
            await asyncio.to_thread(pins.pin(23).drive_high)
        await asyncio.wait_for(presses.get(), WAIT_S)
        assert presses.empty()
        # pulled up: held by nothing it is not pressed
        assert pins.pin(23).pull == "up"


async def test_a_pin_that_cannot_be_had(pins: MockFactory) -> None:
    with Button(23, print), refusing(LinkLost, "button pin 23"), Button(23, print):
        pass


async def test_a_press_is_a_row_and_a_notice(pins: MockFactory, sensing_pool: Pool, server_pool: Pool) -> None:
    pressed = asyncio.Event()

    def hear(*_: object) -> None:
        pressed.set()

    async with server_pool.acquire() as listening, background(button=watch_button(23, sensing_pool)):
        await listening.add_listener("archy", hear)
        assert not await ButtonPressesDB(server_pool).use(PRESSED_WITHIN)
        # the part has its pin by now: a statement was answered since it began
        await asyncio.to_thread(pins.pin(23).drive_low)
        await asyncio.wait_for(pressed.wait(), WAIT_S)
        await listening.remove_listener("archy", hear)
    assert await ButtonPressesDB(server_pool).use(PRESSED_WITHIN)
    assert not await ButtonPressesDB(server_pool).use(PRESSED_WITHIN)
