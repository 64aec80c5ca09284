"""Settings of a node, from `node.json` in its flash, which `arch-stats node flash` writes."""

import json

try:
    from typing import Any
except ImportError:
    pass  # MicroPython, which does not look at annotations

NAME = "node.json"
MOST_CHANNELS = 8
BAUDS = (57600, 115200, 230400, 460800, 921600)
"""Baud rates of the UART."""
CHIRP_HZ = (2_000, 50_000)
"""Range of the chirps' frequency: below it a piezo disc is too quiet, above it no microphone hears."""
USUAL_CHIRP_HZ = 40_000


def values_in(text: bytes) -> dict[str, Any]:
    """The values of a JSON file; empty if it is missing or broken."""
    try:
        values = json.loads(text.decode()) if text else {}
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


class Setup:
    """Number of channels, which of them have emitters and their sound, whether there are comparators for an upper
    threshold and a converter for thresholds, and the line to the host. Invalid values are replaced by defaults."""

    def __init__(self, text: bytes = b"") -> None:
        values = values_in(text)
        channels = values.get("channels", MOST_CHANNELS)
        is_count = type(channels) is int and 1 <= channels <= MOST_CHANNELS
        self.channels = channels if is_count else MOST_CHANNELS
        self.has_upper = values.get("upper") is True
        self.has_dac = values.get("dac") is True
        self.is_uart = values.get("uart") is True
        self.shares_line = values.get("shared") is True
        baud = values.get("baud", 115200)
        mask = values.get("emitters", 0)
        is_mask = type(mask) is int and 0 <= mask < 1 << self.channels
        self.emitters = tuple([k for k in range(self.channels) if mask >> k & 1]) if is_mask else ()
        hz = values.get("chirp_hz", USUAL_CHIRP_HZ)
        self.chirp_hz = hz if type(hz) is int and CHIRP_HZ[0] <= hz <= CHIRP_HZ[1] else USUAL_CHIRP_HZ
        round_s = values.get("chirp_round_s", 8)
        self.chirp_round_us = 1_000_000 * (round_s if type(round_s) is int and 1 <= round_s <= 60 else 8)
        self.baud = baud if baud in BAUDS else 115200
