"""A recorded serial transcript: raw bytes, or acoustics-serial/1 with the chunks in which they came."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path

from appliance.core.message import message, message_of
from appliance.errors import StartError
from appliance.messages.values import MAX_SHOWN

FORMAT = "acoustics-serial/1"


@dataclass(frozen=True, slots=True)
class Transcript:
    """A recorded exchange with a board: its bytes in chunks, and the lines that the host sent."""

    chunks: list[bytes]
    host_sent: list[str]
    baud: int = 115200


def read_transcript(path: Path) -> Transcript:
    """Read a transcript of either format. Raises StartError when that fails."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise StartError(message("given_unreadable", file=str(path), why=message_of(error))) from error
    if path.suffix != ".json":
        return Transcript([raw], [])
    try:
        data = json.loads(raw)
        if data["format"] != FORMAT:
            given = repr(data["format"])
            raise StartError(message("given_of_other_format", file=str(path), given=given, known=repr(FORMAT)))
        sent = base64.b64decode(data["raw_b64"])
        chunks, position = [], 0
        for size in data["chunks"]:
            chunks.append(sent[position : position + size])
            position += size
        chunks.append(sent[position:])
        return Transcript([c for c in chunks if c], list(data["host_sent"]), int(data["baud"]))
    except (ValueError, KeyError, TypeError) as error:
        raise StartError(message("given_incomplete", file=str(path), what=str(error)[:MAX_SHOWN])) from error
