"""Under MicroPython's unix port: the modules of a Pico's hardware, so that the firmware's own main.py runs: a bow's
where its flash has a `bow.json`, else a node's.

`micropython fake_pico.py ROOT FOLDER CONTROL [LOOKS [CUT]]`: FOLDER is the flash; the button is down for LOOKS looks;
power is lost once CUT bytes of the first file are written; CONTROL is a file of orders, one a line: `shoot
12,34+9,-,...` (counts of each channel from now; `+9`: its upper threshold is 9 looks later), `levels 5` (lines that
are high), `air HEX` (what the sensor measures), `switch 0` (an arrow on a bow's rest closes it; 1: it is gone),
`chirps 12,34,-;...` (how many counts after each emitter's burst each channel rises), `interrupt` (Ctrl-C), `fail` (an
exception in the middle of the program), `jump N` (the clock, by microseconds).
"""

import builtins
import os
import select
import sys
import time

from fake_parts import ADC, UART, CutFile

ROOT, FOLDER, CONTROL = sys.argv[1], sys.argv[2], sys.argv[3]
RESET = 3
HZ = 16_000_000
TICKS_A_US = 8
REST_US = 5_000
ALL_ONES = 0xFFFFFFFF
COUNT_ANEW = 0xA02B
"""mov(x, invert(null)): RP2040 data sheet, 3.4.8."""
GATE, FIRST_LOWER, FIRST_UPPER = 22, 2, 10
BURST, FIRST_ADDRESS = 18, 26
SWITCH = 14
"""As README.md has the wiring: the firmware's own names are not believed here."""
CONTROLS, INPUTS = 0x40014000, 0xD0000004
"""Of an RP2040: its IO_BANK0, and the levels of all pins."""
sys.path.insert(0, ROOT)
os.chdir(FOLDER)


class State:
    """What the orders change."""

    levels = 0
    is_armed = False
    is_open = False
    armed_us = 0
    ahead_us = 0
    slept_ms = 0
    looks_down = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    leds = 0
    rested_steps = 0
    delays: list = []


real_ticks_us, real_ticks_ms = time.ticks_us, time.ticks_ms


def now_us():
    return (real_ticks_us() + State.ahead_us) & ((1 << 30) - 1)


ADDRESS: dict = {}


class Pin:
    IN, OUT, PULL_DOWN, PULL_UP = 0, 1, 2, 3
    IRQ_FALLING, IRQ_RISING = 4, 8

    switch = handler = None

    def __init__(self, name, mode=0, pull=0, value=0):
        self.name = name
        self.level = 1
        if name in range(FIRST_ADDRESS, FIRST_ADDRESS + 3):
            self.level = value
            ADDRESS[name - FIRST_ADDRESS] = self

    def irq(self, handler, trigger):
        assert (self.name, trigger) == (SWITCH, self.IRQ_FALLING | self.IRQ_RISING)
        Pin.switch, Pin.handler = self, handler

    def value(self, level=None):
        if level is not None:
            self(level)
        return self.level

    def __call__(self, value):
        self.level = value
        if self.name == "LED":
            State.leds += value
        if self.name == GATE:
            State.is_open = bool(value)
            count_from(now_us())


class Registers:
    def __init__(self):
        self.words = {}

    def __getitem__(self, address):
        return State.levels << FIRST_LOWER if address == INPUTS else self.words.get(address, 0)

    def __setitem__(self, address, word):
        assert address & ~0xFFF == CONTROLS
        self.words[address] = word
        pin = ((address & 0xFFF) - 4) // 8
        for machine in machines:
            if word >> 16 & 3 == 3 and machine.pin == pin and State.is_open:
                machine.words = [ALL_ONES - 7]


machines: list = []


class StateMachine:
    def __init__(self, k, program, freq=0, jmp_pin=None, in_base=None):
        assert k < 8  # as many as the smaller Pico has
        assert (jmp_pin.name, in_base.name) == (FIRST_LOWER + k, FIRST_UPPER + k)
        assert freq == HZ
        self.words = []
        self.pulses = []
        self.lost = self.loses = 0
        self.pin = jmp_pin.name
        machines.append(self)

    def active(self, on):
        State.is_armed = bool(on)

    def restart(self):
        self.words = []
        if State.is_open:  # it listens again, and counts on
            State.is_armed = True
            self.lost += self.loses
            self.pulses = [moments for moments in self.pulses if moments[0] >= counts_now()]

    def exec(self, instruction):
        assert instruction == COUNT_ANEW
        assert not State.is_open  # it would begin before the others
        self.lost = 0

    def rx_fifo(self):
        if self.pulses and not self.words and State.is_open and counts_now() >= self.pulses[0][0]:
            rise, on, fall = self.pulses.pop(0)
            self.loses = 2 * (on - rise) + 6
            self.words = [ALL_ONES - moment + self.lost & ALL_ONES for moment in (rise, on, fall)]
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


class PWM:
    """A burst through the decoder: the emitter whose address is set sounds."""

    def __init__(self, pin, freq=0, duty_u16=0):
        assert (pin.name, freq, duty_u16) == (BURST, 40_000, 0)
        self.duty = 0

    def duty_u16(self, duty):
        assert duty in (0, 1 << 15)
        if duty and State.delays:
            assert State.is_open
            assert not self.duty
            emitter = sum(ADDRESS[bit].level << bit for bit in range(3))
            sound_at(State.delays[emitter])
        self.duty = duty


