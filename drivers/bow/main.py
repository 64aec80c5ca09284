"""Copied to the top of a board's flash: the interpreter runs it after each reset."""

import micropython

micropython.kbd_intr(-1)  # before all else: a byte 3 on the cable must not end the program

from drivers.node.start import CTRL_C, start, work_begins


def run() -> None:
    """Run the firmware until a person wants the prompt."""
    import rp2

    from drivers.bow.firmware import BowFirmware, BowLink
    from drivers.bow.pico import Cable, PicoBow
    from drivers.bow.setup import NAME, Setup
    from drivers.node.interpreter import FlashFiles

    if rp2.bootsel_button():
        return
    setup = Setup(FlashFiles().read(NAME))
    link: BowLink = Cable()
    if setup.ssid:
        from drivers.bow.wifi import Wifi

        micropython.kbd_intr(CTRL_C)  # no frames come over the cable: it is the way to the prompt
        link = Wifi(setup)
    firmware = BowFirmware(PicoBow(setup, link), has_switch=setup.has_switch, has_shock=setup.has_shock)
    work_begins()
    while True:
        firmware.step()


start(run)
