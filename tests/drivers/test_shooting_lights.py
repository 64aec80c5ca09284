"""The line's lamps and horn on gpiozero's mock pins, and how they follow the timer, in simulated time."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import cast

import pytest
from gpiozero.pins.mock import MockFactory

from appliance.core.message import message
from appliance.core.shooting_timer import TimerLight, TimerState, act, emergency_stop
from appliance.core.timer_plans import PLANS
from appliance.database.channels import Resync
from appliance.database.pool import Pool
from appliance.models.errors import DBUnavailable
from appliance.runtime.background import background
from appliance.schema.timer import StoredTimer
from appliance.settings import Settings
from appliance.wiring import shooting_lights
from appliance.wiring.shooting_lights import EMERGENCY_LATE_S, LATE_S, TimerFollower, TimerPanel
from drivers.errors import LinkLost
from drivers.panel.shooting_lights import PAUSE_S, SOUND_S, ShootingLights
from tests.builders import NOW
from tests.english import refusing
from tests.pins import pins

__all__ = ["pins"]

PLAN = replace(PLANS["ends_120"], turns=2)
WAIT_S = 20
PINS: dict[TimerLight, int] = {"red": 5, "amber": 6, "green": 13}


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def stored(state: TimerState, revision: int = 1) -> StoredTimer:
    values = {**asdict(PLAN), **asdict(state), "used_s": list(state.used_s)}
    return StoredTimer(**values, revision=revision, end_number=None, now=NOW, sides=[], changed_by=None)


@contextmanager
def lights() -> Iterator[ShootingLights]:
    with ShootingLights(PINS, 19) as outputs:
        yield outputs


class Line:
    """Writes down what changes on the outputs, and when."""

    def __init__(self) -> None:
        self.now = 0.0
        self.seen: list[tuple[float, str | int | None]] = []

    def show(self, shown: TimerLight | None) -> None:
        self.seen.append((self.now, shown))

    def sound(self, times: int) -> None:
        self.seen.append((self.now, times))


def test_one_lamp_at_a_time_and_none_when_it_ends(pins: MockFactory) -> None:
    with lights() as outputs:
        for light in PINS:
            outputs.show(light)
            assert {other: pins.pin(pin).state for other, pin in PINS.items()} == {one: one == light for one in PINS}
        outputs.show(None)
        assert not any(pins.pin(pin).state for pin in PINS.values())
        outputs.show("red")
    assert not any(pins.pin(pin).state for pin in PINS.values())


def test_the_horn_sounds_as_often_as_it_is_told(pins: MockFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    with lights() as outputs:
        sounded: list[tuple[float, float, int]] = []
        monkeypatch.setattr(outputs._horn, "blink", lambda on_time, off_time, n: sounded.append((on_time, off_time, n)))
        outputs.sound(3)
    assert sounded == [(SOUND_S, PAUSE_S, 3)]


def test_what_is_not_wired_is_left_out(pins: MockFactory) -> None:
    with ShootingLights({"green": 13}, None) as outputs:
        outputs.show("red")
        outputs.sound(2)
        assert not pins.pin(13).state


def test_a_pin_that_cannot_be_had_gives_the_others_back(pins: MockFactory) -> None:
    with lights(), refusing(LinkLost, "lamp pin 5"), ShootingLights({"amber": 26, "red": 5}, None):
        pass
    with ShootingLights({"amber": 26}, None):
        pass


def test_a_lamp_that_fails_leaves_no_other_on_and_gives_every_pin_back(
    pins: MockFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OSError("the pin is gone")

    with lights() as outputs:
        outputs.show("amber")
        outputs._horn.on()
        monkeypatch.setattr(outputs._lights["red"], "off", fail)
        monkeypatch.setattr(outputs._lights["red"], "close", fail)
    assert not any(pins.pin(pin).state for pin in (6, 13, 19))
    with ShootingLights({"amber": 6, "green": 13}, 19):
        pass


class Shown:
    """The pins' place: hands on what is shown."""

    def __init__(self) -> None:
        self.lights: asyncio.Queue[TimerLight | None] = asyncio.Queue()

    def __call__(self, *pins: object) -> "Shown":
        del pins
        return self

    def __enter__(self) -> "Shown":
        return self

    def __exit__(self, *error: object) -> None:
        self.lights.put_nowait(None)

    def show(self, shown: TimerLight | None) -> None:
        self.lights.put_nowait(shown)

    def sound(self, times: int) -> None:
        del times


