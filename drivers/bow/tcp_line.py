"""A port on which the appliance connects, one connection at a time; nothing here waits.

Simulator and bow run this same file, so it keeps to what CPython and MicroPython both have.
"""

import select
import socket

from drivers.node.ports import Line

READ_AT_ONCE = 256


class TcpLine(Line):
    """A new connection takes the place of the one before: the other end may have vanished without a word."""

    def __init__(self, port: int, host: str = "0.0.0.0") -> None:  # noqa: S104  (a bow in the range's own Wi-Fi)
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(socket.getaddrinfo(host, port)[0][-1])
        self._listener.listen(1)
        self._waiting = select.poll()
        self._waiting.register(self._listener, select.POLLIN)
        self._connection: socket.socket | None = None
        self._ready = select.poll()
        self.connections = 0
        """So many were made; who sees it grow begins anew."""

    def read(self) -> bytes:
        if self._waiting.poll(0):
            self._take()
        if self._connection is None or not self._is_ready(select.POLLIN):
            return b""
        try:
            data = self._connection.recv(READ_AT_ONCE)
        except OSError:
            data = b""
        if not data:
            self._drop()
        return data

    def can_write(self) -> bool:
        return self._connection is not None and self._is_ready(select.POLLOUT)

    def write(self, data: bytes) -> None:
        if self._connection is None:
            return
        try:
            if self._connection.send(data) != len(data):
                # a frame that is cut is none: it is sent again where it was worth it
                self._drop()
        except OSError:
            self._drop()

    def _take(self) -> None:
        self._drop()
        try:
            self._connection = self._listener.accept()[0]
        except OSError:
            return  # gone again
        self._connection.setblocking(False)
        self._ready.register(self._connection, select.POLLIN | select.POLLOUT)
        self.connections += 1

    def _drop(self) -> None:
        if self._connection is not None:
            self._ready.unregister(self._connection)
            self._connection.close()
            self._connection = None

    def _is_ready(self, event: int) -> bool:
        # one that is broken can be read, and then says so
        return any(one[1] & (event | select.POLLERR | select.POLLHUP) for one in self._ready.poll(0))
