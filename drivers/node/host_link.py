"""A board's side of a line to the host: its bytes in, frames for it out. The time is an argument."""

from drivers.node.ports import Clock, Line
from drivers.wire import fields
from drivers.wire.framer import Framer

HOST_IS_THERE_US = 5_000_000
RESEND_FIRST_US = 2_000_000
RESEND_EVERY_US = 125_000
ANSWERED_AT_ONCE = 16
FRAMES_A_STEP = 4


class HostLink:
    """`receive` takes bytes, `next_frame` gives what to write now, `write_due` writes it."""

    def __init__(self) -> None:
        self._framer = Framer()
        self._heard_us = -HOST_IS_THERE_US - 1
        self._resend_us = 0

    def is_host_there(self, now_us: int) -> bool:
        """Whether a frame of a host was received in the last seconds."""
        return now_us - self._heard_us <= HOST_IS_THERE_US

    def receive(self, data: bytes, now_us: int) -> None:
        """Take bytes of the host; frames that are damaged, unknown or for another board are skipped."""
        for frame in self._framer.feed(data):
            try:
                if len(frame) >= fields.HEADER_BYTES:
                    self._on_frame(frame, now_us)
            except (fields.CutShort, ValueError):
                continue  # cut short in spite of a good checksum: no host of ours

    def next_frame(self, now_us: int) -> bytes | None:
        """What to write now, if anything; what is new goes first."""
        raise NotImplementedError

    def write_due(self, line: Line, clock: Clock) -> None:
        """A few frames at most: the board has other things to do."""
        for _ in range(FRAMES_A_STEP):
            if not line.can_write():
                return
            frame = self.next_frame(clock.us())
            if frame is None:
                return
            line.write(frame)

    def _on_frame(self, frame: bytes, now_us: int) -> None:
        raise NotImplementedError

    def _note_host(self, now_us: int) -> None:
        if not self.is_host_there(now_us):
            # it measures this clock first, and asks for what it wants; what it does not ask for follows
            self._resend_us = now_us + RESEND_FIRST_US
        self._heard_us = now_us
