"""Finds data files: in the package of a wheel, or at the top of a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_CHECKOUT = _PACKAGE.parent


def sql_dir() -> Path:
    """The folder of the database schema: numbered migrations and routines."""
    packed = _PACKAGE / "share" / "sql"
    return packed if packed.is_dir() else _CHECKOUT / "sql"


def page_dir() -> Path:
    """The folder of the built web page."""
    packed = _PACKAGE / "share" / "web"
    return packed if packed.is_dir() else _CHECKOUT / "web" / "dist"
