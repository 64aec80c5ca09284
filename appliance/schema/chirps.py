"""What chirps between the sensors tell."""

from appliance.schema.base import Finite, Strict
from appliance.schema.messages import MessageRead
from appliance.schema.sensors import SensorName


class ChirpChannelRead(Strict):
    """A sensor in the chirps of late: whether its emitter is heard by others, and of how many chirps of others it
    hears each, 0 to 1. `moved_mm`: how far it is from where it is said to be; null before a minute of chirps,
    or where they do not fit it."""

    name: SensorName
    is_emitter_heard: bool
    heard_share: Finite
    moved_mm: Finite | None


class ChirpsRead(Strict):
    """The air as chirps and arrows know it, by the drawing in force; `is_believed`: most of the latest rounds agree.
    `exchanged`: which channels have each other's cable, where that explains what they hear."""

    rounds: int
    is_believed: bool
    wind_x_m_per_s: Finite
    wind_y_m_per_s: Finite
    wind_sigma_m_per_s: Finite
    speed_m_per_s: Finite
    channels: list[ChirpChannelRead]
    moved: list[SensorName]
    weak: list[SensorName]
    exchanged: MessageRead | None = None
