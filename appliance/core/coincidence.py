"""Which bursts and pulses are one impact. A state machine without I/O: the caller passes the time."""

from collections import deque
from dataclasses import dataclass, field

from appliance.core.events import Burst, ImpactPulse

REMEMBERED_PULSES = 1000
"""Most settled pulses kept for late bursts: ten minutes (`remembered_us`) at more than one a second."""


@dataclass(frozen=True, slots=True)
class Impact:
    """A burst with its pulses, or pulses without a burst.

    `believed` is False for pulses without a burst, and for a burst without the pulse that is required.
    """

    burst: Burst | None
    pulses: tuple[ImpactPulse, ...]
    believed: bool


@dataclass
class Coincidence:
    """Pairs bursts with pulses. Without impact sensors (`expects_pulses` False) every burst is an impact at once.

    A burst with a time of impact belongs to pulses within `after_us` of that time. A burst without one has only the
    time it was received, which is later than the sound: it belongs to pulses from `before_us` before to `after_us`
    after. Times are of the monotonic clock, us.

    A burst that is sent again and comes late still finds its pulse for `remembered_us`, even if that pulse has been
    settled without a burst.
    """

    expects_pulses: bool = False
    believe_without_pulse: bool = True
    before_us: float = 250_000.0
    after_us: float = 60_000.0
    remembered_us: float = 600e6
    _bursts: deque[Burst] = field(default_factory=deque)
    _pulses: deque[ImpactPulse] = field(default_factory=deque)
    _settled: deque[ImpactPulse] = field(default_factory=lambda: deque(maxlen=REMEMBERED_PULSES))

    @property
    def deadline_us(self) -> float | None:
        """When `settle` must be called at the latest; None when nothing waits."""
        deadlines = [burst.at_us + self.after_us for burst in self._bursts]
        deadlines += [pulse.loop_us + self.before_us for pulse in self._pulses]
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
        """The bursts that no pulse joined in time, and the pulses that no burst explains."""
        while self._settled and self._settled[0].loop_us + self.remembered_us <= now_us:
            self._settled.popleft()
        impacts = []
        for burst in [burst for burst in self._bursts if not burst.at_us + self.after_us > now_us]:
            self._bursts.remove(burst)
            impacts.append(self._late(burst))
        orphans = tuple(pulse for pulse in self._pulses if not pulse.loop_us + self.before_us > now_us)
        if orphans:
            for pulse in orphans:
                self._pulses.remove(pulse)
            self._settled.extend(orphans)
            impacts.append(Impact(None, orphans, False))
        return impacts

    def flush(self) -> list[Impact]:
        """Settle everything that waits; to be called when no earlier event can come any more."""
        impacts = self.settle(float("inf"))
        self._settled.clear()
        return impacts

    def _late(self, burst: Burst) -> Impact:
        """The impact of a burst that waited in vain; only a burst with a time of impact may take settled pulses."""
        mine: tuple[ImpactPulse, ...] = ()
        if burst.impact_us is not None:
            mine = tuple(pulse for pulse in self._settled if self._belongs(pulse, burst))
        for pulse in mine:
            self._settled.remove(pulse)
        return Impact(burst, mine, bool(mine) or self.believe_without_pulse)

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
        latest_us = self.before_us if burst.impact_us is None else self.after_us
        return -self.after_us <= burst.at_us - pulse.loop_us <= latest_us
