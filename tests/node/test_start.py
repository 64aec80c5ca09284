"""A board's first lines and its last ones, under MicroPython: it is at a prompt only where a person asked for one."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from drivers.node.counts import LOOK_COUNTS
from drivers.sim.virtual_node import HARDWARE_ID
from drivers.wire.bow_codec import Release, decode_bow
from drivers.wire.codec import decode
from drivers.wire.framer import Framer
from drivers.wire.messages import Hello, Message, NodeFault, Shot, Status
from tests.node.micropython import MICROPYTHON, ROOT, SCRIPTS

RESET, PROMPT_GIVEN = 3, 0
WAIT_S = 60
HEAP_BYTES = 180_000
"""Some less than the smaller Pico has: a file more must not end in a board that has no room for its shots."""
UART = b'{"uart": true}'


@dataclass
class Board:
    """`boot` runs it until it resets or gives its prompt."""

    flash: Path
    root: Path = ROOT
    usb: bytes = b""

    def boot(self, *orders: str, looks_down: int = 0, cut_at: int | None = None) -> int:
        """Its exit; BOOTSEL is down at its first looks; `cut_at`: bytes of the first file, then power is lost."""
        control = self.flash.with_name("control")
        control.unlink(missing_ok=True)
        os.mkfifo(control)
        held = os.open(control, os.O_RDWR)
        os.write(held, "".join(order + "\n" for order in orders).encode())
        script = [str(SCRIPTS / "fake_pico.py"), str(self.root), str(self.flash), str(control), str(looks_down)]
        script += [] if cut_at is None else [str(cut_at)]
        done = subprocess.run(
            [*MICROPYTHON, "-X", f"heapsize={HEAP_BYTES}", *script],
            input=b"", capture_output=True, check=False, timeout=WAIT_S,
        )  # fmt: skip
        os.close(held)
        self.usb = done.stdout
        return done.returncode

    def content(self, name: str) -> str:
        return (self.flash / name).read_text()


@pytest.fixture
def board(tmp_path: Path) -> Board:
    (tmp_path / "flash").mkdir()
    return Board(tmp_path / "flash")


@pytest.fixture
def bow(board: Board) -> Board:
    """One with a switch, at its cable."""
    (board.flash / "bow.json").write_text("{}")
    return board


@pytest.fixture
def broken(board: Board, tmp_path: Path) -> Board:
    """A file of its firmware is missing."""
    board.root = tmp_path / "broken"
    shutil.copytree(ROOT / "drivers", board.root / "drivers", ignore=shutil.ignore_patterns("__pycache__"))
    (board.root / "drivers" / "node" / "conversation.py").unlink()
    return board


def test_a_byte_3_ends_nothing_from_the_first_line_on(board: Board) -> None:
    assert board.boot("fail") == RESET
    assert board.content("interrupts").split() == ["-1"]


def test_arrows_one_after_the_other_are_reported_and_a_false_trigger_between_is_none(board: Board) -> None:
    arrow = "shoot 10,20,30,40,50,60,70,80"
    assert board.boot(arrow, "shoot -,5,-,-,-,-,-,-", arrow, arrow, "shoot -,5,-,-,-,-,-,-", "fail") == RESET
    shots = [shot for shot in map(decode, Framer().feed(board.usb)) if isinstance(shot, Shot)]
    assert [shot.header.sequence for shot in shots] == [1, 2, 3]
    assert [len([channel for channel in shot.channels if channel.tick is not None]) for shot in shots] == [8] * 3


def test_with_upper_thresholds_eight_machines_tell_how_fast_eight_channels_rose(board: Board) -> None:
    (board.flash / "node.json").write_text('{"upper": true}')
    fast = "shoot 10+1,20+2,30+3,40+4,50+5,60+6,70+7,80+8"
    weak, false = "shoot 10,20,30,40,50,60,70,80", "shoot 5,-,-,-,-,-,-,-"
    # a second passes, since the node says each second how it is
    assert board.boot(fast, weak, false, "jump 1000000", false, "fail") == RESET
    assert "RuntimeError: fail" in board.content("fault.txt")
    messages = [decode(frame) for frame in Framer().feed(board.usb)]
    shots = [message for message in messages if isinstance(message, Shot)]
    assert [[channel.rise_ticks for channel in shot.channels] for shot in shots] == [
        [LOOK_COUNTS * looks for looks in range(1, 9)],
        [None] * 8,
    ]
    reports = [message.self_report for message in messages if isinstance(message, Status)]
    assert {report.faults for report in reports if report is not None} == {NodeFault(0)}


def test_a_line_that_stays_high_is_reported_as_stuck(board: Board) -> None:
    false, second = "shoot -,5,-,-,-,-,-,-", "jump 1000000"
    # of the first channel, which has GP2; what is found in a second is told in the next one
    assert board.boot(false, "levels 1", second, false, second, false, "fail") == RESET
    messages = [decode(frame) for frame in Framer().feed(board.usb)]
    reports = [message.self_report for message in messages if isinstance(message, Status) and message.self_report]
    assert [report.faults for report in reports][-1] == NodeFault.CHANNEL_STUCK


@pytest.mark.parametrize("cut_at", range(5))
def test_a_power_cut_at_any_byte_of_the_boots_count_leaves_the_count_of_before(board: Board, cut_at: int) -> None:
    (board.flash / "boot").write_text("4711")
    assert board.boot("fail", cut_at=cut_at) == RESET
    assert board.content("boot") == "4711"
    assert board.content("boot.new") == "4712"[:cut_at]
    assert board.boot("fail") == RESET
    assert (board.content("boot"), sorted(path.name for path in board.flash.glob("boot*"))) == ("4712", ["boot"])


def test_a_firmware_of_which_a_file_is_missing_resets_and_notes_why(broken: Board) -> None:
    assert broken.boot() == RESET
    assert "ImportError" in broken.content("fault.txt")


def test_the_button_gives_the_prompt_of_a_broken_firmware_for_ten_minutes_once(broken: Board) -> None:
    assert broken.boot(looks_down=3) == RESET
    # it waited until the finger was lifted: else the chip's own loader of firmware would run now
    assert not (broken.flash / "loader").exists()
    assert broken.boot() == PROMPT_GIVEN
    assert broken.content("timer") == "600000"
    assert broken.content("interrupts").split() == ["-1", "-1", "3"]
    assert broken.boot() == RESET


def test_a_button_that_is_never_let_go_does_not_keep_a_board_from_its_reset(broken: Board) -> None:
    assert broken.boot(looks_down=10**6) == RESET
    assert broken.content("prompt") == "1"


def test_a_fault_that_cannot_be_noted_is_still_a_reset(board: Board) -> None:
    (board.flash / "fault.txt").mkdir()
    assert board.boot("fail") == RESET


def test_a_prompt_that_cannot_be_forgotten_is_not_given(board: Board) -> None:
    (board.flash / "prompt" / "x").mkdir(parents=True)
    assert board.boot("fail") == RESET
    assert "RuntimeError: fail" in board.content("fault.txt")


def test_a_board_at_its_uart_gives_the_prompt_to_a_ctrl_c_over_the_cable(board: Board) -> None:
    (board.flash / "node.json").write_bytes(UART)
    assert board.boot("interrupt") == RESET
    assert board.content("interrupts").split() == ["-1", "3"]
    assert not (board.flash / "fault.txt").exists()
    assert board.boot() == PROMPT_GIVEN


def test_whole_frames_leave_by_the_uart(board: Board) -> None:
    (board.flash / "node.json").write_bytes(UART)
    assert board.boot(*["levels 0"] * 5, "fail") == RESET
    assert "RuntimeError: fail" in board.content("fault.txt")
    messages: list[Message | None] = [decode(frame) for frame in Framer().feed((board.flash / "uart").read_bytes())]
    assert [message.header.node for message in messages if isinstance(message, Hello)] == [HARDWARE_ID]


def test_a_bow_tells_of_an_arrow_that_lay_on_its_rest_and_a_byte_3_ends_nothing(bow: Board) -> None:
    second = "jump 1000000"
    assert bow.boot(second, "switch 0", second, second, "switch 1", second, "fail") == RESET
    (release,) = [message for message in map(decode_bow, Framer().feed(bow.usb)) if isinstance(message, Release)]
    assert release.header.node == HARDWARE_ID
    assert release.drawn_us is not None
    assert release.released_us - release.drawn_us >= 2_000_000
    assert bow.content("interrupts").split() == ["-1"]
    assert "RuntimeError: fail" in bow.content("fault.txt")


def test_the_button_gives_the_prompt_of_a_bow_for_ten_minutes_once(bow: Board) -> None:
    assert bow.boot(looks_down=3) == RESET
    assert not (bow.flash / "loader").exists()
    assert bow.boot() == PROMPT_GIVEN
    assert bow.content("timer") == "600000"
    assert bow.boot("fail") == RESET


def test_a_bows_firmware_of_which_a_file_is_missing_resets_and_notes_why(broken: Board) -> None:
    (broken.flash / "bow.json").write_text("{}")
    (broken.root / "drivers" / "bow" / "firmware.py").unlink()
    assert broken.boot() == RESET
    assert "ImportError" in broken.content("fault.txt")
    assert broken.boot(looks_down=3) == RESET
    assert broken.boot() == PROMPT_GIVEN
