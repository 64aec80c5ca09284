"""Announces the appliance by mDNS, so that phones find it by name and apps by service."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import UUID

from zeroconf import IPVersion, NonUniqueNameException
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from appliance import __version__
from appliance.runtime.addresses import Addresses, address_changes, own_addresses
from appliance.runtime.host_claim import HostClaim

log = logging.getLogger(__name__)

SERVICE_TYPES = ("_arch-stats._tcp.local.", "_http._tcp.local.")
API_PATH = "/api/v0"
SETTLE_S = 0.5
"""Delay before following a change, s: a link that comes up sends several notices, and one may flap."""
NAMES_TRIED = 9
"""Largest number of service names tried: NAME, NAME-2, ...; if all are taken, the appliance's id makes a unique one."""


def host_name(name: str, appliance_id: UUID) -> str:
    """The host name; it contains the id since zeroconf does not defend names against a second appliance."""
    return f"{name}-{appliance_id.hex[:8]}.local."


async def keep_advertised(name: str, appliance_id: UUID, port: int) -> None:
    """Announce until cancelled, following changes of the addresses: Wi-Fi may connect long after the start."""
    async with address_changes() as changed:
        current = await asyncio.to_thread(own_addresses)
        async with announced(name, appliance_id, port, current) as announcement:
            while True:
                await changed.wait()
                await asyncio.sleep(SETTLE_S)
                changed.clear()
                found = await asyncio.to_thread(own_addresses)
                if found != current:
                    await announcement.move_to(found)
                    current = found


@asynccontextmanager
async def advertise(name: str, appliance_id: UUID, port: int, ipv4: Sequence[str]) -> AsyncIterator[str]:
    """Announce on these IPv4 addresses while the body runs, then withdraw; yields the host name."""
    async with announced(name, appliance_id, port, Addresses(tuple(ipv4), ())):
        yield host_name(name, appliance_id)


class Announcement:
    """A service announced by mDNS, announced again when the addresses change."""

    def __init__(self, zeroconf: AsyncZeroconf, infos: Sequence[AsyncServiceInfo], claim: HostClaim) -> None:
        self._zeroconf, self._infos, self._claim = zeroconf, infos, claim

    async def move_to(self, addresses: Addresses) -> None:
        """Announce these addresses, on these addresses, from now on."""
        for info in self._infos:
            info.addresses = addresses.packed
        await self._zeroconf.async_update_interfaces(addresses.multicast_from)
        for info in self._infos:
            await (await self._zeroconf.async_update_service(info))
        log.info("advertised on %s", addresses)
        await self._claim.move_to(addresses)


@asynccontextmanager
async def announced(name: str, appliance_id: UUID, port: int, addresses: Addresses) -> AsyncIterator[Announcement]:
    """Announce by IPv4 multicast while the body runs, then withdraw."""
    host = host_name(name, appliance_id)
    async with AsyncExitStack() as stack:
        zeroconf = AsyncZeroconf(interfaces=addresses.multicast_from, ip_version=IPVersion.V4Only)
        stack.push_async_callback(zeroconf.async_close)
        stack.push_async_callback(zeroconf.async_unregister_all_services)
        infos = [await _registered(zeroconf, kind, name, appliance_id, port, addresses) for kind in SERVICE_TYPES]
        log.info("advertised as %s on %s", host, addresses)
        claim = await stack.enter_async_context(HostClaim.opened(zeroconf, f"{name}.local.", addresses))
        yield Announcement(zeroconf, infos, claim)


async def _registered(
    zeroconf: AsyncZeroconf, kind: str, name: str, appliance_id: UUID, port: int, addresses: Addresses
) -> AsyncServiceInfo:
    """Register the service under the first free name."""
    properties = {"id": str(appliance_id), "name": name, "version": __version__, "path": "/app/", "api": API_PATH}

    def info_of(instance: str) -> AsyncServiceInfo:
        return AsyncServiceInfo(
            kind,
            f"{instance}.{kind}",
            port=port,
            server=host_name(name, appliance_id),
            addresses=addresses.packed,
            properties=properties,
        )

    for instance in (name, *(f"{name}-{k}" for k in range(2, NAMES_TRIED + 1))):
        info = info_of(instance)
        try:
            await (await zeroconf.async_register_service(info))
        except NonUniqueNameException:
            continue
        return info
    # every name is taken: this one contains our id, so claims by others are ignored
    info = info_of(f"{name}-{appliance_id.hex[:8]}")
    await (await zeroconf.async_register_service(info, cooperating_responders=True))
    return info
