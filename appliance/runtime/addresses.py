"""This machine's network addresses, and notices of the kernel when they change."""

import asyncio
import ipaddress
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import ifaddr

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
# linux/rtnetlink.h: RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR
_GROUPS = 0x1 | 0x10 | 0x100
_NOTICE_BYTES = 64 * 1024
LOOK_AGAIN_S = 10.0
"""Interval of polling where the kernel sends no notices: not Linux, or netlink is forbidden."""


class Addresses(NamedTuple):
    """Addresses that others can reach, sorted; without link-local IPv6 addresses."""

    ipv4: tuple[str, ...]
    ipv6: tuple[str, ...]

    @property
    def multicast_from(self) -> list[str]:
        """The IPv4 addresses from which to multicast; the loopback address without a network."""
        return list(self.ipv4) or [LOOPBACK]

    @property
    def packed(self) -> list[bytes]:
        """All addresses as bytes for DNS records."""
        return [ipaddress.ip_address(address).packed for address in (*self.multicast_from, *self.ipv6)]

    def __str__(self) -> str:
        return ", ".join((*self.multicast_from, *self.ipv6))


def own_addresses() -> Addresses:
    """The present addresses; none where this process may not ask the kernel. Blocks for milliseconds."""
    try:
        adapters = list(ifaddr.get_adapters())
    except OSError as error:
        # logged once by `address_changes`; this is called every few seconds
        log.debug("the kernel tells no addresses: %s", error)
        return Addresses((), ())
    found: dict[int, set[str]] = {4: set(), 6: set()}
    for adapter in adapters:
        for ip in adapter.ips:
            address = ipaddress.ip_address(ip.ip if isinstance(ip.ip, str) else ip.ip[0])
            is_linked = address.version == 6 and address.is_link_local
            if not address.is_loopback and not is_linked:
                found[address.version].add(str(address))
    return Addresses(tuple(sorted(found[4])), tuple(sorted(found[6])))


@asynccontextmanager
async def address_changes() -> AsyncIterator[asyncio.Event]:
    """An event that is set whenever an address or link may have changed; the caller clears it before acting."""
    changed = asyncio.Event()
    loop = asyncio.get_running_loop()
    try:
        kernel = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_NONBLOCK, socket.NETLINK_ROUTE)
    except (AttributeError, OSError) as error:
        log.info("the kernel tells nothing of addresses (%s): looking every %g s", error, LOOK_AGAIN_S)
        looking = asyncio.create_task(_every(LOOK_AGAIN_S, changed))
        try:
            yield changed
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
        return

    def on_notice() -> None:
        # the contents are ignored, the addresses are read again; so a buffer overflow is a notice too
        try:
            kernel.recv(_NOTICE_BYTES)
        except BlockingIOError:
            return
        except OSError as error:
            log.debug("a notice of the kernel was lost: %s", error)
        changed.set()

    with kernel:
        kernel.bind((0, _GROUPS))
        loop.add_reader(kernel, on_notice)
        try:
            yield changed
        finally:
            loop.remove_reader(kernel)


async def _every(interval_s: float, event: asyncio.Event) -> None:
    while True:
        await asyncio.sleep(interval_s)
        event.set()
