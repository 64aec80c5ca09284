"""A time of arrival: what locating, air and calibration all start from."""

from dataclasses import dataclass

from appliance.core.geometry import Sensor


@dataclass(frozen=True, slots=True)
class Arrival:
    """One channel's onset: where the sensor stands and when it heard it.

    `sigma_us`: what its own pulse adds to the doubt that every time of arrival has, one standard deviation.
    """

    channel: int
    sensor: Sensor
    toa_us: float
    sigma_us: float = 0.0

    def weight(self, common_us: float) -> float:
        """Weight relative to an arrival whose pulse adds no uncertainty; `common_us`: the standard deviation that every
        time has."""
        return 1.0 if self.sigma_us == 0 else 1.0 / (1.0 + (self.sigma_us / common_us) ** 2)
