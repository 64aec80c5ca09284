"""Commands for a node or a bow's sensor on a cable: checks it, and writes our firmware to it."""

import argparse
from pathlib import Path

from appliance.core.message import message
from appliance.errors import StartError
from drivers.node.setup import BAUDS, CHIRP_HZ, USUAL_CHIRP_HZ

PORT_HELP = "default: the one board that is plugged in by USB"


def node_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add these commands to the parser."""
    node = words.add_parser("node", help="check a node on a cable, or put the firmware on it")
    inner = node.add_subparsers(metavar="COMMAND", required=True)
    check = inner.add_parser("check", help="print what the node on a cable is, holds and measures, and its faults")
    check.set_defaults(run=_check)
    flash = inner.add_parser("flash", help="put the firmware on a Raspberry Pi Pico or Pico 2 that has MicroPython")
    flash.add_argument("--channels", type=int, choices=range(1, 9), default=8, help="sensors (default: 8)")
    flash.add_argument("--upper", action="store_true", help="each sensor has a comparator for an upper threshold")
    flash.add_argument("--dac", action="store_true", help="an MCP4728 sets the thresholds")
    flash.add_argument("--emitters", metavar="LIST", default="", help="sensors with an emitter: 1,2,3 or all")
    flash.add_argument(
        "--chirp-hz", type=_chirp_hz, default=USUAL_CHIRP_HZ, help="frequency of the emitters (default: %(default)s)"
    )
    flash.add_argument("--uart", action="store_true", help="the appliance is at the UART, not at USB")
    flash.add_argument("--shared", action="store_true", help="several nodes share the UART's pair of wires (RS-485)")
    flash.set_defaults(run=_flash)
    for word in (check, flash):
        word.add_argument("--port", metavar="PATH", help=PORT_HELP)
        word.add_argument("--baud", type=int, choices=BAUDS, default=115200, help="speed of the UART (default: 115200)")

    bow = words.add_parser("bow", help="put the firmware of a bow's sensor on a Pico on a cable")
    inner = bow.add_subparsers(metavar="COMMAND", required=True)
    flash = inner.add_parser(
        "flash", help="put it on a Raspberry Pi Pico or Pico 2 with MicroPython; for Wi-Fi, a Pico W or Pico 2 W"
    )
    flash.add_argument("--setup", type=Path, metavar="FILE", help="its bow.json (default: the one on the board stays)")
    flash.add_argument("--port", metavar="PATH", help=PORT_HELP)
    flash.set_defaults(run=_flash_bow)


def _check(arguments: argparse.Namespace) -> int:
    from appliance.commands.node_check import check

    return check(arguments.port, arguments.baud)


def _chirp_hz(text: str) -> int:
    lowest, highest = CHIRP_HZ
    if not (text.isdecimal() and lowest <= int(text) <= highest):
        raise argparse.ArgumentTypeError(f"{text}: {lowest} to {highest}")
    return int(text)


def emitters_of(text: str, channels: int) -> int:
    """Bit mask of the sensors with an emitter: bit k is sensor k + 1. Raises StartError unless `text` lists sensors."""
    if text == "all":
        return (1 << channels) - 1
    numbers = [one.strip() for one in text.split(",") if one.strip()]
    if not all(one.isdecimal() and 1 <= int(one) <= channels for one in numbers):
        raise StartError(message("node_emitters_unknown", emitters=text, channels=channels))
    return sum(1 << int(one) - 1 for one in set(numbers))


def _flash(arguments: argparse.Namespace) -> int:
    from appliance.commands.node_flash import Wiring, flash

    wiring = Wiring(
        channels=arguments.channels,
        upper=arguments.upper,
        dac=arguments.dac,
        emitters=emitters_of(arguments.emitters, arguments.channels),
        chirp_hz=arguments.chirp_hz,
        uart=arguments.uart,
        shared=arguments.shared,
        baud=arguments.baud,
    )
    return flash(arguments.port, wiring)


def _flash_bow(arguments: argparse.Namespace) -> int:
    from appliance.commands.bow_flash import flash

    return flash(arguments.port, arguments.setup)
