"""The content of an arrow's tag: one NDEF message with one URI record, the address of the arrow's page. Pure.

By the NFC Forum's Type 2 Tag (TLV blocks), NDEF 1.0 (a short record) and URI RTD 1.0 (prefix 3, `http://`): a phone
that is held to the arrow opens its page. The last part of the address is the arrow's id, whatever the host.
"""

import re
from uuid import UUID

NULL, MESSAGE, END = 0x00, 0x03, 0xFE
LONG_LENGTH = 0xFF
URI_RECORD = b"\xd1\x01"
"""The only record of its message, short, of a well-known type whose name has one letter."""
URI, HTTP = b"U", 0x03
MOST_BYTES = 144
"""Bytes of a tag that are searched: all that an NTAG213 holds."""
ADDRESS = re.compile(r"[^/\s]+/app/arrow/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def memory_of(host: str, arrow_id: UUID) -> bytes:
    """The bytes of a tag from page 4 on. Raises ValueError for a host that is too long for a short record."""
    payload = bytes((HTTP,)) + f"{host}/app/arrow/{arrow_id}".encode()
    if len(URI_RECORD) + 2 + len(payload) >= LONG_LENGTH:
        raise ValueError(host)
    record = URI_RECORD + bytes((len(payload),)) + URI + payload
    return bytes((MESSAGE, len(record))) + record + bytes((END,))


def arrow_in(memory: bytes) -> UUID | int | None:
    """The arrow's id in the bytes from page 4 on; None: there is none; a number: so many bytes are needed to tell."""
    at = 0
    while at < MOST_BYTES:
        if at >= len(memory):
            return at + 1
        kind = memory[at]
        at += 1
        if kind == NULL:
            continue
        if kind == END:
            return None
        if at >= len(memory):
            return at + 1
        length = memory[at]
        at += 1
        if length == LONG_LENGTH or at + length > MOST_BYTES:
            return None
        if kind == MESSAGE:
            return _arrow_of(memory[at : at + length]) if at + length <= len(memory) else at + length
        at += length
    return None


def _arrow_of(record: bytes) -> UUID | None:
    begins = len(URI_RECORD) + 1
    is_ours = record[: len(URI_RECORD)] == URI_RECORD and record[begins : begins + 2] == URI + bytes((HTTP,))
    if not is_ours or record[2] != len(record) - begins - 1:
        return None
    found = ADDRESS.fullmatch(record[begins + 2 :].decode("ascii", errors="replace"))
    return None if found is None else UUID(found[1])
