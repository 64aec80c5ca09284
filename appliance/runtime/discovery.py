"""Announces the appliance by mDNS, so that phones find it by name and apps by service."""

import asyncio
import ipaddress
import logging
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
    """The host name; it contains the id since zeroconf does not defend names against a second appliance."""
    return f"{name}-{appliance_id.hex[:8]}.local."


def own_addresses() -> list[str]:
    """This machine's IPv4 addresses that others can reach; the loopback alone without a network."""
    return _addresses(4) or ["127.0.0.1"]


def own_ipv6_addresses() -> list[str]:
    """IPv6 addresses that others can reach without naming a link."""
    return _addresses(6)


def _addresses(version: int) -> list[str]:
    found = set()
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            address = ipaddress.ip_address(ip.ip if isinstance(ip.ip, str) else ip.ip[0])
            is_linked = address.version == 6 and address.is_link_local
            if address.version == version and not address.is_loopback and not is_linked:
                found.add(str(address))
    return sorted(found)


async def keep_advertised(name: str, appliance_id: UUID, port: int) -> None:
    """Announce until cancelled, and again whenever the machine's addresses change."""
    current = await asyncio.to_thread(_all_addresses)
    async with _announced(name, appliance_id, port, *current) as (zeroconf, infos):
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            found = await asyncio.to_thread(_all_addresses)
            if found == current:
                continue
            current = found
            for info in infos:
                info.addresses = _packed([*current[0], *current[1]])
                await (await zeroconf.async_update_service(info))
            log.info("advertised on %s", ", ".join([*current[0], *current[1]]))


@asynccontextmanager
async def advertise(name: str, appliance_id: UUID, port: int, addresses: Sequence[str]) -> AsyncIterator[str]:
    """Announce on these IPv4 addresses while the body lasts, then say goodbye; yields the host name."""
    async with _announced(name, appliance_id, port, list(addresses), []):
        yield host_name(name, appliance_id)


def _all_addresses() -> tuple[list[str], list[str]]:
    return own_addresses(), own_ipv6_addresses()


@asynccontextmanager
async def _announced(
    name: str, appliance_id: UUID, port: int, interfaces: Sequence[str], more: Sequence[str]
) -> AsyncIterator[tuple[AsyncZeroconf, list[AsyncServiceInfo]]]:
    """Announce by IPv4 multicast on `interfaces`, with the addresses of `more` included."""
    host = host_name(name, appliance_id)
    zeroconf = AsyncZeroconf(interfaces=list(interfaces), ip_version=IPVersion.V4Only)
    try:
        infos = [_info(kind, name, host, appliance_id, port, [*interfaces, *more]) for kind in SERVICE_TYPES]
        for info in infos:
            await (await zeroconf.async_register_service(info, allow_name_change=True))
        log.info("advertised as %s on %s", host, ", ".join([*interfaces, *more]))
        yield zeroconf, infos
    finally:
        await zeroconf.async_unregister_all_services()
        await zeroconf.async_close()


def _packed(addresses: Sequence[str]) -> list[bytes]:
    return [ipaddress.ip_address(address).packed for address in addresses]


def _info(kind: str, name: str, host: str, appliance_id: UUID, port: int, addresses: Sequence[str]) -> AsyncServiceInfo:
    return AsyncServiceInfo(
        kind,
        f"{name}.{kind}",
        port=port,
        server=host,
        addresses=_packed(addresses),
        properties={"id": str(appliance_id), "name": name, "version": __version__, "path": "/app/", "api": API_PATH},
    )
