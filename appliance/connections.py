"""Limits on concurrency and rate: connections, sockets and uploads, in all and per client address."""

import ipaddress
import resource
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from appliance.core.message import message
from appliance.errors import Unavailable

# descriptors that connections leave alone: the journal, the database's connections, files, sensors, backups
RESERVED_DESCRIPTORS = 192
MOST_CONNECTIONS = 1024
FEWEST_CONNECTIONS = 16
# sockets on which phones listen; each is one of the connections too
MOST_SOCKETS = 600
SOCKETS_PER_ADDRESS = 200


class LimitReached(Unavailable):
    """`by_address`: by the address that asks, else in all."""

    def __init__(self, *, by_address: bool) -> None:
        super().__init__(message("server_busy"))
        self.by_address = by_address


class ConcurrencyLimit:
    """A semaphore that never waits, with a limit in all and a limit for each address.

    This machine itself may use it up: what runs on it could do worse, and a proxy here speaks for everybody.
    """

    def __init__(self, total: int, per_address: int) -> None:
        self.total, self.per_address = total, per_address
        self.in_use = 0
        self._in_use_by: Counter[str] = Counter()

    def is_reached_by(self, address: str) -> bool:
        """Whether this address has reached its own limit."""
        return self._in_use_by[address] >= self.per_address and not is_own(address)

    def acquire(self, address: str) -> None:
        """Count one more, until `release`. Raises LimitReached."""
        if self.is_reached_by(address):
            raise LimitReached(by_address=True)
        if self.in_use >= self.total:
            raise LimitReached(by_address=False)
        self._in_use_by[address] += 1
        self.in_use += 1

    def release(self, address: str) -> None:
        """Count one less."""
        self.in_use -= 1
        self._in_use_by[address] -= 1
        if not self._in_use_by[address]:
            del self._in_use_by[address]

    @contextmanager
    def held(self, address: str) -> Iterator[None]:
        """Count one more for as long as the body lasts. Raises LimitReached."""
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
        """Spend a token; False where none is left."""
        self._left = min(self._at_once, self._left + (now_s - self._counted_at_s) * self._per_s)
        self._counted_at_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True


@dataclass(frozen=True, slots=True)
class Limits:
    """How many connections there may be, and how long each may idle.

    A phone has one socket and, while the page loads, six more connections; 500 phones are what one appliance is
    measured with. A quarter of all for one address lets a whole club stand behind a router that shares its address,
    and leaves room for everybody else when one address takes all it can.
    """

    connections: int = MOST_CONNECTIONS
    per_address: int = MOST_CONNECTIONS // 4
    # from the beginning of the connection, or the answer before, to the end of a request's head
    head_within_s: float = 10.0
    # a client that takes no byte of an answer for so long
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
