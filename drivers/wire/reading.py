"""What a recording of a line says, message by message."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from appliance.core.message import Message, message, message_of
from drivers.errors import FrameError
from drivers.wire.framer import Framer

NO_WORDS = ("error", "log")
"""Types of what is said about a recording, not in it."""
Said = dict[str, Any]
"""A message: its `type` and its values; what is for people is a Message."""
Reading = Callable[[Iterable[bytes], Sequence[str]], Iterator[Said]]
"""Reads pieces of what came, and what the host wrote meanwhile."""


def of_frames(decode: Callable[[bytes], Any]) -> Reading:
    """Reads a language of our own frames, which `decode` makes messages of, or None of what is not its own."""

    def read(chunks: Iterable[bytes], host_sent: Sequence[str]) -> Iterator[Said]:
        del host_sent
        framer = Framer()
        for chunk in chunks:
            for frame in framer.feed(chunk):
                try:
                    said = decode(frame)
                except FrameError as error:
                    yield about("error", message_of(error))
                    continue
                if said is not None:
                    yield {"type": type(said).__name__.lower(), **dataclasses.asdict(said)}
        if framer.dropped:
            yield about("log", message("frames_dropped", frames=framer.dropped))

    return read


def about(kind: str, text: Message) -> Said:
    """Something of a recording that a person is told."""
    return {"type": kind, "text": text}
