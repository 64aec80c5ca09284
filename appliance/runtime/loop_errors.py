"""Logs errors of the event loop that belong to no task, at a limited rate."""

import asyncio
import logging
from typing import Any

from appliance.runtime.log_rate import LogRate

log = logging.getLogger(__name__)


def log_loop_errors(loop: asyncio.AbstractEventLoop) -> None:
    """Replace the loop's exception handler, which writes a traceback for each error.

    When file descriptors run out, asyncio reports an error a hundred times a second, although it recovers by itself:
    the tracebacks would displace everything else in the log.
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
