"""The URLs of the page."""

from appliance.schema.base import Strict, UtcTime


class SecureAddressRead(Strict):
    """The page's HTTPS addresses; `fingerprint`: the certificate's SHA-256 as a browser shows it,
    `authority_fingerprint`: that of the issuing authority (`GET /certificate`)."""

    named: str | None
    numbered: list[str]
    fingerprint: str
    authority_fingerprint: str
    valid_until: UtcTime


class AddressRead(Strict):
    """The page's URLs: `named` by mDNS name (null where none is announced), `numbered` by IP address.

    `secure` is null until there is a certificate, and where HTTPS is off.
    """

    named: str | None
    numbered: list[str]
    secure: SecureAddressRead | None
