"""arch-stats parse: raw bytes through the real driver, one message per line."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from appliance.commands.transcript import Transcript, read_transcript
from drivers.acoustic.freetarget_parser import FreeTargetParser
from drivers.errors import FrameError
from drivers.wire.codec import decode
from drivers.wire.framer import Framer


def parse(path: Path, protocol: Literal["freetarget", "archstats"]) -> int:
    """Print one JSON object per message."""
    transcript = read_transcript(path)
    messages = _freetarget(transcript) if protocol == "freetarget" else _archstats(transcript)
    for message in messages:
        print(json.dumps(message))
    return 0


def _freetarget(transcript: Transcript) -> Iterator[dict[str, Any]]:
    parser = FreeTargetParser()
    for text in transcript.host_sent:
        parser.sent(text)
    for chunk in transcript.chunks:
        for message in parser.feed(chunk):
            yield message.as_json()


def _archstats(transcript: Transcript) -> Iterator[dict[str, Any]]:
    framer = Framer()
    for chunk in transcript.chunks:
        for frame in framer.feed(chunk):
            try:
                message = decode(frame)
            except FrameError as error:
                yield {"type": "error", "text": str(error)}
                continue
            if message is not None:
                yield {"type": type(message).__name__.lower(), **dataclasses.asdict(message)}
    if framer.dropped:
        yield {"type": "log", "text": f"{framer.dropped} frames were dropped: checksum or length"}
