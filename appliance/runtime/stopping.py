"""Waits for the signal that stops the program."""

import asyncio
import logging
import signal

log = logging.getLogger(__name__)


async def until_stopped() -> None:
    """Return when SIGTERM or SIGINT (Ctrl-C) arrives."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGTERM, signal.SIGINT)
    for number in numbers:
        loop.add_signal_handler(number, stop.set)
    try:
        await stop.wait()
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
    log.info("stopping")
