"""The PIN of the label, in a file that only the appliance's own user can read."""

from pathlib import Path

from appliance.access.secret_values import PIN_DIGITS, new_pin
from appliance.files import write_whole

FILE_NAME = "pairing-pin"
MOST_BYTES = 64


class PinFile:
    """The file with the PIN; read at each use, so that a new PIN takes effect at once."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / FILE_NAME

    def read(self) -> str | None:
        """The PIN; None if the file is missing or holds no PIN. Raises OSError."""
        try:
            with self.path.open("rb") as file:
                text = file.read(MOST_BYTES).decode("ascii", "replace").strip()
        except FileNotFoundError:
            return None
        return text if len(text) == PIN_DIGITS and text.isascii() and text.isdigit() else None

    def read_or_make(self) -> str:
        """The PIN; makes one if there is none. Raises OSError."""
        return self.read() or self.renew()

    def renew(self) -> str:
        """Replace the PIN and return the new one; pairings stay. Raises OSError."""
        pin = new_pin()
        write_whole(self.path, f"{pin}\n".encode())
        return pin
