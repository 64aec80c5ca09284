"""Puts chirps together to rounds: one of each emitter, all in the same air. No I/O, no clock."""

from dataclasses import dataclass

from appliance.core.air.chirps import ChirpRound
from appliance.core.events import ChirpHeard

ROUND_US = 4e6
"""The first and the last chirp of a round are no farther apart: in that time a breeze is the same."""
LEAST_EMITTERS = 3
"""Fewer make fewer pairs than the air has unknowns."""
LEAST_BETWEEN_US = 1e6
"""A round begins no sooner after the one before: what a node chirps beyond that costs nothing."""
DEAF_AFTER_IMPACT_US = 3e6
"""Nothing that chirps now is a chirp: PROTOCOL.md has nodes quiet for so long after a trigger."""

HUSHED_WITHIN_US = 0.5e6
"""So soon after an impact that an impact sensor alone felt, a node may not have heard yet that it must be quiet."""


@dataclass(frozen=True, slots=True)
class ReceivedRound:
    """By emitter, what each channel heard (us after it was told to sound); `at_us`: when the last one did."""

    at_us: float
    tick_hz: float
    channels: int
    heard_us: dict[int, tuple[float | None, ...]]

    def of(self, sensors: int, biases_us: tuple[float, ...]) -> ChirpRound:
        """The round of an array of so many sensors, their calibrated biases taken off."""
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
    """`take` gives a round back when it is whole: each channel's emitter was heard, or the first one once more."""

    def __init__(self) -> None:
        self._chirps: dict[int, ChirpHeard] = {}
        self._deaf_us: tuple[float, float] | None = None
        self._not_before_us: float | None = None
        self.misplaced_us: float | None = None
        """When the newest chirp was that no node may send, so soon after an impact."""

    def impact(self, at_us: float) -> None:
        """An impact: what was collected may have been cut short by it."""
        self._chirps.clear()
        self._deaf_us = at_us, at_us + DEAF_AFTER_IMPACT_US

    def take(self, chirp: ChirpHeard) -> ReceivedRound | None:
        """Add a chirp."""
        if self._deaf_us is not None and self._deaf_us[0] <= chirp.sent_us < self._deaf_us[1]:
            # until then the node may not have heard that it must be quiet: only an impact sensor felt something
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
        """What was collected, if it is enough; the next round begins."""
        chirps, self._chirps = self._chirps, {}
        if len(chirps) < LEAST_EMITTERS:
            return None
        first_us = min(one.sent_us for one in chirps.values())
        newest = max(chirps.values(), key=lambda one: one.sent_us)
        self._not_before_us = first_us + LEAST_BETWEEN_US
        return ReceivedRound(
            newest.sent_us, newest.tick_hz, len(newest.heard_us), {k: one.heard_us for k, one in chirps.items()}
        )
