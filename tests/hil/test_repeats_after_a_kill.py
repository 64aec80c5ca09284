"""A request whose answer was lost because the box lost its power is done once, whenever the power went."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from appliance.routers.endpoint import API
from appliance.settings import Settings
from tests.hil.conftest import WAIT_S
from tests.hil.test_two_processes import environment
from tests.models.conftest import tables
from tests.models.helpers import Tables

__all__ = ["tables"]

BODY = json.dumps({"name": "Robin"}).encode()


class Server:
    """A process of the server wing, until it is killed."""

    def __init__(self, process: asyncio.subprocess.Process, host: str, port: int) -> None:
        self.process, self.host, self.port = process, host, port

    async def kill(self) -> None:
        """SIGKILL."""
        self.process.kill()
        await asyncio.wait_for(self.process.wait(), WAIT_S)

    async def ask_and_never_hear(self, key: str) -> asyncio.StreamWriter:
        """Send it, and read no answer."""
        _, writer = await asyncio.open_connection(self.host, self.port)
        head = (
            f"POST {API}/archer HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Idempotency-Key: {key}\r\nContent-Length: {len(BODY)}\r\n\r\n"
        )
        writer.write(head.encode() + BODY)
        await writer.drain()
        return writer

    async def ask(self, key: str) -> tuple[int, str]:
        """The answer."""
        headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
        url = f"http://{self.host}:{self.port}{API}/archer"
        async with aiohttp.ClientSession() as http, http.post(url, data=BODY, headers=headers) as response:
            return response.status, (await response.json())["data"]


@asynccontextmanager
async def server(settings: Settings) -> AsyncIterator[Server]:
    words = ("-m", "appliance", "serve", "--wing", "server")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, env=environment(settings), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        greeting = (await asyncio.wait_for(process.stdout.readline(), WAIT_S)).decode()
        host, port = greeting.split()[-1].removesuffix("/app/").removeprefix("http://").split(":")
        yield Server(process, host, int(port))
    finally:
        if process.returncode is None:
            process.kill()
        await asyncio.wait_for(process.wait(), WAIT_S)
        process._transport.close()  # type: ignore[attr-defined]  # private: asyncio leaves the pipe open


async def archers(tables: Tables) -> list[str]:
    return [str(row["id"]) for row in await tables.admin.fetch("SELECT id FROM archers")]


async def test_killed_when_it_was_made_and_before_anybody_heard_it_answers_by_what_was_made(
    settings: Settings, tables: Tables
) -> None:
    async with server(settings) as first:
        writer = await first.ask_and_never_hear("one")
        async with asyncio.timeout(WAIT_S):
            while not await archers(tables):
                pass
        await first.kill()
        writer.close()
    (made,) = await archers(tables)
    async with server(settings) as second:
        assert await second.ask("one") == (201, made) == await second.ask("one")
        code, other = await second.ask("two")
        assert (code, other != made) == (201, True)
    assert sorted(await archers(tables)) == sorted([made, other])


async def test_killed_while_it_was_made_nothing_was_and_it_is_made_then(settings: Settings, tables: Tables) -> None:
    async with server(settings) as first, tables.admin.transaction():
        # its answer is written last of all
        await tables.admin.execute("LOCK TABLE answers IN EXCLUSIVE MODE")
        writer = await first.ask_and_never_hear("one")
        async with asyncio.timeout(WAIT_S):
            while not await tables.admin.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                pass
        await first.kill()
        writer.close()
        async with asyncio.timeout(WAIT_S):
            while await tables.admin.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                pass
    assert await archers(tables) == []
    async with server(settings) as second:
        code, made = await second.ask("one")
    assert (code, await archers(tables)) == (201, [made])
