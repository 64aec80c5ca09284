"""Under MicroPython's unix port: the modules of a Pico's hardware, so that the firmware's own main.py runs.

`micropython fake_pico.py ROOT FOLDER CONTROL`: FOLDER is the flash, CONTROL a file of orders, one a line:
`shoot 12,34,-,...` (counts of each channel from now), `levels 5` (lines that are high), `air HEX` (what the sensor
measures), `interrupt` (Ctrl-C), `fail` (an exception in the middle of the program), `jump N` (the clock, by
microseconds).
"""

import io
import os
import select
import sys
import time

ROOT, FOLDER, CONTROL = sys.argv[1], sys.argv[2], sys.argv[3]
RESET = 3
HZ = 16_000_000
TICKS_A_US = 8
REST_US = 5_000
ALL_ONES = 0xFFFFFFFF
sys.path.insert(0, ROOT)
os.chdir(FOLDER)


class State:
    """What the orders change."""

    levels = 0
    is_armed = False
    armed_us = 0
    ahead_us = 0
    leds = 0
    rested_steps = 0


real_ticks_us = time.ticks_us


def now_us():
    return (real_ticks_us() + State.ahead_us) & ((1 << 30) - 1)


class Pin:
    IN, OUT, PULL_DOWN = 0, 1, 2

    def __init__(self, name, mode=0, pull=0, value=0):
        self.name = name

    def __call__(self, value):
        if self.name == "LED":
            State.leds += value


class Registers:
    def __init__(self):
        self.words = {}

    def __getitem__(self, address):
        return State.levels << 2 if address == 0xD0000004 else self.words.get(address, 0)

    def __setitem__(self, address, word):
        self.words[address] = word
        pin = ((address & 0xFFF) - 4) // 8
        if word >> 16 & 3 == 3 and 2 <= pin < 2 + len(machines):
            machines[pin - 2].words = [ALL_ONES - 7]


machines: list = []


class StateMachine:
    def __init__(self, k, program, freq=0, jmp_pin=None):
        self.words = []
        machines.append(self)

    def active(self, on):
        State.is_armed = bool(on)

    def restart(self):
        self.words = []
        State.armed_us = now_us()

    def rx_fifo(self):
        return len(self.words)

    def get(self):
        State.is_armed = False
        return self.words.pop(0)


class I2C:
    """A BME280 at 0x76 when it is told what to measure, and an MCP4728 at 0x60."""

    def __init__(self, number, sda=None, scl=None, freq=0, timeout=0):
        self.air = None

    def readfrom_mem(self, address, register, count):
        if address != 0x76 or State.air is None:
            raise OSError(19)
        memory = {0xD0: b"\x60", 0x88: State.air[:26], 0xE1: State.air[26:33], 0xF7: State.air[33:41]}
        return memory[register][:count]

    def writeto_mem(self, address, register, data):
        if State.air is None:
            raise OSError(19)

    def writeto(self, address, data):
        if address != 0x60:
            raise OSError(19)


State.air = None


class UART(io.IOBase):
    """Takes a few bytes at once and waits for the rest where it may, as the real one; `uart` has what it took."""

    def __init__(self, number, baud, timeout=0, timeout_char=0, **settings):
        self.waits = timeout > 0 and timeout_char > 0
        self.output = open("uart", "wb")

    def any(self):
        return 3

    def read(self, count):
        if count > self.any():
            raise RuntimeError("it would wait")
        return b"..."

    def write(self, data):
        return self.output.write(data if self.waits else data[:40])

    def ioctl(self, request, argument):
        return argument


class ADC:
    def __init__(self, pin):
        pass

    def read_u16(self):
        return 33_000


class WDT:
    """Fed in each step: the place where orders are taken."""

    def __init__(self, timeout=0):
        self.control = open(CONTROL, "rb")
        self.poll = select.poll()
        self.poll.register(self.control, select.POLLIN)
        self.line = b""
        self.order = []

    def feed(self):
        # a turn of the program takes a real board a millisecond or two
        while self.poll.poll(2) or self.order:
            if not self.order:
                if not self.took_order():
                    return
                if not self.order:
                    continue
            # nobody shoots into the moment in which it is blind: that arrow would be lost
            if self.order[0] == "shoot" and not is_listening():
                return
            State.rested_steps = 0
            order, self.order = self.order, []
            obey(order[0], order[1] if len(order) > 1 else "")

    def took_order(self):
        """Whether a line of the control is whole; a byte of it is read."""
        byte = self.control.read(1)
        if byte == b"\n":
            self.order, self.line = self.line.decode().split(), b""
        else:
            self.line += byte
        return bool(byte)


def is_listening():
    """Whether the counters are armed, and its rest is over, by a step that has begun after its end."""
    is_quiet = State.is_armed and not any(machine.words for machine in machines)
    is_over = is_quiet and (now_us() - State.armed_us) % (1 << 30) >= REST_US
    State.rested_steps = State.rested_steps + 1 if is_over else 0
    return State.rested_steps >= 2


def obey(order, value):
    if order == "shoot":
        now = ((now_us() - State.armed_us) % (1 << 30)) * TICKS_A_US
        for k, count in enumerate(value.split(",")):
            if count != "-":
                rise = now + int(count)
                machines[k].words = [ALL_ONES - rise & ALL_ONES, ALL_ONES - rise - 2000 & ALL_ONES]
    elif order == "levels":
        State.levels = int(value)
    elif order == "interrupt":
        raise KeyboardInterrupt
    elif order == "air":
        State.air = bytes.fromhex(value)
    elif order == "jump":
        State.ahead_us += int(value)
    else:
        raise RuntimeError(order)


class Timer:
    ONE_SHOT = 0

    made = None

    def __init__(self, **settings):
        Timer.made = self
        self.period = settings["period"]


def note_timer():
    """The timer that was made runs on only while something refers to it."""
    start = sys.modules["drivers.node.start"]
    kept = [getattr(start, name) for name in dir(start)]
    kept += [item for value in kept if isinstance(value, list) for item in value]
    if Timer.made is not None and any(value is Timer.made for value in kept):
        with open("timer", "w") as file:
            file.write(str(Timer.made.period))


def kbd_intr(character):
    with open("interrupts", "a") as file:
        file.write(str(character) + " ")


class Module:
    pass


def module(**names):
    made = Module()
    for name in names:
        setattr(made, name, names[name])
    return made


def reset():
    sys.exit(RESET)


sys.modules["machine"] = module(
    Pin=Pin, mem32=Registers(), I2C=I2C, UART=UART, ADC=ADC, WDT=WDT, Timer=Timer, reset=reset,
    freq=lambda: HZ, unique_id=lambda: bytes.fromhex("e661640843275c21"),
)  # fmt: skip
sys.modules["rp2"] = module(
    StateMachine=StateMachine, asm_pio=lambda: lambda program: program, bootsel_button=lambda: 0
)
sys.modules["micropython"] = module(kbd_intr=kbd_intr)
sys.modules["time"] = module(
    ticks_us=now_us,
    ticks_ms=time.ticks_ms, ticks_add=time.ticks_add, ticks_diff=time.ticks_diff, sleep_ms=lambda ms: None,
)  # fmt: skip
if "rescue" in sys.argv:
    sys.modules["rp2"].bootsel_button = lambda: 1
# at the top of a board's flash, in its folder in the checkout
MAIN = ROOT + ("/main.py" if "main.py" in os.listdir(ROOT) else "/drivers/node/main.py")
with open(MAIN) as file:
    exec(file.read())
note_timer()
