"""Files that we encrypt are age files: an implementation that is not ours opens them."""

import pyrage
import pytest

from appliance.archive.age_file import CHUNK_BYTES, COST_LOG2, encrypt

SEALED_WITH = "ciervo & flecha ñ"
SIZES = (0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 7)


@pytest.mark.parametrize("size", SIZES)
def test_another_program_opens_it(size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    sealed = encrypt(content[:size], SEALED_WITH)
    assert pyrage.passphrase.decrypt(sealed, SEALED_WITH) == content[:size]


def test_it_costs_the_same_memory_however_quick_the_machine_is() -> None:
    version, stanza, *_ = encrypt(b"arrows", SEALED_WITH).split(b"\n")
    assert version == b"age-encryption.org/v1"
    assert stanza.split()[1::2] == [b"scrypt", str(COST_LOG2).encode()]
    # scrypt takes 128 r N bytes: what the service and the smallest board have beside everything else
    assert 128 * 8 * 2**COST_LOG2 <= 128 * 2**20


def test_another_passphrase_opens_nothing_and_no_two_files_are_alike() -> None:
    sealed, again = encrypt(b"arrows", SEALED_WITH), encrypt(b"arrows", SEALED_WITH)
    assert sealed[100:] != again[100:]
    assert b"arrows" not in sealed
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(sealed, SEALED_WITH + "!")


@pytest.mark.parametrize("at", [-1, -20, 40, 90, 150])
def test_a_byte_that_has_changed_is_noticed(at: int) -> None:
    sealed = bytearray(encrypt(b"arrows" * 9, SEALED_WITH))
    sealed[at] ^= 1
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(bytes(sealed), SEALED_WITH)
