"""Sensors on bows, on a real pseudo-terminal and a real socket, into the whole appliance and to every phone."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Any

import pytest

from appliance.runtime.background import background
from drivers.sim.pty_line import PtyLine
from drivers.sim.pty_node import PtyNode
from drivers.sim.simulated_bow import HARDWARE_ID, SimulatedBow
from tests.hil.conftest import WAIT_S, Bench, Start, powered
from tests.models.conftest import tables
from tests.models.helpers import Tables

__all__ = ["tables"]

FLIGHT_S, LATE_S = 1.2, 0.5
"""Of 70 m at 58 m/s; and how far off clocks may be that were read over lines of a machine busy with other tests."""
DISTANCE_M = 70


class Line:
    """An appliance with a board and two bows: one on a serial port, the other in the Wi-Fi."""

    def __init__(
        self, bench: Bench, node: PtyNode, bows: list[SimulatedBow], cable: PtyLine, wifi: AsyncExitStack, port: int
    ) -> None:
        self.bench, self.node, self.bows = bench, node, bows
        self.cable, self.wifi, self.port = cable, wifi, port
        self.archers: list[str] = []

    async def api(self, method: str, path: str, body: object = None) -> Any:
        async with self.bench.http.request(method, f"{self.bench.base}/api/v0{path}", json=body) as response:
            assert response.status < 300, await response.text()
            return None if response.status == 204 else (await response.json())["data"]

    async def shots(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.api("GET", f"/shot/session-id/{self.bench.session_id}")
        return found

    async def until(self, condition: Callable[[], Awaitable[bool]]) -> None:
        """Looks whenever the feed says something, and twice a second: a sensor's health is told to nobody at once."""
        async with asyncio.timeout(WAIT_S):
            while not await condition():
                with_news = asyncio.ensure_future(self.bench.feed.receive())
                await asyncio.wait({with_news}, timeout=0.5)
                with_news.cancel()

    async def heard(self) -> None:
        """Until the board and every bow are."""
        await self.bench.node_is("listening")

        async def is_so() -> bool:
            health = await self.api("GET", "/health")
            return {one["sensor"] for one in health["bow_sensors"]} >= {bow.sensor for bow in self.bows}

        await self.until(is_so)

    async def shoot(self, bow: SimulatedBow, x_mm: float = 650.0, y_mm: float = 650.0) -> None:
        bow.loose(FLIGHT_S)
        await self.node.shoot(x_mm, y_mm)

    async def opened_earlier(self, tables: Tables) -> None:
        """So that an arrow that lands now was released in the session."""
        await tables.admin.execute("UPDATE session_spans SET opened_at = opened_at - interval '10 s'")

    async def until_timed(self, count: int) -> list[dict[str, Any]]:
        """Until so many shots have times of the bow: all shots, in their order."""

        async def is_so() -> bool:
            return sum(shot["arrow_disengage_time"] is not None for shot in await self.shots()) >= count

        await self.until(is_so)
        return await self.shots()

    async def until_warned(self, words: str) -> None:
        async def is_so() -> bool:
            health = await self.api("GET", "/health")
            return any(words in warning["text"] for warning in health["warnings"])

        await self.until(is_so)


Set = Callable[..., Any]


@pytest.fixture
def line(start: Start, node: PtyNode, tables: Tables) -> Set:
    @asynccontextmanager
    async def set_up(*, owners: int = 2) -> AsyncIterator[Line]:
        async with AsyncExitStack() as stack:
            cable = PtyLine()
            stack.callback(cable.unplug)
            bows = [SimulatedBow(), SimulatedBow(HARDWARE_ID + 1)]
            wifi = await stack.enter_async_context(AsyncExitStack())
            port = await wifi.enter_async_context(bows[1].listening())
            await stack.enter_async_context(background(bow=bows[0].on_line(cable)))
            urls = (cable.url, f"socket://127.0.0.1:{port}")
            bench = await stack.enter_async_context(start(node_url=node.line.url, bow_urls=urls))
            await stack.enter_async_context(powered(node))
            one = Line(bench, node, bows, cable, wifi, port)
            await one.api("PATCH", f"/session/{bench.session_id}", {"distance": DISTANCE_M})
            for k, bow in enumerate(bows[:owners]):
                archer = await one.api("POST", "/archer", {"name": f"archer {k}"})
                await one.api("POST", f"/archer/{archer}/bow", {"name": "bow", "sensor": bow.sensor})
                one.archers.append(archer)
            if owners == 2:
                listed = [
                    {"archer_id": archer, "letter": "AB"[k], "shooting_order": k + 1}
                    for k, archer in enumerate(one.archers)
                ]
                await one.api("PUT", f"/session/{bench.session_id}/archers", {"archers": listed, "arrows_per_turn": 3})
            await one.heard()
            await one.opened_earlier(tables)
            yield one

    return set_up


