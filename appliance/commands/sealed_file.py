"""Opens encrypted files with the passphrase that is set on this box, or with one that a person types."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.archive.lines import ArchiveError
from appliance.archive.sealing import StoredPassphrase, is_sealed, open_sealed
from appliance.archive.writer import new_scratch_file
from appliance.commands.terminal import in_terminal_language
from appliance.core.message import message
from appliance.disk import BACKUPS_LEAVE_BYTES, require_room

TERMINAL = "/dev/tty"


@contextmanager
def opened(path: Path, data_dir: Path) -> Iterator[Path]:
    """The file itself, or its decrypted content while the body runs. Raises ArchiveError, DiskFull."""
    if not is_sealed(path):
        yield path
        return
    require_room(data_dir, path.stat().st_size, BACKUPS_LEAVE_BYTES)
    content = new_scratch_file(data_dir / "archive")
    try:
        try:
            open_sealed(path, StoredPassphrase(data_dir).get(), content)
        except ArchiveError:
            # no passphrase is set here, or the file has another
            open_sealed(path, _typed(), content)
        yield content
    finally:
        content.unlink(missing_ok=True)


def _typed() -> str | None:
    """The passphrase that a person types at the terminal, as standard input may be the file; None without a
    terminal."""
    try:
        with open(TERMINAL, "r+", encoding="utf-8", buffering=1) as terminal:  # noqa: PTH123  (a device)
            prompt = in_terminal_language()(message("ask_passphrase"))
            return getpass.getpass(f"{prompt} ", stream=terminal)
    except OSError:
        return None
