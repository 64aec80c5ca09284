"""arch-stats node: what a volunteer with a board in the hand is told, and what is written on it."""

import asyncio
import hashlib
import os
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from mpremote.transport import TransportError
from serial import SerialException

from appliance.commands import board_prompt, node_check, node_flash
from appliance.commands.board_prompt import MAIN
from appliance.commands.node_check import NodeUnusable, check, listen, the_port
from appliance.commands.node_flash import Wiring, install, program_of
from appliance.core.message import message_of
from appliance.runtime.background import background
from drivers.link.ports import Port
from drivers.sim.pty_line import PtyLine
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt
from drivers.wire import fields
from drivers.wire.codec import decode
from drivers.wire.framer import Framer, framed
from drivers.wire.messages import Hello
from tests.hil.conftest import line
from tests.node.micropython import MICROPYTHON, SCRIPTS

__all__ = ["line"]

PICO, PICO_2 = "Raspberry Pi Pico with RP2040", "Raspberry Pi Pico2 with RP2350"
WAIT_S = 30


class FakeBoard:
    """A MicroPython prompt whose files are in a folder."""

    def __init__(self, folder: Path, *, machine: str = PICO, version: str = "[1, 28]") -> None:
        self.folder, self.who = folder, f"{version}|{machine}\r\n".encode()
        self.order: list[str] = []
        self.spoils: Callable[[str], bool] = lambda path: False

    def exec(self, command: str) -> bytes:
        if command == board_prompt.WHO:
            return self.who
        if "f.read()" in command:
            # the board's own interpreter would do the same
            taken = subprocess.run([*MICROPYTHON, "-c", command], cwd=self.folder, capture_output=True, check=True)
            return taken.stdout
        if "mkdir" in command:
            (self.folder / command.split("'")[1]).mkdir(exist_ok=True)
        else:
            assert "os.remove" in command
            (self.folder / MAIN).unlink(missing_ok=True)
        return b""

    def fs_writefile(self, path: str, data: bytes) -> None:
        self.order.append(path)
        (self.folder / path).write_bytes(data[:-1] if self.spoils(path) else data)

    def fs_hashfile(self, path: str, algorithm: str) -> bytes:
        return hashlib.new(algorithm, (self.folder / path).read_bytes()).digest()


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(NodeUnusable) as caught:
        call()
    return message_of(caught.value).code


def test_what_was_written_is_all_that_the_firmware_needs(tmp_path: Path) -> None:
    board, flash, control = FakeBoard(tmp_path), tmp_path / "flash", tmp_path / "control"
    install(board, Wiring(channels=4), "port")
    assert board.order[-1] == MAIN
    flash.mkdir()
    (flash / "node.json").write_bytes((tmp_path / "node.json").read_bytes())
    os.mkfifo(control)
    orders = os.open(control, os.O_RDWR)
    os.write(orders, b"fail\n")
    # no other source than what is on the board
    output = subprocess.run(
        [*MICROPYTHON, str(SCRIPTS / "fake_pico.py"), str(tmp_path), str(flash), str(control)],
        input=b"", capture_output=True, check=False, timeout=WAIT_S,
    )  # fmt: skip
    os.close(orders)
    hellos = [message for message in map(decode, Framer().feed(output.stdout)) if isinstance(message, Hello)]
    assert [hello.channels for hello in hellos] == [4]
    assert "RuntimeError: fail" in (flash / "fault.txt").read_text()


def test_a_file_that_was_written_badly_is_named_and_nothing_starts(tmp_path: Path) -> None:
    board = FakeBoard(tmp_path)
    install(board, Wiring(), "port")
    board.spoils = lambda path: path == "drivers/node/detector.py"
    assert code_of(lambda: install(board, Wiring(), "port")) == "node_written_badly"
    assert not (tmp_path / MAIN).exists()


@pytest.mark.parametrize(
    ("machine", "version", "code"),
    [
        ("Generic ESP32 module with ESP32", "[1, 28]", "node_no_pico"),
        ("", "[1, 28]", "node_no_pico"),
        ("Raspberry Pi Pico W with RP2040", "[1, 28]", "node_pico_w"),
        ("Raspberry Pi Pico 2 W with RP2350", "[1, 28]", "node_pico_w"),
        (PICO, "[1, 23]", "node_micropython_old"),
    ],
)
def test_a_board_that_does_not_fit_is_refused_before_anything_is_written(
    tmp_path: Path, machine: str, version: str, code: str
) -> None:
    board = FakeBoard(tmp_path, machine=machine, version=version)
    assert code_of(lambda: install(board, Wiring(), "port")) == code
    assert list(tmp_path.iterdir()) == []


class FakeTransport(FakeBoard):
    """In the place of mpremote's, which has opened the port."""

    def __init__(self, folder: Path, *, error: Exception | None = None) -> None:
        super().__init__(folder)
        self.error, self.is_closed, self.is_started = error, False, False

    def enter_raw_repl(self, *, soft_reset: bool) -> None:
        if self.error:
            raise self.error

    def exec_raw_no_follow(self, command: str) -> None:
        self.is_started = command == "import machine; machine.reset()"

    def close(self) -> None:
        self.is_closed = True


