"""Starts the firmware on a board, and never leaves it at a prompt unless a person asked for one.

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
"""While files are imported: what that leaves behind would lie between what stays, and no large piece would be free."""

try:
    from collections.abc import Callable
except ImportError:
    pass  # MicroPython, which does not look at annotations

_timers: list[machine.Timer] = []
"""A timer to which nothing refers is collected, and never comes."""


def start(run: Callable[[], None]) -> None:
    """`run` is the firmware, and returns once a person wants the prompt; this returns only where that is given.

    What `run` needs is imported in it, so that a file that is missing or broken is a failure like any other. Memory is
    tidied often until it calls `work_begins`.
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
            # with the finger still on it the reset would start the chip's own loader
            _is_button(is_down=False)
    except KeyboardInterrupt:
        _want_prompt()  # Ctrl-C over the cable of a board that speaks at its UART
    except BaseException as error:  # whatever it is: a node at a prompt hears no arrow
        _note(error)
        if _is_button(is_down=True):
            _want_prompt()
            _is_button(is_down=False)
    finally:
        if not is_prompt:
            machine.reset()


def work_begins() -> None:
    """Memory is tidied when it is full: each time takes some milliseconds."""
    gc.threshold(-1)


def _want_prompt() -> None:
    """After the next reset: the watchdog, once it runs, stops for nothing else."""
    with open(PROMPT, "w") as file:
        file.write("1")


def _is_prompt_wanted() -> bool:
    """Whether it was before this reset. Once: where that cannot be noted, a node that hears arrows is better."""
    try:
        os.remove(PROMPT)
    except OSError:
        return False
    return True


def _give_prompt() -> None:
    """For an update; after ten minutes the firmware runs again."""
    micropython.kbd_intr(CTRL_C)
    _timers.append(machine.Timer(period=PROMPT_MS, mode=machine.Timer.ONE_SHOT, callback=lambda timer: machine.reset()))


def _note(error: BaseException) -> None:
    """The last failure is kept; `arch-stats node flash` shows it before it writes."""
    try:
        with open(FAULT, "w") as file:
            sys.print_exception(error, file)
    except Exception:
        pass  # the file system is broken, or the memory full: then it is not kept


def _is_button(*, is_down: bool) -> bool:
    """Whether BOOTSEL comes down, or is let go, within three seconds: the way in when the firmware itself is broken."""
    end = time.ticks_add(time.ticks_ms(), RESCUE_MS)
    while time.ticks_diff(end, time.ticks_ms()) > 0:
        if bool(rp2.bootsel_button()) == is_down:
            return True
        time.sleep_ms(LOOK_MS)
    return False
