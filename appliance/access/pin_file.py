"""The PIN of the label, in a file that only the appliance's own user can read."""

from pathlib import Path

from appliance.access.secret_values import PIN_DIGITS, new_pin
from appliance.files import write_whole

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
        write_whole(self.path, f"{pin}\n".encode())
        return pin
