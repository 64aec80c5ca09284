"""The hardware of a Pico W or Pico 2 W on a bow. README.md has the wiring."""

import gc
import os
import time

import machine
import network
from machine import Pin

from drivers.bow.firmware import LAID, LEFT, SHOCK, BowBoard
from drivers.bow.tcp_line import TcpLine
from drivers.node.clock import UnwrappedClock
from drivers.node.interpreter import FlashFiles, UsbLine
from drivers.node.ports import Clock
from drivers.node.setup import values_in

NAME = "bow.json"
PORT = 5005
SWITCH_PIN, SHOCK_PIN = 14, 15
MOST_EVENTS = 32
WATCHDOG_MS = 8000
TICKS_PERIOD_US = 1 << 30
JOIN_EVERY_US = 15_000_000
NO_POWER_SAVING = 0xA11140
"""A radio that sleeps answers a tenth of a second late."""


class Setup:
    """`bow.json` on the flash: `ssid` and `password` of the Wi-Fi (without: over the cable), `shock`, `switch`."""

    def __init__(self, text: bytes) -> None:
        said = values_in(text)
        self.ssid, self.password = str(said.get("ssid", "")), str(said.get("password", ""))
        self.has_shock = said.get("shock") is True
        self.has_switch = said.get("switch") is not False


class Inputs:
    """Notes when pins change, in an interrupt; all memory for it is taken at the start."""

    def __init__(self, setup: Setup) -> None:
        self._kinds = bytearray(MOST_EVENTS)
        self._ticks = [0] * MOST_EVENTS
        self._count = 0
        if setup.has_switch:
            # the arrow closes it to ground
            self._switch = Pin(SWITCH_PIN, Pin.IN, Pin.PULL_UP)
            self._switch.irq(self._on_switch, Pin.IRQ_FALLING | Pin.IRQ_RISING)
        if setup.has_shock:
            self._shock = Pin(SHOCK_PIN, Pin.IN, Pin.PULL_DOWN)
            self._shock.irq(self._on_shock, Pin.IRQ_RISING)

    def taken(self, clock: Clock) -> list[tuple[int, int]]:
        """What happened since, by the clock that does not wrap."""
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
    """A board with the switch at GP14, the shock sensor at GP15, and the Wi-Fi or the cable."""

    def __init__(self, setup: Setup) -> None:
        self.clock = UnwrappedClock(time.ticks_us, TICKS_PERIOD_US)
        self.flash = FlashFiles()
        self.node = int.from_bytes(machine.unique_id(), "big")
        self._setup = setup
        self._inputs = Inputs(setup)
        self._led = Pin("LED", Pin.OUT)
        self._tcp: TcpLine | None = None
        self._wifi: network.WLAN | None = None
        self._join_from_us = 0
        if setup.ssid:
            self._wifi = network.WLAN(network.STA_IF)
            self._wifi.active(True)
            self._wifi.config(pm=NO_POWER_SAVING)
            self._tcp = TcpLine(PORT)
        self.line = self._tcp or UsbLine()
        self._watchdog = machine.WDT(timeout=WATCHDOG_MS)
        gc.collect()

    def events(self) -> list[tuple[int, int]]:
        return self._inputs.taken(self.clock)

    def connections(self) -> int:
        return 0 if self._tcp is None else self._tcp.connections

    def random(self, count: int) -> bytes:
        return os.urandom(count)

    def supply_mv(self) -> int:
        return 0

    def lamp(self, *, is_lit: bool) -> None:
        self._led.value(is_lit)

    def feed(self) -> None:
        self._watchdog.feed()
        now_us = self.clock.us()
        if self._wifi is not None and now_us >= self._join_from_us:
            self._join_from_us = now_us + JOIN_EVERY_US
            if not self._wifi.isconnected():
                self._wifi.connect(self._setup.ssid, self._setup.password)
