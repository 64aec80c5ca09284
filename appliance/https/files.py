"""Stores the authority and its certificate in the data folder, in files that only the appliance's user can read."""

import logging
import ssl
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from appliance.files import write_whole
from appliance.https.authority import Signed, fingerprint_of, make_authority
from appliance.https.certificate import Subjects, allowed_subjects, is_due, make_certificate, subjects_of
from appliance.https.where import HttpsFacts

log = logging.getLogger(__name__)

FOLDER = "https"
AUTHORITY = "authority.pem"
CERTIFICATE = "certificate.pem"
MOST_BYTES = 64 * 1024


class CertificateFiles:
    """The authority, made once, and the current certificate. Unparsable files are logged and replaced."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / FOLDER
        self.chain = self._folder / CERTIFICATE

    def renew(self, name: str, host: str, names: Sequence[str], addresses: Sequence[str], now: datetime) -> HttpsFacts:
        """Make what is missing or due; blocks for milliseconds. Raises OSError if nothing can be stored."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        authority = self._read(self._folder / AUTHORITY)
        if authority is None:
            authority = make_authority(name, host)
            write_whole(self._folder / AUTHORITY, authority.pem)
        wanted = allowed_subjects(authority, names, addresses)
        current = self._read(self.chain)
        if current is None or is_due(current.certificate, wanted, authority, now):
            current = self._made(authority, wanted, now, current)
        return _shown(authority, current)

    def read(self) -> HttpsFacts | None:
        """The stored certificate; None where there is none, or its files are not readable."""
        try:
            authority, current = self._read(self._folder / AUTHORITY), self._read(self.chain)
        except OSError:
            return None
        return None if authority is None or current is None else _shown(authority, current)

    def load_into(self, context: ssl.SSLContext) -> None:
        """Use the current certificate in all later handshakes; existing connections are not affected."""
        context.load_cert_chain(self.chain)

    def _made(self, authority: Signed, wanted: Subjects, now: datetime, current: Signed | None) -> Signed:
        made = make_certificate(authority, wanted, now, None if current is None else subjects_of(current.certificate))
        write_whole(self.chain, made.pem + authority.certificate_pem)
        until = made.certificate.not_valid_after_utc
        log.info("HTTPS has a new certificate until %s for %s", f"{until:%Y-%m-%d}", ", ".join(wanted.names))
        return made

    def _read(self, path: Path) -> Signed | None:
        try:
            with path.open("rb") as file:
                return Signed.read(file.read(MOST_BYTES))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError) as error:
            log.warning("%s cannot be read and is made anew (%s)", path, error)
            return None


def _shown(authority: Signed, current: Signed) -> HttpsFacts:
    return HttpsFacts(
        fingerprint_of(current.certificate),
        fingerprint_of(authority.certificate),
        current.certificate.not_valid_after_utc,
        authority.certificate_pem,
    )
