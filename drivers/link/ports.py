"""Which serial ports this computer has, and where something is plugged in."""

from dataclasses import dataclass

from serial.tools.list_ports import comports


@dataclass(frozen=True, slots=True)
class Port:
    """A serial port; `is_usb`: something is plugged in there, and tells what it is."""

    url: str
    description: str
    is_usb: bool


def found_ports() -> list[Port]:
    """Every serial port, those of boards that are plugged in first. Reads files, so call it from a thread."""
    found = [
        Port(port.device, port.product or port.description or port.device, port.vid is not None) for port in comports()
    ]
    return sorted(found, key=lambda port: (not port.is_usb, port.url))
