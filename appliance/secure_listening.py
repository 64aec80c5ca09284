"""Accepts TLS connections for the HTTP server; handshakes count as connections, and are limited in number and time."""

import asyncio
import logging
import socket
import ssl
from collections.abc import Sequence

from appliance.connections import ConcurrencyLimit, LimitReached
from appliance.runtime.log_rate import LogRate
from appliance.serving import Connection, Runner

log = logging.getLogger(__name__)

HANDSHAKES_PER_ADDRESS = 64
"""Largest number of concurrent handshakes per address: a browser begins six, and a club may share one address."""
GOODBYE_S = 3.0
"""Longest wait for the peer's close_notify, s, which many never send."""
ACCEPT_AGAIN_S = 1.0
BACKLOG = 512


def tls_context() -> ssl.SSLContext:
    """A context for TLS 1.2 and 1.3; certificates are loaded later, whenever they change."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # a handshake costs a signature, and by renegotiation a client could demand many
    context.options |= ssl.OP_NO_RENEGOTIATION
    return context


class SecureListener:
    """Accepts TLS connections on sockets owned by the caller; connections outlive it, up to the end of the server."""

    def __init__(self, runner: Runner, context: ssl.SSLContext, sockets: Sequence[socket.socket]) -> None:
        self._runner, self._sockets = runner, sockets
        self.context = context
        for each in sockets:
            each.listen(BACKLOG)
        limits = runner.gate.limits
        self._within_s = limits.head_within_s
        self._handshakes = ConcurrencyLimit(limits.connections // 4, min(HANDSHAKES_PER_ADDRESS, limits.per_address))
        self._log = LogRate(log)

    @property
    def handshakes(self) -> int:
        """The number of handshakes under way."""
        return self._handshakes.in_use

    async def run(self) -> None:
        """Accept connections until cancelled."""
        async with asyncio.TaskGroup() as group:
            for each in self._sockets:
                group.create_task(self._accept(each, group))

    async def _accept(self, listening: socket.socket, group: asyncio.TaskGroup) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                accepted, peer = await loop.sock_accept(listening)
            except ConnectionError:
                continue  # the client has left already
            except OSError as error:
                self._log.warning("no connection can be accepted: %s", error)
                await asyncio.sleep(ACCEPT_AGAIN_S)
                continue
            connection = self._runner.new_connection()
            if connection.count(peer):
                group.create_task(self._shake_hands(accepted, connection))
            else:
                accepted.close()

    async def _shake_hands(self, accepted: socket.socket, connection: Connection) -> None:
        """Complete the handshake and hand the connection to the server; on failure, release everything."""
        has_begun = False
        try:
            with self._handshakes.held(connection.address):
                await asyncio.get_running_loop().connect_accepted_socket(
                    lambda: connection,
                    accepted,
                    ssl=self.context,
                    ssl_handshake_timeout=self._within_s,
                    ssl_shutdown_timeout=GOODBYE_S,
                )
                has_begun = True
        except LimitReached as error:
            accepted.close()
            self._log.warning("a handshake of %s was refused: %s", connection.address, error)
        except OSError as error:
            # browsers abort here as long as a person has not accepted the certificate
            self._log.warning("no TLS with %s: %s", connection.address, error)
        finally:
            if not has_begun:
                connection.uncount()
