"""Who makes a change, for the list of corrections: said once for a request, and sent along with its statements."""

from contextvars import ContextVar

MADE_BY: ContextVar[str | None] = ContextVar("made_by", default=None)
"""An archer's id, or a short word; None where nobody said."""
