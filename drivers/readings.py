"""Readers of recordings of a serial line, one for every protocol that a driver speaks, by name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from drivers.acoustic.languages import LANGUAGES
from drivers.arrow_reader.tags import TagFramer
from drivers.wire.bow_codec import decode_bow
from drivers.wire.pn532 import Answer, ChipFramer
from drivers.wire.reading import NO_WORDS, Reading, ReadMessage, of_frames


def _read_tags(chunks: Iterable[bytes], host_sent: Sequence[str]) -> Iterator[ReadMessage]:
    del host_sent
    framer = TagFramer()
    for chunk in chunks:
        for code in framer.feed(chunk):
            yield {"type": "tag", "code": code}


def _read_pn532(chunks: Iterable[bytes], host_sent: Sequence[str]) -> Iterator[ReadMessage]:
    del host_sent
    framer = ChipFramer()
    for chunk in chunks:
        for received in framer.feed(chunk):
            if isinstance(received, Answer):
                yield {"type": "answer", "command": received.command, "data": received.data.hex()}
            else:
                yield {"type": received.value}


def _read_auto(chunks: Iterable[bytes], host_sent: Sequence[str]) -> Iterator[ReadMessage]:
    """By the protocol that yields the most messages; tag lines are not tried, for any text may be one."""
    chunks = list(chunks)
    best: list[ReadMessage] = []
    for read in (*(language.read for language in LANGUAGES.values()), of_frames(decode_bow), _read_pn532):
        found = list(read(chunks, host_sent))
        if not best or _words(found) > _words(best):
            best = found
    yield from best


def _words(found: list[ReadMessage]) -> int:
    return sum(one["type"] not in NO_WORDS for one in found)


READINGS: Mapping[str, Reading] = {
    "auto": _read_auto,
    **{word: language.read for word, language in LANGUAGES.items()},
    "bow": of_frames(decode_bow),
    "lines": _read_tags,
    "pn532": _read_pn532,
}
