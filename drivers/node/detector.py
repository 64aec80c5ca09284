"""Decides when a disturbance begins and ends, and when the counters may be armed again."""

from drivers.node.counts import LATE_US, Disturbance, impact_us
from drivers.node.ports import Counters
from drivers.node.pulses import Front, Pulses
from drivers.wire.fields import CHANNEL_SILENT, CHANNEL_STUCK, SECOND_EVENT

try:
    from collections.abc import Callable
except ImportError:
    pass  # MicroPython, which does not look at annotations

WINDOW_US = 8_000
"""Duration of a disturbance from its first trigger: sound across the butt, 5.4 ms, and a weak pulse's slow rise."""
REST_US = 5_000
"""Time without a rise that ends a disturbance: the butt rings on after an impact."""
LONGEST_REST_US = 100_000
"""A line that is still high after this time is not ringing but stuck."""
AGAIN_US = 2_000
"""Silence after which another rise of a line is a new sound."""
SILENT_SHOTS = 10
CHIRP_US = 6_500
"""Duration of a chirp: sound across the butt, and the delay of an emitter."""
LONGEST_CHIRP_US = 40_000
"""Longest time to wait for silence after a chirp; what lasts longer is no echo."""
LISTENING, HEARING, RESTING, CHIRPING = 0, 1, 2, 3


def _none_of(fronts: list[list[Front]]) -> list[list[int]]:
    return [[] for _ in fronts]


