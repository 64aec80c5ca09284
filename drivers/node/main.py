"""Copied to the top of a board's flash: the interpreter runs it after each reset."""

import micropython

micropython.kbd_intr(-1)  # before all else: a byte 3 on the line must not end the program

from drivers.node.start import CTRL_C, start, work_begins


def run() -> None:
    """Run the firmware until a person wants the prompt."""
    from drivers.node.firmware import Firmware
    from drivers.node.interpreter import FlashFiles
    from drivers.node.pico import PicoBoard
    from drivers.node.setup import NAME, Setup

    setup = Setup(FlashFiles().read(NAME))
    if setup.is_uart:
        micropython.kbd_intr(CTRL_C)  # no frames come over the cable: it is the way to the prompt
    firmware = Firmware(
        PicoBoard(setup),
        has_upper=setup.has_upper,
        has_thresholds=setup.has_dac,
        shares_line=setup.shares_line,
        emitters=setup.emitters,
        round_every_us=setup.chirp_round_us,
    )
    work_begins()
    while firmware.step():
        pass


start(run)
