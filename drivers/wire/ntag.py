"""The memory of NTAG 210 to 216 tags, by NXP's data sheets (NTAG210/212, NTAG213/215/216): pure.

Pages of 4 bytes. 0 to 2: number and static locks; 3: the capability container, which is written once; then user
memory; behind it locks and configuration, which are read here and never written.
"""

from dataclasses import dataclass
from typing import Literal

PAGE_BYTES = 4
READ_BYTES = 16
FIRST_PAGE = 4
READ, WRITE, GET_VERSION = 0x30, 0xA2, 0x60
TYPE_2 = 0x00
"""The kind (SAK) of tags that take these commands."""
STATIC_LOCKED = 16
"""Pages below this are locked by page 2, one bit each; the others by the dynamic locks."""
NDEF_MAGIC, FREE_ACCESS = 0xE1, 0x00

Obstacle = Literal["unsuitable", "too_small", "read_only"]


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of tag: the last page of user memory, and how many pages one dynamic lock bit locks (0: no such bits)."""

    name: str
    last_page: int
    pages_per_lock: int

    @property
    def tail_page(self) -> int:
        """Where locks, if any, and configuration begin."""
        return self.last_page + 1


LAYOUTS = {
    0x0B: Layout("NTAG210", 0x0F, 0),
    0x0E: Layout("NTAG212", 0x23, 2),
    0x0F: Layout("NTAG213", 0x27, 2),
    0x11: Layout("NTAG215", 0x81, 16),
    0x13: Layout("NTAG216", 0xE1, 16),
}
"""Kinds of tags by the storage size code in the answer to GET_VERSION."""


def layout_of(version: bytes) -> Layout | None:
    """The kind of tag from the answer to GET_VERSION; None for a kind that is not known here."""
    is_ntag = len(version) == 8 and version[:3] == b"\x00\x04\x04" and version[4] == 1 and version[7] == 3
    return LAYOUTS.get(version[6]) if is_ntag else None


def obstacle_to(layout: Layout, head: bytes, tail: bytes, size: int) -> Obstacle | None:
    """Why `size` bytes cannot be written from page 4 on; `head` is a READ of page 0, `tail` one of the tail page."""
    if len(head) != READ_BYTES or len(tail) != READ_BYTES or head[12] != NDEF_MAGIC:
        return "unsuitable"
    last = FIRST_PAGE + -(-size // PAGE_BYTES) - 1
    if last > layout.last_page or size > 8 * head[14]:
        return "too_small"
    pages = range(FIRST_PAGE, last + 1)
    configuration = tail[PAGE_BYTES:] if layout.pages_per_lock else tail
    needs_password_from = configuration[3]
    if head[15] != FREE_ACCESS or needs_password_from <= last or any(_is_locked(layout, head, tail, k) for k in pages):
        return "read_only"
    return None


def _is_locked(layout: Layout, head: bytes, tail: bytes, page: int) -> bool:
    if page < STATIC_LOCKED:
        return bool(int.from_bytes(head[10:12], "little") >> page & 1)
    return bool(int.from_bytes(tail[0:2], "little") >> (page - STATIC_LOCKED) // layout.pages_per_lock & 1)
