"""What phones notice of an update, while they ask all the time, follow the feed, and arrows land."""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from appliance.runtime.background import background
from appliance.updates.keys import KEYS_DIR
from drivers.sim.pty_node import PtyNode
from tests.box.guest import PHONE, Guest, in_the_network_of
from tests.box.on_the_range import call, on_the_range
from tests.box.packages import Packages, payload

PHONES = 3
ASKED_EVERY_S = 0.05
A_PHONE_WAITS_S = 30.0
AN_ARROW_EVERY_S = 1.0
AGAIN_AFTER_S = 0.3
LOOKED_EVERY_S = 1.0
OVER_WITHIN_S = 900.0
ALL_SHOTS = "/shot?limit=1000"


@dataclass
class Onlooker:
    """Asks on a connection of its own each time, as phones that come and go."""

    asked: int = 0
    failed: list[str] = field(default_factory=list)
    longest_gap_s: float = 0.0
    _answered_s: float = field(default_factory=time.monotonic)

    async def ask(self, address: str) -> None:
        """Until cancelled."""
        while True:
            self.asked += 1
            try:
                await self._once(address)
            except (OSError, TimeoutError, aiohttp.ClientError) as error:
                self.failed.append(repr(error))
            await asyncio.sleep(ASKED_EVERY_S)

    async def _once(self, address: str) -> None:
        timeout = aiohttp.ClientTimeout(total=A_PHONE_WAITS_S)
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(address) as response:
            answer = await response.text()
            if response.status != 200:  # as HTTP says
                self.failed.append(f"{response.status} {answer}")
        now_s = time.monotonic()
        self.longest_gap_s, self._answered_s = max(self.longest_gap_s, now_s - self._answered_s), now_s


@dataclass
class Follower:
    """Follows the feed, and goes on behind the last that it heard where the box was away."""

    shots: set[str] = field(default_factory=set)
    resumed: int = 0
    begun_anew: int = 0
    last: int | None = None

    async def follow(self, http: aiohttp.ClientSession, base: str) -> None:
        """Until cancelled."""
        while True:
            try:
                since = "" if self.last is None else f"?since={self.last}"
                async with http.ws_connect(f"{base}/api/v0/ws/feed{since}") as feed:
                    self.resumed += self.last is not None
                    async for message in feed:
                        self._take(json.loads(message.data))
            except (OSError, TimeoutError, aiohttp.ClientError):
                pass
            await asyncio.sleep(AGAIN_AFTER_S)

    def _take(self, message: dict[str, object]) -> None:
        kind, number = message["type"], message.get("seq")
        self.begun_anew += kind == "resync"
        if isinstance(number, int):
            self.last = max(self.last or 0, number)
        if kind == "shot" and isinstance(data := message["data"], dict):
            self.shots.add(data["id"])


async def shoot(node: PtyNode) -> None:
    """Until cancelled."""
    number = 0
    while True:
        await node.shoot(450.0 + 17 * (number % 20), 750.0 - 13 * (number % 23))
        number += 1
        await asyncio.sleep(AN_ARROW_EVERY_S)


@dataclass(frozen=True)
class Noticed:
    """What came of one update, and what phones noticed of it."""

    what: str
    word: str
    seconds: float
    asked: int
    failed: list[str]
    longest_gap_s: float
    arrows: int
    unheard: int
    resumed: int
    begun_anew: int

    def __str__(self) -> str:
        return (
            f"{self.what}: {self.word} after {self.seconds:.0f} s; {self.asked} requests, {len(self.failed)} failed, "
            f"longest time without an answer {self.longest_gap_s:.2f} s; {self.arrows} arrows, {self.unheard} of them "
            f"missing on the feed, which was resumed {self.resumed} times and begun anew {self.begun_anew} times"
            + "".join(f"\n  {reason}" for reason in sorted(set(self.failed)))
        )


async def update(
    guest: Guest, http: aiohttp.ClientSession, node: PtyNode, file: Path, what: str, wanted: str
) -> Noticed:
    """Hand an update over as a phone does, and wait until the appliance says how it went."""
    onlooker, follower = Onlooker(), Follower()
    before = await shots_since(guest, http, set())
    last = (await call(http, guest.base, "GET", "/update"))["outcome"]
    address = f"{guest.base}/api/v0/session/open"
    phones = {f"phone{n}": onlooker.ask(address) for n in range(PHONES)}
    async with background(feed=follower.follow(http, guest.base), **phones):
        while follower.last is None:
            await asyncio.sleep(ASKED_EVERY_S)
        began_s = time.monotonic()
        async with background(arrows=shoot(node)):
            with file.open("rb") as body:
                headers = {"Content-Type": "application/x-tar"}
                async with http.post(f"{guest.base}/api/v0/update", data=body, headers=headers) as response:
                    assert response.status == 202, await response.text()  # as HTTP says
            word = await outcome(guest, http, last)
            seconds = time.monotonic() - began_s
        async with asyncio.timeout(A_PHONE_WAITS_S):
            while node.held or not (shots := await shots_since(guest, http, before)) <= follower.shots:
                await asyncio.sleep(ASKED_EVERY_S)
    assert word.startswith(wanted), f"{what}: {word} instead of {wanted}"
    return Noticed(
        what, word, seconds, onlooker.asked, onlooker.failed, onlooker.longest_gap_s,
        len(shots), len(shots - follower.shots), follower.resumed, follower.begun_anew,
    )  # fmt: skip


async def shots_since(guest: Guest, http: aiohttp.ClientSession, before: set[str]) -> set[str]:
    return {shot["id"] for shot in await call(http, guest.base, "GET", ALL_SHOTS)} - before


async def outcome(guest: Guest, http: aiohttp.ClientSession, before: Any) -> str:
    """How the update went, once that is sure, and why it did not stay."""
    async with asyncio.timeout(OVER_WITHIN_S):
        while True:
            state = await call(http, guest.base, "GET", "/update")
            last = state["outcome"]
            if not state["is_under_way"] and last != before and last["status"] != "being_tried":
                return str(last["status"]) + (f" ({last['reason']})" if last["reason"] else "")
            await asyncio.sleep(LOOKED_EVERY_S)


@asynccontextmanager
async def with_packages(folder: Path) -> AsyncIterator[tuple[Guest, Packages]]:
    """A guest that answers, in which updates lie and their key is believed."""
    with tempfile.TemporaryDirectory(prefix="arch-stats-updates-") as temporary:
        work = Path(temporary)
        (work / "updates").mkdir()
        packages = Packages(work / "updates", payload())
        guest = Guest(folder, work / "changes", f"--bind-ro={work / 'updates'}:/mnt")
        try:
            await guest.switch_on()
            with in_the_network_of(PHONE):
                await guest.ready()
                await guest.inside("sh", "-c", f"mkdir -p {KEYS_DIR} && cp /mnt/key.pub {KEYS_DIR}")
                yield guest, packages
        finally:
            await guest.switch_off()


async def measure_update(folder: Path) -> AsyncIterator[Noticed]:
    """One update after the other: to a newer program, to one with another schema, and to one that does not start."""
    async with with_packages(folder) as (guest, packages), on_the_range(guest) as (http, node):
        for what, file, wanted in (
            ("a newer program", packages.newer(), "updated"),
            ("one with another schema", packages.with_another_schema(), "updated"),
            ("one that changes the schema again and does not start", packages.that_does_not_start(), "rolled_back"),
        ):
            yield await update(guest, http, node, file, what, wanted)
