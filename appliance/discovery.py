"""mDNS: phones find the butt by name, and apps by service."""

import asyncio
import ipaddress
import logging
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import ifaddr
from zeroconf import IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from appliance import __version__

log = logging.getLogger(__name__)

SERVICE_TYPES = ("_arch-stats._tcp.local.", "_http._tcp.local.")
API_PATH = "/api/v0"
LOOK_AGAIN_S = 10.0


def host_name(name: str, appliance_id: UUID) -> str:
    """zeroconf does not defend host names, so the id is part of it: two boxes never share one."""
    return f"{name}-{appliance_id.hex[:8]}.local."


def own_addresses() -> list[str]:
    """IPv4 addresses that others can reach; the loopback alone where there is no network."""
    found = [
        str(ip.ip)
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        if ip.is_IPv4 and not ipaddress.ip_address(str(ip.ip)).is_loopback
    ]
    return sorted(found) or ["127.0.0.1"]


@asynccontextmanager
async def advertise(
    name: str, appliance_id: UUID, port: int, addresses: Sequence[str] | None = None
) -> AsyncIterator[str]:
    """Announce until left, say goodbye then; gives the host name. Addresses that change are announced again."""
    host = host_name(name, appliance_id)
    current = list(addresses or own_addresses())
    zeroconf = AsyncZeroconf(interfaces=current, ip_version=IPVersion.V4Only)
    infos = [_info(kind, name, host, appliance_id, port, current) for kind in SERVICE_TYPES]
    for info in infos:
        await (await zeroconf.async_register_service(info, allow_name_change=True))
    log.info("advertised as %s on %s", host, ", ".join(current))
    watcher = asyncio.create_task(_follow(zeroconf, infos, current), name="mdns:follow") if addresses is None else None
    try:
        yield host
    finally:
        if watcher is not None:
            watcher.cancel()
        await zeroconf.async_unregister_all_services()
        await zeroconf.async_close()


def _info(kind: str, name: str, host: str, appliance_id: UUID, port: int, addresses: Sequence[str]) -> AsyncServiceInfo:
    return AsyncServiceInfo(
        kind,
        f"{name}.{kind}",
        port=port,
        server=host,
        addresses=[socket.inet_aton(address) for address in addresses],
        properties={"id": str(appliance_id), "name": name, "version": __version__, "path": "/app/", "api": API_PATH},
    )


async def _follow(zeroconf: AsyncZeroconf, infos: Sequence[AsyncServiceInfo], current: list[str]) -> None:
    """The range Wi-Fi may come up after us, or give another address."""
    while True:
        await asyncio.sleep(LOOK_AGAIN_S)
        addresses = await asyncio.to_thread(own_addresses)
        if addresses == current:
            continue
        current = addresses
        for info in infos:
            info.addresses = [socket.inet_aton(address) for address in addresses]
            await (await zeroconf.async_update_service(info))
        log.info("advertised on %s", ", ".join(addresses))
