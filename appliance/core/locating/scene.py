"""The input of locating: the array, the air state, and times of arrival."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from appliance.core.air.state import SlowState
from appliance.core.arrival import Arrival
from appliance.core.geometry import SensorArray
from appliance.core.locating import thresholds
from appliance.core.locating.burst import diameter_mm
from appliance.core.locating.roots import impossible_pairs


@dataclass(frozen=True)
class Surroundings:
    """An array, and the air state after earlier arrows; `speed_mm_per_us`: by the thermometer, `sigma_us`: standard
    deviation of one time of arrival."""

    array: SensorArray
    state: SlowState
    speed_mm_per_us: float
    sigma_us: float

    @cached_property
    def delays_us(self) -> list[float]:
        """Extra delay of each channel against still air for a source in the middle of the butt, its bias included."""
        return self.state.delays_us(self.array.sensors, self.speed_mm_per_us, *self.array.region.centre)

    @cached_property
    def doubt_us(self) -> float:
        """Standard deviation of one time of arrival, us, with the uncertainty of the air, as if channels were
        independent."""
        air_us = self.state.doubt_us(self.array.sensors, self.speed_mm_per_us, *self.array.region.centre)
        return math.hypot(self.sigma_us, air_us)

    @cached_property
    def across_us(self) -> float:
        """Travel time between the two sensors that are farthest apart, us."""
        return diameter_mm(self.array) / self.speed_mm_per_us

    @property
    def still_speed(self) -> float:
        """Speed of sound by the air state, mm/us."""
        return self.speed_mm_per_us * self.state.scale

    @property
    def is_air_known(self) -> bool:
        """Whether the uncertainty of the air is small beside that of one time of arrival."""
        return self.doubt_us <= thresholds.KNOWN_AIR * self.sigma_us


class Scene:
    """One order of arrival in its surroundings; `still`: the times as they would have been in still air."""

    def __init__(self, heard: Sequence[Arrival], around: Surroundings) -> None:
        self.heard, self.around, self.array = heard, around, around.array
        delays = around.delays_us
        self.still = [replace(a, toa_us=a.toa_us - delays[a.channel]) for a in heard]
        self.impossible = impossible_pairs(self.still, around.still_speed, around.doubt_us)

    @property
    def can_repair(self) -> bool:
        """Whether one channel can be left out and the others still check each other."""
        return len(self.heard) >= thresholds.MIN_CHANNELS_TO_REPAIR
