"""Makes chirps, times them with the counters that time shots, and passes them to the conversation."""

from drivers.node.conversation import Conversation
from drivers.node.counts import Disturbance
from drivers.node.detector import Detector
from drivers.node.emitter_turns import EmitterTurns
from drivers.node.ports import Clock, Emitters
from drivers.node.pulses import Front
from drivers.node.usual_chirp import UsualChirp
from drivers.wire.fields import EMITTER_SILENT

SILENT_CHIRPS = 3


class Chirps:
    """Call `step` often, after the detector's. An emitter that no channel hears is a fault."""

    def __init__(self, detector: Detector, emitters: Emitters, turns: EmitterTurns, conversation: Conversation) -> None:
        self.faults = 0
        self._detector, self._emitters, self._turns, self._conversation = detector, emitters, turns, conversation
        self._channels, self._tick_hz = conversation.identity.channels, conversation.identity.tick_hz
        self._emitter = 0
        self._driven_us = 0
        self._events = detector.events
        self._is_odd = False
        self._usual: dict[int, UsualChirp] = {}
        self._unheard = [0] * self._channels

    def step(self, clock: Clock) -> None:
        """Make the next chirp if it is due, unless a disturbance is going on."""
        detector, now_us = self._detector, clock.us()
        if detector.events != self._events or self._is_odd:
            self._events, self._is_odd = detector.events, False
            self._turns.trigger(now_us)
        if detector.is_listening and self._conversation.is_host_there(now_us):
            self._sound(clock)

    def _sound(self, clock: Clock) -> None:
        emitter = self._turns.due(clock.us())
        if emitter is None:
            return
        self._emitters.prepare()
        now_us = clock.us()
        if self._detector.begin_chirp(now_us, self._others_of):
            # always the same number of instructions from the gate to the burst
            self._emitters.sound(emitter)
            self._emitter, self._driven_us = emitter, now_us

    def _others_of(self, fronts: list[list[Front]]) -> list[list[int]]:
        """Report the chirp, and return what each channel heard beside it."""
        emitter = self._emitter
        is_heard = bool([1 for of_channel in fronts if of_channel])
        self._unheard[emitter] = 0 if is_heard else self._unheard[emitter] + 1
        self.faults = EMITTER_SILENT if max(self._unheard) >= SILENT_CHIRPS else 0
        if emitter not in self._usual:
            self._usual[emitter] = UsualChirp(self._channels, self._tick_hz, emitter)
        found = self._usual[emitter].sort(fronts, self._driven_us)
        self._is_odd = not found.is_chirp and not found.is_learning
        if found.is_learning and not found.is_chirp:
            self._turns.again()
        if found.earlier is not None:
            self._report_shot(found.earlier)
        if found.is_chirp and is_heard:
            self._report_chirp(fronts)
        return found.others

    def _report_shot(self, earlier: tuple[int, list[list[int]]]) -> None:
        """Report an arrow that landed during an earlier chirp, of which the chirp's own sound is known only now."""
        armed_us, words = earlier
        heard = self._detector.shot_before(words, armed_us)
        self._conversation.shot(self._detector.impact_us, heard.mask, heard.flags, heard.fields)

    def _report_chirp(self, fronts: list[list[Front]]) -> None:
        words = [of_channel[0].words if of_channel else [] for of_channel in fronts]
        heard = Disturbance(words, self._channels, self._tick_hz, lower_mv=self._detector.lower_mv)
        self._conversation.chirp(
            self._driven_us, heard.mask, self._emitter, [(fields[0], fields[2]) for fields in heard.fields]
        )
