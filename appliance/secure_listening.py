"""Accepts TLS connections for the HTTP server: handshakes count as connections, and are bounded in number and time."""

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
"""A browser begins six at a time; a club may stand behind one address."""
GOODBYE_S = 3.0
"""For the far end's last word, which many never say."""
ACCEPT_AGAIN_S = 1.0
BACKLOG = 512


def tls_context() -> ssl.SSLContext:
    """For TLS 1.2 and 1.3; certificates are loaded later, as often as they change."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # each handshake costs a signature, and one that the client can have repeated costs it many
    context.options |= ssl.OP_NO_RENEGOTIATION
    return context


class SecureListener:
    """Accepts TLS connections on sockets that its owner opens and closes; connections live on as long as the server."""

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
        """How many are going on."""
        return self._handshakes.in_use

    async def run(self) -> None:
        """Accept until cancelled."""
        async with asyncio.TaskGroup() as group:
            for each in self._sockets:
                group.create_task(self._accept(each, group))

    async def _accept(self, listening: socket.socket, group: asyncio.TaskGroup) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                accepted, peer = await loop.sock_accept(listening)
            except ConnectionError:
                continue  # it left before its turn came
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
        """Until the connection stands, and the server has it; what fails leaves nothing behind."""
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
            # browsers give up here when a person has not accepted the certificate yet
            self._log.warning("no TLS with %s: %s", connection.address, error)
        finally:
            if not has_begun:
                connection.uncount()
