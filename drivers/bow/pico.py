"""The hardware of a Pico on a bow, except its radio. README.md has the wiring."""

import gc
import os
import time

import machine
from machine import Pin

from drivers.bow.firmware import LAID, LEFT, SHOCK, BowBoard, BowLink
from drivers.bow.setup import Setup
from drivers.node.clock import UnwrappedClock
from drivers.node.interpreter import FlashFiles, UsbLine
from drivers.node.ports import Clock

SWITCH_PIN, SHOCK_PIN = 14, 15
MOST_EVENTS = 32
WATCHDOG_MS = 8000
TICKS_PERIOD_US = 1 << 30


class Cable(BowLink):
    """The USB cable, which needs no connecting."""

    def __init__(self) -> None:
        self.line = UsbLine()

    def connections(self) -> int:
        return 0

    def keep(self, now_us: int) -> None:
        del now_us


class Inputs:
    """Records changes of the pins in an interrupt; all its memory is allocated at the start."""

    def __init__(self, setup: Setup) -> None:
        self._kinds = bytearray(MOST_EVENTS)
        self._ticks = [0] * MOST_EVENTS
        self._count = 0
        if setup.has_switch:
            # an arrow on the rest connects the pin to ground
            self._switch = Pin(SWITCH_PIN, Pin.IN, Pin.PULL_UP)
            self._switch.irq(self._on_switch, Pin.IRQ_FALLING | Pin.IRQ_RISING)
        if setup.has_shock:
            self._shock = Pin(SHOCK_PIN, Pin.IN, Pin.PULL_DOWN)
            self._shock.irq(self._on_shock, Pin.IRQ_RISING)

    def taken(self, clock: Clock) -> list[tuple[int, int]]:
        """Events since the last call, with their times on the unwrapped clock, us."""
        if not self._count:
            return []
        state = machine.disable_irq()
        count, self._count = self._count, 0
        noted = [(self._kinds[k], self._ticks[k]) for k in range(count)]
        machine.enable_irq(state)
        now_us, now = clock.us(), time.ticks_us()
        return [(kind, now_us - time.ticks_diff(now, at)) for kind, at in noted]

    def _on_switch(self, pin: Pin) -> None:
        self._note(LEFT if pin.value() else LAID)

    def _on_shock(self, pin: Pin) -> None:
        del pin
        self._note(SHOCK)

    def _note(self, kind: int) -> None:
        if self._count < MOST_EVENTS:
            self._kinds[self._count] = kind
            self._ticks[self._count] = time.ticks_us()
            self._count += 1


class PicoBow(BowBoard):
    """A board with the switch at GP14 and the shock sensor at GP15."""

    def __init__(self, setup: Setup, link: BowLink) -> None:
        self.clock = UnwrappedClock(time.ticks_us, TICKS_PERIOD_US)
        self.flash = FlashFiles()
        self.node = int.from_bytes(machine.unique_id(), "big")
        self.line = link.line
        self._link = link
        self._inputs = Inputs(setup)
        self._led = Pin("LED", Pin.OUT)
        self._watchdog = machine.WDT(timeout=WATCHDOG_MS)
        gc.collect()

    def events(self) -> list[tuple[int, int]]:
        return self._inputs.taken(self.clock)

    def connections(self) -> int:
        return self._link.connections()

    def random(self, count: int) -> bytes:
        return os.urandom(count)

    def supply_mv(self) -> int:
        return 0

    def lamp(self, *, is_lit: bool) -> None:
        self._led.value(is_lit)

    def feed(self) -> None:
        self._watchdog.feed()
        self._link.keep(self.clock.us())
