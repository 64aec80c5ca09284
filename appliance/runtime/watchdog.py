"""Notifies systemd: ready, alive, stopping; does nothing outside systemd."""

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Sequence

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
"""Without systemd stuck parts are looked for so often."""


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
    """How often to notify: half of WATCHDOG_USEC; None without a watchdog."""
    usec = os.environ.get("WATCHDOG_USEC", "")
    return int(usec) / 2e6 if usec.isdigit() and int(usec) > 0 else None


async def watch(look: Callable[[], Sequence[str]], interval_s: float | None) -> None:
    """Restart stuck parts, and feed systemd's watchdog as long as none is beyond restarting.

    `look` starts again what does not move and gives the names of what could not even be ended: only then, or when the
    loop itself is stuck and this is never called, does the food end and systemd start the whole appliance again.
    """
    while True:
        beyond_help = look()
        if beyond_help:
            log.error("watchdog not fed: %s cannot be ended", ", ".join(beyond_help))
        elif interval_s is not None:
            notify("WATCHDOG=1")
        await asyncio.sleep(LOOK_EVERY_S if interval_s is None else min(interval_s, LOOK_EVERY_S))
