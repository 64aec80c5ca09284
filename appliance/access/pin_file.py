"""The PIN of the label, in a file that only the appliance's own user can read."""

import os
from pathlib import Path

from appliance.access.secret_values import PIN_DIGITS, new_pin

FILE_NAME = "pairing-pin"
MOST_BYTES = 64


class PinFile:
    """The file; it is read anew each time, so that another PIN holds at once."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / FILE_NAME

    def read(self) -> str | None:
        """The PIN; None where there is none, or the file holds something else. Raises OSError."""
        try:
            with self.path.open("rb") as file:
                text = file.read(MOST_BYTES).decode("ascii", "replace").strip()
        except FileNotFoundError:
            return None
        return text if len(text) == PIN_DIGITS and text.isascii() and text.isdigit() else None

    def read_or_make(self) -> str:
        """The PIN; a new one at the first start. Raises OSError."""
        return self.read() or self.renew()

    def renew(self) -> str:
        """Another PIN from now on; what was paired stays so. Raises OSError."""
        pin = new_pin()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        aside = self.path.with_name(f"{FILE_NAME}.{os.getpid()}.new")
        aside.unlink(missing_ok=True)
        # never readable for others, not even for a moment; and whole or not at all
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{pin}\n")
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self.path)
        return pin
