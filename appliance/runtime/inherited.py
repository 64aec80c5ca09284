"""Listening sockets that systemd holds: they outlive a restart of the service, so no phone is refused meanwhile.

The protocol is sd_listen_fds(3): LISTEN_PID is the receiving process, LISTEN_FDS the number of sockets, from descriptor
3 on, and LISTEN_FDNAMES their names.
"""

import os
import socket
from collections.abc import MutableMapping
from typing import NamedTuple

FIRST_DESCRIPTOR = 3
MOST = 16
HTTPS = "https"
"""FileDescriptorName= of the HTTPS sockets."""


class Inherited(NamedTuple):
    """The listening sockets for HTTP and for HTTPS."""

    plain: list[socket.socket]
    secure: list[socket.socket]


def inherited_sockets(environment: MutableMapping[str, str]) -> Inherited:
    """The sockets passed by systemd to this process, removed from `environment`; none without systemd."""
    count, process = environment.pop("LISTEN_FDS", ""), environment.pop("LISTEN_PID", "")
    names = environment.pop("LISTEN_FDNAMES", "").split(":")
    found = Inherited([], [])
    if process != str(os.getpid()) or not count.isdecimal():
        return found
    for k in range(min(int(count), MOST)):
        os.set_inheritable(FIRST_DESCRIPTOR + k, False)
        inherited = socket.socket(fileno=FIRST_DESCRIPTOR + k)
        inherited.setblocking(False)
        is_secure = k < len(names) and names[k] == HTTPS
        (found.secure if is_secure else found.plain).append(inherited)
    return found
