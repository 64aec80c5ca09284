"""The certificate of the HTTPS server: its names and addresses, its validity, and when a new one is due."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from appliance.health.monitor import FIRST_CREDIBLE_YEAR
from appliance.https.authority import Signed, key_usage, may_certify_address, may_certify_name

BEFORE = timedelta(days=30)
"""Validity before the time of issue, for phones whose clock is behind."""
VALID = timedelta(days=397)
"""Length of validity; browsers accept at most 398 days."""
RENEW_BEFORE_END = timedelta(days=30)
FIRST_CREDIBLE = datetime(FIRST_CREDIBLE_YEAR, 1, 1, tzinfo=UTC)
"""A clock that shows an earlier time was not set since the computer started."""
MOST_ADDRESSES = 16
"""Largest number of addresses in a certificate. Earlier ones are kept, so that a box that moves between two networks
needs no new certificate each time."""


@dataclass(frozen=True, slots=True)
class Subjects:
    """The names and addresses for which a certificate is valid."""

    names: tuple[str, ...]
    addresses: tuple[str, ...]

    def includes(self, other: "Subjects") -> bool:
        """Whether a certificate for these is also valid for `other`."""
        return set(other.names) <= set(self.names) and set(other.addresses) <= set(self.addresses)


def allowed_subjects(authority: Signed, names: Iterable[str], addresses: Iterable[str]) -> Subjects:
    """The names, in lower case, and the addresses that the authority may certify, without duplicates."""
    good_names = (name.lower() for name in names if may_certify_name(authority, name.lower()))
    good_addresses = (address for address in addresses if may_certify_address(address))
    return Subjects(tuple(dict.fromkeys(good_names)), tuple(dict.fromkeys(good_addresses))[:MOST_ADDRESSES])


def subjects_of(certificate: x509.Certificate) -> Subjects:
    """The names and addresses of a certificate."""
    named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = tuple(str(address) for address in named.get_values_for_type(x509.IPAddress))
    return Subjects(tuple(named.get_values_for_type(x509.DNSName)), addresses)


def is_due(current: x509.Certificate, wanted: Subjects, authority: Signed, now: datetime) -> bool:
    """Whether a new certificate is needed: for other names or addresses, near its end, or made while the clock was not
    set."""
    if not _is_issued_by(current, authority.certificate) or not subjects_of(current).includes(wanted):
        return True
    if now < FIRST_CREDIBLE:
        # without a clock nobody can tell whether it has expired
        return False
    is_provisional = current.not_valid_before_utc == authority.certificate.not_valid_before_utc
    is_of_the_future = now < current.not_valid_before_utc
    return is_provisional or is_of_the_future or now > current.not_valid_after_utc - RENEW_BEFORE_END


def make_certificate(authority: Signed, wanted: Subjects, now: datetime, before: Subjects | None = None) -> Signed:
    """A new certificate for the `wanted` subjects, and for as many of the addresses of `before` as fit.

    While the clock is not set it is valid for as long as the authority, and the next one is made as soon as the clock
    is set.
    """
    addresses = tuple(dict.fromkeys((*wanted.addresses, *(before.addresses if before else ()))))[:MOST_ADDRESSES]
    alternatives: list[x509.GeneralName] = [x509.DNSName(name) for name in wanted.names]
    alternatives += [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
    if now < FIRST_CREDIBLE:
        begin, end = authority.certificate.not_valid_before_utc, authority.certificate.not_valid_after_utc
    else:
        begin, end = now - BEFORE, now - BEFORE + VALID
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = authority.key.public_key()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, wanted.names[0][:64])]))
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage("digital_signature"), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    return Signed(certificate, key)


def _is_issued_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
