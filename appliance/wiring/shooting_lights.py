"""Runs the line's lamps and horn as a part: they follow the timer by the appliance's clock, whatever phone is awake."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

from appliance.core import limits
from appliance.core.shooting_timer import TimerLight, look, sounds
from appliance.database.channels import Notice, Resync
from appliance.models.base_db import Source
from appliance.models.timer_db import TimerDB
from appliance.schema.timer import StoredTimer
from appliance.settings import Settings
from drivers.panel.shooting_lights import ShootingLights

LOOK_EVERY_S = 0.02
"""How exactly a light changes and the horn sounds, seconds."""
READ_EVERY_S = 30.0
LATE_S = 1.0
"""A sound signal that is older is not sounded any more: it would say something that is not so."""
EMERGENCY_LATE_S = 30.0
"""Longer for an emergency: everything has stopped still, and who has not heard it must."""


class Outputs(Protocol):
    """What the timer switches."""

    def show(self, shown: TimerLight | None) -> None: ...
    def sound(self, times: int) -> None: ...


class TimerFollower:
    """Shows one timer after the other on these outputs, each sound once."""

    def __init__(self, outputs: Outputs) -> None:
        self._outputs = outputs
        self._shown: TimerLight | None = None
        # by revision, for after the clock is set back the moments of a newer one are earlier
        self._sounded: set[tuple[int, datetime]] = set()

    def follow(self, timer: StoredTimer | None, now: datetime) -> None:
        """What is to be seen and heard at this moment."""
        light = None if timer is None or timer.status == "ready" else look(timer.plan(), timer.state(), now).light
        if light != self._shown:
            self._outputs.show(light)
            self._shown = light
        if timer is None:
            return
        since = now - timedelta(seconds=EMERGENCY_LATE_S if timer.status == "emergency" else LATE_S)
        due = [
            sound
            for sound in sounds(timer.plan(), timer.state())
            if since < sound.at <= now and (timer.revision, sound.at) not in self._sounded
        ]
        if due:
            self._outputs.sound(due[-1].times)
            known = {key for key in self._sounded if key[0] == timer.revision}
            self._sounded = known | {(timer.revision, sound.at) for sound in due}


class TimerPanel:
    """The part: `on_notice` hears that something was said of the timer, `run` holds the pins."""

    def __init__(self, settings: Settings, source: Source) -> None:
        lights: dict[TimerLight, int | None] = {
            "red": settings.timer_red_pin,
            "amber": settings.timer_amber_pin,
            "green": settings.timer_green_pin,
        }
        self._lights = {light: pin for light, pin in lights.items() if pin is not None}
        self._horn_pin = settings.horn_pin
        self._timer = TimerDB(source)
        self._is_news = asyncio.Event()

    @property
    def is_wired(self) -> bool:
        """Whether there is anything to switch."""
        return bool(self._lights) or self._horn_pin is not None

    def on_notice(self, notice: Notice | Resync) -> None:
        """Take a notice of the database; called by the listener, on the loop."""
        if isinstance(notice, Resync) or notice.table == "shooting_timer":
            self._is_news.set()

    async def run(self) -> None:
        """Follow the timer until cancelled. Raises OSError where a pin cannot be opened, DBUnavailable."""
        loop = asyncio.get_running_loop()
        with ShootingLights(self._lights, self._horn_pin) as outputs:
            follower = TimerFollower(outputs)
            while True:
                self._is_news.clear()
                timer, read_s = await self._timer.get_stored(), loop.time()
                while not self._is_news.is_set() and loop.time() < read_s + READ_EVERY_S:
                    is_running = timer is not None and timer.status == "running"
                    read_at = limits.EARLIEST if timer is None else timer.now
                    follower.follow(timer, read_at + timedelta(seconds=loop.time() - read_s))
                    await self._until_news(LOOK_EVERY_S if is_running else READ_EVERY_S)

    async def _until_news(self, at_most_s: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                await self._is_news.wait()
