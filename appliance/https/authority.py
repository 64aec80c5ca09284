"""The box's own certificate authority, which a phone may trust; it can certify nothing beyond local networks.

Browsers refuse a service worker to a page whose certificate warning was dismissed, but not to one whose authority is
installed on the phone. The authority outlives every certificate that it issues, so it needs to be installed only once,
and its fingerprint on a printed label stays valid.
"""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from appliance.core.local_names import LOCAL_SUFFIXES

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

VALID_FROM = datetime(2020, 1, 1, tzinfo=UTC)
"""Before the time of any phone, whatever this computer's clock shows when the authority is made."""
VALID_UNTIL = datetime(2050, 1, 1, tzinfo=UTC)
LOCAL_NETWORKS: tuple[Network, ...] = tuple(
    ipaddress.ip_network(network)
    for network in (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128", "fc00::/7",
        "fe80::/10",
    )
)  # fmt: skip
SHOWN_NAME = 60


@dataclass(frozen=True, slots=True)
class Signed:
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def read(cls, pem: bytes) -> Self:
        """Parse `pem`. Raises ValueError if it is not a certificate with its own key."""
        key = serialization.load_pem_private_key(pem, password=None)
        certificate = x509.load_pem_x509_certificate(pem)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
            raise ValueError("the key is of another certificate")
        return cls(certificate, key)

    @property
    def pem(self) -> bytes:
        """The private key, then the certificate: secret, since its holder can pass as this box to phones that trust
        it."""
        return self.key_pem + self.certificate_pem

    @property
    def key_pem(self) -> bytes:
        """The private key in PEM, PKCS 8."""
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    @property
    def certificate_pem(self) -> bytes:
        """The certificate in PEM, which is public."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def fingerprint_of(certificate: x509.Certificate) -> str:
    """The SHA-256 fingerprint as browsers show it: pairs of hexadecimal digits."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def make_authority(name: str, host: str) -> Signed:
    """A new authority; `name`: as shown in a phone's list of authorities; `host`: the box's host name, a single
    label."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Arch-Stats"),
            x509.NameAttribute(NameOID.COMMON_NAME, name[:SHOWN_NAME]),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_UNTIL)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(key_usage("key_cert_sign", "crl_sign"), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.NameConstraints(_permitted(host), None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Signed(certificate, key)


def key_usage(*purposes: str) -> x509.KeyUsage:
    """A certificate's key usage extension with exactly these uses."""
    return x509.KeyUsage(**{usage: usage in purposes for usage in _USAGES})


_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


def may_certify_name(authority: Signed, name: str) -> bool:
    """Whether the name is one of a local network, or the box's own."""
    return any(name == suffix or name.endswith(f".{suffix}") for suffix in _names_of(authority))


def may_certify_address(address: str) -> bool:
    """Whether the address is one of a local network."""
    return any(ipaddress.ip_address(address) in network for network in LOCAL_NETWORKS)


def _permitted(host: str) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = [x509.DNSName(suffix) for suffix in (*LOCAL_SUFFIXES, host)]
    return names + [x509.IPAddress(network) for network in LOCAL_NETWORKS]


def _names_of(authority: Signed) -> list[str]:
    constraints = authority.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    return [str(each.value) for each in constraints.permitted_subtrees or () if isinstance(each, x509.DNSName)]
