"""A phone on the live feed: it connects again as the page does, and says when a shot was first seen."""

import asyncio
import json
import time
from typing import Any

import aiohttp

from tests.faults.truth import Place, on_lattice

# web/src/api/feed.ts: FIRST_PAUSE_MS, LONGEST_PAUSE_MS, LONGER_EACH_TIME, CONNECT_WITHIN_MS
FIRST_PAUSE_S = 0.3
LONGEST_PAUSE_S = 5.0
LONGER_EACH_TIME = 1.25
CONNECT_WITHIN_S = 5.0


class Phone:
    """`run` until cancelled; `seen` has the instant (time.monotonic) at which each place was first shown."""

    def __init__(self, http: aiohttp.ClientSession, base: str) -> None:
        self._http = http
        self._url = f"{base}/api/v0/ws/feed"
        self._last_seq: int | None = None
        self._news = asyncio.Condition()
        self.seen: dict[Place, float] = {}
        self.repeated = 0

    async def run(self) -> None:
        """Listen, and connect again for ever."""
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                since = "" if self._last_seq is None else f"?since={self._last_seq}"
                async with asyncio.timeout(CONNECT_WITHIN_S):
                    feed = await self._http.ws_connect(self._url + since)
                pause_s = FIRST_PAUSE_S
                async with feed:
                    async for message in feed:
                        await self._take(json.loads(message.data))
            except (aiohttp.ClientError, OSError, TimeoutError):
                pass
            await asyncio.sleep(pause_s)
            pause_s = min(LONGER_EACH_TIME * pause_s, LONGEST_PAUSE_S)

    async def sees_one_of(self, places: set[Place], timeout_s: float) -> float | None:
        """When the first of them was shown; None where none is in time."""
        try:
            async with asyncio.timeout(timeout_s), self._news:
                await self._news.wait_for(lambda: not places.isdisjoint(self.seen))
        except TimeoutError:
            return None
        return min(self.seen[place] for place in places if place in self.seen)

    async def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "resync":
            return
        seq, data = message["seq"], message["data"]
        self._last_seq = seq if message["type"] == "snapshot" else max(self._last_seq or 0, seq)
        match message["type"]:
            case "snapshot":
                shots = data.get("shots", [])
            case "shot":
                shots = [data]
            case _:
                return
        async with self._news:
            for shot in shots:
                if shot["x"] is not None:
                    place = on_lattice(shot["x"]), on_lattice(shot["y"])
                    self.repeated += message["type"] == "shot" and place in self.seen
                    self.seen.setdefault(place, time.monotonic())
            self._news.notify_all()
