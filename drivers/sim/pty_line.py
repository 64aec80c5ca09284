"""The far end of a serial line: a real pseudo-terminal, fed at the pace of its baud rate."""

import asyncio
import os
import tempfile
import termios
import tty
from contextlib import suppress
from pathlib import Path

BITS_PER_BYTE = 10
CHUNK_BYTES = 64


class PtyLine:
    """`url`: the path that a driver opens. `write` takes as long as on a real wire."""

    def __init__(self, baud: int = 115200) -> None:
        self._seconds_per_byte = BITS_PER_BYTE / baud
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        # the system reuses the name of a closed pseudo-terminal: without a path of our own a driver that reopens it
        # could open another's
        self._port = Path(tempfile.mkdtemp(prefix="arch-stats-line-")) / "port"
        self._port.symlink_to(os.ttyname(self._slave))
        self.url = str(self._port)
        self._received = bytearray()
        self._arrived = asyncio.Event()
        # a loop wakes only one writer of a file: a second one that waits would wait for ever
        self._writing = asyncio.Lock()
        asyncio.get_running_loop().add_reader(self._master, self._on_readable)

    @property
    def host_baud(self) -> int:
        """The baud rate that the host has set at its end."""
        speed = termios.tcgetattr(self._slave)[5]
        return next(int(name[1:]) for name in dir(termios) if name[1:].isdecimal() and getattr(termios, name) == speed)

    async def write(self, data: bytes) -> None:
        """Send at the baud rate."""
        loop = asyncio.get_running_loop()
        free_at = loop.time()
        for start in range(0, len(data), CHUNK_BYTES):
            chunk = data[start : start + CHUNK_BYTES]
            free_at += len(chunk) * self._seconds_per_byte
            await asyncio.sleep(max(free_at - loop.time(), 0.0))
            await self._put(chunk)

    async def _put(self, chunk: bytes) -> None:
        """Write all of `chunk`; when a slow host has filled the line's few kilobytes, wait for it."""
        async with self._writing:
            while chunk:
                try:
                    chunk = chunk[os.write(self._master, chunk) :]
                except BlockingIOError:
                    await self._is_writable()

    async def _is_writable(self) -> None:
        loop = asyncio.get_running_loop()
        writable = loop.create_future()
        loop.add_writer(self._master, writable.set_result, None)
        try:
            await writable
        finally:
            loop.remove_writer(self._master)

    async def read(self) -> bytes:
        """What the host wrote, at least one byte."""
        while not self._received:
            self._arrived.clear()
            await self._arrived.wait()
        data = bytes(self._received)
        self._received.clear()
        return data

    def unplug(self) -> None:
        """Pull the cable: the host's end hangs up and the path is gone."""
        if self._master >= 0:
            asyncio.get_running_loop().remove_reader(self._master)
            os.close(self._master)
            os.close(self._slave)
            self._master = -1
            self._port.unlink()
            self._port.parent.rmdir()

    def _on_readable(self) -> None:
        with suppress(OSError):
            self._received += os.read(self._master, 4096)
            self._arrived.set()
