"""Collects chirps into rounds of one per emitter, short enough for the air to stay the same. No I/O, no clock."""

from dataclasses import dataclass

from appliance.core.air.chirps import ChirpRound
from appliance.core.events import ChirpHeard

ROUND_US = 4e6
"""Longest time between the first and the last chirp of a round: within it a breeze stays the same."""
LEAST_EMITTERS = 3
"""Fewest emitters of a round: fewer make fewer pairs than the air has unknowns."""
LEAST_BETWEEN_US = 1e6
"""Shortest time between the beginnings of two rounds, so that a node that chirps more often costs no computing."""
DEAF_AFTER_IMPACT_US = 3e6
"""How long chirps are ignored after an impact: by PROTOCOL.md nodes are silent for as long after a trigger."""

HUSHED_WITHIN_US = 0.5e6
"""Longest time in which a node may still chirp after an impact that only an impact sensor felt, until it is hushed."""


@dataclass(frozen=True, slots=True)
class ReceivedRound:
    """`heard_us`: by emitter, when each channel heard it, us after the command to sound; `at_us`: the last command, us
    on the monotonic clock."""

    at_us: float
    tick_hz: float
    channels: int
    heard_us: dict[int, tuple[float | None, ...]]

    def of(self, sensors: int, biases_us: tuple[float, ...]) -> ChirpRound:
        """The round for an array of `sensors` sensors, less their calibrated biases."""
        silent = (None,) * sensors
        return ChirpRound(
            [
                [
                    None if us is None else us - bias
                    for us, bias in zip((*self.heard_us.get(k, ()), *silent)[:sensors], biases_us, strict=True)
                ]
                for k in range(sensors)
            ]
        )


class RoundCollector:
    """`take` returns a round when every channel's emitter was heard, or when a chirp belongs to the next round: of an
    emitter that was heard already, or of another node."""

    def __init__(self) -> None:
        self._chirps: dict[int, ChirpHeard] = {}
        self._deaf_us: tuple[float, float] | None = None
        self._not_before_us: float | None = None
        self.misplaced_us: float | None = None
        """When a chirp was last sent too soon after an impact, us on the monotonic clock; None: never."""

    def impact(self, at_us: float) -> None:
        """Drop the round being collected, which an impact may have disturbed, and ignore chirps for a while."""
        self._chirps.clear()
        self._deaf_us = at_us, at_us + DEAF_AFTER_IMPACT_US

    def take(self, chirp: ChirpHeard) -> ReceivedRound | None:
        """Add a chirp; returns the round that it completes or ends, if any."""
        if self._deaf_us is not None and self._deaf_us[0] <= chirp.sent_us < self._deaf_us[1]:
            # before that, where only an impact sensor felt it, the node may not have been told to be silent yet
            if chirp.sent_us >= self._deaf_us[0] + HUSHED_WITHIN_US:
                self.misplaced_us = chirp.sent_us
            return None
        whole = self._whole() if chirp.emitter in self._chirps or self._is_of_another(chirp) else None
        if self._not_before_us is not None and chirp.sent_us < self._not_before_us and not self._chirps:
            return whole
        self._chirps[chirp.emitter] = chirp
        self._chirps = {k: one for k, one in self._chirps.items() if abs(chirp.sent_us - one.sent_us) <= ROUND_US}
        return self._whole() if len(self._chirps) == len(chirp.heard_us) else whole

    def _is_of_another(self, chirp: ChirpHeard) -> bool:
        return any((k.node, len(k.heard_us)) != (chirp.node, len(chirp.heard_us)) for k in self._chirps.values())

    def _whole(self) -> ReceivedRound | None:
        """End the round being collected; returns it where it has enough emitters."""
        chirps, self._chirps = self._chirps, {}
        if len(chirps) < LEAST_EMITTERS:
            return None
        first_us = min(one.sent_us for one in chirps.values())
        newest = max(chirps.values(), key=lambda one: one.sent_us)
        self._not_before_us = first_us + LEAST_BETWEEN_US
        return ReceivedRound(
            newest.sent_us, newest.tick_hz, len(newest.heard_us), {k: one.heard_us for k, one in chirps.items()}
        )
