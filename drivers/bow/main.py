"""Copied to the top of a board's flash: the interpreter runs it after each reset. BOOTSEL at the start: the prompt."""

import micropython
import rp2

if not rp2.bootsel_button():
    micropython.kbd_intr(-1)  # a byte 3 on the cable must not end the program
    import machine

    from drivers.bow.firmware import BowFirmware
    from drivers.bow.pico_w import NAME, PicoBow, Setup, note
    from drivers.node.interpreter import FlashFiles

    try:
        setup = Setup(FlashFiles().read(NAME))
        firmware = BowFirmware(PicoBow(setup), has_switch=setup.has_switch, has_shock=setup.has_shock)
        while True:
            firmware.step()
    except BaseException as error:  # whatever it is: a bow at a prompt says nothing
        note(error)
    finally:
        machine.reset()
