"""A board's first lines and its last ones, under MicroPython: it is at a prompt only where a person asked for one."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from drivers.sim.virtual_node import HARDWARE_ID
from drivers.wire.codec import decode
from drivers.wire.framer import Framer
from drivers.wire.messages import Hello, Message, Shot
from tests.node.micropython import MICROPYTHON, ROOT, SCRIPTS

RESET, PROMPT_GIVEN = 3, 0
WAIT_S = 60
UART = b'{"uart": true}'


@dataclass
class Board:
    """`boot` runs it until it resets or gives its prompt."""

    flash: Path
    root: Path = ROOT
    usb: bytes = b""

    def boot(self, *orders: str, rescue: bool = False) -> int:
        control = self.flash.with_name("control")
        control.unlink(missing_ok=True)
        os.mkfifo(control)
        held = os.open(control, os.O_RDWR)
        os.write(held, "".join(order + "\n" for order in orders).encode())
        script = [str(SCRIPTS / "fake_pico.py"), str(self.root), str(self.flash), str(control)]
        done = subprocess.run(
            [*MICROPYTHON, *script, *(["rescue"] if rescue else [])],
            input=b"", capture_output=True, check=False, timeout=WAIT_S,
        )  # fmt: skip
        os.close(held)
        self.usb = done.stdout
        return done.returncode

    def said(self, name: str) -> str:
        return (self.flash / name).read_text()


@pytest.fixture
def board(tmp_path: Path) -> Board:
    (tmp_path / "flash").mkdir()
    return Board(tmp_path / "flash")


@pytest.fixture
def broken(board: Board, tmp_path: Path) -> Board:
    """A file of its firmware is missing."""
    board.root = tmp_path / "broken"
    shutil.copytree(ROOT / "drivers", board.root / "drivers", ignore=shutil.ignore_patterns("__pycache__"))
    (board.root / "drivers" / "node" / "conversation.py").unlink()
    return board


def test_a_byte_3_ends_nothing_from_the_first_line_on(board: Board) -> None:
    assert board.boot("fail") == RESET
    assert board.said("interrupts").split() == ["-1"]


def test_arrows_one_after_the_other_are_told_and_a_false_trigger_between_is_none(board: Board) -> None:
    arrow = "shoot 10,20,30,40,50,60,70,80"
    assert board.boot(arrow, "shoot -,5,-,-,-,-,-,-", arrow, arrow, "shoot -,5,-,-,-,-,-,-", "fail") == RESET
    shots = [shot for shot in map(decode, Framer().feed(board.usb)) if isinstance(shot, Shot)]
    assert [shot.header.sequence for shot in shots] == [1, 2, 3]
    assert [len([channel for channel in shot.channels if channel.tick is not None]) for shot in shots] == [8] * 3


def test_a_firmware_of_which_a_file_is_missing_resets_and_notes_why(broken: Board) -> None:
    assert broken.boot() == RESET
    assert "ImportError" in broken.said("fault.txt")


def test_the_button_gives_the_prompt_of_a_broken_firmware_for_ten_minutes_once(broken: Board) -> None:
    assert broken.boot(rescue=True) == RESET
    assert broken.boot() == PROMPT_GIVEN
    assert broken.said("timer") == "600000"
    assert broken.said("interrupts").split() == ["-1", "-1", "3"]
    assert broken.boot() == RESET


def test_a_fault_that_cannot_be_noted_is_still_a_reset(board: Board) -> None:
    (board.flash / "fault.txt").mkdir()
    assert board.boot("fail") == RESET


def test_a_prompt_that_cannot_be_forgotten_is_not_given(board: Board) -> None:
    (board.flash / "prompt" / "x").mkdir(parents=True)
    assert board.boot("fail") == RESET
    assert "RuntimeError: fail" in board.said("fault.txt")


def test_a_board_at_its_uart_gives_the_prompt_to_a_ctrl_c_over_the_cable(board: Board) -> None:
    (board.flash / "node.json").write_bytes(UART)
    assert board.boot("interrupt") == RESET
    assert board.said("interrupts").split() == ["-1", "3"]
    assert not (board.flash / "fault.txt").exists()
    assert board.boot() == PROMPT_GIVEN


def test_whole_frames_leave_by_the_uart(board: Board) -> None:
    (board.flash / "node.json").write_bytes(UART)
    assert board.boot(*["levels 0"] * 5, "fail") == RESET
    assert "RuntimeError: fail" in board.said("fault.txt")
    messages: list[Message | None] = [decode(frame) for frame in Framer().feed((board.flash / "uart").read_bytes())]
    assert [message.header.node for message in messages if isinstance(message, Hello)] == [HARDWARE_ID]
