"""Runs the driver of the board at the chosen connection, and follows a change of it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from appliance.core.events import BurstKey, NodeStatus
from appliance.core.message import message
from appliance.core.ports import Emit, MayChirp
from appliance.database.channels import Notice, Resync
from appliance.models.base_db import Queryable
from appliance.models.node_connections_db import NodeConnectionsDB
from appliance.runtime.background import background
from appliance.schema.node_connections import AUTO, ConnectionRead, SerialPort
from appliance.sensing.refreshing import refresh_when_stale
from drivers.acoustic.languages import DEFAULT_TICK_HZ, make_dialect
from drivers.acoustic.measuring import never_permitted
from drivers.acoustic.node import AcousticNode
from drivers.link.ports import Port, found_ports

log = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The parameters of one run of the driver."""

    connection: ConnectionRead
    url: str
    tick_hz: float


class FollowedNode:
    """Runs the driver of the board. `forget` is called with the URL of a connection that is no longer read."""

    def __init__(
        self,
        by_settings: ConnectionRead | None,
        emit: Emit,
        forget: Callable[[str], None],
        ports: Callable[[], Sequence[Port]] = found_ports,
    ) -> None:
        self._by_settings = by_settings
        self._chosen: ConnectionRead | None = None
        self._tick_hz = DEFAULT_TICK_HZ
        self._emit = emit
        self._forget = forget
        self._find = ports
        self._may_chirp: MayChirp = never_permitted
        self._found: Sequence[Port] = ()
        self._node: AcousticNode | None = None
        self._heard_at: str | None = None
        self._changed = asyncio.Event()
        self._is_absence_published = False

    @property
    def connection(self) -> ConnectionRead | None:
        """The connection of the board; None: none is set."""
        return self._chosen or self._by_settings

    @property
    def ports(self) -> list[SerialPort]:
        """The serial ports with something plugged in."""
        return [SerialPort(url=port.url, description=port.description) for port in self._found if port.is_usb]

    def choose(self, chosen: ConnectionRead | None) -> None:
        """Use this connection from now on; None: the one of the settings."""
        if chosen != self._chosen:
            self._chosen = chosen
            self._changed.set()

    def set_tick_hz(self, tick_hz: float) -> None:
        """Set the frequency of the board's counter, Hz, for boards that do not report it."""
        if tick_hz != self._tick_hz:
            self._tick_hz = tick_hz
            self._changed.set()

    def acknowledge(self, key: BurstKey) -> None:
        """Acknowledge a burst to the board; if it is not connected, it will send the burst again."""
        if self._node is not None:
            self._node.acknowledge(key)

    def set_may_chirp(self, may_chirp: MayChirp) -> None:
        """Set the function that the driver calls for permission to chirp, from its next connection on."""
        self._may_chirp = may_chirp

    def send_due(self) -> None:
        """Send pending messages to the board at once, as when it must not chirp any more."""
        if self._node is not None:
            self._node.send_due()

    async def run(self) -> None:
        """Read the board until cancelled."""
        while True:
            self._changed.clear()
            await self._look()
            wanted = self._wanted()
            if wanted is None:
                await self._wait()
                continue
            await self._listen(wanted)

    async def _listen(self, wanted: _Wanted) -> None:
        """Read the board until another connection is wanted."""
        connection = wanted.connection
        self._heard_at = wanted.url
        self._node = AcousticNode(
            wanted.url,
            connection.baud,
            self._emit,
            lambda: make_dialect(connection.protocol, wanted.tick_hz, connection.board_name, self._may_chirp),
        )
        try:
            async with background(node=self._node.run()):
                while self._wanted() == wanted:
                    self._changed.clear()
                    await self._wait()
                    await self._look()
        finally:
            self._node = None
            later = self._wanted()
            self._heard_at = None
            if later is None or later.url != wanted.url:
                self._forget(wanted.url)

    def _wanted(self) -> _Wanted | None:
        connection = self.connection
        if connection is None:
            return None
        url = self._plugged_in() if connection.url == AUTO else connection.url
        return None if url is None else _Wanted(connection, url, self._tick_hz)

    def _plugged_in(self) -> str | None:
        """The port of the board; a board that is being read stays, whatever else is plugged in."""
        plugged = [port.url for port in self._found if port.is_usb]
        return self._heard_at if self._heard_at in plugged else next(iter(plugged), None)

    async def _look(self) -> None:
        try:
            self._found = await asyncio.to_thread(self._find)
        except (OSError, TypeError, ValueError):
            # a device was pulled out while its files in /sys were read; the next look will miss it
            log.debug("the serial ports cannot be read", exc_info=True)
        self._publish_absence()

    def _publish_absence(self) -> None:
        connection = self.connection
        is_absent = connection is not None and connection.url == AUTO and self._plugged_in() is None
        if is_absent:
            self._emit(NodeStatus(AUTO, "lost", datetime.now(UTC), (message("nothing_plugged_in"),)))
        elif self._is_absence_published:
            self._forget(AUTO)
        self._is_absence_published = is_absent

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_EVERY_S):
                await self._changed.wait()


class ConnectionChoice:
    """Follows the connection that is chosen on the page."""

    def __init__(self, source: Queryable, node: FollowedNode) -> None:
        self._connections = NodeConnectionsDB(source)
        self._node = node
        self._stale = asyncio.Event()
        self._stale.set()

    def on_notice(self, notice: Notice | Resync) -> None:
        """Handle a notice of the database; called by the listener on the event loop."""
        if isinstance(notice, Resync) or notice.table == "node_connections":
            self._stale.set()

    async def run(self) -> None:
        """Follow the choice until cancelled."""
        await refresh_when_stale(self._stale, self._follow)

    async def _follow(self) -> None:
        self._node.choose(await self._connections.get())
