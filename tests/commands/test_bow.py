"""arch-stats bow flash: the same checks and the same words as for a node, and all that a bow's firmware needs."""

import re
import subprocess
from pathlib import Path

import pytest

from appliance.cli.main import main
from appliance.commands import board_prompt, bow_flash
from appliance.commands.board_prompt import MAIN, put
from appliance.commands.bow_flash import checked, program_of
from drivers.bow.setup import NAME as SETUP
from drivers.wire import fields
from tests.commands.test_node import PICO, PICO_2, FakeBoard, FakeTransport, code_of
from tests.hil.test_bow_firmware import free_port
from tests.node.micropython import MICROPYTHON, SCRIPTS

PICO_W, PICO_2_W = "Raspberry Pi Pico W with RP2040", "Raspberry Pi Pico 2 W with RP2350"
DRIVERS = Path(fields.__file__).parents[1]
WAIT_S = 30
WIFI = b'{"ssid": "archstats"}'


@pytest.fixture
def setup(tmp_path: Path) -> Path:
    file = tmp_path / "mine.json"
    file.write_text('{"ssid": "archstats", "password": "arrow", "shock": true}')
    return file


@pytest.mark.parametrize(
    ("machine", "version", "code"),
    [
        ("Generic ESP32 module with ESP32", "[1, 28]", "node_no_pico"),
        ("", "[1, 28]", "node_no_pico"),
        (PICO, "[1, 28]", "bow_pico_without_w"),
        (PICO_2, "[1, 28]", "bow_pico_without_w"),
        (PICO_W, "[1, 23]", "node_micropython_old"),
        (PICO_2_W, "[1, 23]", "node_micropython_old"),
    ],
)
def test_a_board_that_does_not_fit_is_refused_before_anything_is_written(
    tmp_path: Path, machine: str, version: str, code: str
) -> None:
    board = FakeBoard(tmp_path, machine=machine, version=version)
    assert code_of(lambda: put(board, program_of(WIFI, WIFI), "port")) == code
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("machine", [PICO_W, PICO_2_W, PICO, PICO_2])
def test_what_was_written_is_all_that_the_firmware_needs(tmp_path: Path, machine: str) -> None:
    board = FakeBoard(tmp_path, machine=machine)
    put(board, program_of(b"{}", b"{}"), "port")
    assert board.order[-1] == MAIN
    written = {path for path in board.order if path.startswith("drivers/")}
    for path in (*written, MAIN):
        for module in re.findall(r"^ *from (drivers[.\w]*) import", (tmp_path / path).read_text(), re.MULTILINE):
            name = module.replace(".", "/")
            assert written & {f"{name}.py", f"{name}/__init__.py"}, f"{path} imports {module}"
    # no other source than what is on the board
    script = SCRIPTS / "bow_board.py"
    done = subprocess.run(
        [*MICROPYTHON, str(script), str(tmp_path), str(free_port())],
        input=b"", capture_output=True, check=False, timeout=WAIT_S,
    )  # fmt: skip
    assert done.stdout == b"listening\n", done.stderr


def test_the_firmware_is_all_files_of_its_folder_that_are_not_the_hosts_own(tmp_path: Path) -> None:
    names = {path for path, _ in program_of(None, b"").files()}
    left = {path.name for path in (DRIVERS / "bow").glob("*.py") if f"drivers/bow/{path.name}" not in names}
    assert left == {MAIN, *bow_flash.HOSTS_OWN}


def test_its_setup_is_written_where_one_is_given_and_stays_where_none_is(tmp_path: Path, setup: Path) -> None:
    folder = tmp_path / "board"
    folder.mkdir()
    put(FakeBoard(folder, machine=PICO_W), program_of(checked(setup), checked(setup)), "port")
    assert (folder / SETUP).read_bytes() == setup.read_bytes()
    put(FakeBoard(folder, machine=PICO_W), program_of(None, checked(setup)), "port")
    assert (folder / SETUP).read_bytes() == setup.read_bytes()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("ssid: archstats", "bow_setup_unreadable"),
        ("[]", "bow_setup_wrong"),
        ('{"shock": "yes"}', "bow_setup_wrong"),
        ('{"sid": "archstats"}', "bow_setup_wrong"),
    ],
)
def test_a_setup_that_the_firmware_would_pass_over_is_refused(setup: Path, content: str, code: str) -> None:
    setup.write_text(content)
    assert code_of(lambda: checked(setup)) == code
    setup.unlink()
    assert code_of(lambda: checked(setup)) == "bow_setup_unreadable"


def test_the_word_asks_by_ctrl_c_shows_the_last_failure_writes_and_starts(
    tmp_path: Path, setup: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "board"
    folder.mkdir()
    (folder / "fault.txt").write_text("ValueError: 7\n")
    transport, asked = FakeTransport(folder), list[tuple[str, bytes]]()
    transport.who = f"[1, 28]|{PICO_W}".encode()

    def ask(port: str, baud: int, what: bytes) -> None:
        asked.append((port, what))

    monkeypatch.setattr(board_prompt, "SerialTransport", lambda port: transport)
    monkeypatch.setattr(bow_flash, "ask_for_prompt", ask)
    assert main(["bow", "flash", "--port", "port", "--setup", str(setup)]) == 0
    assert asked == [("port", b"\r\x03")]
    assert (transport.is_started, transport.is_closed) == (True, True)
    assert (folder / MAIN).read_bytes() == (DRIVERS / "bow" / MAIN).read_bytes()
    output = capsys.readouterr()
    assert "ValueError: 7" in output.out + output.err
    assert "the firmware is written and starts" in output.out


def test_an_old_interpreter_is_named_in_the_words_of_the_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    transport = FakeTransport(tmp_path)
    transport.who = f"[1, 23]|{PICO_W}".encode()

    def ask(port: str, baud: int, what: bytes) -> None:
        del port, baud, what

    monkeypatch.setattr(board_prompt, "SerialTransport", lambda port: transport)
    monkeypatch.setattr(bow_flash, "ask_for_prompt", ask)
    assert main(["bow", "flash", "--port", "port"]) == 1
    assert "MicroPython 1.23 is too old, 1.24 is the least" in capsys.readouterr().err
    # whatever runs there goes on
    assert (transport.is_started, transport.is_closed) == (True, True)
