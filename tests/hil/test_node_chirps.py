"""The firmware's emitters under MicroPython, on a real pseudo-terminal, with the real appliance."""

import asyncio
import json
import math
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from appliance.cli.main import main
from appliance.cli.node_words import emitters_of
from appliance.commands.node_flash import Wiring
from appliance.errors import StartError
from drivers.node.setup import Setup
from drivers.sim.chirping import Emitters
from drivers.sim.pty_line import PtyLine
from drivers.sim.virtual_butt import DEMO_SENSORS, VirtualButt
from drivers.sim.virtual_node import HARDWARE_ID
from drivers.wire.codec import encode
from drivers.wire.fields import EMITTER_SILENT
from drivers.wire.messages import Header, Measure, Status
from tests.hil.conftest import Start
from tests.hil.pico import TICK_HZ, Pico, powered
from tests.hil.test_chirps import outdoors, until

WINDY = VirtualButt(wind_x_m_per_s=2.4, wind_y_m_per_s=-1.2)
EMITTERS = Emitters(DEMO_SENSORS, (3.0, 40.0, 12.0, 0.0, 27.0, 33.0, 8.0, 19.0), (0.0,) * 8, sigma_us=0.5)
WAIT_S = 120
BUSY = 100
"""So many times as long as a Pico a machine may take from the gate to the burst that is busy with other tests."""


@pytest.fixture
def pico(line: PtyLine, tmp_path: Path) -> Pico:
    pico = Pico(line, tmp_path)
    pico.wire(channels=8, emitters=0xFF, chirp_round_s=1)
    pico.surround(EMITTERS, WINDY.air)
    return pico


async def chirped(pico: Pico, count: int) -> None:
    async with asyncio.timeout(WAIT_S):
        while len(pico.chirps) < count:
            await pico.spoken()


async def round_is_over(pico: Pico) -> None:
    """Until the last emitter has chirped: the next round begins half a second later."""
    await chirped(pico, len(pico.chirps) + 1)
    while pico.chirps[-1].emitter != len(DEMO_SENSORS) - 1:
        await chirped(pico, len(pico.chirps) + 1)


async def test_the_wind_is_reported_before_an_arrow_and_an_arrow_is_a_shot_all_the_same(
    start: Start, pico: Pico
) -> None:
    async with start(node_url=pico.line.url) as bench, powered(pico):
        await outdoors(bench)
        found = (await until(bench, lambda now: now["chirps"] is not None))["chirps"]
        assert found["is_believed"]
        assert math.dist((found["wind_x_m_per_s"], found["wind_y_m_per_s"]), (2.4, -1.2)) < 0.3
        assert [one["is_emitter_heard"] for one in found["channels"]] == [True] * 8
        # a busy machine may take the processor from the board in the middle of a chirp
        assert min(one["heard_share"] for one in found["channels"]) > 0.9
        # an arrow in a chirp is the matter of tests/node/test_chirps.py
        await round_is_over(pico)
        pico.shoot(600, 700)
        shot = (await bench.message("shot"))["data"]
        # in the air of the chirps, whose wind it does not have
        assert math.dist((shot["x"], shot["y"]), (600, 700)) < 12


async def test_a_chirp_has_the_times_of_all_channels_from_its_own_burst(pico: Pico) -> None:
    async with powered(pico):
        await pico.send(encode(Measure(Header(HARDWARE_ID, pico.boot), 60_000)))
        await chirped(pico, 8)
        for chirp in pico.chirps[:8]:
            heard, found = [one.tick for one in chirp.channels], pico.delays[chirp.emitter]
            late = {tick - way for tick, way in zip(heard, found, strict=True) if tick is not None and way is not None}
            # to the count, from one burst
            assert len(late) == 1
            assert 0 <= min(late) < TICK_HZ * 1e-3 * BUSY
        assert sorted(chirp.emitter for chirp in pico.chirps[:8]) == list(range(8))
        pauses = [b.driven_us - a.driven_us for a, b in zip(pico.chirps, pico.chirps[1:], strict=False)]
        assert min(pauses) >= 60_000


async def test_it_is_quiet_for_three_seconds_after_a_shot_and_where_it_is_not_asked(pico: Pico) -> None:
    async with powered(pico):
        assert pico.chirps == []
        await pico.send(encode(Measure(Header(HARDWARE_ID, pico.boot), 60_000)))
        await chirped(pico, 2)
        pico.shoot(600, 700)
        async with asyncio.timeout(WAIT_S):
            while not pico.shots:
                await pico.spoken()
        before = len(pico.chirps)
        await chirped(pico, before + 1)
        assert pico.chirps[before].driven_us - pico.shots[0].impact_us >= 3_000_000
        await pico.send(encode(Measure(Header(HARDWARE_ID, pico.boot), 0)))
        for _ in range(3):
            await status(pico)
        quiet = len(pico.chirps)
        for _ in range(3):
            await status(pico)
        assert len(pico.chirps) == quiet


async def test_an_emitter_that_nobody_hears_is_a_fault_and_one_that_is_not_there_sounds_never(
    line: PtyLine, tmp_path: Path
) -> None:
    pico = Pico(line, tmp_path)
    pico.wire(channels=8, emitters=0b0000_0111, chirp_round_s=1)
    pico.surround(replace(EMITTERS, deaf=frozenset((1, k) for k in range(8))), WINDY.air)
    async with powered(pico):
        await pico.send(encode(Measure(Header(HARDWARE_ID, pico.boot), 60_000)))
        async with asyncio.timeout(WAIT_S):
            while (report := (await status(pico)).self_report) is None or not report.faults & EMITTER_SILENT:
                pass
        assert {chirp.emitter for chirp in pico.chirps} == {0, 2}
        report = (await status(pico)).self_report
        assert report is not None
        # while it listens to a chirp it hears an arrow, too
        assert report.blind_us == 0


async def status(pico: Pico) -> Status:
    """The next one."""
    known = sum(isinstance(one, Status) for one in pico.messages)
    while True:
        await pico.spoken()
        new = [one for one in pico.messages if isinstance(one, Status)]
        if len(new) > known:
            return new[-1]


def test_what_flash_writes_is_what_the_firmware_reads() -> None:
    wiring = Wiring(channels=6, emitters=emitters_of("1,3, 6", 6), chirp_hz=4_000)
    setup = Setup(json.dumps(asdict(wiring)).encode())
    assert (setup.emitters, setup.chirp_hz, setup.chirp_round_us) == ((0, 2, 5), 4_000, 8_000_000)
    assert emitters_of("all", 4) == 0b1111
    for odd in ("0", "7", "x"):
        with pytest.raises(StartError):
            emitters_of(odd, 6)
    assert Setup(b'{"emitters": 256}').emitters == ()
    assert Setup(b'{"emitters": true, "chirp_hz": 1}').chirp_hz == 40_000


@pytest.mark.parametrize("hz", ["0", "1999", "50001", "1e4", "x"])
def test_a_chirp_that_no_disc_makes_is_refused_before_anything_is_written(
    hz: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["node", "flash", "--chirp-hz", hz])
    assert f"{hz}: 2000 to 50000" in capsys.readouterr().err
