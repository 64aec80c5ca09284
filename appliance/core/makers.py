"""Names of those who change something: which of them a phone may not be called by."""

from uuid import UUID

JUDGE = "judge:"
"""Stands before the name of a judge's phone; nobody else may say it."""


def is_reserved(name: str) -> bool:
    """Whether a phone that is called so would be taken for a judge's, or for an archer."""
    try:
        UUID(name)
    except ValueError:
        return name.strip().casefold().startswith(JUDGE)
    return True
