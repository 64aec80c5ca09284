"""The bow's side of BOW_PROTOCOL.md: bytes from the host in, frames to the host out. Times are arguments.

Simulator and bow run this same file, so it uses only what CPython and MicroPython both have.
"""

from drivers.node.host_link import ANSWERED_AT_ONCE, HOST_IS_THERE_US, RESEND_EVERY_US, HostLink
from drivers.wire import bow_fields, fields
from drivers.wire.framer import framed

CAPACITY = 64
RESEND_AFTER_US = 5_000_000
AT_ONCE_US = 1
"""Time to send a release that is due but no longer goes first, as a new one does."""


class Bow(HostLink):
    """`released` stores a release, `receive` takes bytes, `next_frame` returns the frame to write now."""

    def __init__(self, bow: int, boot: int, *, firmware: str = "", capacity: int = CAPACITY) -> None:
        super().__init__()
        self.bow, self.boot, self.firmware = bow, boot, firmware
        self.supply_mv = bow_fields.NO_SUPPLY
        self.last = self.dropped = 0
        self.is_refused = False
        # number, released, drawn, when it is sent (again), 0: at once
        self._held: list[list[int]] = []
        self._capacity = capacity
        # an unsolicited greeting comes first
        self._tokens = [0]

    @property
    def held(self) -> list[int]:
        """Numbers of the releases that are not acknowledged."""
        return [one[0] for one in self._held]

    def released(self, released_us: int, drawn_us: int = bow_fields.NOT_DRAWN) -> int:
        """Store a release, to be sent as the next frame; returns its number."""
        self.last += 1
        self._held.append([self.last, released_us, drawn_us, 0])
        if len(self._held) > self._capacity:
            self._held.pop(0)
            self.dropped += 1
        return self.last

    def lost(self) -> None:
        """Note that the link is lost: a partial frame is dropped, and the next host is greeted anew.

        Releases meanwhile wait as if they had been sent, for the host measures the clock first.
        """
        self._framer.reset()
        for one in self._held:
            one[3] = one[3] or AT_ONCE_US
        self._tokens = [0]
        self._heard_us = -HOST_IS_THERE_US - 1

    def next_frame(self, now_us: int) -> bytes | None:
        """The frame to write now, if any; a new release goes first."""
        for one in self._held:
            if one[3] == 0:
                return self._release(one, now_us)
        if self._tokens:
            return self._greeting(self._tokens.pop(0), now_us)
        if not self.is_host_there(now_us) or now_us < self._resend_us:
            return None
        for one in self._held:
            if one[3] <= now_us:
                self._resend_us = now_us + RESEND_EVERY_US
                return self._release(one, now_us)
        return None

    def _on_frame(self, frame: bytes, now_us: int) -> None:
        kind, bow, boot, sequence = fields.unpack_header(frame)
        is_ours = bow == self.bow
        if fields.version_of(frame) != fields.PROTOCOL_VERSION:
            self.is_refused = self.is_refused or (is_ours and kind == fields.REFUSE)
            return
        if kind == fields.PING and (is_ours or bow == fields.ALL_NODES):
            if len(self._tokens) < ANSWERED_AT_ONCE:
                self._tokens.append(fields.unpack_ping(frame[fields.HEADER_BYTES :]))
            self.is_refused = False
        elif kind == fields.ACK and is_ours:
            if boot == self.boot:
                self._held = [one for one in self._held if one[0] != sequence]
        elif kind == fields.REFUSE and is_ours:
            self.is_refused = True
        else:
            return
        self._note_host(now_us)

    def _release(self, one: list[int], now_us: int) -> bytes:
        number, released_us, drawn_us, _ = one
        one[3] = now_us + RESEND_AFTER_US
        return self._frame(bow_fields.RELEASE, bow_fields.pack_release(now_us, released_us, drawn_us), number)

    def _greeting(self, token: int, now_us: int) -> bytes:
        payload = bow_fields.pack_bow(now_us, token, self.dropped, self.supply_mv, self.firmware.encode())
        return self._frame(bow_fields.BOW, payload)

    def _frame(self, kind: int, payload: bytes, sequence: int = 0) -> bytes:
        return framed(fields.pack_frame(kind, self.bow, self.boot, sequence, payload))
