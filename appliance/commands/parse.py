"""arch-stats parse: raw bytes through the real driver, one message per line."""

import json
from pathlib import Path

from appliance.commands.terminal import in_terminal_language
from appliance.commands.transcript import read_transcript
from appliance.core.message import Message, message
from appliance.errors import StartError
from drivers.readings import READINGS


def parse(path: Path, protocol: str) -> int:
    """Print one JSON object per message. Raises StartError for an unknown protocol or an unreadable file."""
    read = READINGS.get(protocol)
    if read is None:
        raise StartError(message("language_unknown", word=protocol, words=", ".join(READINGS)))
    transcript, translate = read_transcript(path), in_terminal_language()
    for remark in read(transcript.chunks, transcript.host_sent):
        print(
            json.dumps(
                {key: translate(value) if isinstance(value, Message) else value for key, value in remark.items()}
            )
        )
    return 0
