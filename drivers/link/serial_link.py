"""Opens byte links: a serial port, or `socket://host:port`; the only file that uses the serial library."""

import asyncio
import errno
import socket
from urllib.parse import urlsplit

import serial
import serial_asyncio

from appliance.core.message import Message, message, message_of
from drivers.errors import LinkLost

HIGH_WATER_BYTES = 64 * 1024
READ_BYTES = 4096
OPEN_WITHIN_S = 10.0
KEEPALIVE_IDLE_S, KEEPALIVE_EVERY_S, KEEPALIVE_TRIES = 3, 2, 3
"""The kernel gives a connection up after nine seconds without an answer."""
USER_TIMEOUT_MS = 9000
UNSENT_BYTES = 64 * 1024


class SerialLink(asyncio.Protocol):
    """A byte stream with back-pressure: unread bytes pause the link."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._buffer = bytearray()
        self._arrived = asyncio.Event()
        self.is_made = asyncio.Event()
        self._transport: asyncio.Transport | None = None
        self._lost: LinkLost | None = None
        self._paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  (both libraries give one)
        self._transport = transport
        opened = transport.get_extra_info("socket")
        if opened is not None:
            _notice_a_dead_peer(opened)
        self.is_made.set()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) > HIGH_WATER_BYTES and self._transport is not None and not self._paused:
            self._paused = True
            self._transport.pause_reading()
        self._arrived.set()

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = LinkLost(_lost_because(self._url, exc))
        self._arrived.set()

    async def read(self) -> bytes:
        """Wait for bytes; returns at least one, at most READ_BYTES.

        Raises LinkLost once everything is read and the link is gone.
        """
        while not self._buffer:
            if self._lost is not None:
                raise self._lost
            self._arrived.clear()
            await self._arrived.wait()
        data = bytes(self._buffer[:READ_BYTES])
        del self._buffer[:READ_BYTES]
        is_low = len(self._buffer) <= HIGH_WATER_BYTES
        if self._paused and is_low and self._transport is not None and self._lost is None:
            self._paused = False
            self._transport.resume_reading()
        return data

    def write(self, data: bytes) -> None:
        """Send; does nothing once the link is lost, which `read` reports."""
        if not data or self._transport is None or self._lost is not None:
            return
        # a peer that does not read must not fill our memory; the conversation repeats what is dropped here
        if self._transport.get_write_buffer_size() < UNSENT_BYTES:
            self._transport.write(data)

    def close(self) -> None:
        """Close the link."""
        # the serial library's transport cannot be closed twice
        if self._transport is not None and self._lost is None:
            self._transport.abort()


async def open_link(url: str, baud: int) -> SerialLink:
    """Open a serial path or `socket://host:port`. Raises LinkLost with the reason."""
    loop = asyncio.get_running_loop()
    try:
        if url.startswith("socket://"):
            address = urlsplit(url)
            if address.hostname is None or address.port is None:
                raise ValueError(message("link_address"))
            async with asyncio.timeout(OPEN_WITHIN_S):
                _, link = await loop.create_connection(lambda: SerialLink(url), address.hostname, address.port)
        else:
            _, link = await serial_asyncio.create_serial_connection(
                loop, lambda: SerialLink(url), url, baudrate=baud, exclusive=True
            )
    except TimeoutError as error:
        raise LinkLost(message("link_unanswered", link=url, seconds=round(OPEN_WITHIN_S))) from error
    except (OSError, serial.SerialException, ValueError) as error:
        raise LinkLost(_lost_because(url, error, is_opened=False)) from error
    else:
        opened: SerialLink = link
        # the serial library returns before it has called connection_made
        await opened.is_made.wait()
        return opened


def _notice_a_dead_peer(opened: socket.socket) -> None:
    """Enable TCP keep-alive, to notice a peer that vanished."""
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in (
        ("TCP_KEEPIDLE", KEEPALIVE_IDLE_S),
        ("TCP_KEEPINTVL", KEEPALIVE_EVERY_S),
        ("TCP_KEEPCNT", KEEPALIVE_TRIES),
        ("TCP_USER_TIMEOUT", USER_TIMEOUT_MS),
        ("TCP_NODELAY", 1),
    ):
        if hasattr(socket, option):
            opened.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)


def _lost_because(url: str, error: Exception | None, *, is_opened: bool = True) -> Message:
    if error is None:
        return message("link_closed", link=url)
    if isinstance(error, socket.gaierror):
        return message("link_refused", link=url)
    if isinstance(error, serial.SerialException) and error.errno is None:
        # the library gives no more detail than that the port is unusable
        return message("link_pulled", link=url) if is_opened else message("link_no_port", link=url)
    number = error.errno if isinstance(error, OSError) else None
    return _meanings(url).get(number) or message("link_failed", link=url, why=message_of(error))


def _meanings(url: str) -> dict[int | None, Message]:
    """Messages for a person beside the butt, by errno."""
    absent, forbidden = message("link_absent", link=url), message("link_forbidden", link=url)
    in_use, refused = message("link_in_use", link=url), message("link_refused", link=url)
    pulled, no_port = message("link_pulled", link=url), message("link_no_port", link=url)
    return {
        errno.ENOENT: absent,
        errno.ENODEV: absent,
        errno.EACCES: forbidden,
        errno.EPERM: forbidden,
        errno.EBUSY: in_use,
        errno.EAGAIN: in_use,
        errno.ECONNREFUSED: refused,
        errno.EHOSTUNREACH: refused,
        errno.ENETUNREACH: refused,
        errno.ECONNRESET: pulled,
        errno.EIO: pulled,
        errno.ENXIO: pulled,
        errno.ENOTTY: no_port,
        errno.EISDIR: no_port,
    }
