"""A simulated round of chirps: emitters that are late by an unknown constant each, in air that moves."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from appliance.core.air.chirps import OWN_MM, ChirpRound
from appliance.core.air.session_fit import travel
from appliance.core.geometry import Sensor


@dataclass(frozen=True, slots=True)
class Emitters:
    """Sensors where they really are, how late each emitter sounds and each channel hears, us, and what is deaf.

    `deaf`: pairs (emitter, channel) that hear nothing; `echoes`: how much later a pair hears an echo instead.
    """

    sensors: Sequence[Sensor]
    late_us: Sequence[float]
    bias_us: Sequence[float]
    sigma_us: float = 1.0
    deaf: frozenset[tuple[int, int]] = frozenset()
    echoes: tuple[tuple[int, int, float], ...] = ()

    def chirp(self, air: Sequence[float], dice: random.Random) -> ChirpRound:
        """One chirp of each; `air`: speed and wind, mm/us."""
        late_by = {(i, j): us for i, j, us in self.echoes}
        rounds: list[list[float | None]] = []
        for i, a in enumerate(self.sensors):
            heard: list[float | None] = []
            for j, b in enumerate(self.sensors):
                raised = replace(b, z_mm=b.z_mm - a.z_mm)
                way_us = OWN_MM / air[0] if i == j else travel(raised, (a.x_mm, a.y_mm), air)[0]
                time_us = self.late_us[i] + way_us + self.bias_us[j] + dice.gauss(0.0, self.sigma_us)
                heard.append(None if (i, j) in self.deaf else time_us + late_by.get((i, j), 0.0))
            rounds.append(heard)
        return ChirpRound(rounds)
