"""What is flashed over a cable, by mpremote's own transport, into the prompt of a real MicroPython (its unix port)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.cli.main import main
from appliance.commands import node_check
from appliance.commands.board_prompt import MAIN, Program
from appliance.commands.bow_flash import program_of as bow_program
from appliance.commands.node_flash import Wiring
from appliance.commands.node_flash import program_of as node_program
from appliance.runtime.background import background
from drivers.bow.firmware import VERSION
from drivers.bow.setup import NAME as BOW_SETUP
from drivers.sim.pty_line import PtyLine
from drivers.wire.bow_codec import BowHello, decode_bow
from drivers.wire.codec import encode
from drivers.wire.framer import Framer
from drivers.wire.messages import ALL_NODES, Header, Ping
from tests.commands.test_bow import PICO_W
from tests.commands.test_node import PICO
from tests.hil.conftest import line
from tests.hil.pico import Pico
from tests.node.micropython import SCRIPTS

__all__ = ["line"]

WAIT_S = 120
GIVES_PROMPT = 0
CABLE, WIFI = '{"switch": true}', '{"ssid": "archstats", "password": "arrow"}'


class FlashedPico(Pico):
    """A board that runs what is on its flash, and has the prompt where there is nothing, or the firmware gives it."""

    def __init__(self, line: PtyLine, folder: Path, machine: str) -> None:
        super().__init__(line, folder, root=folder / "flash")
        self._machine = machine
        self.has_prompt = asyncio.Event()
        self.looks = 0
        """So many looks find the button down, once."""

    async def _boot(self) -> None:
        if (self.flash / MAIN).exists() and await self._ran_firmware() != GIVES_PROMPT:
            return
        self.has_prompt.set()
        await self._run(str(SCRIPTS / "raw_prompt.py"), self._machine)
        self.has_prompt.clear()

    async def _ran_firmware(self) -> int:
        """Its exit status."""
        looks, self.looks = self.looks, 0
        await self._run(str(SCRIPTS / "fake_pico.py"), str(self.flash), str(self.flash), str(self._control), str(looks))
        return self.ends[-1]

    def files(self) -> dict[str, bytes]:
        """What a program has written."""
        found = [path for path in self.flash.rglob("*") if path.is_file()]
        return {path.relative_to(self.flash).as_posix(): path.read_bytes() for path in found}


@asynccontextmanager
async def plugged_in(line: PtyLine, folder: Path, machine: str) -> AsyncIterator[FlashedPico]:
    board = FlashedPico(line, folder, machine)
    async with background(board=board.run()):
        yield board


async def flashed(*words: str) -> int:
    return await asyncio.to_thread(main, list(words))


def wanted(program: Program) -> dict[str, bytes]:
    return {**dict(program.files()), MAIN: program.main}


def holds(board: FlashedPico, program: Program) -> bool:
    return wanted(program).items() <= board.files().items()


async def until(board: FlashedPico, holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not holds():
            await board.spoken()


async def pressed(board: FlashedPico) -> None:
    """Somebody powers it on with a finger on its button."""
    board.looks = 1
    board.reset()
    async with asyncio.timeout(WAIT_S):
        await board.has_prompt.wait()


def hellos(board: FlashedPico) -> list[BowHello]:
    """Those of a bow that runs there."""
    heard = [decode_bow(frame) for frame in Framer().feed(bytes(board.written))]
    return [one for one in heard if isinstance(one, BowHello)]


@pytest.fixture
def setup(tmp_path: Path) -> Path:
    return tmp_path / "mine.json"


@pytest.mark.parametrize("machine", [PICO_W, PICO])
async def test_a_bare_board_becomes_a_bow_that_speaks_over_its_cable(
    line: PtyLine, tmp_path: Path, setup: Path, machine: str, capsys: pytest.CaptureFixture[str]
) -> None:
    setup.write_text(CABLE)
    async with plugged_in(line, tmp_path, machine) as board:
        assert await flashed("bow", "flash", "--port", line.url, "--setup", str(setup)) == 0
        assert holds(board, bow_program(None, b""))
        assert (board.flash / BOW_SETUP).read_text() == CABLE
        # what it now runs is what was written: it greets, and answers
        await until(board, lambda: bool(hellos(board)))
        await board.send(encode(Ping(Header(ALL_NODES, 0), 77)))
        await until(board, lambda: hellos(board)[-1].token == 77)
        assert hellos(board)[-1].firmware == VERSION
    assert "the firmware is written and starts" in capsys.readouterr().out


@pytest.mark.parametrize("machine", [PICO_W, PICO])
async def test_a_bow_at_its_cable_is_written_anew_after_its_button_and_keeps_its_setup(
    line: PtyLine, tmp_path: Path, setup: Path, machine: str, capsys: pytest.CaptureFixture[str]
) -> None:
    setup.write_text(CABLE)
    async with plugged_in(line, tmp_path, machine) as board:
        assert await flashed("bow", "flash", "--port", line.url, "--setup", str(setup)) == 0
        await until(board, lambda: bool(hellos(board)))
        (board.flash / "drivers" / "bow" / "line_of_before.py").write_text("")
        (board.flash / "drivers" / "bow" / "rest_sensor.py").write_text("broken")
        await pressed(board)
        assert await flashed("bow", "flash", "--port", line.url) == 0
        assert holds(board, bow_program(None, b""))
        assert (board.flash / BOW_SETUP).read_text() == CABLE
    capsys.readouterr()


async def test_what_failed_on_the_board_is_shown_by_the_next_flash(
    line: PtyLine, tmp_path: Path, setup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # this board has no radio, whatever it says it is
    setup.write_text(WIFI)
    async with plugged_in(line, tmp_path, PICO_W) as board:
        assert await flashed("bow", "flash", "--port", line.url, "--setup", str(setup)) == 0
        async with asyncio.timeout(WAIT_S):
            # whole, and not only begun
            while b"network" not in board.files().get("fault.txt", b""):
                await asyncio.to_thread(int)
        await pressed(board)
        assert await flashed("bow", "flash", "--port", line.url) == 0
        output = capsys.readouterr()
        assert "ImportError: no module named 'network'" in output.out + output.err
    assert not holds(board, node_program(Wiring()))


async def test_a_node_is_not_put_on_a_board_with_wifi(
    line: PtyLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(node_check, "HEARD_WITHIN_S", 0.2)
    async with plugged_in(line, tmp_path, PICO_W) as board:
        assert await flashed("node", "flash", "--port", line.url) == 1
        assert board.files() == {}
    assert PICO_W in capsys.readouterr().err


@pytest.mark.parametrize("is_on_board", [False, True])
async def test_a_bow_of_a_wifi_is_not_put_on_a_board_without_and_nothing_is_written(
    line: PtyLine, tmp_path: Path, setup: Path, capsys: pytest.CaptureFixture[str], *, is_on_board: bool
) -> None:
    async with plugged_in(line, tmp_path, PICO) as board:
        kept = board.flash / BOW_SETUP if is_on_board else setup
        kept.write_text(WIFI)
        before = board.files()
        words = () if is_on_board else ("--setup", str(setup))
        assert await flashed("bow", "flash", "--port", line.url, *words) == 1
        assert board.files() == before
        output = capsys.readouterr().err
        assert PICO in output
        assert "without ssid" in output
        kept.write_text(CABLE)
        assert await flashed("bow", "flash", "--port", line.url, *words) == 0
        assert holds(board, bow_program(None, b""))


async def test_a_node_is_flashed_and_heard(
    line: PtyLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(node_check, "HEARD_WITHIN_S", 5.0)
    async with plugged_in(line, tmp_path, PICO) as board:
        assert await flashed("node", "flash", "--port", line.url, "--channels", "4") == 0
        assert holds(board, node_program(Wiring(channels=4)))
    assert "node 1.1" in capsys.readouterr().out
