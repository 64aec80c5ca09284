"""Starts the firmware on a board, and never leaves the board at a prompt unless a person asked for one.

Node and bow run this same file.
"""

import gc
import os
import sys
import time

import machine
import micropython
import rp2

PROMPT = "prompt"
FAULT = "fault.txt"
PROMPT_MS = 600_000
RESCUE_MS = 3_000
LOOK_MS = 50
CTRL_C = 3
TIDY_BYTES = 4096
"""Allocated bytes between garbage collections during imports, whose garbage would otherwise fragment the heap."""

try:
    from collections.abc import Callable
except ImportError:
    pass  # MicroPython, which does not look at annotations

_timers: list[machine.Timer] = []
"""Keeps timers alive: a timer without a reference is collected, and never fires."""


def start(run: Callable[[], None]) -> None:
    """Run the firmware `run`, which returns once a person wants the prompt; returns only to give the prompt.

    `run` does its own imports, so that a missing or broken file is a failure like any other. Garbage is collected often
    until it calls `work_begins`.
    """
    is_prompt = False
    try:
        is_prompt = _is_prompt_wanted()
        if is_prompt:
            _give_prompt()
        else:
            gc.threshold(TIDY_BYTES)
            run()
            _want_prompt()
            # with the button still pressed the reset would start the chip's own loader
            _is_button(is_down=False)
    except KeyboardInterrupt:
        _want_prompt()  # Ctrl-C over the cable of a board that uses its UART
    except BaseException as error:  # of any kind: a node at a prompt hears no arrow
        _note(error)
        if _is_button(is_down=True):
            _want_prompt()
            _is_button(is_down=False)
    finally:
        if not is_prompt:
            machine.reset()


def work_begins() -> None:
    """From now on collect garbage only when memory is full: each time takes some milliseconds."""
    gc.threshold(-1)


def _want_prompt() -> None:
    """Ask for the prompt after the next reset, for only a reset stops a running watchdog."""
    with open(PROMPT, "w") as file:
        file.write("1")


def _is_prompt_wanted() -> bool:
    """Whether the prompt was asked for before this reset; True only once, and False if that cannot be recorded, for
    then a node that hears arrows is better."""
    try:
        os.remove(PROMPT)
    except OSError:
        return False
    return True


def _give_prompt() -> None:
    """Give the prompt, for an update; after ten minutes the firmware runs again."""
    micropython.kbd_intr(CTRL_C)
    _timers.append(machine.Timer(period=PROMPT_MS, mode=machine.Timer.ONE_SHOT, callback=lambda timer: machine.reset()))


def _note(error: BaseException) -> None:
    """Store the last failure, which `arch-stats node flash` shows before it writes."""
    try:
        with open(FAULT, "w") as file:
            sys.print_exception(error, file)
    except Exception:
        pass  # the file system is broken, or the memory full: then it is not stored


def _is_button(*, is_down: bool) -> bool:
    """Whether BOOTSEL is pressed, or released, within three seconds: the way in when the firmware itself is broken."""
    end = time.ticks_add(time.ticks_ms(), RESCUE_MS)
    while time.ticks_diff(end, time.ticks_ms()) > 0:
        if bool(rp2.bootsel_button()) == is_down:
            return True
        time.sleep_ms(LOOK_MS)
    return False
