"""Copied to the top of a board's flash: the interpreter runs it after each reset."""

import micropython

micropython.kbd_intr(-1)  # first of all: a byte 3 on the cable must not end the program

from drivers.node.start import CTRL_C, start, work_begins


def run() -> None:
    """Until a person wants the prompt."""
    import rp2

    from drivers.bow.firmware import BowFirmware
    from drivers.bow.pico_w import NAME, PicoBow, Setup
    from drivers.node.interpreter import FlashFiles

    if rp2.bootsel_button():
        return
    setup = Setup(FlashFiles().read(NAME))
    if setup.ssid:
        micropython.kbd_intr(CTRL_C)  # no frames come over the cable: it is the way to the prompt
    firmware = BowFirmware(PicoBow(setup), has_switch=setup.has_switch, has_shock=setup.has_shock)
    work_begins()
    while True:
        firmware.step()


start(run)
