"""Opens the listening sockets of the server, for IPv4 and IPv6 where the machine has both."""

import errno
import socket

from appliance.core.message import Message, message
from appliance.errors import StartError

BOTH_FAMILIES = ("*", "::")
"""Hosts that mean all addresses of both families: an IPv6 socket alone would lock out all phones with IPv4."""
IPV4_EVERYWHERE = "0.0.0.0"  # noqa: S104  (phones on the range Wi-Fi must reach it)
FREE_PORT_TRIES = 10
# errors of a machine without IPv6, or with it switched off
NO_SUCH_FAMILY = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT)


def listening_sockets(host: str, port: int) -> list[socket.socket]:
    """Sockets bound to `host`, all on one port; port 0 chooses a free one. Raises StartError."""
    # a port that is free in one family may be taken in the other
    for tries_left in reversed(range(FREE_PORT_TRIES if port == 0 else 1)):
        try:
            return _bound_to_all(host, port)
        except OSError as error:
            if tries_left and error.errno == errno.EADDRINUSE:
                continue
            raise StartError(_not_usable(host[:80] or repr(host), port, error)) from error
    raise AssertionError("the last try returns or raises")


def _not_usable(host: str, port: int, error: OSError) -> Message:
    """The message for a host and port that cannot be listened on."""
    why = error.strerror or str(error)
    if error.errno in (errno.EADDRINUSE, errno.EACCES):
        return message("port_not_usable", port=str(port), host=host, why=why)
    return message("host_not_usable", port=str(port), host=host, why=why)


def _bound_to_all(host: str, port: int) -> list[socket.socket]:
    opened: list[socket.socket] = []
    try:
        for family, address in _addresses(host):
            try:
                opened.append(_bound(family, address, opened[0].getsockname()[1] if opened else port))
            except OSError as error:
                if host not in BOTH_FAMILIES or error.errno not in NO_SUCH_FAMILY:
                    raise
        if not opened:
            raise OSError(errno.EADDRNOTAVAIL, "there is no such address here")
    except OSError:
        for each in opened:
            each.close()
        raise
    return opened


def _addresses(host: str) -> list[tuple[socket.AddressFamily, str]]:
    if host in BOTH_FAMILIES:
        return [(socket.AF_INET, IPV4_EVERYWHERE), (socket.AF_INET6, "::")]
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except UnicodeError as error:
        raise OSError(errno.EINVAL, "it is no name of a host") from error
    addresses = [(family, str(address[0])) for family, _, _, _, address in found]
    return list(dict.fromkeys(addresses))


def _bound(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            # IPv4 has a socket of its own
            found.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        found.bind((address, port))
        found.setblocking(False)
    except OSError:
        found.close()
        raise
    return found
