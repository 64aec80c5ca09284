"""The author of a change, for the list of corrections: set once per request, and passed to its statements."""

from contextvars import ContextVar

from appliance.core import limits
from appliance.core.makers import JUDGE

MADE_BY: ContextVar[str | None] = ContextVar("made_by", default=None)
"""An archer's id or a short word; None where the request names nobody."""


def named_judge(name: str) -> str:
    """The author to record for a change by a judge."""
    return limits.MADE_BY.plain(JUDGE + name)
