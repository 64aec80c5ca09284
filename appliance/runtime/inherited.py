"""Listening sockets that systemd holds for us: they outlive a restart, so no phone is refused meanwhile.

The protocol is sd_listen_fds(3): LISTEN_PID says for whom they are, LISTEN_FDS how many, from descriptor 3 on.
"""

import os
import socket
from collections.abc import MutableMapping

FIRST_DESCRIPTOR = 3
MOST = 16


def inherited_sockets(environment: MutableMapping[str, str]) -> list[socket.socket]:
    """Those that were handed to this process, which are ours alone from now on; none without systemd."""
    count, process = environment.pop("LISTEN_FDS", ""), environment.pop("LISTEN_PID", "")
    environment.pop("LISTEN_FDNAMES", None)
    if process != str(os.getpid()) or not count.isdecimal():
        return []
    found = []
    for descriptor in range(FIRST_DESCRIPTOR, FIRST_DESCRIPTOR + min(int(count), MOST)):
        os.set_inheritable(descriptor, False)
        inherited = socket.socket(fileno=descriptor)
        inherited.setblocking(False)
        found.append(inherited)
    return found
