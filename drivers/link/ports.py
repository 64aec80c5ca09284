"""Which serial ports this computer has, and where something is plugged in."""

import os
from dataclasses import dataclass

from serial.tools.list_ports import comports


@dataclass(frozen=True, slots=True)
class Port:
    """A serial port; `is_usb`: something is plugged in there, and tells what it is."""

    url: str
    description: str
    is_usb: bool


def found_ports(*taken: str) -> list[Port]:
    """Every serial port but those `taken`, those of boards that are plugged in first. For a thread: it reads files.

    Raises OSError, TypeError or ValueError where something is pulled out meanwhile.
    """
    of_others = {os.path.realpath(one) for one in taken}
    found = [
        Port(port.device, port.product or port.description or port.device, port.vid is not None)
        for port in comports()
        if os.path.realpath(port.device) not in of_others
    ]
    return sorted(found, key=lambda port: (not port.is_usb, port.url))
