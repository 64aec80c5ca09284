"""Shots that no host has acknowledged, in a memory of bounded size."""

from drivers.wire.fields import ACKNOWLEDGED, DROPPED, UNKNOWN

CAPACITY = 256
RESEND_AFTER_US = 5_000_000
SENT_BYTES = 8
"""A SHOT's payload begins with the time at which it is sent, which is written anew each time."""


class HeldShots:
    """Numbers shots and keeps their payloads; a full memory drops the oldest."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.last = 0
        self.dropped = self.dropped_first = self.dropped_last = 0
        self._capacity = capacity
        # a dictionary of MicroPython has no order
        self._numbers: list[int] = []
        self._payloads: dict[int, bytes] = {}
        self._resend_from_us: dict[int, int] = {}

    def keep(self, payload: bytes) -> int:
        """Keep one more; returns its number."""
        if len(self._numbers) >= self._capacity:
            oldest = self._numbers[0]
            self.forget(oldest)
            self.dropped += 1
            self.dropped_first = self.dropped_first or oldest
            self.dropped_last = oldest
        self.last += 1
        self._numbers.append(self.last)
        self._payloads[self.last] = payload[SENT_BYTES:]
        self._resend_from_us[self.last] = 0
        return self.last

    def forget(self, number: int) -> None:
        """It is acknowledged; a number that is not held is nothing."""
        if number in self._payloads:
            self._numbers.remove(number)
            del self._payloads[number]
            del self._resend_from_us[number]

    def payload(self, number: int, sent_us: int) -> bytes | None:
        """The payload of a shot that is written now; None where it is not held any more."""
        kept = self._payloads.get(number)
        if kept is None:
            return None
        self._resend_from_us[number] = sent_us + RESEND_AFTER_US
        return sent_us.to_bytes(SENT_BYTES, "little") + kept

    def oldest_due(self, now_us: int) -> int:
        """The oldest that was sent so long ago that it goes once more; 0: none."""
        for number in self._numbers:
            if self._resend_from_us[number] <= now_us:
                return number
        return 0

    def within(self, first: int, last: int, most: int) -> list[int]:
        """The oldest of those numbers that are held."""
        found: list[int] = []
        for number in self._numbers:
            if first <= number <= last and len(found) < most:
                found.append(number)
        return found

    def held(self) -> tuple[int, int, int, int, int, int]:
        """As PROTOCOL.md's `held`."""
        oldest = self._numbers[0] if self._numbers else 0
        newest = self._numbers[-1] if self._numbers else 0
        return oldest, newest, self.last, self.dropped, self.dropped_first, self.dropped_last

    def why_gone(self, number: int) -> tuple[int, int]:
        """Why `number` is not held, and up to which number that goes for all."""
        if number > self.last or number < 1:
            return UNKNOWN, 0 if number < 1 else 0xFFFFFFFF
        if number < self.dropped_first:
            return ACKNOWLEDGED, self.dropped_first - 1
        if number <= self.dropped_last:
            return DROPPED, self.dropped_last
        return ACKNOWLEDGED, self.last
