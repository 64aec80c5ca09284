"""Writes small files atomically: after a power cut a reader finds the old or the new content, never a part of it."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Replace the content of `path`, readable by its owner alone, and fsync it with its folder. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", delete=False) as file:
        half_written = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            half_written.replace(path)
        except OSError:
            with suppress(OSError):
                half_written.unlink(missing_ok=True)
            raise
    sync_folder(path.parent)


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file atomically and fsync the copy with its folder. Raises OSError."""
    half_written = target.with_name(f"{target.name}.part")
    try:
        with source.open("rb") as read, half_written.open("wb") as written:
            shutil.copyfileobj(read, written)
            written.flush()
            os.fsync(written.fileno())
        half_written.replace(target)
        sync_folder(target.parent)
    except OSError:
        with suppress(OSError):
            half_written.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Fsync a folder, so that a rename in it survives a power cut. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
