"""A simulated butt: turns true impacts into the counter values of its sensors."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.core.air.session_fit import travel
from appliance.core.air.sound import speed_mm_per_us
from appliance.core.geometry import Sensor
from drivers.wire.messages import Channel

BUTT_MM = 1300.0
SENSOR_Z_MM = 40.0
_PLACES = {
    "NW": (0.0, 1.0),
    "N": (0.5, 1.0),
    "NE": (1.0, 1.0),
    "E": (1.0, 0.5),
    "SE": (1.0, 0.0),
    "S": (0.5, 0.0),
    "SW": (0.0, 0.0),
    "W": (0.0, 0.5),
}
DEMO_SENSORS = tuple(Sensor(name, x * BUTT_MM, y * BUTT_MM, SENSOR_Z_MM) for name, (x, y) in _PLACES.items())


@dataclass(frozen=True, slots=True)
class VirtualButt:
    """Sensors, air and the wind across it, timing noise (one sigma, us) and a counter."""

    sensors: Sequence[Sensor] = DEMO_SENSORS
    temp_c: float = 18.0
    rh_pct: float = 55.0
    wind_x_m_per_s: float = 0.0
    wind_y_m_per_s: float = 0.0
    sigma_us: float = 1.0
    tick_hz: float = 8e6
    tick_bits: int = 32

    @property
    def air(self) -> tuple[float, float, float]:
        """Speed of sound and wind, mm/us."""
        return speed_mm_per_us(self.temp_c, self.rh_pct), self.wind_x_m_per_s / 1000, self.wind_y_m_per_s / 1000

    def ticks(self, x_mm: float, y_mm: float, at_us: float, dice: random.Random) -> tuple[int, ...]:
        """Counter values for an arrow at (x, y), mm in the butt's frame, `at_us` after the counter's zero."""
        times = (at_us + travel(s, (x_mm, y_mm), self.air)[0] + dice.gauss(0.0, self.sigma_us) for s in self.sensors)
        return tuple(int(t * self.tick_hz / 1e6) % (1 << self.tick_bits) for t in times)

    def channels(self, x_mm: float, y_mm: float, at_us: float, dice: random.Random) -> list[Channel]:
        """The channels of the SHOT of an arrow at (x, y), mm, that lands `at_us` after the counter's zero."""
        return channels_of(self.ticks(x_mm, y_mm, at_us, dice))


def channels_of(ticks: Sequence[int | None]) -> list[Channel]:
    """Channels of a SHOT with these counter values, all pulses alike and no thresholds reported."""
    return [Channel(tick, 40, 900, 3) for tick in ticks]


@dataclass
class VirtualArcher:
    """Shoots groups: normally distributed about an aim that wanders a little from end to end."""

    dice: random.Random
    aim_x_mm: float
    aim_y_mm: float
    spread_mm: float = 45.0

    def shoot(self) -> tuple[float, float]:
        """The place of the next arrow, mm."""
        return (
            self.dice.gauss(self.aim_x_mm, self.spread_mm),
            self.dice.gauss(self.aim_y_mm, self.spread_mm * 0.85),
        )

    def walk_up(self) -> None:
        """Move the aim a little, as a sight that is set again between ends."""
        self.aim_x_mm += self.dice.gauss(0.0, 6.0)
        self.aim_y_mm += self.dice.gauss(0.0, 6.0)
