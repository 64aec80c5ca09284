"""arch-stats serve: run the appliance."""

import asyncio
import logging
import os
import socket
import sys

from appliance.commands.terminal import print_message
from appliance.core.message import Message, message
from appliance.main import Ready, Wing, run
from appliance.settings import EVERYWHERE, WITHOUT_A_NUMBER, Settings, in_address, read_settings

THREADS_TAKE_TURNS_S = 0.001
"""Interval of switching between threads, s: the journal's thread writes an impact before it is acknowledged, and may
have to wait so long at each step while the event loop computes."""


def serve(wing: Wing) -> int:
    """Run the appliance until it is told to stop."""
    sys.setswitchinterval(THREADS_TAKE_TURNS_S)
    settings = read_settings(os.environ)
    set_log_level(settings)
    asyncio.run(run(settings, wing=wing, on_ready=lambda ready: print_message(_greeting(settings, ready))))
    return 0


def set_log_level(settings: Settings) -> None:
    """Log at debug level in developer mode, else at info."""
    logging.getLogger().setLevel(logging.DEBUG if settings.dev_mode else logging.INFO)


def page_address(settings: Settings, port: int) -> str:
    """The URL of the page at `port`."""
    host = own_address() if settings.server_host in EVERYWHERE else settings.server_host
    return f"http://{in_address(host)}{'' if port == WITHOUT_A_NUMBER else f':{port}'}/app/"


def own_address() -> str:
    """This machine's address on its network; the loopback without one."""
    for family, elsewhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                # nothing is sent: connecting a UDP socket only chooses the source address
                probe.connect((elsewhere, 9))
                address: str = probe.getsockname()[0]
                return address
        except OSError:
            continue
    return "127.0.0.1"


def _greeting(settings: Settings, ready: Ready) -> Message:
    if ready.port is None:
        return message("ready_without_page")
    return message("ready_at", address=page_address(settings, ready.port))
