"""Switches the lamps and horn of the shooting line by the timer and the appliance's clock, independent of phones, and
while the database is away."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

from appliance.core import limits
from appliance.core.message import Message
from appliance.core.shooting_timer import TimerLight, look, sounds
from appliance.database.channels import Notice, Resync
from appliance.models.base_db import Source
from appliance.models.patience import patiently
from appliance.models.timer_db import TimerDB
from appliance.runtime.background import background
from appliance.schema.timer import StoredTimer
from appliance.settings import Settings
from drivers.panel.shooting_lights import ShootingLights

LOOK_EVERY_S = 0.02
"""Accuracy of lights and horn, s."""
READ_EVERY_S = 30.0
LATE_S = 1.0
"""An older sound signal, s, is not sounded any more, since it would be wrong by now."""
EMERGENCY_LATE_S = 30.0
"""The same for an emergency, s: shooting has stopped, and everybody must hear of it."""


class Outputs(Protocol):
    """The lights and sounder switched by the timer."""

    def show(self, shown: TimerLight | None) -> None: ...
    def sound(self, times: int) -> None: ...


class TimerFollower:
    """Switches the outputs as a timer demands, and sounds each signal once."""

    def __init__(self, outputs: Outputs) -> None:
        self._outputs = outputs
        self._shown: TimerLight | None = None
        # with the revision, since signals of a newer timer have earlier times after the clock was set back
        self._sounded: set[tuple[int, datetime]] = set()

    def follow(self, timer: StoredTimer | None, now: datetime) -> None:
        """Switch the lamps and horn as they have to be now."""
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
    """Runs the lamps and horn: `on_notice` handles changes of the timer, `run` holds the pins."""

    def __init__(self, settings: Settings, source: Source) -> None:
        lights: dict[TimerLight, int | None] = {
            "red": settings.timer_red_pin,
            "amber": settings.timer_amber_pin,
            "green": settings.timer_green_pin,
        }
        self._lights = {light: pin for light, pin in lights.items() if pin is not None}
        self._horn_pin = settings.horn_pin
        self._timer = TimerDB(source)
        self._is_news, self._was_read = asyncio.Event(), asyncio.Event()
        self._read_last: tuple[StoredTimer | None, float] | None = None
        """The timer as last read, and when, s on the loop's clock."""
        self._reason: Message | None = None

    @property
    def is_wired(self) -> bool:
        """Whether any pin is configured."""
        return bool(self._lights) or self._horn_pin is not None

    def on_notice(self, notice: Notice | Resync) -> None:
        """Handle a notice of the database; called by the listener on the event loop."""
        if isinstance(notice, Resync) or notice.table == "shooting_timer":
            self._is_news.set()

    def waits_for(self) -> Message | None:
        """Why the timer cannot be read; the lamps follow its last known state meanwhile."""
        return self._reason

    async def run(self) -> None:
        """Follow the timer until cancelled. Raises OSError if a pin cannot be opened."""
        with ShootingLights(self._lights, self._horn_pin) as outputs:
            # concurrently, so that a database that is away or frozen delays no light or signal
            async with background(reading=self._read()):
                await self._follow(TimerFollower(outputs))

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            self._is_news.clear()
            timer = await patiently(self._timer.get_stored, self._set_wait_reason)
            self._read_last = timer, loop.time()
            self._was_read.set()
            await _until(self._is_news, READ_EVERY_S)

    async def _follow(self, follower: TimerFollower) -> None:
        loop = asyncio.get_running_loop()
        while True:
            if self._read_last is None:
                await self._was_read.wait()
                continue
            self._was_read.clear()
            timer, read_s = self._read_last
            read_at = limits.EARLIEST if timer is None else timer.now
            follower.follow(timer, read_at + timedelta(seconds=loop.time() - read_s))
            is_running = timer is not None and timer.status == "running"
            await _until(self._was_read, LOOK_EVERY_S if is_running else None)

    def _set_wait_reason(self, reason: Message | None) -> None:
        self._reason = reason


async def _until(event: asyncio.Event, at_most_s: float | None) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(at_most_s):
            await event.wait()
