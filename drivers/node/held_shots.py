"""Shots that no host has acknowledged, in a memory of bounded size."""

from array import array

from drivers.wire.fields import ACKNOWLEDGED, DROPPED, MAX_SHOT_BYTES, UNKNOWN

CAPACITY = 256
RESEND_AFTER_US = 5_000_000
SENT_BYTES = 8
"""Size of the time of sending with which a SHOT's payload begins; it is written anew each time."""
SLOT_BYTES = MAX_SHOT_BYTES - SENT_BYTES


class HeldShots:
    """Numbers shots and stores their payloads; a full memory drops the oldest.

    All memory is allocated at the start: allocating shot by shot would fragment the heap until no free piece is large
    enough.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.last = 0
        self.dropped = self.dropped_first = self.dropped_last = 0
        self._count = 0
        # by slot; number 0: the slot is free
        self._numbers = array("I", bytes(4 * capacity))
        self._lengths = bytearray(capacity)
        self._resend_from_us = array("Q", bytes(8 * capacity))
        self._memory = bytearray(capacity * SLOT_BYTES)

    def keep(self, payload: bytes) -> int:
        """Store one more shot; returns its number."""
        if self._count == len(self._numbers):
            oldest = self._oldest()
            self.forget(oldest)
            self.dropped += 1
            self.dropped_first = self.dropped_first or oldest
            self.dropped_last = oldest
        self.last += 1
        self._count += 1
        slot = self._slot(0)
        start, size = slot * SLOT_BYTES, len(payload) - SENT_BYTES
        self._numbers[slot] = self.last
        self._lengths[slot] = size
        self._resend_from_us[slot] = 0
        self._memory[start : start + size] = payload[SENT_BYTES:]
        return self.last

    def forget(self, number: int) -> None:
        """Delete an acknowledged shot; a number that is not held is ignored."""
        slot = self._slot(number) if number else -1
        if slot >= 0:
            self._numbers[slot] = 0
            self._count -= 1

    def payload(self, number: int, sent_us: int) -> bytes | None:
        """The payload of a shot that is sent now; None if it is no longer held."""
        slot = self._slot(number) if number else -1
        if slot < 0:
            return None
        self._resend_from_us[slot] = sent_us + RESEND_AFTER_US
        start = slot * SLOT_BYTES
        return sent_us.to_bytes(SENT_BYTES, "little") + self._memory[start : start + self._lengths[slot]]

    def oldest_due(self, now_us: int) -> int:
        """Number of the oldest shot that is due to be sent (again); 0: none."""
        found = 0
        if self._count:
            for slot in range(len(self._numbers)):
                number = self._numbers[slot]
                if number and (not found or number < found) and self._resend_from_us[slot] <= now_us:
                    found = number
        return found

    def within(self, first: int, last: int, most: int) -> list[int]:
        """The held numbers from `first` to `last`, at most the oldest `most` of them."""
        return sorted([number for number in self._numbers if number and first <= number <= last])[:most]

    def _slot(self, number: int) -> int:
        """The slot of a number; -1: none."""
        for slot in range(len(self._numbers)):
            if self._numbers[slot] == number:
                return slot
        return -1

    def _oldest(self) -> int:
        return min([number for number in self._numbers if number])

    def held(self) -> tuple[int, int, int, int, int, int]:
        """The values of `held` in PROTOCOL.md."""
        oldest = self._oldest() if self._count else 0
        newest = max(self._numbers)
        return oldest, newest, self.last, self.dropped, self.dropped_first, self.dropped_last

    def gone_reason(self, number: int) -> tuple[int, int]:
        """Why `number` is not held, and the last number for which the same reason holds."""
        if number > self.last or number < 1:
            return UNKNOWN, 0 if number < 1 else 0xFFFFFFFF
        if number < self.dropped_first:
            return ACKNOWLEDGED, self.dropped_first - 1
        if number <= self.dropped_last:
            return DROPPED, self.dropped_last
        return ACKNOWLEDGED, self.last
