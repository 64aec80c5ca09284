"""Reads a recording of a serial line, message by message."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from appliance.core.message import Message, message, message_of
from drivers.errors import FrameError
from drivers.wire.framer import Framer

NO_WORDS = ("error", "log")
"""Types of remarks about a recording, which are not messages in it."""
ReadMessage = dict[str, Any]
"""A message: its `type` and its values; texts for people are a Message."""
Reading = Callable[[Iterable[bytes], Sequence[str]], Iterator[ReadMessage]]
"""Reads a recording: the chunks of bytes received, and the commands that the host wrote meanwhile."""


def of_frames(decode: Callable[[bytes], Any]) -> Reading:
    """A reader for a protocol of our own frames; `decode`: the message in a frame, None for one of another protocol."""

    def read(chunks: Iterable[bytes], host_sent: Sequence[str]) -> Iterator[ReadMessage]:
        del host_sent
        framer = Framer()
        for chunk in chunks:
            for frame in framer.feed(chunk):
                try:
                    decoded = decode(frame)
                except FrameError as error:
                    yield about("error", message_of(error))
                    continue
                if decoded is not None:
                    yield {"type": type(decoded).__name__.lower(), **dataclasses.asdict(decoded)}
        if framer.dropped:
            yield about("log", message("frames_dropped", frames=framer.dropped))

    return read


def about(kind: str, text: Message) -> ReadMessage:
    """A remark of type `kind` about a recording, for a person."""
    return {"type": kind, "text": text}
