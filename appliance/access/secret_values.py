"""Tokens, codes and PINs from the system's random numbers; tokens and codes are stored only as digests."""

import hashlib
import hmac
import secrets

TOKEN_BYTES = 32
CODE_BYTES = 16
PIN_DIGITS = 8
"""Trying all PINs takes 190 years at 60 attempts an hour."""
MOST_TOKEN_CHARACTERS = 128


def new_token() -> str:
    """A new token: 256 random bits in characters that a cookie or a header may have."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_code() -> str:
    """A new code: 128 random bits in characters that a URL may have; a code is scanned, not typed."""
    return secrets.token_urlsafe(CODE_BYTES)


def new_pin() -> str:
    """A new PIN: PIN_DIGITS random decimal digits, to be typed."""
    return f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"


def digest_of(secret: str) -> str:
    """The SHA-256 hash under which a token or code is stored; these are too random to guess, so no salt or work
    factor."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def is_same_pin(given: str, pin: str) -> bool:
    """Whether two PINs are equal, ignoring spaces and dashes, in constant time."""
    plain = "".join(character for character in given if character not in " -\N{NO-BREAK SPACE}")
    return hmac.compare_digest(plain.encode(), pin.encode())


def shown_pin(pin: str) -> str:
    """The PIN in two groups of digits, as printed on the label."""
    middle = len(pin) // 2
    return f"{pin[:middle]} {pin[middle:]}"
