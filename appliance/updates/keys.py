"""The public keys that are trusted to sign updates."""

import re
from contextlib import suppress
from pathlib import Path

KEYS_DIR = Path("/etc/arch-stats/update-keys")
"""Folder of key files, with 64 hexadecimal digits each; writable only by root."""
OF_PROJECT: tuple[str, ...] = ()
"""Keys that come with the program; none so far: whoever makes updates puts a key into KEYS_DIR."""
MAX_KEYS = 20
MAX_KEY_FILE_BYTES = 200
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)


def trusted_keys(folder: Path = KEYS_DIR) -> list[bytes]:
    """The project's keys and those of this box; files without a key are ignored."""
    found = list(OF_PROJECT)
    with suppress(OSError):
        for path in sorted(folder.glob("*.pub"))[:MAX_KEYS]:
            with path.open("rb") as file:
                text = file.read(MAX_KEY_FILE_BYTES).decode("ascii", "replace").strip()
            if _HEX.fullmatch(text):
                found.append(text)
    return [bytes.fromhex(text) for text in found]
