"""Claims the plain host name, archstats.local, as long as no other host on the network has it.

zeroconf neither probes nor defends host names, so this follows RFC 6762: three probes a quarter of a second apart
before the name is taken (8.1), and of two hosts that hold it, the one with the lower address gives it up (8.2).
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from zeroconf import RecordUpdate, RecordUpdateListener, Zeroconf
from zeroconf._dns import DNSAddress, DNSQuestion
from zeroconf._protocol.outgoing import DNSOutgoing
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf
from zeroconf.const import _CLASS_IN, _FLAGS_QR_QUERY, _TYPE_A

from appliance.runtime.addresses import Addresses

log = logging.getLogger(__name__)

QUESTIONS = 3
BETWEEN_S = 0.25
# zeroconf answers for the host of a service, so the name gets a service of a type that nobody browses
CARRIER_TYPE = "_arch-stats-host._tcp.local."


class HostClaim(RecordUpdateListener):
    """The claim of this appliance on a host name."""

    def __init__(self, zeroconf: AsyncZeroconf, host: str) -> None:
        self._zeroconf, self.host = zeroconf, host
        self._addresses = Addresses((), ())
        self._carrier: AsyncServiceInfo | None = None
        self._giving_up: asyncio.Task[None] | None = None

    @classmethod
    @asynccontextmanager
    async def opened(cls, zeroconf: AsyncZeroconf, host: str, addresses: Addresses) -> AsyncIterator["HostClaim"]:
        """Claim `host` while the body runs, and defend or yield it in the background."""
        claim = cls(zeroconf, host)
        zeroconf.zeroconf.async_add_listener(claim, None)
        try:
            await claim.move_to(addresses)
            yield claim
        finally:
            zeroconf.zeroconf.async_remove_listener(claim)
            if claim._giving_up is not None:
                await asyncio.gather(claim._giving_up, return_exceptions=True)

    @property
    def is_held(self) -> bool:
        return self._carrier is not None

    async def move_to(self, addresses: Addresses) -> None:
        """Answer with these addresses; without the name, probe again, since the network may be another one."""
        self._addresses = addresses
        if self._carrier is not None:
            self._carrier.addresses = addresses.packed
            await (await self._zeroconf.async_update_service(self._carrier))
        elif await self._is_free():
            carrier = AsyncServiceInfo(
                CARRIER_TYPE,
                f"{self.host.removesuffix('.local.')}.{CARRIER_TYPE}",
                port=9,  # discard: the type has no service behind it
                server=self.host,
                addresses=addresses.packed,
            )
            self._carrier = carrier
            await (await self._zeroconf.async_register_service(carrier, cooperating_responders=True))
            log.info("this appliance is %s", self.host.rstrip("."))
        else:
            log.info("%s is somebody else's here", self.host.rstrip("."))

    def async_update_records(self, zc: Zeroconf, now: float, records: list[RecordUpdate]) -> None:
        """Called by zeroconf with new records, also those of other hosts."""
        del zc, now
        if self._carrier is None or self._giving_up is not None:
            return
        ours = self._addresses.packed
        for update in records:
            theirs = self._foreign(update.new)
            if theirs is not None and theirs > max(a for a in ours if len(a) == len(theirs)):
                self._giving_up = asyncio.get_running_loop().create_task(self._give_up(self._carrier))
                self._carrier = None
                return

    def _foreign(self, record: object) -> bytes | None:
        """The IPv4 address with which another host answers for the name, packed; None for any other record."""
        if not isinstance(record, DNSAddress) or record.type != _TYPE_A or record.key != self.host.lower():
            return None
        return None if record.address in self._addresses.packed else bytes(record.address)

    async def _is_free(self) -> bool:
        core = self._zeroconf.zeroconf
        for _ in range(QUESTIONS):
            question = DNSOutgoing(_FLAGS_QR_QUERY)
            question.add_question(DNSQuestion(self.host, _TYPE_A, _CLASS_IN))
            core.async_send(question)
            await asyncio.sleep(BETWEEN_S)
            if any(self._foreign(record) for record in core.cache.async_entries_with_name(self.host.lower())):
                return False
        return True

    async def _give_up(self, carrier: AsyncServiceInfo) -> None:
        try:
            await (await self._zeroconf.async_unregister_service(carrier))
        finally:
            self._giving_up = None
        log.info("%s is somebody else's here", self.host.rstrip("."))
