"""arch-stats set-clock: sets the clock as the page's server says on standard input; systemd gives it the right to."""

import sys

from appliance.clock_setting.helper import MOST_BYTES, answer


def set_clock() -> int:
    """Read one line, answer by one word."""
    sys.stdout.write(f"{answer(sys.stdin.buffer.readline(MOST_BYTES))}\n")
    return 0
