"""The firmware of drivers/node under MicroPython, on a real pseudo-terminal, with the real appliance."""

import asyncio
import random
import shutil
from pathlib import Path

import asyncpg
import pytest

from appliance.database.location import DatabaseLocation
from drivers.sim.pty_line import PtyLine
from drivers.sim.virtual_node import HARDWARE_ID
from drivers.wire.codec import encode
from drivers.wire.messages import Header, Hello, Prompt
from tests.drivers.simulated_line import flips_bits
from tests.hil.conftest import Bench, Start
from tests.hil.pico import RESET, Pico, powered
from tests.node.micropython import ROOT

HELD = 256
WAIT_S = 120


@pytest.fixture
def pico(line: PtyLine, tmp_path: Path) -> Pico:
    return Pico(line, tmp_path)


async def stored(bench: Bench) -> list[tuple[float, float]]:
    async with bench.http.get(f"{bench.base}/api/v0/shot/session-id/{bench.session_id}") as response:
        return [(shot["x"], shot["y"]) for shot in (await response.json())["data"]]


async def test_a_shot_is_placed_where_the_arrow_is(start: Start, pico: Pico) -> None:
    async with start(node_url=pico.line.url) as bench, powered(pico):
        await bench.node_is("listening")
        for x, y in ((600, 700), (300, 250), (1000, 900)):
            pico.shoot(x, y)
            shot = (await bench.message("shot"))["data"]
            assert (shot["x"], shot["y"]) == pytest.approx((x, y), abs=2)


async def test_resets_at_any_instant_lose_only_what_was_in_its_memory(start: Start, pico: Pico) -> None:
    dice = random.Random(7)
    boots = set()
    certain = []
    async with start(node_url=pico.line.url) as bench, powered(pico):
        await bench.node_is("listening")
        for k in range(6):
            boots.add(pico.boot)
            # this one may be lost: nobody knows how far it came
            pico.shoot(200 + 20 * k, 1100)
            await asyncio.wait_for(asyncio.shield(pico.spoken()), WAIT_S) if k % 2 else None
            for _ in range(dice.randrange(4)):
                await asyncio.sleep(0)
            pico.reset()
            await pico.spoken()
            if k == 3:
                pico.order("fail")
                await pico.spoken()
            pico.shoot(500 + 20 * k, 600)
            certain.append(500 + 20 * k)
            while True:
                shot = (await bench.message("shot"))["data"]
                if abs(shot["y"] - 600) < 10:
                    break
            assert abs(shot["x"] - certain[-1]) < 5
        places = await stored(bench)
    assert len(boots) == 6
    near = [round(x) for x, y in places if abs(y - 600) < 10]
    assert len(near) == len(certain)
    assert len(places) == len({(round(x / 10), round(y / 10)) for x, y in places})


async def test_256_held_shots_arrive_once_each_over_a_wire_that_flips_bits(
    start: Start, pico: Pico, location: DatabaseLocation
) -> None:
    pico.to_host, pico.to_node = flips_bits(random.Random(1), 2e-5), flips_bits(random.Random(2), 2e-5)
    pico.is_plugged = False
    async with powered(pico):
        for k in range(HELD + 3):
            pico.shoot(300 + 2.5 * k, 650)
            while len(pico.shots) <= k:
                await pico.spoken()
        pico.is_plugged = True
        async with start(node_url=pico.line.url) as bench:
            connection = await asyncpg.connect(**location.connect_arguments("tests"))
            async with asyncio.timeout(WAIT_S):
                while await connection.fetchval("SELECT count(*) FROM detections") < HELD:
                    await bench.message("detection")
            rows = await connection.fetch("SELECT sequence FROM detections ORDER BY sequence")
            await connection.close()
    assert [row["sequence"] for row in rows] == list(range(4, HELD + 4))


async def test_a_node_of_another_version_is_named_and_nothing_of_it_is_stored(
    start: Start, line: PtyLine, tmp_path: Path
) -> None:
    newer = tmp_path / "newer"
    shutil.copytree(ROOT / "drivers", newer / "drivers", ignore=shutil.ignore_patterns("__pycache__"))
    fields = newer / "drivers" / "wire" / "fields.py"
    fields.write_text(fields.read_text().replace("PROTOCOL_VERSION = 2", "PROTOCOL_VERSION = 3"))
    pico = Pico(line, tmp_path, root=newer)
    async with start(node_url=line.url, node_protocol="archstats") as bench, powered(pico):
        pico.shoot(600, 700)
        while True:
            status = (await bench.message("sensor"))["data"]
            if "node_newer" in str(status):
                break
        assert await stored(bench) == []


async def test_an_exception_is_a_reset_and_the_next_boot_and_never_a_prompt(pico: Pico) -> None:
    async with powered(pico):
        first = pico.boot
        await pico.send(b"\x03\x03\x01\x04 import os\r\n~~~~" + bytes(range(256)) * 20)
        pico.order("fail")
        while not pico.ends:
            await pico.spoken()
        await pico.spoken()
        assert pico.ends == [RESET]
        assert pico.boot == first + 1
        assert b">>>" not in pico.written
        hellos = [message for message in pico.messages if isinstance(message, Hello)]
        assert {hello.header.boot for hello in hellos} == {first, first + 1}
        assert "RuntimeError: fail" in (pico.flash / "fault.txt").read_text()


async def test_who_asks_for_the_prompt_gets_it_for_ten_minutes_once(pico: Pico) -> None:
    async with powered(pico):
        await pico.send(encode(Prompt(Header(HARDWARE_ID, 0))))
        while len(pico.ends) < 2:
            await pico.spoken()
        # it resets, ends its program at the next boot, and the one after that runs again
        assert pico.ends[:2] == [RESET, 0]
        assert (pico.flash / "timer").read_text() == "600000"
        pico.shoot(600, 600)
        while not pico.shots:
            await pico.spoken()
