"""The hardware of a Pico or Pico 2. README.md has the wiring."""

import gc
import os
import select
import sys
import time

import machine
import rp2
from machine import I2C, Pin, mem32

from drivers.node.clock import UnwrappedClock
from drivers.node.interpreter import READ_AT_ONCE, FlashFiles, UsbLine
from drivers.node.pico_pins import (
    BURST,
    COUNT_ANEW,
    CYCLES_A_COUNT,
    FIRST_ADDRESS,
    FIRST_LOWER,
    FIRST_UPPER,
    GATE,
    RX,
    SCL,
    SDA,
    SUPPLY_ADC,
    TX,
)
from drivers.node.ports import Board, Bus, Counters, Emitters, Line
from drivers.node.programs import rises_and_fall
from drivers.node.setup import Setup

SUPPLY_FULL_MV = 9900
WATCHDOG_MS = 8000
TICKS_PERIOD_US = 1 << 30
WRITE_MS = 50
"""Timeout of a write: enough for the rest of a frame at 57600 baud; without one a write is cut at a full buffer."""
ADDRESS_BITS = 3
HALF_DUTY = 1 << 15
PERIODS = 4
"""Periods of a burst, of which the first is timed."""
WORDS_OF_A_PULSE = 3
_GPIO_IN = 0xD0000004
_INPUT_HIGH = 3 << 16


class PioCounters(Counters):
    """One machine for each channel's comparators."""

    def __init__(self, channels: int) -> None:
        self._gate = Pin(GATE, Pin.OUT, value=0)
        self._channels = channels
        self._machines = [
            rp2.StateMachine(
                k,
                rises_and_fall,
                freq=machine.freq(),
                jmp_pin=Pin(FIRST_LOWER + k, Pin.IN, Pin.PULL_DOWN),
                in_base=Pin(FIRST_UPPER + k, Pin.IN, Pin.PULL_DOWN),
            )
            for k in range(channels)
        ]
        self._controls = 0x40028000 if "RP2350" in sys.implementation._machine else 0x40014000

    def arm(self) -> None:
        self._gate(0)
        for each in self._machines:
            each.active(0)
            while each.rx_fifo():
                each.get()
            each.restart()
            each.exec(COUNT_ANEW)
            each.active(1)
        self._gate(1)

    def heard(self) -> int:
        bits = 0
        for k in range(self._channels):
            if self._machines[k].rx_fifo():
                bits |= 1 << k
        return bits

    def levels(self) -> int:
        return mem32[_GPIO_IN] >> FIRST_LOWER & ((1 << self._channels) - 1)

    def read(self) -> list[list[int]]:
        return [[each.get() & 0xFFFFFFFF for _ in range(each.rx_fifo())] for each in self._machines]

    def take(self) -> list[tuple[int, list[int]]]:
        taken = []
        for k in range(self._channels):
            each = self._machines[k]
            if each.rx_fifo() >= WORDS_OF_A_PULSE:
                taken.append((k, [each.get() & 0xFFFFFFFF for _ in range(WORDS_OF_A_PULSE)]))
                # a restart does not clear its counter
                each.restart()
        return taken

    def force(self, *, is_high: bool) -> None:
        for k in range(self._channels):
            address = self._controls + 8 * (FIRST_LOWER + k) + 4
            rest = mem32[address] & ~_INPUT_HIGH
            mem32[address] = rest | _INPUT_HIGH if is_high else rest


class PwmEmitters(Emitters):
    """Emitters behind a 3-to-8 decoder that a PWM enables: all are low except during a burst."""

    def __init__(self, hz: int) -> None:
        self._address = [Pin(FIRST_ADDRESS + bit, Pin.OUT, value=0) for bit in range(ADDRESS_BITS)]
        self._burst = machine.PWM(Pin(BURST), freq=hz, duty_u16=0)
        self._burst_us = PERIODS * 1_000_000 // hz

    def prepare(self) -> None:
        # takes milliseconds: now the machines hold a first edge meanwhile, later they would miss further ones
        gc.collect()

    def sound(self, k: int) -> None:
        for bit in range(ADDRESS_BITS):
            self._address[bit](k >> bit & 1)
        self._burst.duty_u16(HALF_DUTY)
        time.sleep_us(self._burst_us)
        self._burst.duty_u16(0)


class UartLine(Line):
    """UART 0 on GP0 (to the host) and GP1 (from it)."""

    def __init__(self, baud: int) -> None:
        self._uart = machine.UART(
            0, baud, tx=Pin(TX), rx=Pin(RX), txbuf=1024, rxbuf=2048, timeout=WRITE_MS, timeout_char=WRITE_MS
        )
        self._output = select.poll()
        self._output.register(self._uart, select.POLLOUT)

    def read(self) -> bytes:
        # no more than has arrived: it would wait for the rest
        count = min(self._uart.any(), READ_AT_ONCE)
        return self._uart.read(count) or b"" if count else b""

    def can_write(self) -> bool:
        return bool(self._output.poll(0))

    def write(self, data: bytes) -> None:
        self._uart.write(data)


class PicoBus(Bus):
    """I2C 0, which may have nothing on it."""

    def __init__(self) -> None:
        self._i2c = I2C(0, sda=Pin(SDA), scl=Pin(SCL), freq=400_000, timeout=2_000)

    def readfrom_mem(self, address: int, register: int, count: int) -> bytes:
        return self._i2c.readfrom_mem(address, register, count)

    def writeto_mem(self, address: int, register: int, data: bytes) -> None:
        self._i2c.writeto_mem(address, register, data)

    def writeto(self, address: int, data: bytes) -> None:
        self._i2c.writeto(address, data)


class PicoBoard(Board):
    """The whole board."""

    def __init__(self, setup: Setup) -> None:
        self.clock = UnwrappedClock(time.ticks_us, TICKS_PERIOD_US)
        self.flash = FlashFiles()
        self.bus = PicoBus()
        self.line = UartLine(setup.baud) if setup.is_uart else UsbLine()
        self.channels = setup.channels
        self.counters = PioCounters(setup.channels)
        if setup.emitters:
            self.emitters = PwmEmitters(setup.chirp_hz)
        self.tick_hz = machine.freq() // CYCLES_A_COUNT
        self.node = int.from_bytes(machine.unique_id(), "big")
        self._lamp = Pin("LED", Pin.OUT)
        self._supply = machine.ADC(SUPPLY_ADC)
        self._watchdog = machine.WDT(timeout=WATCHDOG_MS)

    def random(self, count: int) -> bytes:
        return os.urandom(count)

    def lamp(self, *, is_lit: bool) -> None:
        self._lamp(is_lit)

    def feed(self) -> None:
        self._watchdog.feed()

    def supply_mv(self) -> int:
        return self._supply.read_u16() * SUPPLY_FULL_MV // 0xFFFF

    def free_bytes(self) -> int:
        return gc.mem_free()
