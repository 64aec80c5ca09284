"""Finds the files that are not Python: beside the package in a wheel, at the top of a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_CHECKOUT = _PACKAGE.parent


def sql_dir() -> Path:
    """The schema: numbered migrations, and routines."""
    packed = _PACKAGE / "share" / "sql"
    return packed if packed.is_dir() else _CHECKOUT / "sql"


def page_dir() -> Path:
    """The built web page."""
    packed = _PACKAGE / "share" / "web"
    return packed if packed.is_dir() else _CHECKOUT / "web" / "dist"
