"""Words about a node on a cable: is it well, and our firmware for it."""

import argparse

from drivers.node.setup import BAUDS


def node_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add them."""
    node = words.add_parser("node", help="check a node on a cable, or put the firmware on it")
    inner = node.add_subparsers(metavar="WORD", required=True)
    check = inner.add_parser("check", help="say what the node on a cable is, holds and measures, and what is wrong")
    check.set_defaults(run=_check)
    flash = inner.add_parser("flash", help="put the firmware on a Raspberry Pi Pico or Pico 2 that has MicroPython")
    flash.add_argument("--channels", type=int, choices=range(1, 9), default=8, help="sensors (default: 8)")
    flash.add_argument("--upper", action="store_true", help="each sensor has a comparator for an upper threshold")
    flash.add_argument("--dac", action="store_true", help="an MCP4728 sets the thresholds")
    flash.add_argument("--uart", action="store_true", help="the appliance is at the UART, not at USB")
    flash.add_argument("--shared", action="store_true", help="several nodes share the UART's pair of wires (RS-485)")
    flash.set_defaults(run=_flash)
    for word in (check, flash):
        word.add_argument("--port", metavar="PATH", help="default: the one board that is plugged in by USB")
        word.add_argument("--baud", type=int, choices=BAUDS, default=115200, help="of the UART (default: 115200)")


def _check(arguments: argparse.Namespace) -> int:
    from appliance.commands.node_check import check

    return check(arguments.port, arguments.baud)


def _flash(arguments: argparse.Namespace) -> int:
    from appliance.commands.node_flash import Wiring, flash

    wiring = Wiring(
        channels=arguments.channels,
        upper=arguments.upper,
        dac=arguments.dac,
        uart=arguments.uart,
        shared=arguments.shared,
        baud=arguments.baud,
    )
    return flash(arguments.port, wiring)
