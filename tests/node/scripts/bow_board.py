"""Under MicroPython's unix port: the firmware of a bow with a switch that is told on standard input what happens.

`micropython bow_board.py ROOT PORT`: `shoot HOLD_US AGO_US` (an arrow left so long ago) or `touch` (it bounces).
"""

import select
import sys
import time

sys.path.insert(0, sys.argv[1])

from drivers.bow.firmware import LAID, LEFT, BowBoard, BowFirmware
from drivers.bow.tcp_line import TcpLine
from drivers.node.clock import UnwrappedClock

AHEAD_US = 100_000_000


class Clock(UnwrappedClock):
    def us(self):
        return super().us() + AHEAD_US


class Flash:
    files = {}

    def read(self, name):
        return self.files.get(name, b"41" if name == "boot" else b"")

    def write(self, name, data):
        self.files[name] = data


class FakeBow(BowBoard):
    node = 0xE6260C01B6A37564
    flash = Flash()

    def __init__(self, port):
        self.clock = Clock(time.ticks_us, 1 << 30)
        self.line = TcpLine(port, "127.0.0.1")
        self._orders = select.poll()
        self._orders.register(sys.stdin, select.POLLIN)

    def events(self):
        if not self._orders.poll(0):
            return []
        words = sys.stdin.readline().split()
        if not words:
            sys.exit(0)
        now_us = self.clock.us()
        if words[0] == "touch":
            return [(LAID, now_us - 900), (LEFT, now_us - 100)]
        left_us = now_us - int(words[2])
        return [(LAID, left_us - int(words[1])), (LEFT, left_us)]

    def connections(self):
        return self.line.connections

    def supply_mv(self):
        return 3700

    def lamp(self, *, is_lit):
        pass

    def feed(self):
        time.sleep_ms(1)


firmware = BowFirmware(FakeBow(int(sys.argv[2])))
print("listening")
while True:
    firmware.step()
