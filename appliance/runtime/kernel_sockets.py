"""What the kernel does with, and knows of, a TCP connection beyond asyncio."""

import asyncio
import socket


def end_when_nothing_is_taken(sock: socket.socket | None, within_s: float) -> None:
    """Have the kernel end a connection whose peer acknowledges nothing for `within_s` (TCP_USER_TIMEOUT)."""
    if sock is not None and hasattr(socket, "TCP_USER_TIMEOUT") and sock.family in (socket.AF_INET, socket.AF_INET6):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(within_s * 1000))


def queued_bytes(transport: asyncio.Transport) -> int:
    """Bytes that the kernel keeps until the peer acknowledges them; 0 if unknown."""
    import fcntl  # noqa: PLC0415  (only needed for slow clients)
    import struct  # noqa: PLC0415
    import termios  # noqa: PLC0415

    sock = transport.get_extra_info("socket")
    if sock is None or sock.fileno() < 0:
        return 0
    try:
        (queued,) = struct.unpack("i", fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, b"\0\0\0\0"))
    except OSError:
        return 0
    return int(queued)