def seconds_between(shot: dict[str, Any], first: str, last: str) -> float:
    return (datetime.fromisoformat(shot[last]) - datetime.fromisoformat(shot[first])).total_seconds()


async def test_release_and_landing_are_a_shot_with_times_of_the_archer_whose_bow_it_was(line: Set) -> None:
    async with line() as range_:
        await range_.shoot(range_.bows[1])
        await range_.until_timed(1)
        await range_.shoot(range_.bows[0])
        shots = await range_.until_timed(2)
        assert [shot["archer_id"] for shot in shots] == [range_.archers[1], range_.archers[0]]
        assert [shot["attribution"] for shot in shots] == ["bow", "bow"]
        for shot in shots:
            assert seconds_between(shot, "arrow_engage_time", "arrow_disengage_time") == pytest.approx(0.5, abs=0.01)
            assert seconds_between(shot, "arrow_disengage_time", "arrow_landing_time") == pytest.approx(
                FLIGHT_S, abs=LATE_S
            )


async def test_a_release_alone_is_a_miss_and_a_landing_alone_a_shot(line: Set) -> None:
    async with line() as range_:
        range_.bows[1].loose()
        (miss,) = await range_.until_timed(1)
        assert (miss["archer_id"], miss["attribution"], miss["x"]) == (range_.archers[1], "bow", None)
        # one tap takes it back, and it stays so
        await range_.api("DELETE", f"/shot/{miss['id']}")
        await range_.shoot(range_.bows[0])
        await range_.until_timed(1)
        await range_.node.shoot(650, 650)

        async def has_landed() -> bool:
            return len(await range_.shots()) == 2

        await range_.until(has_landed)
        _, landed = await range_.shots()
        assert (landed["arrow_disengage_time"], landed["attribution"]) == (None, "order")
        assert miss["id"] not in {shot["id"] for shot in await range_.shots()}


async def test_what_was_shot_while_the_link_was_lost_has_its_own_times(line: Set) -> None:
    async with line() as range_:
        bow = range_.bows[1]
        await range_.wifi.aclose()
        await range_.shoot(bow)

        async def has_landed() -> bool:
            return len(await range_.shots()) == 1

        await range_.until(has_landed)
        assert bow.bow.held == [1]
        async with bow.listening(range_.port):
            (shot,) = await range_.until_timed(1)

            async def is_known() -> bool:
                return not bow.bow.held

            await range_.until(is_known)
        assert seconds_between(shot, "arrow_disengage_time", "arrow_landing_time") == pytest.approx(
            FLIGHT_S, abs=LATE_S
        )
        assert (shot["archer_id"], len(await range_.shots())) == (range_.archers[1], 1)


async def test_a_sensor_on_nobodys_bow_and_one_that_rattles_are_named_and_nothing_is_written(line: Set) -> None:
    async with line(owners=1) as range_:
        await range_.node.shoot(650, 650)
        range_.bows[1].loose()
        await range_.until_warned("nobody's bow")
        for k in range(6):
            range_.bows[0].loose(0.5 - 0.1 * k, hold_s=0.1)
        await range_.until_warned("more often than anybody shoots")

        async def are_known() -> bool:
            return not any(bow.bow.held for bow in range_.bows)

        await range_.until(are_known)
        (shot,) = await range_.shots()
        assert shot["arrow_disengage_time"] is None


async def test_ten_thousand_odd_lines_end_nothing(line: Set) -> None:
    async with line() as range_:
        dice = random.Random(5)
        odd = b"".join(
            dice.choice((b"~", b"", b"RELEASE ")) + dice.randbytes(dice.randrange(40)) + b"\n" for _ in range(10_000)
        )
        await range_.cable.write(odd)
        await range_.shoot(range_.bows[1])
        await range_.until_timed(1)
        await range_.shoot(range_.bows[0])
        shots = await range_.until_timed(2)
        assert [shot["archer_id"] for shot in shots] == [range_.archers[1], range_.archers[0]]
