"""One acoustic node: opens its link, understands it, and opens it again, for ever."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

from appliance.core.backoff import delays_s
from appliance.core.events import Air, Burst, BurstKey, NodeState, NodeStatus
from appliance.core.ports import Emit
from drivers.acoustic.archstats import ArchStatsDialect
from drivers.acoustic.auto import AutoDialect
from drivers.acoustic.dialect import Dialect, Reception, Said
from drivers.acoustic.freetarget import FreeTargetDialect
from drivers.errors import LinkLost
from drivers.link.serial_link import SerialLink, open_link

log = logging.getLogger(__name__)

Protocol = Literal["auto", "archstats", "freetarget"]
QUIET_S = 0.5
SENSELESS_BYTES = 4096
SENSELESS = "bytes arrive but make no sense: check ARCH_STATS_NODE_BAUD and ARCH_STATS_NODE_PROTOCOL"
DEFAULT_TICK_HZ = 8e6


def make_dialect(protocol: Protocol, tick_hz: float = DEFAULT_TICK_HZ) -> Dialect:
    """The language called `protocol`; `tick_hz` holds until the node tells its own."""
    if protocol == "archstats":
        return ArchStatsDialect(tick_hz)
    if protocol == "freetarget":
        return FreeTargetDialect()
    return AutoDialect(tick_hz)


class AcousticNode:
    """Emits bursts, and a NodeStatus whenever what is known of the node changes."""

    def __init__(
        self,
        url: str,
        baud: int,
        emit: Emit,
        make: Callable[[], Dialect],
    ) -> None:
        self._url = url
        self._baud = baud
        self._emit = emit
        self._make = make
        self._dialect: Dialect | None = None
        self._link: SerialLink | None = None
        self._firmware = ""
        self._air = Air()
        self._senseless = 0
        self._told: tuple[NodeState, str] | None = None

    async def run(self) -> None:
        """Listen for ever; a lost or absent link is tried again with growing pauses."""
        delays = delays_s()
        while True:
            self._tell("connecting")
            try:
                link = await open_link(self._url, self._baud)
            except LinkLost as error:
                self._tell("lost", str(error))
            else:
                delays = delays_s()
                await self._listen(link)
            await asyncio.sleep(next(delays))

    def acknowledge(self, key: BurstKey) -> None:
        """`key` is durable: tell the node, if it is there."""
        if self._dialect is not None and self._link is not None:
            self._dialect.acknowledge(key)
            self._link.write(self._dialect.output(quiet=False))

    async def _listen(self, link: SerialLink) -> None:
        dialect = self._make()
        self._link, self._dialect = link, dialect
        self._senseless = 0
        if dialect.silent_after_s is None:
            # a board that speaks only of impacts is well while it is silent
            self._tell("listening")
        loop = asyncio.get_running_loop()
        heard_at = loop.time()
        link.write(dialect.output(quiet=False))
        try:
            while True:
                try:
                    async with asyncio.timeout(QUIET_S):
                        data = await link.read()
                except TimeoutError:
                    link.write(dialect.output(quiet=True))
                    limit = dialect.silent_after_s
                    if limit is not None and loop.time() - heard_at > limit:
                        self._tell("silent", f"nothing heard for {limit:.0f} s: check the node's power and cable")
                    continue
                heard_at = loop.time()
                self._hear(dialect, data, Reception(datetime.now(UTC), heard_at * 1e6))
                link.write(dialect.output(quiet=False))
        except LinkLost as error:
            self._tell("lost", str(error))
        finally:
            self._link = self._dialect = None
            link.close()

    def _hear(self, dialect: Dialect, data: bytes, reception: Reception) -> None:
        words = dialect.feed(data, reception)
        detail = ""
        for word in words:
            if isinstance(word, Burst):
                self._emit(word)
            else:
                detail = word.detail or detail
                self._note(word)
        if words:
            self._senseless = 0
            self._tell("listening", detail, again=True)
            return
        self._senseless += len(data)
        if self._senseless > SENSELESS_BYTES:
            self._tell("silent", SENSELESS)

    def _note(self, said: Said) -> None:
        self._firmware = said.firmware or self._firmware
        if said.air != Air():
            self._air = said.air

    def _tell(self, state: NodeState, detail: str = "", *, again: bool = False) -> None:
        if (state, detail) == self._told and not again:
            return
        if (state, detail) != self._told:
            log.info("node %s: %s %s", self._url, state, detail)
        self._told = (state, detail)
        dropped = 0 if self._dialect is None else self._dialect.dropped
        self._emit(NodeStatus(self._url, state, datetime.now(UTC), detail, self._firmware, self._air, dropped))
