"""Parses the text that freETarget boards print."""

import logging
from collections import deque

from drivers.wire.freetarget_messages import BoardMessage, BoardNotice, read_object
from drivers.wire.freetarget_text import BraceCutter, TextLine, TextObject

log = logging.getLogger(__name__)

_BANNER = 'freETarget "'


class FreeTargetParser:
    """A streaming parser that ignores echoes of the host's commands.

    `good_bytes`, `bad_bytes`: bytes of the last `feed` that were understood, and that were not.
    """

    def __init__(self) -> None:
        self._cutter = BraceCutter()
        self._echoes: deque[str] = deque(maxlen=16)
        self._broken = 0
        self._broken_kinds: set[str] = set()
        self._last_echo: str | None = None
        self.good_bytes = self.bad_bytes = 0

    @property
    def dropped(self) -> int:
        """Number of objects discarded so far."""
        return self._cutter.dropped + self._broken

    def sent(self, text: str) -> None:
        """Note a command that the host writes, to ignore its echo."""
        if text.startswith("{"):
            self._echoes.append(text.strip("{}"))

    def reset(self) -> None:
        """Note that the link was opened anew."""
        self._cutter.reset()
        self._echoes.clear()

    def feed(self, data: bytes) -> list[BoardMessage]:
        """Messages completed by `data`. Never raises: what cannot be read is skipped."""
        messages = []
        self.good_bytes = 0
        neutral = data.count(b"\r") + data.count(b"\n")
        pending = self._cutter.pending_bytes
        for cut in self._cutter.feed(data):
            message = self._read_contained(cut)
            if message is not None:
                messages.append(message)
                self.good_bytes += _size(cut)
            elif self._is_neutral(cut):
                neutral += _size(cut)
        arrived = len(data) + pending - self._cutter.pending_bytes
        self.bad_bytes = max(arrived - self.good_bytes - neutral, 0)
        return messages

    def _read_contained(self, cut: TextObject | TextLine) -> BoardMessage | None:
        try:
            return self._read(cut)
        except Exception as error:  # one object must not end the driver, whatever it holds
            self._broken += 1
            kind = type(error).__name__
            if kind not in self._broken_kinds:
                self._broken_kinds.add(kind)
                # without the board's text: its boot log holds a Wi-Fi password
                log.exception("an object of the board was dropped")
            return None

    def _read(self, cut: TextObject | TextLine) -> BoardMessage | None:
        if isinstance(cut, TextObject):
            return None if self._takes_echo(cut) else read_object(cut)
        if cut.text.lower().startswith(_BANNER.lower()) and cut.text.endswith('"'):
            return BoardNotice("version", {"version": cut.text[len(_BANNER) : -1]})
        return None

    def _takes_echo(self, cut: TextObject) -> bool:
        if cut.body in self._echoes and "Cannot" not in cut.lead:
            self._echoes.remove(cut.body)
            self._last_echo = cut.body
            return True
        return False

    def _is_neutral(self, cut: TextObject | TextLine) -> bool:
        """Whether it is neither a message nor garbage: an echo of our command, or the board's log."""
        return cut.is_of_board if isinstance(cut, TextLine) else cut.body == self._last_echo


def _size(cut: TextObject | TextLine) -> int:
    """Bytes on the wire without line ends."""
    text = cut.body if isinstance(cut, TextObject) else cut.text
    return len(text) - text.count("\r") - text.count("\n") + 2 * isinstance(cut, TextObject)
