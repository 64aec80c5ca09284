"""A TCP port to which the appliance connects, one connection at a time; no call blocks.

Simulator and bow run this same file, so it uses only what CPython and MicroPython both have.
"""

import select
import socket

from drivers.node.ports import Line

READ_AT_ONCE = 256


class TcpLine(Line):
    """A new connection replaces the one before, whose peer may have vanished without closing it."""

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
        """Number of connections so far; when it grows the conversation begins anew."""

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
                # a frame that is cut is lost; the conversation sends it again if it has to
                self._drop()
        except OSError:
            self._drop()

    def _take(self) -> None:
        self._drop()
        try:
            self._connection = self._listener.accept()[0]
        except OSError:
            return  # closed already
        self._connection.setblocking(False)
        self._ready.register(self._connection, select.POLLIN | select.POLLOUT)
        self.connections += 1

    def _drop(self) -> None:
        if self._connection is not None:
            self._ready.unregister(self._connection)
            self._connection.close()
            self._connection = None

    def _is_ready(self, event: int) -> bool:
        # a broken connection counts as ready: reading it reports the error
        return any(one[1] & (event | select.POLLERR | select.POLLHUP) for one in self._ready.poll(0))
