"""The stamp of a version's folder: written last, so it tells that the folder is complete, and what it contains."""

import ctypes
import json
import os
import re
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from appliance.files import sync_folder

STAMP = "stamp.json"
MAX_STAMP_BYTES = 4096
NAME = re.compile(r"(?P<version>\d{1,4}\.\d{1,4}\.\d{1,4})-(?P<digest>[0-9a-f]{8})", re.ASCII)
_PYTHON = re.compile(r"3\.\d{1,2}", re.ASCII)
_POSTGRES = re.compile(r"\d{1,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stamp:
    """The version in a folder, and the versions of Python and PostgreSQL it was made for. Raises ValueError."""

    version: str
    digest: str
    python: str
    postgres: str

    def __post_init__(self) -> None:
        values = (self.version, self.digest, self.python, self.postgres)
        if not all(isinstance(value, str) for value in values):
            raise ValueError("text")
        if not (NAME.fullmatch(self.name) and _PYTHON.fullmatch(self.python) and _POSTGRES.fullmatch(self.postgres)):
            raise ValueError("form")

    @property
    def name(self) -> str:
        """The name of the version's folder."""
        return f"{self.version}-{self.digest}"


def stamp_for(name: str, postgres: str) -> Stamp:
    """The stamp for a folder of this name, made by this Python. Raises ValueError for any other kind of name."""
    found = NAME.fullmatch(name)
    if found is None:
        raise ValueError(name)
    return Stamp(found["version"], found["digest"], f"3.{sys.version_info.minor}", postgres)


def read_stamp(folder: Path) -> Stamp | None:
    """The stamp of a folder; None where there is no valid one."""
    with suppress(OSError, ValueError, TypeError), (folder / STAMP).open("rb") as file:
        return Stamp(**json.loads(file.read(MAX_STAMP_BYTES)))
    return None


def write_stamp(folder: Path, stamp: Stamp) -> None:
    """Stamp the folder as complete, after everything in it has been written to the disk."""
    sync_card(folder)
    new = folder / f"{STAMP}.new"
    new.write_text(json.dumps(asdict(stamp)) + "\n", encoding="utf-8")
    with new.open("rb") as file:
        os.fsync(file.fileno())
    new.rename(folder / STAMP)
    sync_folder(folder)


def own_stamp() -> Stamp | None:
    """The stamp of the running version; None in a checkout."""
    return read_stamp(Path(sys.prefix).parent)


def sync_card(folder: Path) -> None:
    """Write all data of a folder's file system, and of no other, to the disk. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(descriptor) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    finally:
        os.close(descriptor)
