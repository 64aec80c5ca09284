"""Time of arrival of a sound at one channel: the input of locating, air and calibration."""

from dataclasses import dataclass

from appliance.core.geometry import Sensor


@dataclass(frozen=True, slots=True)
class Arrival:
    """Onset at one channel: the place of its sensor and the time of arrival, us.

    `sigma_us`: standard deviation that the shape of its own pulse adds to the uncertainty of every time of arrival.
    """

    channel: int
    sensor: Sensor
    toa_us: float
    sigma_us: float = 0.0

    def weight(self, common_us: float) -> float:
        """Weight relative to an arrival whose pulse adds no uncertainty; `common_us`: the standard deviation common to
        all times of arrival."""
        return 1.0 if self.sigma_us == 0 else 1.0 / (1.0 + (self.sigma_us / common_us) ** 2)
