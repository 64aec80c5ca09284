"""Limits on guessing a PIN: failed attempts within a span of time, per network address and in total."""

import ipaddress
from collections import OrderedDict, deque
from dataclasses import dataclass, field

PER_ADDRESS = 5
PER_ADDRESS_WITHIN_S = 60.0
IN_ALL = 60
IN_ALL_WITHIN_S = 3600.0
MOST_ADDRESSES = 1024
"""Largest number of addresses remembered, the latest. More addresses than these gain little: IN_ALL bounds the
total."""


@dataclass(slots=True)
class Window:
    """A limit of `most` events within any span of `within_s` seconds."""

    most: int
    within_s: float
    _times: deque[float] = field(default_factory=deque)

    def wait_s(self, now_s: float) -> float:
        """Seconds until another event is allowed; 0: now."""
        while self._times and self._times[0] <= now_s - self.within_s:
            self._times.popleft()
        return 0.0 if len(self._times) < self.most else self._times[0] + self.within_s - now_s

    def note(self, now_s: float) -> None:
        """Count an event at `now_s`."""
        self._times.append(now_s)

    def forget(self, at_s: float) -> None:
        """Remove the event counted at `at_s`, if any."""
        if at_s in self._times:
            self._times.remove(at_s)


class Attempts:
    """Failed attempts by address: each counts as failed until it is forgiven. Times: seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._in_all = Window(IN_ALL, IN_ALL_WITHIN_S)
        self._by_address: OrderedDict[str, Window] = OrderedDict()

    def wait_s(self, address: str, now_s: float) -> float:
        """Seconds that this address must wait before its next attempt; 0: none."""
        own = self._by_address.get(network_of(address))
        return max(self._in_all.wait_s(now_s), 0.0 if own is None else own.wait_s(now_s))

    def fail(self, address: str, now_s: float) -> None:
        """Count an attempt by this address, as failed until it is forgiven."""
        network = network_of(address)
        own = self._by_address.setdefault(network, Window(PER_ADDRESS, PER_ADDRESS_WITHIN_S))
        self._by_address.move_to_end(network)
        own.note(now_s)
        self._in_all.note(now_s)
        while len(self._by_address) > MOST_ADDRESSES:
            self._by_address.popitem(last=False)

    def forgive(self, address: str, at_s: float) -> None:
        """Remove the attempt counted at `at_s`: it was right."""
        self._in_all.forget(at_s)
        own = self._by_address.get(network_of(address))
        if own is not None:
            own.forget(at_s)


def network_of(address: str) -> str:
    """The IPv4 address, or the /64 network of an IPv6 address: its holder controls all addresses in it (RFC 6177)."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    return str(ipaddress.IPv6Network((known, 64), strict=False))
