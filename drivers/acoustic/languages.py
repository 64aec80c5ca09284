"""The protocols of acoustic boards, each with its dialect and its reader of recordings."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from appliance.core.ports import MayChirp, NodeProtocol
from drivers.acoustic.archstats import ArchStatsDialect
from drivers.acoustic.auto import AutoDialect
from drivers.acoustic.dialect import Dialect
from drivers.acoustic.freetarget import FreeTargetDialect
from drivers.acoustic.freetarget_parser import FreeTargetParser
from drivers.acoustic.measuring import never_permitted
from drivers.wire.codec import decode
from drivers.wire.reading import Reading, ReadMessage, of_frames

DEFAULT_TICK_HZ = 8e6


@dataclass(frozen=True, slots=True)
class BoardSettings:
    """`tick_hz`: counter rate of shots that report an implausible one; `board_name`: the freETarget board whose shots
    are taken."""

    tick_hz: float = DEFAULT_TICK_HZ
    board_name: str | None = None
    may_chirp: MayChirp = never_permitted


@dataclass(frozen=True, slots=True)
class Language:
    """A protocol; `make`: creates a board's dialect, `read`: reads a recording."""

    make: Callable[[BoardSettings], Dialect]
    read: Reading


def _read_freetarget(chunks: Iterable[bytes], host_sent: Sequence[str]) -> Iterator[ReadMessage]:
    parser = FreeTargetParser()
    for text in host_sent:
        parser.sent(text)
    for chunk in chunks:
        for message in parser.feed(chunk):
            yield message.as_json()


def _archstats(settings: BoardSettings) -> ArchStatsDialect:
    return ArchStatsDialect(settings.tick_hz, settings.may_chirp)


def _freetarget(settings: BoardSettings) -> FreeTargetDialect:
    return FreeTargetDialect(settings.board_name)


LANGUAGES: Mapping[str, Language] = {
    "archstats": Language(_archstats, of_frames(decode)),
    "freetarget": Language(_freetarget, _read_freetarget),
}
"""Every value of NodeProtocol but `auto`, which finds out which of these a board speaks."""


def make_dialect(
    protocol: NodeProtocol,
    tick_hz: float = DEFAULT_TICK_HZ,
    board_name: str | None = None,
    may_chirp: MayChirp = never_permitted,
) -> Dialect:
    """The dialect of `protocol`, for a board with these settings."""
    settings = BoardSettings(tick_hz, board_name, may_chirp)
    if protocol == "auto":
        return AutoDialect(_archstats(settings), _freetarget(settings))
    return LANGUAGES[protocol].make(settings)
