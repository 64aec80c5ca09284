"""Copied to the top of a board's flash: the interpreter runs it after each reset."""

import micropython

micropython.kbd_intr(-1)  # first of all: a byte 3 on the line must not end the program

from drivers.node.start import start

start()
