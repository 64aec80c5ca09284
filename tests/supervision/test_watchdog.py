"""systemd's end of the watchdog: real datagrams on a real socket."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.runtime import watchdog
from appliance.runtime.supervise import Part, Supervisor
from appliance.runtime.watchdog import notify, watch, watchdog_interval_s

WAIT_S = 20
FOOD = b"WATCHDOG=1"


class Systemd:
    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel

    async def hears(self) -> bytes:
        async with asyncio.timeout(WAIT_S):
            return await asyncio.get_running_loop().sock_recv(self._channel, 100)

    def has_heard(self) -> list[bytes]:
        found = []
        while True:
            try:
                found.append(self._channel.recv(100))
            except BlockingIOError:
                return found


@pytest.fixture
async def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Systemd]:
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(path)
        channel.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", path)
        yield Systemd(channel)


async def test_it_is_fed_while_every_part_moves(systemd: Systemd) -> None:
    async with Supervisor().running(Part("watchdog", lambda: watch(list, 0.001))):
        for _ in range(3):
            assert await systemd.hears() == FOOD


async def test_it_is_not_fed_when_a_part_cannot_be_ended_and_again_when_it_can(systemd: Systemd) -> None:
    beyond_help = ["impacts"]
    looks = 0

    def look() -> list[str]:
        nonlocal looks
        looks += 1
        return beyond_help

    async with Supervisor().running(Part("watchdog", lambda: watch(look, 0.001))):
        async with asyncio.timeout(WAIT_S):
            while looks < 5:  # noqa: ASYNC110  (it looks, and nobody tells)
                await asyncio.sleep(0)
        assert systemd.has_heard() == []
        beyond_help.clear()
        assert await systemd.hears() == FOOD


async def test_a_frozen_loop_is_not_fed(systemd: Systemd, tmp_path: Path) -> None:
    """Another process, whose loop a thread of its own cannot rescue: the food ends, which is what systemd waits for."""
    program = tmp_path / "frozen.py"
    program.write_text(
        "import asyncio, threading\n"
        "from appliance.runtime.watchdog import watch\n"
        "async def main():\n"
        "    task = asyncio.create_task(watch(list, 0.001))\n"
        "    await asyncio.sleep(0.05)\n"
        "    print('frozen', flush=True)\n"
        "    threading.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(program), stdout=asyncio.subprocess.PIPE, env={**os.environ}
    )
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), WAIT_S) == b"frozen\n"
    assert FOOD in systemd.has_heard()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await asyncio.get_running_loop().sock_recv(systemd._channel, 100)
    process.kill()
    await process.wait()


async def test_stuck_parts_are_looked_for_without_systemd_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    monkeypatch.setattr(watchdog, "LOOK_EVERY_S", 0.001)
    looked = asyncio.Queue[None]()

    def look() -> list[str]:
        looked.put_nowait(None)
        return []

    async with Supervisor().running(Part("watchdog", lambda: watch(look, None))):
        for _ in range(2):
            await asyncio.wait_for(looked.get(), WAIT_S)


def test_systemd_that_does_not_read_holds_nothing_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(path)
        monkeypatch.setenv("NOTIFY_SOCKET", path)
        for _ in range(2000):
            notify("WATCHDOG=1")
    notify("nobody is there any more")


@pytest.mark.parametrize(
    ("usec", "interval_s"), [("20000000", 10.0), ("", None), ("0", None), ("soon", None), ("-5", None)]
)
def test_half_of_what_systemd_allows(usec: str, interval_s: float | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", usec)
    assert watchdog_interval_s() == interval_s
