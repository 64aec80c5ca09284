"""The public keys whose signature on an update is believed."""

import re
from contextlib import suppress
from pathlib import Path

KEYS_DIR = Path("/etc/arch-stats/update-keys")
"""One file a key: 64 hexadecimal digits. Only root writes there."""
OF_PROJECT: tuple[str, ...] = ()
"""Keys that come with the program. The project has published none yet: who makes updates puts a key into KEYS_DIR."""
MAX_KEYS = 20
MAX_KEY_FILE_BYTES = 200
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)


def trusted_keys(folder: Path = KEYS_DIR) -> list[bytes]:
    """The project's keys and those of this box; a file that holds no key is left out."""
    found = list(OF_PROJECT)
    with suppress(OSError):
        for path in sorted(folder.glob("*.pub"))[:MAX_KEYS]:
            with path.open("rb") as file:
                text = file.read(MAX_KEY_FILE_BYTES).decode("ascii", "replace").strip()
            if _HEX.fullmatch(text):
                found.append(text)
    return [bytes.fromhex(text) for text in found]
