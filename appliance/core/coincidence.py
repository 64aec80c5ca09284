"""Which bursts and pulses are one impact. A pure state machine: it is handed the time."""

from collections import deque
from dataclasses import dataclass, field

from appliance.core.events import Burst, ImpactPulse


@dataclass(frozen=True, slots=True)
class Impact:
    """A burst with the pulses that came with it; `believed` is False where a pulse was required and none came."""

    burst: Burst | None
    pulses: tuple[ImpactPulse, ...]
    believed: bool


@dataclass
class Coincidence:
    """Pairs bursts with pulses. Without impact sensors (`expects_pulses` False) every burst stands alone at once.

    A frame is written and read after the sound, so a pulse belongs to a burst received up to `before_us` later or
    `after_us` earlier. Times are the loop's clock in microseconds.
    """

    expects_pulses: bool = False
    believe_without_pulse: bool = True
    before_us: float = 250_000.0
    after_us: float = 60_000.0
    _bursts: deque[Burst] = field(default_factory=deque)
    _pulses: deque[ImpactPulse] = field(default_factory=deque)

    @property
    def deadline_us(self) -> float | None:
        """When `settle` has something to say at the latest; None when nothing waits."""
        deadlines = []
        if self._bursts:
            deadlines.append(self._bursts[0].loop_us + self.after_us)
        if self._pulses:
            deadlines.append(self._pulses[0].loop_us + self.before_us)
        return min(deadlines, default=None)

    def push(self, event: Burst | ImpactPulse) -> list[Impact]:
        """Take one event; returns the impacts it completes."""
        if isinstance(event, Burst):
            if not self.expects_pulses:
                return [Impact(event, (), True)]
            self._bursts.append(event)
        else:
            self._pulses.append(event)
        return self._match()

    def settle(self, now_us: float) -> list[Impact]:
        """What has waited long enough: bursts that no pulse joined, and pulses that no burst explains."""
        impacts = []
        while self._bursts and self._bursts[0].loop_us + self.after_us <= now_us:
            impacts.append(Impact(self._bursts.popleft(), (), self.believe_without_pulse))
        orphans = []
        while self._pulses and self._pulses[0].loop_us + self.before_us <= now_us:
            orphans.append(self._pulses.popleft())
        if orphans:
            impacts.append(Impact(None, tuple(orphans), False))
        return impacts

    def flush(self) -> list[Impact]:
        """Everything that waits, settled now: the process is about to end."""
        return self.settle(float("inf"))

    def _match(self) -> list[Impact]:
        impacts = []
        for burst in list(self._bursts):
            mine = tuple(p for p in self._pulses if self._belongs(p, burst))
            if mine:
                self._bursts.remove(burst)
                for pulse in mine:
                    self._pulses.remove(pulse)
                impacts.append(Impact(burst, mine, True))
        return impacts

    def _belongs(self, pulse: ImpactPulse, burst: Burst) -> bool:
        return -self.after_us <= burst.loop_us - pulse.loop_us <= self.before_us
