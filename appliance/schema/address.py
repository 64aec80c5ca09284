"""Where the page is, for whoever wants to open it on another phone."""

from appliance.schema.base import Strict, UtcTime


class SecureAddressRead(Strict):
    """The page by HTTPS. `fingerprint` is what a browser shows of the certificate, by SHA-256; `authority_fingerprint`
    is that of the authority that a phone may install, which `GET /certificate` has.
    """

    named: str | None
    numbered: list[str]
    fingerprint: str
    authority_fingerprint: str
    valid_until: UtcTime


class AddressRead(Strict):
    """`named` is the page's URL by name, null where none is announced; `numbered` are those by number.

    `secure` is null until there is a certificate, and where HTTPS is off.
    """

    named: str | None
    numbered: list[str]
    secure: SecureAddressRead | None
