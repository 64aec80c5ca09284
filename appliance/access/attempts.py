"""Limits on guessing a PIN: failed attempts within a span of time, by one address and in all."""

import ipaddress
from collections import OrderedDict, deque
from dataclasses import dataclass, field

PER_ADDRESS = 5
PER_ADDRESS_WITHIN_S = 60.0
IN_ALL = 60
IN_ALL_WITHIN_S = 3600.0
MOST_ADDRESSES = 1024
"""Of so many the failures are remembered, the latest; what one with more addresses gains is bounded by IN_ALL."""


@dataclass(slots=True)
class Window:
    """At most `most` events within any span of `within_s`."""

    most: int
    within_s: float
    _times: deque[float] = field(default_factory=deque)

    def wait_s(self, now_s: float) -> float:
        """How long until there may be another event; 0: now."""
        while self._times and self._times[0] <= now_s - self.within_s:
            self._times.popleft()
        return 0.0 if len(self._times) < self.most else self._times[0] + self.within_s - now_s

    def note(self, now_s: float) -> None:
        """There was one."""
        self._times.append(now_s)

    def forget(self, at_s: float) -> None:
        """There was none, after all."""
        if at_s in self._times:
            self._times.remove(at_s)


class Attempts:
    """Each counts as failed until it is forgiven. Time is handed in, in seconds of a clock that never goes back."""

    def __init__(self) -> None:
        self._in_all = Window(IN_ALL, IN_ALL_WITHIN_S)
        self._by_address: OrderedDict[str, Window] = OrderedDict()

    def wait_s(self, address: str, now_s: float) -> float:
        """How long this address must wait before its next attempt; 0: it need not."""
        own = self._by_address.get(network_of(address))
        return max(self._in_all.wait_s(now_s), 0.0 if own is None else own.wait_s(now_s))

    def fail(self, address: str, now_s: float) -> None:
        """An attempt of this address, which counts as failed until it is forgiven."""
        network = network_of(address)
        own = self._by_address.setdefault(network, Window(PER_ADDRESS, PER_ADDRESS_WITHIN_S))
        self._by_address.move_to_end(network)
        own.note(now_s)
        self._in_all.note(now_s)
        while len(self._by_address) > MOST_ADDRESSES:
            self._by_address.popitem(last=False)

    def forgive(self, address: str, at_s: float) -> None:
        """The attempt of that moment was right."""
        self._in_all.forget(at_s)
        own = self._by_address.get(network_of(address))
        if own is not None:
            own.forget(at_s)


def network_of(address: str) -> str:
    """The address, or of IPv6 its /64: whoever has one address of that has them all (RFC 6177)."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    return str(ipaddress.IPv6Network((known, 64), strict=False))
