"""CRC-16/CCITT-FALSE, the checksum of our frames; its check value over b"123456789" is 0x29B1."""

import binascii


def crc16(data: bytes) -> int:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, no reflection."""
    return binascii.crc_hqx(data, 0xFFFF)
