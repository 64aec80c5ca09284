"""A board in the network: what the simulated node says goes over TCP to the box that asks for it."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from appliance.runtime.background import background
from drivers.sim.pty_line import PtyLine
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt


@asynccontextmanager
async def board_in_the_network(host: str, port: int) -> AsyncIterator[PtyNode]:
    """A node that is on, and listens there."""
    line = SocketLine(host, port)
    await line.listen()
    try:
        node = PtyNode(VirtualButt(), random.Random(3), line)
        async with background(node=node.run()):
            yield node
    finally:
        line.unplug()


class SocketLine(PtyLine):
    """Listens at `url`; what is said while no box is connected is lost, as on a cable that is out."""

    def __init__(self, host: str, port: int) -> None:
        self.url = f"socket://{host}:{port}"
        self._at = (host, port)
        self._heard: asyncio.Queue[bytes] = asyncio.Queue()
        self._box: asyncio.StreamWriter | None = None
        self._server: asyncio.Server | None = None

    async def listen(self) -> None:
        """From now on."""
        self._server = await asyncio.start_server(self._follow, *self._at)

    async def write(self, data: bytes) -> None:
        """To the box that connected last."""
        if self._box is not None and not self._box.is_closing():
            self._box.write(data)

    async def read(self) -> bytes:
        """What the box wrote."""
        return await self._heard.get()

    def unplug(self) -> None:
        """Nobody is heard any more."""
        if self._box is not None:
            self._box.transport.abort()
        if self._server is not None:
            self._server.close()

    async def _follow(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._box = writer
        # a box whose plug is pulled ends as abruptly
        with suppress(ConnectionError):
            while data := await reader.read(4096):
                self._heard.put_nowait(data)
        writer.close()
