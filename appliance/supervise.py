"""What systemd is told: ready, still alive, stopping. Nothing is told outside systemd."""

import asyncio
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Sequence

log = logging.getLogger(__name__)

STUCK_S = 10.0

Probe = Callable[[], Awaitable[str | None]]
"""Says what is wrong with a wing; None when it is well."""


def notify(state: str) -> None:
    """One datagram to systemd's socket (sd_notify(3))."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
        try:
            channel.sendto(state.encode(), address)
        except OSError as error:
            log.warning("systemd was not told %r: %s", state, error)


def watchdog_interval_s() -> float | None:
    """Half of what systemd allows; None without a watchdog."""
    usec = os.environ.get("WATCHDOG_USEC", "")
    return int(usec) / 2e6 if usec.isdigit() and int(usec) > 0 else None


async def beat(probes: Sequence[Probe], interval_s: float) -> None:
    """Feed the watchdog for as long as every wing is well; a wing that is not gets no more food."""
    while True:
        complaints = [complaint for probe in probes if (complaint := await probe()) is not None]
        if complaints:
            log.error("watchdog not fed: %s", "; ".join(complaints))
        else:
            notify("WATCHDOG=1")
        await asyncio.sleep(interval_s)
