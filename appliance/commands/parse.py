"""arch-stats parse: raw bytes through the real driver, one message per line."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from appliance.commands.terminal import in_terminal_language
from appliance.commands.transcript import Transcript, read_transcript
from appliance.core.message import message, message_of
from drivers.acoustic.freetarget_parser import FreeTargetParser
from drivers.errors import FrameError
from drivers.wire.codec import decode
from drivers.wire.framer import Framer


def parse(path: Path, protocol: Literal["freetarget", "archstats"]) -> int:
    """Print one JSON object per message."""
    transcript = read_transcript(path)
    messages = _freetarget(transcript) if protocol == "freetarget" else _archstats(transcript)
    for one in messages:
        print(json.dumps(one))
    return 0


def _freetarget(transcript: Transcript) -> Iterator[dict[str, Any]]:
    parser = FreeTargetParser()
    for text in transcript.host_sent:
        parser.sent(text)
    for chunk in transcript.chunks:
        for board_message in parser.feed(chunk):
            yield board_message.as_json()


def _archstats(transcript: Transcript) -> Iterator[dict[str, Any]]:
    framer, say = Framer(), in_terminal_language()
    for chunk in transcript.chunks:
        for frame in framer.feed(chunk):
            try:
                frame_message = decode(frame)
            except FrameError as error:
                yield {"type": "error", "text": say(message_of(error))}
                continue
            if frame_message is not None:
                yield {"type": type(frame_message).__name__.lower(), **dataclasses.asdict(frame_message)}
    if framer.dropped:
        yield {"type": "log", "text": say(message("frames_dropped", frames=framer.dropped))}
