"""Seen by zeroconf's own browser, over the loopback."""

import asyncio
from socket import inet_aton
from uuid import UUID

import pytest
from zeroconf import IPVersion, RecordUpdate, ServiceStateChange, Zeroconf
from zeroconf._dns import DNSAddress
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf
from zeroconf.const import _CLASS_IN, _CLASS_UNIQUE, _TYPE_A

from appliance.runtime.addresses import Addresses
from appliance.runtime.discovery import SERVICE_TYPES, advertise, host_name
from appliance.runtime.host_claim import HostClaim

OURS = UUID("0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01")
THEIRS = UUID("1d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01")
LOOPBACK = ["127.0.0.1"]
# each machine has an address of its own: which of several sockets of one address hears an answer is the kernel's choice
SECOND_BOX, PHONE = ["127.0.0.2"], ["127.0.0.3"]
WAIT_S = 20


class Browser:
    def __init__(self, zeroconf: AsyncZeroconf) -> None:
        self.changes: asyncio.Queue[tuple[str, ServiceStateChange]] = asyncio.Queue()
        self._browser = AsyncServiceBrowser(zeroconf.zeroconf, list(SERVICE_TYPES), handlers=[self._on_change])

    def _on_change(self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        del zeroconf, service_type
        self.changes.put_nowait((name, state_change))

    async def sees(self, name: str, change: ServiceStateChange) -> None:
        async with asyncio.timeout(WAIT_S):
            while (name, change) != await self.changes.get():
                pass

    async def close(self) -> None:
        await self._browser.async_cancel()


async def test_it_is_seen_with_what_a_phone_needs_and_says_goodbye() -> None:
    zeroconf = AsyncZeroconf(interfaces=LOOPBACK, ip_version=IPVersion.V4Only)
    browser = Browser(zeroconf)
    async with advertise("butt", OURS, 8123, LOOPBACK) as host:
        assert host == "butt-0d9c3a52.local."
        for kind in SERVICE_TYPES:
            await browser.sees(f"butt.{kind}", ServiceStateChange.Added)
            info = AsyncServiceInfo(kind, f"butt.{kind}")
            assert await info.async_request(zeroconf.zeroconf, 3000)
            assert (info.port, info.server, info.parsed_addresses()) == (8123, host, LOOPBACK)
            properties = {k.decode(): (v or b"").decode() for k, v in info.properties.items()}
            assert properties["id"] == str(OURS)
            assert (properties["name"], properties["api"]) == ("butt", "/api/v0")
            assert properties["version"]
    await browser.sees(f"butt.{SERVICE_TYPES[0]}", ServiceStateChange.Removed)
    await browser.close()
    await zeroconf.async_close()


async def test_a_second_box_of_the_same_name_gets_its_own() -> None:
    zeroconf = AsyncZeroconf(interfaces=PHONE, ip_version=IPVersion.V4Only)
    browser = Browser(zeroconf)
    async with advertise("butt", OURS, 8123, LOOPBACK):
        await browser.sees(f"butt.{SERVICE_TYPES[0]}", ServiceStateChange.Added)
        async with advertise("butt", THEIRS, 8124, SECOND_BOX):
            await browser.sees(f"butt-2.{SERVICE_TYPES[0]}", ServiceStateChange.Added)
    await browser.close()
    await zeroconf.async_close()
    assert host_name("butt", OURS) != host_name("butt", THEIRS)


@pytest.mark.parametrize(("theirs", "is_given_up"), [("127.0.0.200", True), ("127.0.0.0", False)])
async def test_of_two_that_hold_a_host_name_the_one_with_the_lower_address_gives_it_up(
    theirs: str, is_given_up: bool
) -> None:
    ours = Addresses(tuple(LOOPBACK), ())
    box = AsyncZeroconf(interfaces=LOOPBACK, ip_version=IPVersion.V4Only)
    async with HostClaim.opened(box, "club.local.", ours) as claim:
        assert claim.is_held
        answer = DNSAddress("club.local.", _TYPE_A, _CLASS_IN | _CLASS_UNIQUE, 120, inet_aton(theirs))
        claim.async_update_records(box.zeroconf, 0.0, [RecordUpdate(answer, None)])
        assert claim.is_held is not is_given_up
        # another network may have no such neighbour
        await claim.move_to(ours)
        assert claim.is_held
    await box.async_close()
