"""Tokens, codes and PINs: made by the system's random numbers, kept only as digests."""

import hashlib
import hmac
import secrets

TOKEN_BYTES = 32
CODE_BYTES = 16
PIN_DIGITS = 8
"""At 60 attempts an hour all of them take 190 years."""
MOST_TOKEN_CHARACTERS = 128


def new_token() -> str:
    """256 random bits, as a cookie or a header can carry them."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_code() -> str:
    """128 random bits, as an address can carry them: a code is scanned and not typed."""
    return secrets.token_urlsafe(CODE_BYTES)


def new_pin() -> str:
    """Digits to type."""
    return f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"


def digest_of(secret: str) -> str:
    """The SHA-256 hash stored for a token or code: these are too random to be guessed, so it needs no salt and no work
    factor."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def is_same_pin(given: str, pin: str) -> bool:
    """Whether two PINs are equal, ignoring spaces and dashes, in constant time."""
    plain = "".join(character for character in given if character not in " -\N{NO-BREAK SPACE}")
    return hmac.compare_digest(plain.encode(), pin.encode())


def shown_pin(pin: str) -> str:
    """The PIN in two groups, as on the label."""
    middle = len(pin) // 2
    return f"{pin[:middle]} {pin[middle:]}"
