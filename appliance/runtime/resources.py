"""Where the files that are not Python lie: beside the package in a wheel, at the top of a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_CHECKOUT = _PACKAGE.parent


def migrations_dir() -> Path:
    """The numbered SQL files."""
    packed = _PACKAGE / "share" / "sql"
    return packed if packed.is_dir() else _CHECKOUT / "sql" / "migrations"


def page_dir() -> Path:
    """The built web page."""
    packed = _PACKAGE / "share" / "web"
    return packed if packed.is_dir() else _CHECKOUT / "web" / "dist"
