"""A time of arrival: what locating, air and calibration all start from."""

from dataclasses import dataclass

from appliance.core.geometry import Sensor


@dataclass(frozen=True, slots=True)
class Arrival:
    """One channel's onset: where the sensor stands and when it heard it."""

    channel: int
    sensor: Sensor
    toa_us: float
