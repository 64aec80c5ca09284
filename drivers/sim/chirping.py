"""Simulated rounds of chirps in moving air, from emitters that are each late by an unknown constant."""

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from appliance.core.air.chirp_biases import CHANNEL_US, EMITTER_US, EVERY_EMITTER_US
from appliance.core.air.chirps import OWN_MM, ChirpRound
from appliance.core.air.session_fit import travel
from appliance.core.geometry import Sensor
from drivers.node.emitter_turns import EmitterTurns

REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Emitters:
    """True places of the sensors, delay of each emitter (`late_us`) and of each channel (`bias_us`), and faults.

    `to_others_us`: further delay of each emitter at all channels but its own, empty: none; `deaf`: pairs (emitter,
    channel) that hear nothing; `echoes`: (emitter, channel, us), a pair that hears an echo so much later instead.
    """

    sensors: Sequence[Sensor]
    late_us: Sequence[float]
    bias_us: Sequence[float]
    sigma_us: float = 1.0
    to_others_us: Sequence[float] = ()
    deaf: frozenset[tuple[int, int]] = frozenset()
    echoes: tuple[tuple[int, int, float], ...] = ()

    def chirp(self, air: Sequence[float], dice: random.Random) -> ChirpRound:
        """One chirp of each emitter; `air`: speed and wind, mm/us."""
        return ChirpRound([self.one(i, air, dice) for i in range(len(self.sensors))])

    def one(self, i: int, air: Sequence[float], dice: random.Random) -> list[float | None]:
        """When each channel hears a chirp of emitter i, us after its trigger; None: not at all."""
        late_by = {(i, j): us for i, j, us in self.echoes}
        a, heard = self.sensors[i], list[float | None]()
        for j, b in enumerate(self.sensors):
            raised = replace(b, z_mm=b.z_mm - a.z_mm)
            way_us = OWN_MM / air[0] if i == j else travel(raised, (a.x_mm, a.y_mm), air)[0]
            if i != j and self.to_others_us:
                way_us += self.to_others_us[i]
            time_us = self.late_us[i] + way_us + self.bias_us[j] + dice.gauss(0.0, self.sigma_us)
            heard.append(None if (i, j) in self.deaf else time_us + late_by.get((i, j), 0.0))
        return heard


def some_emitters(
    sensors: Sequence[Sensor], late_us: Sequence[float], dice: random.Random, *, sigma_us: float = 1.0
) -> Emitters:
    """Random channels and emitters, their biases for chirps drawn from the standard deviations of chirp_biases.py."""
    every_us = dice.gauss(0.0, EVERY_EMITTER_US)
    return Emitters(
        sensors,
        late_us,
        [dice.gauss(0.0, CHANNEL_US) for _ in sensors],
        sigma_us,
        [every_us + dice.gauss(0.0, EMITTER_US) for _ in sensors],
    )


class RecordedTurns(EmitterTurns):
    """The firmware's turns without a pause between rounds; records, by the node's clock, `orders`: (time, for_ms), and
    `chirped`: times of chirps."""

    def __init__(self, present: Sequence[int], every_us: int) -> None:
        super().__init__(present, every_us, round_every_us=0)
        self.orders: deque[tuple[int, int]] = deque(maxlen=REMEMBERED)
        self.chirped: deque[int] = deque(maxlen=REMEMBERED)

    def measure(self, for_ms: int, now_us: int) -> None:
        """Note that the host permits chirps for `for_ms` from now."""
        self.orders.append((now_us, for_ms))
        super().measure(for_ms, now_us)

    def due(self, now_us: int) -> int | None:
        """The emitter that sounds now, if any."""
        emitter = super().due(now_us)
        if emitter is not None:
            self.chirped.append(now_us)
        return emitter
