"""Firmware of a node that a club can build: MicroPython on a Raspberry Pi Pico or Pico 2."""
