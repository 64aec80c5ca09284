"""Encrypts files that leave the box with a passphrase, in the age format (age-encryption.org), and decrypts them.

The program age opens such a file on any computer; nothing of ours is needed.
"""

from pathlib import Path

from appliance.archive.lines import MIB, ArchiveError, in_file
from appliance.core.limits import PASSPHRASE
from appliance.core.message import message
from appliance.files import write_whole

SEALED_SUFFIX = ".age"
SEAL = b"age-encryption.org/v1\n"
SEALED_MOST_BYTES = 96 * MIB
"""Largest file to encrypt or decrypt: the library holds two copies of it in memory."""
FILE_NAME = "backup-passphrase"


def is_sealed(path: Path) -> bool:
    """Whether this file is encrypted. Raises ArchiveError where it cannot be read."""
    try:
        # a pipe must not be read here: its bytes can be read once only, and reading may block for ever
        if not path.is_file() and path.exists():
            return False
        with path.open("rb") as file:
            return file.read(len(SEAL)) == SEAL
    except OSError as error:
        raise ArchiveError(in_file(path, message("file_unreadable", why=error.strerror or str(error)))) from error


def seal(path: Path, passphrase: str) -> None:
    """Replace a file by its encrypted form. Raises ArchiveError for one that is too large; OSError."""
    from appliance.archive.age_file import encrypt  # noqa: PLC0415  (not every process encrypts)

    _require_size(path)
    write_whole(path, encrypt(path.read_bytes(), passphrase))


def open_sealed(path: Path, passphrase: str | None, target: Path) -> None:
    """Decrypt `path` into `target`. Raises ArchiveError for a file that is too large or no passphrase or a wrong one;
    OSError."""
    import pyrage  # noqa: PLC0415  (not every process decrypts)

    if passphrase is None:
        raise ArchiveError(in_file(path, message("passphrase_needed")))
    _require_size(path)
    try:
        target.write_bytes(pyrage.passphrase.decrypt(path.read_bytes(), passphrase))
    except pyrage.DecryptError as error:
        raise ArchiveError(in_file(path, message("passphrase_wrong"))) from error


def _require_size(path: Path) -> None:
    if path.stat().st_size > SEALED_MOST_BYTES:
        raise ArchiveError(in_file(path, message("too_large_to_encrypt", mib=SEALED_MOST_BYTES // MIB)))


class StoredPassphrase:
    """The passphrase set on this box, in a file that only the appliance's user can read.

    It lies beside the database, which is not encrypted: it protects the files that leave the box, not the card.
    """

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILE_NAME

    def get(self) -> str | None:
        """The passphrase; None where none is set."""
        try:
            with self._path.open(encoding="utf-8") as file:
                text = file.read(PASSPHRASE.most + 2).removesuffix("\n")
        except (OSError, UnicodeDecodeError):
            return None
        return text if PASSPHRASE.holds(text) else None

    def put(self, passphrase: str) -> None:
        """Set the passphrase. Raises OSError."""
        write_whole(self._path, f"{passphrase}\n".encode())

    def forget(self) -> None:
        """Delete the passphrase: nothing is encrypted any more. Raises OSError."""
        self._path.unlink(missing_ok=True)
