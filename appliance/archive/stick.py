"""The record of the USB stick plugged in last, written by the command that used it."""

from pathlib import Path

from pydantic import ValidationError

from appliance.files import write_whole
from appliance.schema.backups import StickRecord

FILE_NAME = "stick.json"
MOST_BYTES = 16 * 1024


def read_stick(data_dir: Path) -> StickRecord | None:
    """The state of the last USB stick; None where there was none, or its record cannot be read."""
    try:
        with (data_dir / FILE_NAME).open("rb") as file:
            return StickRecord.model_validate_json(file.read(MOST_BYTES))
    except (OSError, ValidationError):
        return None


def put_stick(data_dir: Path, record: StickRecord) -> None:
    """Record the state of the last USB stick. Raises OSError."""
    write_whole(data_dir / FILE_NAME, record.model_dump_json().encode())
