"""Limits on concurrency and rate: connections, sockets and uploads, in total and per client address."""

import ipaddress
import resource
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from appliance.core.message import message
from appliance.errors import Unavailable

# descriptors not for connections: the journal, the database's connections, files, sensors, backups
RESERVED_DESCRIPTORS = 192
MOST_CONNECTIONS = 1024
FEWEST_CONNECTIONS = 16
# WebSockets of phones; each is also one of the connections
MOST_SOCKETS = 600
SOCKETS_PER_ADDRESS = 200


class LimitReached(Unavailable):
    """A limit is reached; `by_address`: that of one address, else the total."""

    def __init__(self, *, by_address: bool) -> None:
        super().__init__(message("server_busy"))
        self.by_address = by_address


class ConcurrencyLimit:
    """A semaphore that never waits, with a total limit and one per address.

    The loopback address has only the total limit: local programs could do worse anyway, and a proxy here serves
    everybody.
    """

    def __init__(self, total: int, per_address: int) -> None:
        self.total, self.per_address = total, per_address
        self.in_use = 0
        self._in_use_by: Counter[str] = Counter()

    def is_reached_by(self, address: str) -> bool:
        """Whether this address has reached its own limit."""
        return self._in_use_by[address] >= self.per_address and not is_own(address)

    def acquire(self, address: str) -> None:
        """Count one use by this address, until `release`. Raises LimitReached."""
        if self.is_reached_by(address):
            raise LimitReached(by_address=True)
        if self.in_use >= self.total:
            raise LimitReached(by_address=False)
        self._in_use_by[address] += 1
        self.in_use += 1

    def release(self, address: str) -> None:
        """Count one use by this address less."""
        self.in_use -= 1
        self._in_use_by[address] -= 1
        if not self._in_use_by[address]:
            del self._in_use_by[address]

    @contextmanager
    def held(self, address: str) -> Iterator[None]:
        """Count one use by this address while the body runs. Raises LimitReached."""
        self.acquire(address)
        try:
            yield
        finally:
            self.release(address)


class TokenBucket:
    """A token bucket: a burst of `at_once`, and `per_s` in the long run."""

    def __init__(self, per_s: float, at_once: float, now_s: float) -> None:
        self._per_s, self._at_once = per_s, at_once
        self._left, self._counted_at_s = at_once, now_s

    def spend(self, now_s: float) -> bool:
        """Take a token; False if there is none."""
        self._left = min(self._at_once, self._left + (now_s - self._counted_at_s) * self._per_s)
        self._counted_at_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True


@dataclass(frozen=True, slots=True)
class Limits:
    """The number of connections, and how long each may idle.

    A phone has one socket and, while the page loads, six more connections; an appliance is measured with 500 phones. A
    quarter of the connections for one address is enough for a whole club behind a router with address translation, and
    leaves room for others when one address takes all it can.
    """

    connections: int = MOST_CONNECTIONS
    per_address: int = MOST_CONNECTIONS // 4
    # from the start of the connection, or the previous answer, to the end of a request's head, s
    head_within_s: float = 10.0
    # longest time in which a client takes no bytes of an answer, s
    taken_within_s: float = 20.0


def limits_of_this_process() -> Limits:
    """Limits that leave enough file descriptors for the journal, the database and the devices."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    spare = MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else soft - RESERVED_DESCRIPTORS
    most = max(FEWEST_CONNECTIONS, min(MOST_CONNECTIONS, spare))
    return Limits(connections=most, per_address=max(FEWEST_CONNECTIONS, most // 4))


def address_of(peer: object) -> str:
    """The client's address from a transport's peer name; IPv4-mapped IPv6 addresses become IPv4."""
    if not isinstance(peer, tuple) or not peer:
        return "unknown"
    return _plain_address(str(peer[0]))


@lru_cache(maxsize=1024)
def _plain_address(peer: str) -> str:
    text = peer.partition("%")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return str(address)


@lru_cache(maxsize=1024)
def is_own(address: str) -> bool:
    """Whether this is a loopback address."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
