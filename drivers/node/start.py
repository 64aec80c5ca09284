"""Starts the firmware on a board, and never leaves it at a prompt unless a person asked for one."""

import sys
import time

import machine
import micropython
import rp2

from drivers.node.firmware import Firmware
from drivers.node.interpreter import FlashFiles
from drivers.node.pico import PicoBoard
from drivers.node.setup import NAME, Setup

PROMPT = "prompt"
FAULT = "fault.txt"
PROMPT_MS = 600_000
RESCUE_MS = 3_000
CTRL_C = 3


def start() -> None:
    """Returns only where the prompt is wanted."""
    flash = FlashFiles()
    if flash.read(PROMPT) == b"1":
        flash.write(PROMPT, b"0")
        _give_prompt()
        return
    try:
        setup = Setup(flash.read(NAME))
        firmware = Firmware(PicoBoard(setup), has_thresholds=setup.has_dac, shares_line=setup.shares_line)
        while firmware.step():
            pass
        flash.write(PROMPT, b"1")
    except BaseException as error:  # whatever it is: a node at a prompt hears no arrow
        _note(error)
        if _is_button_pressed():
            flash.write(PROMPT, b"1")
    machine.reset()


def _give_prompt() -> None:
    """For an update; after ten minutes the firmware runs again."""
    micropython.kbd_intr(CTRL_C)
    machine.Timer(period=PROMPT_MS, mode=machine.Timer.ONE_SHOT, callback=lambda timer: machine.reset())


def _note(error: BaseException) -> None:
    """The last failure is kept for `arch-stats node check`."""
    try:
        with open(FAULT, "w") as file:
            sys.print_exception(error, file)
    except OSError:
        pass  # the file system is broken: then it is not kept


def _is_button_pressed() -> bool:
    """BOOTSEL, for three seconds after a failure: the way in when the firmware itself is broken."""
    end = time.ticks_add(time.ticks_ms(), RESCUE_MS)
    while time.ticks_diff(end, time.ticks_ms()) > 0:
        if rp2.bootsel_button():
            return True
        time.sleep_ms(50)
    return False
