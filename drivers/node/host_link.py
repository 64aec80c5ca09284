"""A board's side of a line to the host: bytes from the host in, frames to the host out. Times are arguments."""

from drivers.node.ports import Clock, Line
from drivers.wire import fields
from drivers.wire.framer import Framer

HOST_IS_THERE_US = 5_000_000
RESEND_FIRST_US = 2_000_000
RESEND_EVERY_US = 125_000
ANSWERED_AT_ONCE = 16
FRAMES_A_STEP = 4


class HostLink:
    """`receive` takes bytes, `next_frame` returns the frame to write now, `write_due` writes frames."""

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
                continue  # too short in spite of a good checksum: not from a host of ours

    def next_frame(self, now_us: int) -> bytes | None:
        """The frame to write now, if any; new ones go first."""
        raise NotImplementedError

    def write_due(self, line: Line, clock: Clock) -> None:
        """Write the frames that are due, FRAMES_A_STEP at most: the board has other things to do."""
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
            # a new host first measures this clock and requests shots; the others are sent again later
            self._resend_us = now_us + RESEND_FIRST_US
        self._heard_us = now_us
