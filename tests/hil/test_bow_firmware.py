"""The firmware of a bow under MicroPython's unix port, on a real socket, with the real appliance."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from drivers.sim.pty_line import PtyLine
from drivers.sim.pty_node import PtyNode
from drivers.sim.simulated_bow import HARDWARE_ID
from tests.hil.conftest import WAIT_S, Start, powered
from tests.hil.test_bows import DISTANCE_M, FLIGHT_S, LATE_S, Line, seconds_between
from tests.models.conftest import tables
from tests.models.helpers import Tables
from tests.node.micropython import MICROPYTHON, ROOT, SCRIPTS

__all__ = ["tables"]

HEAP_BYTES = 200_000
SENSOR = f"{HARDWARE_ID:016x}"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


@asynccontextmanager
async def board(port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *MICROPYTHON, "-X", f"heapsize={HEAP_BYTES}", str(SCRIPTS / "bow_board.py"), str(ROOT), str(port),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        async with asyncio.timeout(WAIT_S):
            assert await process.stdout.readline() == b"listening\n"
        yield process
    finally:
        process.stdin.close()
        await process.wait()


async def test_an_arrow_from_its_rest_is_a_shot_with_times_and_a_bounce_is_nothing(
    start: Start, node: PtyNode, line: PtyLine, tables: Tables
) -> None:
    port = free_port()
    async with (
        board(port) as process,
        start(node_url=node.line.url, bow_urls=(f"socket://127.0.0.1:{port}",)) as bench,
        powered(node),
    ):
        assert process.stdin is not None
        range_ = Line(bench, node, [], line, AsyncExitStack(), port)
        await range_.api("PATCH", f"/session/{bench.session_id}", {"distance": DISTANCE_M})
        robin = await range_.api("POST", "/archer", {"name": "Robin"})
        await range_.api("POST", f"/archer/{robin}/bow", {"name": "bow", "sensor": SENSOR})
        await bench.node_is("listening")

        async def is_heard() -> bool:
            heard = (await range_.api("GET", "/health"))["bow_sensors"]
            return [(one["sensor"], one["firmware"], one["supply_mv"]) for one in heard] == [(SENSOR, "bow 1.0", 3700)]

        await range_.until(is_heard)
        await range_.opened_earlier(tables)
        process.stdin.write(b"touch\nshoot 2500000 %d\n" % round(FLIGHT_S * 1e6))
        await node.shoot(650, 650)
        (shot,) = await range_.until_timed(1)
        assert seconds_between(shot, "arrow_engage_time", "arrow_disengage_time") == pytest.approx(2.5, abs=0.001)
        assert seconds_between(shot, "arrow_disengage_time", "arrow_landing_time") == pytest.approx(
            FLIGHT_S, abs=LATE_S
        )
