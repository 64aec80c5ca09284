"""The PIN of the label: made once, readable for its owner alone, and renewed."""

import stat
from pathlib import Path

import pytest

from appliance.access.pin_file import FILE_NAME, PinFile
from appliance.access.secret_values import PIN_DIGITS, is_same_pin, new_code, new_pin, new_token, shown_pin


def test_a_pin_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    file = PinFile(tmp_path / "data")
    assert file.read() is None
    pin = file.read_or_make()
    assert len(pin) == PIN_DIGITS
    assert pin.isdigit()
    assert PinFile(tmp_path / "data").read_or_make() == pin
    assert stat.S_IMODE((tmp_path / "data" / FILE_NAME).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == [FILE_NAME]


def test_a_renewed_pin_holds_at_once(tmp_path: Path) -> None:
    file = PinFile(tmp_path)
    before = file.read_or_make()
    after = {file.renew() for _ in range(3)}
    assert after != {before}
    assert file.read() in after


@pytest.mark.parametrize("content", [b"", b"1234", b"12345678901", "\N{SUPERSCRIPT TWO}".encode() * 8, b"x" * 100_000])
def test_what_is_no_pin_is_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    assert PinFile(tmp_path).read() is None


@pytest.mark.parametrize("typed", ["12345678", "1234 5678", "1234-5678", " 12 34 56 78 "])
def test_a_pin_may_be_typed_with_spaces(typed: str) -> None:
    assert is_same_pin(typed, "12345678")
    assert not is_same_pin(typed, "12345679")


@pytest.mark.parametrize("typed", ["", "1234567", "123456789", "١٢٣٤٥٦٧٨"])
def test_other_texts_are_not_the_pin(typed: str) -> None:
    assert not is_same_pin(typed, "12345678")


def test_secrets_are_long_and_never_the_same() -> None:
    assert len({new_token() for _ in range(100)}) == 100
    assert {len(new_token()), len(new_code())} == {43, 22}
    assert len({new_pin() for _ in range(100)}) > 90
    assert shown_pin("12345678") == "1234 5678"