class ReadOnce:
    """A database that tells of the timer once; afterwards it is away, or it does not answer at all."""

    def __init__(self, timer: StoredTimer, *, is_frozen: bool) -> None:
        self.timer, self.is_frozen = timer, is_frozen
        self.asked = 0
        self.was_asked_again = asyncio.Event()

    async def get_stored(self) -> StoredTimer:
        self.asked += 1
        if self.asked == 1:
            return self.timer
        self.was_asked_again.set()
        if self.is_frozen:
            await asyncio.Event().wait()
        raise DBUnavailable(message("the_database"))


@pytest.mark.parametrize("is_frozen", [False, True])
async def test_the_lamps_go_on_by_what_was_said_last_while_the_database_is_away_or_frozen(
    is_frozen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Shown()
    monkeypatch.setattr(shooting_lights, "ShootingLights", shown)
    timer = stored(act(PLAN, TimerState(), "start", at(0))).model_copy(update={"now": at(9.8)})
    panel = TimerPanel(Settings(timer_green_pin=13), cast("Pool", None))
    panel._timer = source = ReadOnce(timer, is_frozen=is_frozen)  # type: ignore[assignment]
    async with asyncio.timeout(WAIT_S), background(panel=panel.run()):
        assert await shown.lights.get() == "red"
        panel.on_notice(Resync())
        await source.was_asked_again.wait()
        assert await shown.lights.get() == "green"
        assert (panel.waits_for() is None) == is_frozen


def test_it_follows_two_details_to_their_end() -> None:
    line = Line()
    follower, timer = TimerFollower(line), stored(act(PLAN, TimerState(), "start", at(0)))
    for tenth in range(2700):
        line.now = tenth / 10
        follower.follow(timer, at(line.now))
    assert line.seen == [
        (0, "red"), (0, 2), (10, "green"), (10, 1), (100, "amber"), (130, "red"), (130, 2),
        (140, "green"), (140, 1), (230, "amber"), (260, "red"), (260, 3),
    ]  # fmt: skip


def test_an_emergency_sounds_at_once_and_what_is_long_past_does_not() -> None:
    line = Line()
    follower, running = TimerFollower(line), act(PLAN, TimerState(), "start", at(0))
    # the box was away while it began
    line.now = 20.0
    follower.follow(stored(running), at(20))
    stopped = emergency_stop(PLAN, running, at(30))
    line.now = 30 + LATE_S / 2
    for _ in range(3):
        follower.follow(stored(stopped), at(line.now))
    line.now = 40.0
    follower.follow(None, at(40))
    assert line.seen == [(20.0, "green"), (30.5, "red"), (30.5, 5), (40.0, None)]


def test_an_emergency_that_is_heard_of_late_sounds_still_and_once() -> None:
    line = Line()
    follower, running = TimerFollower(line), act(PLAN, TimerState(), "start", at(0))
    stopped = stored(emergency_stop(PLAN, running, at(30)), 2)
    for line.now in (30 + EMERGENCY_LATE_S - 1, 30 + EMERGENCY_LATE_S - 0.5):
        follower.follow(stopped, at(line.now))
    assert line.seen == [(59.0, "red"), (59.0, 5)]
    line.seen.clear()
    TimerFollower(line).follow(stopped, at(30 + EMERGENCY_LATE_S))
    assert line.seen == [(59.5, "red")]


def test_the_horn_sounds_when_the_clock_was_set_back() -> None:
    line = Line()
    follower = TimerFollower(line)
    follower.follow(stored(act(PLAN, TimerState(), "start", at(0))), at(0))
    again = act(PLAN, TimerState(), "start", at(-3600))
    follower.follow(stored(again, 2), at(-3600))
    follower.follow(stored(emergency_stop(PLAN, again, at(-3500)), 3), at(-3500))
    assert [times for _, times in line.seen if isinstance(times, int)] == [2, 2, 5]
