"""Makes chirps, listens to them with the counters that time shots, and gives them to the conversation."""

from drivers.node.conversation import Conversation
from drivers.node.counts import Disturbance, since
from drivers.node.detector import Detector
from drivers.node.emitter_turns import EmitterTurns
from drivers.node.ports import Clock, Emitters
from drivers.wire.fields import EMITTER_SILENT

OFF_US = 200
"""By more than this no wind and no sun move a chirp on its way: something else was heard, an arrow perhaps."""
BELIEVED_AGAIN = 3
"""So many chirps of an emitter that differ alike are how it is now: a sensor was moved."""
SILENT_CHIRPS = 3


class Chirps:
    """`step` often, after the detector's own. An emitter that no channel hears is a fault."""

    def __init__(self, detector: Detector, emitters: Emitters, turns: EmitterTurns, conversation: Conversation) -> None:
        self.faults = 0
        self._detector, self._emitters, self._turns, self._conversation = detector, emitters, turns, conversation
        self._channels, self._tick_hz = conversation.identity.channels, conversation.identity.tick_hz
        self._emitter = 0
        self._driven_us = 0
        self._events = detector.events
        self._usual: dict[int, list[int | None]] = {}
        self._odd = [0] * self._channels
        self._unheard = [0] * self._channels

    def step(self, clock: Clock) -> None:
        """Whatever is due: what was heard of the last chirp, or the next one."""
        detector, now_us = self._detector, clock.us()
        if detector.events != self._events:
            self._events = detector.events
            self._turns.trigger(now_us)
        heard = detector.take_chirp()
        if heard:
            self._on_heard(heard, now_us)
        elif detector.is_listening and self._conversation.is_host_there(now_us):
            self._sound(now_us)

    def _sound(self, now_us: int) -> None:
        emitter = self._turns.due(now_us)
        if emitter is not None and self._detector.begin_chirp(now_us):
            # from the gate to the burst: always as many instructions
            self._emitters.sound(emitter)
            self._emitter, self._driven_us = emitter, now_us

    def _on_heard(self, heard: Disturbance, now_us: int) -> None:
        emitter = self._emitter
        self._unheard[emitter] = 0 if heard.mask else self._unheard[emitter] + 1
        self.faults = EMITTER_SILENT if max(self._unheard) >= SILENT_CHIRPS else 0
        if self._is_odd(emitter, heard):
            self._turns.trigger(now_us)
        elif heard.mask:
            self._conversation.chirp(
                self._driven_us, heard.mask, emitter, [(fields[0], fields[2]) for fields in heard.fields]
            )

    def _is_odd(self, emitter: int, heard: Disturbance) -> bool:
        """Whether a channel heard something else than it usually does of this emitter, counted from who heard it first.

        When a burst begins is known to a period of it only.
        """
        usual = self._usual.get(emitter, [])
        ticks = [
            since(heard.first, fields[0]) if heard.mask >> k & 1 else None for k, fields in enumerate(heard.fields)
        ]
        is_odd = False
        for k in range(len(usual)):
            was, now = usual[k], ticks[k]
            if was is not None and now is not None:
                is_odd = is_odd or abs(now - was) * 1_000_000 > OFF_US * self._tick_hz
        self._odd[emitter] = self._odd[emitter] + 1 if is_odd else 0
        if not is_odd or self._odd[emitter] >= BELIEVED_AGAIN:
            self._odd[emitter] = 0
            self._usual[emitter] = ticks
        return is_odd
