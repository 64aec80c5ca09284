"""Notifies systemd (ready, alive, stopping); does nothing without systemd."""

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Sequence

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
"""Largest interval between checks for stuck parts, s."""


def notify(state: str) -> None:
    """Send one datagram to systemd's socket, as sd_notify(3)."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
            channel.setblocking(False)
            channel.sendto(state.encode(), address)
    except OSError as error:
        log.warning("systemd was not told %r: %s", state, error)


def watchdog_interval_s() -> float | None:
    """Interval of notifications, s: half of WATCHDOG_USEC; None without a watchdog."""
    usec = os.environ.get("WATCHDOG_USEC", "")
    return int(usec) / 2e6 if usec.isdigit() and int(usec) > 0 else None


async def watch(look: Callable[[], Sequence[str]], interval_s: float | None) -> None:
    """Restart stuck parts, and notify systemd's watchdog unless a part cannot be restarted.

    `look` restarts stuck parts and returns the names of those that cannot be ended. Only for these, or when the event
    loop itself is stuck, do the notifications stop, so that systemd restarts the whole appliance.
    """
    while True:
        beyond_help = look()
        if beyond_help:
            log.error("watchdog not fed: %s cannot be ended", ", ".join(beyond_help))
        elif interval_s is not None:
            notify("WATCHDOG=1")
        await asyncio.sleep(LOOK_EVERY_S if interval_s is None else min(interval_s, LOOK_EVERY_S))
