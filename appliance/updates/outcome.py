"""The outcome of the last update, in a file that the page's server reads and only root writes."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from appliance.core.message import Message
from appliance.messages.translation import described_if_any
from appliance.schema.base import Strict, UtcTime
from appliance.schema.messages import MessageRead

OUTCOME = "outcome.json"
MAX_OUTCOME_BYTES = 64 * 1024

Word = Literal["being_tried", "updated", "rolled_back", "refused"]
Name = Annotated[str, Field(max_length=40)]


class Outcome(Strict):
    """The outcome of the last change of versions; `why`: the reason for a failure."""

    word: Word
    old: Name | None
    new: Name | None
    why: MessageRead | None
    at: UtcTime


def write_outcome(home: Path, word: Word, old: str | None, new: str | None, why: Message | None = None) -> None:
    """Replace the recorded outcome."""
    outcome = Outcome(word=word, old=old, new=new, why=described_if_any(why), at=datetime.now(UTC))
    half_written = home / f"{OUTCOME}.new"
    half_written.write_text(outcome.model_dump_json() + "\n", encoding="utf-8")
    half_written.chmod(0o644)
    half_written.rename(home / OUTCOME)


def read_outcome(home: Path) -> Outcome | None:
    """The outcome of the last change of versions; None where there was none."""
    with suppress(OSError, ValidationError), (home / OUTCOME).open("rb") as file:
        return Outcome.model_validate_json(file.read(MAX_OUTCOME_BYTES))
    return None
