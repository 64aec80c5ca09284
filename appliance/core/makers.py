"""Names of the authors of a change, and which of them no phone may have."""

from uuid import UUID

JUDGE = "judge:"
"""Prefix of the name of a judge's phone; no other name may begin with it."""


def is_reserved(name: str) -> bool:
    """Whether a phone with this name would be taken for a judge's phone, or for an archer."""
    try:
        UUID(name)
    except ValueError:
        return name.strip().casefold().startswith(JUDGE)
    return True
