"""Writes a file in the age format for one passphrase (age-encryption.org/v1, github.com/C2SP/C2SP/blob/main/age.md).

pyrage, which reads such files, chooses scrypt's cost for a second's work when it writes one: a gigabyte of memory on a
quick machine, more than the service may have. The cost is part of the file, and is chosen here.
"""

import base64
import hmac
import os
from collections.abc import Iterator

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

VERSION = b"age-encryption.org/v1"
COST_LOG2 = 17
"""Scrypt's N, log2, as OWASP's Password Storage Cheat Sheet recommends: 128 MB of memory, half a second on a Pi 4."""
BLOCK, PARALLEL = 8, 1
FILE_KEY_BYTES, SALT_BYTES, NONCE_BYTES, KEY_BYTES = 16, 16, 16, 32
CHUNK_BYTES = 64 * 1024


def encrypt(content: bytes, passphrase: str) -> bytes:
    """Encrypt the content into an age file that this passphrase opens."""
    file_key, nonce = os.urandom(FILE_KEY_BYTES), os.urandom(NONCE_BYTES)
    header = _header(file_key, passphrase)
    mac = hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")
    key = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
    return b"".join([header, b" ", _base64(mac), b"\n", nonce, *_sealed_chunks(key, content)])


def _header(file_key: bytes, passphrase: str) -> bytes:
    """The header up to the dashes before its MAC: the file key, encrypted under a key derived from the passphrase."""
    salt = os.urandom(SALT_BYTES)
    wrapping = Scrypt(VERSION + b"/scrypt" + salt, KEY_BYTES, 1 << COST_LOG2, BLOCK, PARALLEL).derive(
        passphrase.encode()
    )
    # a zero nonce is safe: each key encrypts one message
    body = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    return b"%s\n-> scrypt %s %d\n%s\n---" % (VERSION, _base64(salt), COST_LOG2, _base64(body))


def _sealed_chunks(key: ChaCha20Poly1305, content: bytes) -> Iterator[bytes]:
    """The encrypted chunks (STREAM): a nonce is the chunk's number and whether it is the last; only an empty content
    makes an empty chunk."""
    for number, start in enumerate(range(0, max(len(content), 1), CHUNK_BYTES)):
        is_last = start + CHUNK_BYTES >= len(content)
        yield key.encrypt(number.to_bytes(11) + bytes([is_last]), content[start : start + CHUNK_BYTES], None)


def _derived(file_key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt, purpose).derive(file_key)


def _base64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")
