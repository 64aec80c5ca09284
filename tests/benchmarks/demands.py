"""What others may want of an appliance at once: python -m tests.benchmarks.demands KIND BASE, until it is ended."""

import asyncio
import random
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress

import aiohttp

from tests.faults.requests import KINDS, exchange

UPLOADS = 8
ATTACKERS = 16
PHONES = 200


async def export(http: aiohttp.ClientSession, base: str) -> bytes:
    async with http.get(f"{base}/api/v0/export") as response:
        assert response.status == 200, response.status
        return await response.read()


async def import_(http: aiohttp.ClientSession, base: str, archive: bytes) -> int:
    headers = {"Content-Type": "application/gzip"}
    async with http.post(f"{base}/api/v0/import", data=archive, headers=headers) as response:
        await response.read()
        return response.status


async def imports(http: aiohttp.ClientSession, base: str) -> None:
    """The same record again and again."""
    archive = await export(http, base)
    while True:
        assert await import_(http, base, archive) == 201


async def uploads(http: aiohttp.ClientSession, base: str) -> None:
    """Eight at once; most of them are refused."""
    archive = await export(http, base)

    async def one() -> None:
        while True:
            with suppress(aiohttp.ClientError, TimeoutError):
                await import_(http, base, archive)

    async with asyncio.TaskGroup() as group:
        for _ in range(UPLOADS):
            group.create_task(one())


async def hostile(http: aiohttp.ClientSession, base: str) -> None:
    """Odd bytes, odd requests, odd frames."""
    host, _, port = base.removeprefix("http://").partition(":")

    async def one(dice: random.Random) -> None:
        while True:
            kind = dice.choice(list(KINDS))
            await exchange(host, int(port), KINDS[kind](dice))

    async with asyncio.TaskGroup() as group:
        for number in range(ATTACKERS):
            group.create_task(one(random.Random(number)))


async def phones(http: aiohttp.ClientSession, base: str) -> None:
    """All on the feed: what they read is not looked at."""

    async def one() -> None:
        async with http.ws_connect(f"{base}/api/v0/ws/feed") as feed:
            async for _ in feed:
                pass

    async with asyncio.TaskGroup() as group:
        for _ in range(PHONES):
            group.create_task(one())


DEMANDS: dict[str, Callable[[aiohttp.ClientSession, str], Awaitable[None]]] = {
    "imports": imports,
    "uploads": uploads,
    "hostile": hostile,
    "phones": phones,
}


async def main(kind: str, base: str) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        await DEMANDS[kind](http, base)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