def flashed_over(transport: FakeTransport, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    monkeypatch.setattr(board_prompt, "SerialTransport", lambda port: transport)
    monkeypatch.setattr(node_flash, "give_prompt", lambda port, baud: None)
    return lambda: node_flash.flash("port", Wiring(uart=True))


@pytest.mark.parametrize("error", [SerialException("gone"), TransportError("could not enter raw repl")])
def test_a_port_at_which_no_prompt_comes_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    transport = FakeTransport(tmp_path, error=error)
    assert code_of(flashed_over(transport, monkeypatch)) == "node_no_prompt"
    assert transport.is_closed


@pytest.mark.parametrize("error", [SerialException("gone"), TransportError("timeout"), OSError(28, "full")])
def test_a_cable_or_a_flash_that_fails_on_the_way_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def spoils(path: str) -> bool:
        if path == "drivers/node/detector.py":
            raise error
        return False

    transport = FakeTransport(tmp_path)
    transport.spoils = spoils
    assert code_of(flashed_over(transport, monkeypatch)) == "node_write_cut"
    assert (transport.is_started, transport.is_closed) == (True, True)
    assert not (tmp_path / MAIN).exists()


def test_the_last_failure_is_shown_once_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fault.txt").write_text("Traceback:\n  line 5\nValueError: \x1b[31m7\n")
    for shown in (1, 0):
        assert flashed_over(FakeTransport(tmp_path), monkeypatch)() == 0
        output = capsys.readouterr()
        assert (output.out + output.err).count("ValueError: ") == shown
        assert "\x1b[31m" not in output.out + output.err


@pytest.mark.parametrize(("machine", "channels"), [(PICO, 4), (PICO_2, 6)])
def test_as_many_upper_thresholds_as_it_has_machines(tmp_path: Path, machine: str, channels: int) -> None:
    install(FakeBoard(tmp_path, machine=machine), Wiring(channels=channels, upper=True), "port")
    assert (tmp_path / MAIN).exists()


def test_the_firmware_is_all_files_of_its_folder() -> None:
    folder = Path(fields.__file__).parents[1] / "node"
    names = {path for path, _ in program_of(Wiring()).files()}
    assert {f"drivers/node/{path.name}" for path in folder.glob("*.py")} - names == {f"drivers/node/{MAIN}"}


def test_the_one_board_that_is_plugged_in_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def ports(*urls: str) -> Callable[[], list[Port]]:
        return lambda: [Port("/dev/ttyS0", "built in", False), *(Port(url, "Board", True) for url in urls)]

    monkeypatch.setattr(node_check, "found_ports", ports("/dev/ttyACM0"))
    assert the_port() == "/dev/ttyACM0"
    monkeypatch.setattr(node_check, "found_ports", ports())
    assert code_of(the_port) == "node_none_plugged_in"
    monkeypatch.setattr(node_check, "found_ports", ports("/dev/ttyACM0", "/dev/ttyACM1"))
    assert code_of(the_port) == "node_several_plugged_in"


async def test_a_node_is_heard() -> None:
    node = PtyNode(VirtualButt(), random.Random(3))
    async with background(node=node.run()):
        heard = await listen(node.line.url, 115200)
    node.line.unplug()
    assert heard.hello.header.node == node.memory.hardware_id
    assert heard.status.climate.temp_c == 18.0


async def test_a_line_on_which_nothing_is_heard_is_reported(line: PtyLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node_check, "HEARD_WITHIN_S", 0.2)
    with pytest.raises(NodeUnusable) as caught:
        await listen(line.url, 115200)
    assert message_of(caught.value).code == "node_not_heard"


async def test_a_node_of_another_version_is_reported(line: PtyLine) -> None:
    frame = bytearray(fields.pack_frame(fields.HELLO, 5, 1))
    frame[0] = 3 << 4 | fields.HELLO

    async def answer() -> None:
        await line.read()
        await line.write(framed(bytes(frame)))

    async with background(answer=answer()):
        with pytest.raises(NodeUnusable) as caught:
            await listen(line.url, 115200)
    assert message_of(caught.value).code == "node_speaks_other"


async def asked_for_prompt(line: PtyLine, answer: bytes) -> bytes:
    """All that `node flash` sends to a board that says this."""
    sent = bytearray()

    async def board() -> None:
        while True:
            sent.extend(await line.read())
            await line.write(answer)

    async with background(board=board()):
        await asyncio.to_thread(node_flash.give_prompt, line.url, 115200)
    return bytes(sent)


async def test_a_node_of_another_version_is_asked_for_its_prompt_in_that_version(line: PtyLine) -> None:
    sent = await asked_for_prompt(line, framed(fields.pack_frame(fields.HELLO, 5, 1, version=3)))
    prompts = [frame for frame in Framer().feed(sent) if fields.version_of(frame) == 3]
    assert [fields.unpack_header(frame) for frame in prompts] == [(fields.PROMPT, 5, 0, 0)]


async def test_a_board_that_says_nothing_over_the_cable_is_asked_by_ctrl_c(
    line: PtyLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node_check, "HEARD_WITHIN_S", 0.2)
    sent = await asked_for_prompt(line, b"")
    assert sent.endswith(b"\x03")


async def test_check_says_what_it_is_and_that_it_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    node = PtyNode(VirtualButt(), random.Random(3))
    async with background(node=node.run()):
        assert await asyncio.to_thread(check, node.line.url, 115200) == 0
    node.line.unplug()
    output = capsys.readouterr().out
    assert "e661640843275c21" in output
    assert "8 channels" in output
