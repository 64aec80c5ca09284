"""The line and the files that the interpreter itself provides, on every port of MicroPython."""

import os
import select
import sys

from drivers.node.ports import Flash, Line

READ_AT_ONCE = 128


class UsbLine(Line):
    """The interpreter's own standard input and output, over USB."""

    def __init__(self) -> None:
        self._input, self._output = select.poll(), select.poll()
        self._input.register(sys.stdin, select.POLLIN)
        self._output.register(sys.stdout, select.POLLOUT)

    def read(self) -> bytes:
        data = bytearray()
        # read(n) waits for n bytes
        while len(data) < READ_AT_ONCE and self._input.poll(0):
            byte = sys.stdin.buffer.read(1)
            if not byte:
                break
            data += byte
        return bytes(data)

    def can_write(self) -> bool:
        return bool(self._output.poll(0))

    def write(self, data: bytes) -> None:
        sys.stdout.buffer.write(data)


class FlashFiles(Flash):
    """Files of the board's own file system, which survives a power cut."""

    def read(self, name: str) -> bytes:
        try:
            with open(name, "rb") as file:
                return file.read()
        except OSError:
            return b""

    def write(self, name: str, data: bytes) -> None:
        with open(name + ".new", "wb") as file:
            file.write(data)
        os.rename(name + ".new", name)
