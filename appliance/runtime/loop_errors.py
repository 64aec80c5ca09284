"""What goes wrong in the loop and belongs to no task: a line of it, never a flood."""

import asyncio
import logging
from typing import Any

from appliance.runtime.log_rate import LogRate

log = logging.getLogger(__name__)


def log_loop_errors(loop: asyncio.AbstractEventLoop) -> None:
    """Use `log` instead of the loop's own handler, which writes a trace for each.

    With no file descriptor left, asyncio says so a hundred times a second, and goes on accepting when there are again:
    those traces would push everything else out of the log.
    """
    rate = LogRate(log)

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        del loop
        error, message = context.get("exception"), context.get("message", "something went wrong in the loop")
        if isinstance(error, OSError):
            rate.warning("%s: %s", message, error)
        else:
            log.error("%s", message, exc_info=error)

    loop.set_exception_handler(handle)
