"""Reads the lines of a gzip file within limits, so that no file can exhaust memory or time."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.errors import InvalidValue

CHUNK_BYTES = 64 * 1024
GZIP_BITS = 31
MIB = 2**20


class ArchiveError(InvalidValue):
    """An import that is refused: damaged, incomplete or contradicting what is stored; nothing was changed."""


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What a file may be at most. Our own exports shrink to between a fourth and a thirtieth of their length, so what
    shrinks more than `ratio` was made to be large; below `ratio_from_bytes` nobody minds."""

    file_bytes: int
    line_bytes: int = MIB // 2
    unpacked_bytes: int = 2048 * MIB
    rows: int = 3_000_000
    ratio: int = 100
    ratio_from_bytes: int = 4 * MIB


UPLOADED = ArchiveLimits(file_bytes=256 * MIB)
"""For a file that came over the network."""
AT_THE_SHELL = ArchiveLimits(file_bytes=4096 * MIB, unpacked_bytes=64 * 1024 * MIB, rows=100_000_000)
"""For a file that a person names at the appliance's own shell."""


def read_lines(path: Path, limits: ArchiveLimits) -> Iterator[tuple[int, bytes]]:
    """Iterate over numbered lines. Raises ArchiveError for anything but one complete gzip member."""
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
            raise ArchiveError(
                f"{path}, line {number + 1}: is longer than {limits.line_bytes} bytes; take another copy"
            )
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
                raise ArchiveError(f"{path}: has more behind its end; take another copy")
    except zlib.error as error:
        raise ArchiveError(f"{path}: is no whole export file (not gzip, or damaged): take another copy") from error
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror or error}") from error
    if packed_bytes and not unpacker.eof:
        raise ArchiveError(f"{path}: was cut off; its end is missing, so take another copy")


def _check_size(path: Path, limits: ArchiveLimits, packed_bytes: int, unpacked_bytes: int) -> None:
    if packed_bytes > limits.file_bytes:
        raise ArchiveError(f"{path}: is larger than {limits.file_bytes // MIB} MiB")
    if unpacked_bytes > limits.unpacked_bytes:
        raise ArchiveError(f"{path}: unpacks to more than {limits.unpacked_bytes // MIB} MiB")
    if unpacked_bytes > limits.ratio_from_bytes and unpacked_bytes > limits.ratio * packed_bytes:
        raise ArchiveError(f"{path}: unpacks to more than {limits.ratio} times its size, as no export does")
