"""Listening sockets that systemd holds for us: they outlive a restart, so no phone is refused meanwhile.

The protocol is sd_listen_fds(3): LISTEN_PID says for whom they are, LISTEN_FDS how many, from descriptor 3 on, and
LISTEN_FDNAMES what each is called.
"""

import os
import socket
from collections.abc import MutableMapping
from typing import NamedTuple

FIRST_DESCRIPTOR = 3
MOST = 16
HTTPS = "https"
"""What FileDescriptorName= calls the sockets of HTTPS."""


class Inherited(NamedTuple):
    """The sockets to answer on, without TLS and with it."""

    plain: list[socket.socket]
    secure: list[socket.socket]


def inherited_sockets(environment: MutableMapping[str, str]) -> Inherited:
    """The sockets passed by systemd, claimed by this process; none without systemd."""
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