class Detector:
    """Detects disturbances: call `step` often; it returns each disturbance when it is over."""

    def __init__(self, counters: Counters, channels: int, tick_hz: int, *, has_upper: bool = False) -> None:
        self.noise = bytes(channels)
        self.lower_mv = self.upper_mv = 0
        self.blind_us = 0
        self.false_triggers = self.events = 0
        self._counters, self._channels, self._tick_hz = counters, channels, tick_hz
        self._has_upper = has_upper
        self._state = LISTENING
        self._stuck = 0
        self._missed = [0] * channels
        self._armed_us = self._began_us = self._since_us = self._rest_us = 0
        self._low_since_us: list[int] = []
        self._is_again = self._is_shot = self._rings = False
        self._pulses = Pulses(counters, channels, tick_hz)
        self._others_of: Callable[[list[list[Front]]], list[list[int]]] = _none_of
        self.impact_us = 0

    @property
    def is_listening(self) -> bool:
        """Whether no disturbance is going on or has just ended."""
        return self._state == LISTENING

    @property
    def is_chirping(self) -> bool:
        """Whether a chirp is being timed: then `step` must be called often, for only it lets a channel listen again."""
        return self._state == CHIRPING

    def begin_chirp(self, now_us: int, others_of: Callable[[list[list[Front]]], list[list[int]]]) -> bool:
        """Begin to count for a chirp that sounds now; False where a channel is triggered already.

        `others_of`: called when the chirp is over; returns what each channel heard beside it: words of its machine, or
        none.
        """
        if self._state != LISTENING or self._counters.heard() & ~self._stuck:
            return False
        self._arm(now_us)
        self._pulses = Pulses(self._counters, self._channels, self._tick_hz, ignored=self._stuck)
        self._others_of = others_of
        self._state, self._began_us = CHIRPING, now_us
        return True

    @property
    def faults(self) -> int:
        """Fault flags of the channels."""
        silent = [missed for missed in self._missed if missed >= SILENT_SHOTS]
        return (CHANNEL_STUCK if self._stuck else 0) | (CHANNEL_SILENT if silent else 0)

    def arm(self, now_us: int) -> None:
        """Listen from now on, ignoring the lines that are high."""
        self._stuck = self._counters.levels()
        self._arm(now_us)
        self._state = LISTENING

    def _arm(self, now_us: int) -> None:
        self._counters.arm()
        self._armed_us = now_us

    def step(self, now_us: int) -> Disturbance | None:
        """Do what is due; returns a shot that is over now, if any."""
        if self._state == LISTENING:
            self._listen(now_us)
        elif self._state == HEARING:
            self._hear(now_us)
            if now_us - self._since_us >= WINDOW_US:
                return self._finish(now_us)
        elif self._state == CHIRPING:
            return self._hear_chirp(now_us)
        else:
            self._rest(now_us)
        return None

    def _listen(self, now_us: int) -> None:
        if self._counters.heard() & ~self._stuck:
            self._began_us, self._rings = now_us, False
            self._begin(now_us)
        elif self._stuck and self._stuck & ~self._counters.levels():
            self.arm(now_us)  # a stuck line has fallen

    def _begin(self, now_us: int) -> None:
        self._state, self._since_us = HEARING, now_us
        self._low_since_us = [0] * self._channels
        self._is_again = False

    def _hear(self, now_us: int) -> None:
        """Note a line that triggered, was silent, and rises again: a second event."""
        levels, heard = self._counters.levels(), self._counters.heard() & ~self._stuck
        for k in range(self._channels):
            if not levels >> k & 1:
                self._low_since_us[k] = self._low_since_us[k] or now_us
                continue
            low_us = self._low_since_us[k]
            self._low_since_us[k] = 0
            if heard >> k & 1 and low_us and now_us - low_us >= AGAIN_US and low_us > self._since_us + AGAIN_US:
                self._is_again = True

    def _finish(self, now_us: int) -> Disturbance | None:
        armed_us, words = self._armed_us, self._counters.read()
        # at once: a rise during the rest is ringing after a shot, but may be an arrow after a false trigger
        self._arm(now_us)
        heard = self._disturbance(words)
        self._state, self._rest_us, self._is_shot = RESTING, now_us, heard.is_shot
        if not heard.is_shot:
            self._on_false_trigger(now_us)
            return None
        self._began_us = self._since_us
        if self._is_again:
            heard.flags |= SECOND_EVENT
        return self._shot(heard, now_us, armed_us)

    def shot_before(self, words: list[list[int]], armed_us: int) -> Disturbance:
        """A shot from `words` of machines armed at `armed_us`, which have been armed again since."""
        return self._shot(self._disturbance(words), self._armed_us, armed_us)

    def _shot(self, heard: Disturbance, now_us: int, armed_us: int) -> Disturbance:
        self.events += 1
        for k in range(self._channels):
            self._missed[k] = 0 if heard.mask >> k & 1 else self._missed[k] + 1
        self.impact_us = impact_us(now_us, armed_us, heard.first, self._tick_hz)
        return heard

    def _disturbance(self, words: list[list[int]]) -> Disturbance:
        return Disturbance(
            words,
            self._channels,
            self._tick_hz,
            has_upper=self._has_upper,
            ignored=self._stuck,
            noise=self.noise,
            lower_mv=self.lower_mv,
            upper_mv=self.upper_mv,
        )

    def _hear_chirp(self, now_us: int) -> Disturbance | None:
        """End a chirp once its sound, and any other that began meanwhile, has crossed the butt; returns a shot among
        them."""
        self._pulses.step()
        newest_us = self._began_us + self._pulses.newest_tick * 1_000_000 // self._tick_hz
        is_over = now_us >= max(self._began_us + CHIRP_US, newest_us + LATE_US)
        # a pulse that has begun just now may be the first of an arrow
        is_quiet = is_over and not self._counters.heard() & ~self._stuck
        if not is_quiet and now_us < self._began_us + LONGEST_CHIRP_US:
            return None
        armed_us, fronts = self._armed_us, self._pulses.fronts
        self._arm(now_us)
        heard = self._disturbance(self._others_of(fronts))
        self._state, self._rest_us, self._is_shot = LISTENING, now_us, heard.is_shot
        if not heard.is_shot:
            return None
        self._state = RESTING
        shot = self._shot(heard, now_us, armed_us)
        # blind only since it landed: until then the chirp hid nothing
        self._began_us = self.impact_us
        return shot

    def _on_false_trigger(self, now_us: int) -> None:
        """Count a false trigger once with its ringing; lines that ring too long are stuck."""
        if not self._rings:
            self.false_triggers += 1
            self.events += 1
        if now_us - self._began_us >= LONGEST_REST_US:
            self._stuck = self._counters.levels()
            self._state = LISTENING

    def _rest(self, now_us: int) -> None:
        """Wait for silence, by the edges that the machines latched: a ringing line may be low whenever it is read."""
        if self._counters.heard() & ~self._stuck:
            self._on_edge(now_us)
        elif now_us - self._rest_us >= REST_US:
            self._note_blind(now_us)
            self._state = LISTENING

    def _on_edge(self, now_us: int) -> None:
        if not self._is_shot:
            self._rings = True
            self._begin(now_us)
        elif now_us - self._began_us >= LONGEST_REST_US:
            self._note_blind(now_us)
            self.arm(now_us)
        else:
            self._arm(now_us)
            self._rest_us = now_us

    def _note_blind(self, now_us: int) -> None:
        if self._is_shot:
            self.blind_us = max(self.blind_us, now_us - self._began_us)
