"""The name and password of the box's own access point: made once, so that a printed label stays valid."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from appliance.files import write_whole

OWN_ADDRESS = "10.42.0.1"
"""The box's address on its own access point."""
FILE = "access-point.json"
# without characters that look alike on a label: 0 and O, 1 and l and I
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, PER_GROUP = 3, 4
"""Length of the password: twelve of 31 characters, 59 bits."""
MOST_BYTES = 1024


@dataclass(frozen=True, slots=True)
class OwnNetwork:
    """Name and password of the box's own access point."""

    ssid: str
    password: str

    @property
    def code(self) -> str:
        """The text of the QR code by which phones join."""
        return f"WIFI:T:WPA;S:{_escaped(self.ssid)};P:{_escaped(self.password)};;"


def read_own(data_dir: Path) -> OwnNetwork | None:
    """The stored access point; None where there is none, or it cannot be read."""
    try:
        with (data_dir / FILE).open("rb") as file:
            found = json.loads(file.read(MOST_BYTES))
        return OwnNetwork(str(found["ssid"]), str(found["password"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def own_network(data_dir: Path) -> OwnNetwork:
    """The box's access point, made and stored if there is none. Raises OSError if it cannot be stored."""
    known = read_own(data_dir)
    if known is not None:
        return known
    made = OwnNetwork(f"Arch-Stats {_letters(4).upper()}", "-".join(_letters(PER_GROUP) for _ in range(GROUPS)))
    write_whole(data_dir / FILE, json.dumps(asdict(made)).encode())
    return made


def _letters(count: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(count))


def _escaped(text: str) -> str:
    """`text` with backslashes before the five characters that are special in the code."""
    return "".join(f"\\{character}" if character in '\\;,:"' else character for character in text)
