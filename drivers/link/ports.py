"""The serial ports of this computer, and whether a device is plugged in there."""

import os
from dataclasses import dataclass

from serial.tools.list_ports import comports


@dataclass(frozen=True, slots=True)
class Port:
    """A serial port; `is_usb`: a USB device is plugged in there, which describes itself."""

    url: str
    description: str
    is_usb: bool


def found_ports(*taken: str) -> list[Port]:
    """Every serial port except `taken`, USB devices first. To be run in a thread, for it reads files.

    Raises OSError, TypeError or ValueError if a device is unplugged meanwhile.
    """
    of_others = {os.path.realpath(one) for one in taken}
    found = [
        Port(port.device, port.product or port.description or port.device, port.vid is not None)
        for port in comports()
        if os.path.realpath(port.device) not in of_others
    ]
    return sorted(found, key=lambda port: (not port.is_usb, port.url))
