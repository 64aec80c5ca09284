"""Under MicroPython, for fake_pico.py: parts of a board that need not know of one another."""

import io
import sys


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


class CutFile:
    """A file that is being written when power is lost."""

    def __init__(self, file, count):
        self.file, self.count = file, count

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def write(self, data):
        self.file.write(data[: self.count])
        self.file.close()
        sys.exit(3)
