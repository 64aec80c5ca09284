"""arch-stats bow flash: writes the firmware of a bow's sensor to a Pico over its cable."""

import json
from pathlib import Path

from appliance.commands.board_prompt import (
    CTRL_C,
    Program,
    Radio,
    ask_for_prompt,
    at_prompt,
    kept_on,
    print_fault,
    put,
)
from appliance.commands.node_check import NodeUnusable, the_port
from appliance.commands.terminal import print_message
from appliance.core.message import message
from drivers.bow.setup import NAME, Setup

KINDS = {"ssid": str, "password": str, "switch": bool, "shock": bool}
USB_BAUD = 115200
SHARED = (
    *("__init__.py", "wire/__init__.py", "wire/framer.py", "wire/fields.py", "wire/bow_fields.py"),
    *(f"node/{name}.py" for name in ("__init__", "boot_count", "clock", "host_link", "interpreter", "ports")),
    *("node/setup.py", "node/start.py"),
)
"""Files that the host or the node runs too."""
HOSTS_OWN = ("line.py", "receiver.py")


def flash(port: str | None, setup: Path | None) -> int:
    """Write the firmware, with this `bow.json` or the board's own, and start it."""
    given = None if setup is None else checked(setup)
    port = port or the_port()
    # firmware that uses Wi-Fi stops at Ctrl-C on the cable; a bare board is at its prompt already
    ask_for_prompt(port, USB_BAUD, CTRL_C)
    with at_prompt(port) as board:
        print_fault(board)
        put(board, program_of(given, kept_on(board, NAME) if given is None else given), port)
    print_message(message("bow_flashed"))
    return 0


def program_of(given: bytes | None, setup: bytes) -> Program:
    """The firmware of a bow's sensor, with this content of its bow.json; None keeps the board's own, `setup`.

    It needs Wi-Fi where `setup` names a network; else it speaks over its cable.
    """
    radio: Radio = "needed" if Setup(setup).ssid else "possible"
    return Program("bow", SHARED, None if given is None else (NAME, given), radio, HOSTS_OWN)


def checked(setup: Path) -> bytes:
    """The content of a bow.json. Raises NodeUnusable if the firmware would refuse it, since a bow cannot report
    that."""
    try:
        content = setup.read_bytes()
        parsed = json.loads(content)
    except (OSError, ValueError) as error:
        raise NodeUnusable(message("bow_setup_unreadable", file=str(setup))) from error
    values = parsed if isinstance(parsed, dict) else {"": None}
    wrong = [name for name, value in values.items() if type(value) is not KINDS.get(name)]
    if wrong:
        raise NodeUnusable(message("bow_setup_wrong", file=str(setup), name=wrong[0], names=", ".join(KINDS)))
    return content
