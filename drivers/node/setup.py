"""How a node is wired, from `node.json` in its flash; `arch-stats node flash` writes that."""

import json

try:
    from typing import Any
except ImportError:
    pass  # MicroPython, which does not look at annotations

NAME = "node.json"
MOST_CHANNELS = 8
BAUDS = (57600, 115200, 230400, 460800, 921600)
"""Of the UART."""


def values_in(text: bytes) -> dict[str, Any]:
    """The values of such a file; none where it is missing or broken."""
    try:
        said = json.loads(text.decode()) if text else {}
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


class Setup:
    """Channels, whether each has a comparator for an upper threshold, and where the host is."""

    def __init__(self, text: bytes = b"") -> None:
        said = values_in(text)
        channels = said.get("channels", MOST_CHANNELS)
        is_count = type(channels) is int and 1 <= channels <= MOST_CHANNELS
        self.channels = channels if is_count else MOST_CHANNELS
        self.has_upper = said.get("upper") is True
        self.has_dac = said.get("dac") is True
        self.is_uart = said.get("uart") is True
        self.shares_line = said.get("shared") is True
        baud = said.get("baud", 115200)
        self.baud = baud if baud in BAUDS else 115200
