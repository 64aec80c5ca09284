"""The URLs of the page on the current networks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from appliance.schema.address import AddressRead, SecureAddressRead
from appliance.wifi.own import OWN_ADDRESS, OwnNetwork, read_own

PLAIN_PORT, SECURE_PORT = 80, 443
"""The default ports of HTTP and HTTPS, which a URL leaves out."""


@dataclass(frozen=True, slots=True)
class HttpsFacts:
    """The facts of HTTPS shown to a person: fingerprint, authority to install, and end of validity."""

    fingerprint: str
    authority_fingerprint: str
    valid_until: datetime
    authority_pem: bytes


@dataclass(slots=True)
class Where:
    """The ports that answer, and the host name that is announced (None: none is); `shown` while HTTPS answers.

    `data_dir` has the record of the box's access point, if it may open one. `host` is the only address that answers;
    None: all do.
    """

    name: str | None = None
    host: str | None = None
    port: int | None = None
    secure_port: int | None = None
    data_dir: Path | None = None
    shown: HttpsFacts | None = None

    def read(self, ipv4: Sequence[str]) -> AddressRead:
        """The URLs of the page by its name and by these IPv4 addresses."""
        ipv4 = ipv4 if self.host is None else [self.host]
        return AddressRead(
            named=self._named("http", self.port, PLAIN_PORT),
            numbered=[] if self.port is None else [url("http", each, self.port, PLAIN_PORT) for each in ipv4],
            secure=self._secure(ipv4),
        )

    def own_network(self) -> OwnNetwork | None:
        """The access point that the box opens where there is no other network; None: it opens none."""
        return None if self.data_dir is None else read_own(self.data_dir)

    def on_access_point(self) -> str:
        """The page's URL on the access point, where the address is always the same."""
        return url("http", OWN_ADDRESS, self.port or PLAIN_PORT, PLAIN_PORT)

    def _secure(self, ipv4: Sequence[str]) -> SecureAddressRead | None:
        port, shown = self.secure_port, self.shown
        if port is None or shown is None:
            return None
        return SecureAddressRead(
            named=self._named("https", port, SECURE_PORT),
            numbered=[url("https", each, port, SECURE_PORT) for each in ipv4],
            fingerprint=shown.fingerprint,
            authority_fingerprint=shown.authority_fingerprint,
            valid_until=shown.valid_until,
        )

    def _named(self, scheme: str, port: int | None, usual: int) -> str | None:
        return None if self.name is None or port is None else url(scheme, f"{self.name}.local", port, usual)


def url(scheme: str, host: str, port: int, usual: int) -> str:
    """The URL of the page, without the port if that is `usual`."""
    return f"{scheme}://{host}/app/" if port == usual else f"{scheme}://{host}:{port}/app/"
