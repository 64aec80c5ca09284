"""The author of a change, for the list of corrections: set once for a request, and sent with its statements."""

from contextvars import ContextVar

from appliance.core import limits
from appliance.core.makers import JUDGE

MADE_BY: ContextVar[str | None] = ContextVar("made_by", default=None)
"""An archer's id, or a short word; None where nobody said."""


def named_judge(name: str) -> str:
    """How a judge is noted who changes something."""
    return limits.MADE_BY.plain(JUDGE + name)
