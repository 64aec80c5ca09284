"""Shots that no host has acknowledged, in a memory of bounded size."""

from array import array

from drivers.wire.fields import ACKNOWLEDGED, DROPPED, MAX_SHOT_BYTES, UNKNOWN

CAPACITY = 256
RESEND_AFTER_US = 5_000_000
SENT_BYTES = 8
"""A SHOT's payload begins with the time at which it is sent, which is written anew each time."""
SLOT_BYTES = MAX_SHOT_BYTES - SENT_BYTES


class HeldShots:
    """Numbers shots and keeps their payloads; a full memory drops the oldest.

    All memory is taken at the start: what is taken shot by shot, between pieces that are given back, leaves no piece of
    the heap long enough for the next.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.last = 0
        self.dropped = self.dropped_first = self.dropped_last = 0
        self._count = 0
        # by slot; the number 0 is a free one
        self._numbers = array("I", bytes(4 * capacity))
        self._lengths = bytearray(capacity)
        self._resend_from_us = array("Q", bytes(8 * capacity))
        self._memory = bytearray(capacity * SLOT_BYTES)

    def keep(self, payload: bytes) -> int:
        """Keep one more; returns its number."""
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
        """It is acknowledged; a number that is not held is nothing."""
        slot = self._slot(number) if number else -1
        if slot >= 0:
            self._numbers[slot] = 0
            self._count -= 1

    def payload(self, number: int, sent_us: int) -> bytes | None:
        """The payload of a shot that is written now; None where it is not held any more."""
        slot = self._slot(number) if number else -1
        if slot < 0:
            return None
        self._resend_from_us[slot] = sent_us + RESEND_AFTER_US
        start = slot * SLOT_BYTES
        return sent_us.to_bytes(SENT_BYTES, "little") + self._memory[start : start + self._lengths[slot]]

    def oldest_due(self, now_us: int) -> int:
        """The oldest that was sent so long ago that it goes once more; 0: none."""
        found = 0
        if self._count:
            for slot in range(len(self._numbers)):
                number = self._numbers[slot]
                if number and (not found or number < found) and self._resend_from_us[slot] <= now_us:
                    found = number
        return found

    def within(self, first: int, last: int, most: int) -> list[int]:
        """The oldest of those numbers that are held."""
        return sorted([number for number in self._numbers if number and first <= number <= last])[:most]

    def _slot(self, number: int) -> int:
        """Where a number is; -1: nowhere."""
        for slot in range(len(self._numbers)):
            if self._numbers[slot] == number:
                return slot
        return -1

    def _oldest(self) -> int:
        return min([number for number in self._numbers if number])

    def held(self) -> tuple[int, int, int, int, int, int]:
        """As PROTOCOL.md's `held`."""
        oldest = self._oldest() if self._count else 0
        newest = max(self._numbers)
        return oldest, newest, self.last, self.dropped, self.dropped_first, self.dropped_last

    def gone_reason(self, number: int) -> tuple[int, int]:
        """Why `number` is not held, and up to which number that goes for all."""
        if number > self.last or number < 1:
            return UNKNOWN, 0 if number < 1 else 0xFFFFFFFF
        if number < self.dropped_first:
            return ACKNOWLEDGED, self.dropped_first - 1
        if number <= self.dropped_last:
            return DROPPED, self.dropped_last
        return ACKNOWLEDGED, self.last