class WDT:
    """Fed in each step: the place where an order is taken."""

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
            return

    def took_order(self):
        """Whether a line of the control is whole; a byte of it is read."""
        byte = self.control.read(1)
        if byte == b"\n":
            self.order, self.line = self.line.decode().split(), b""
        else:
            self.line += byte
        return bool(byte)


def is_listening():
    """Whether the counters run, and its rest is over, by a step that has begun after its end."""
    is_quiet = State.is_armed and State.is_open and not any(machine.words or machine.pulses for machine in machines)
    is_over = is_quiet and (now_us() - State.armed_us) % (1 << 30) >= REST_US
    State.rested_steps = State.rested_steps + 1 if is_over else 0
    return State.rested_steps >= 2


def counts_now():
    return ((now_us() - State.armed_us) % (1 << 30)) * TICKS_A_US


def count_from(armed_us):
    """Counts begin anew: what rises later is heard all the same, what rose before is over."""
    passed = ((armed_us - State.armed_us) % (1 << 30)) * TICKS_A_US
    State.armed_us = armed_us
    for machine in machines:
        later = [[moment - passed for moment in moments] for moments in machine.pulses]
        machine.pulses = [moments for moments in later if moments[0] >= 0]


def sound_at(rises):
    """Channels rise at these counts from now."""
    now = counts_now()
    for k, counts in enumerate(rises):
        if counts != "-":
            count, _, looks = counts.partition("+")
            rise = now + int(count)
            machines[k].pulses.append([rise, rise + int(looks or 2000), rise + 2000])
            machines[k].pulses.sort()


def obey(order, value):
    if order == "shoot":
        sound_at(value.split(","))
    elif order == "chirps":
        State.delays = [row.split(",") for row in value.split(";")]
    elif order == "levels":
        State.levels = int(value)
    elif order == "switch":
        Pin.switch.level = int(value)
        Pin.handler(Pin.switch)
    elif order == "interrupt":
        raise KeyboardInterrupt
    elif order == "air":
        State.air = bytes.fromhex(value)
    elif order == "jump":
        State.ahead_us += int(value)
    else:
        raise RuntimeError(order)


class Timer:
    ONE_SHOT, PERIODIC = 0, 1

    made = None

    def __init__(self, period, mode=PERIODIC, callback=None):
        Timer.made = self
        self.period, self.mode, self.callback = period, mode, callback


def let_the_timer_come():
    """It comes only while something refers to it: once, and then it resets the board."""
    start = sys.modules["drivers.node.start"]
    kept = [getattr(start, name) for name in dir(start)]
    kept += [item for value in kept if isinstance(value, list) for item in value]
    if Timer.made is None or not any(value is Timer.made for value in kept):
        return
    assert Timer.made.mode == Timer.ONE_SHOT
    try:
        Timer.made.callback(Timer.made)
    except SystemExit:
        with open("timer", "w") as file:
            file.write(str(Timer.made.period))


def bootsel_button():
    """Down at its first looks, as long as a finger stays on it."""
    is_down = int(State.looks_down > 0)
    State.looks_down -= is_down
    return is_down


def sleep_ms(ms):
    State.slept_ms += ms


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
    """A chip that is reset with BOOTSEL down starts its own loader of firmware."""
    with open("loader" if State.looks_down > 0 else "restarted", "w"):
        pass
    sys.exit(RESET)


real_open = open


def cut_open(name, mode="r"):
    file = real_open(name, mode)
    return CutFile(file, int(sys.argv[5])) if "w" in mode else file


sys.modules["machine"] = module(
    Pin=Pin, PWM=PWM, mem32=Registers(), I2C=I2C, UART=UART, ADC=ADC, WDT=WDT, Timer=Timer, reset=reset,
    disable_irq=lambda: 0, enable_irq=lambda state: None,
    freq=lambda: HZ, unique_id=lambda: bytes.fromhex("e661640843275c21"),
)  # fmt: skip
sys.modules["rp2"] = module(
    StateMachine=StateMachine,
    asm_pio=lambda out_shiftdir: lambda program: program,
    PIO=module(SHIFT_RIGHT=1),
    bootsel_button=bootsel_button,
)
sys.modules["micropython"] = module(kbd_intr=kbd_intr)
sys.modules["time"] = module(
    ticks_us=now_us,
    ticks_ms=lambda: time.ticks_add(real_ticks_ms(), State.slept_ms),
    ticks_add=time.ticks_add, ticks_diff=time.ticks_diff, sleep_ms=sleep_ms, sleep_us=lambda us: None,
)  # fmt: skip
# at the top of a board's flash, in its folder in the checkout
KIND = "bow" if "bow.json" in os.listdir(".") else "node"
MAIN = ROOT + ("/main.py" if "main.py" in os.listdir(ROOT) else "/drivers/" + KIND + "/main.py")
if len(sys.argv) > 5:
    builtins.open = cut_open
with open(MAIN) as file:
    exec(file.read())
let_the_timer_come()
