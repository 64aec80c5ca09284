"""Reads the lines of a gzip file within limits, so that no file can exhaust memory or time."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.core.message import Message, message
from appliance.errors import InvalidValue

CHUNK_BYTES = 64 * 1024
GZIP_BITS = 31
MIB = 2**20


class ArchiveError(InvalidValue):
    """A file that is refused: damaged, too large, or contradicting what is stored; nothing was changed."""


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """The largest file that is accepted. Our own exports are compressed to between a fourth and a thirtieth, so a file
    that is compressed by more than `ratio` was made to exhaust us; files that unpack to at most `ratio_from_bytes` are
    exempt."""

    file_bytes: int
    line_bytes: int = MIB // 2
    unpacked_bytes: int = 2048 * MIB
    rows: int = 3_000_000
    ratio: int = 100
    ratio_from_bytes: int = 4 * MIB


def in_file(path: Path, what: Message) -> Message:
    """The message `what` with its file."""
    return message("in_file", file=str(path), what=what)


def at_line(path: Path, number: int | None, what: Message) -> Message:
    """The message `what` with its file and line; None: the line is unknown."""
    return in_file(path, what) if number is None else message("at_line", file=str(path), line=str(number), what=what)


UPLOADED = ArchiveLimits(file_bytes=256 * MIB)
"""Limits for a file that came over the network."""
AT_THE_SHELL = ArchiveLimits(file_bytes=4096 * MIB, unpacked_bytes=64 * 1024 * MIB, rows=100_000_000)
"""Limits for a file named on the command line of the appliance."""


def read_lines(path: Path, limits: ArchiveLimits) -> Iterator[tuple[int, bytes]]:
    """Iterate over numbered lines. Raises ArchiveError unless the file is one complete gzip member within the
    limits."""
    rest: list[bytes] = []
    rest_bytes, number = 0, 0
    for chunk in _unpacked(path, limits):
        *whole, last = chunk.split(b"\n")
        for line in whole:
            number += 1
            yield number, b"".join([*rest, line])
            rest.clear()
            rest_bytes = 0
        rest.append(last)
        rest_bytes += len(last)
        if rest_bytes > limits.line_bytes:
            raise ArchiveError(at_line(path, number + 1, message("line_too_long", bytes=str(limits.line_bytes))))
    if rest_bytes:
        yield number + 1, b"".join(rest)


def _unpacked(path: Path, limits: ArchiveLimits) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(GZIP_BITS)
    packed_bytes = unpacked_bytes = 0
    try:
        with path.open("rb") as file:
            while not unpacker.eof and (packed := unpacker.unconsumed_tail or file.read(CHUNK_BYTES)):
                packed_bytes += 0 if unpacker.unconsumed_tail else len(packed)
                chunk = unpacker.decompress(packed, CHUNK_BYTES)
                unpacked_bytes += len(chunk)
                _check_size(path, limits, packed_bytes, unpacked_bytes)
                yield chunk
            if unpacker.eof and (unpacker.unused_data or file.read(1)):
                raise ArchiveError(in_file(path, message("more_behind_end")))
    except zlib.error as error:
        raise ArchiveError(in_file(path, message("no_whole_file"))) from error
    except OSError as error:
        raise ArchiveError(in_file(path, message("file_unreadable", why=error.strerror or str(error)))) from error
    if packed_bytes and not unpacker.eof:
        raise ArchiveError(in_file(path, message("file_cut_off")))


def _check_size(path: Path, limits: ArchiveLimits, packed_bytes: int, unpacked_bytes: int) -> None:
    if packed_bytes > limits.file_bytes:
        raise ArchiveError(in_file(path, message("file_too_large", mib=limits.file_bytes // MIB)))
    if unpacked_bytes > limits.unpacked_bytes:
        raise ArchiveError(in_file(path, message("unpacks_to_too_much", mib=limits.unpacked_bytes // MIB)))
    if unpacked_bytes > limits.ratio_from_bytes and unpacked_bytes > limits.ratio * packed_bytes:
        raise ArchiveError(in_file(path, message("shrunk_too_much", times=limits.ratio)))
