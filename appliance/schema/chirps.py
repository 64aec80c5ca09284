"""Results of the chirps between the sensors."""

from appliance.schema.base import Finite, Strict
from appliance.schema.messages import MessageRead
from appliance.schema.sensors import SensorName


class ChirpChannelRead(Strict):
    """A sensor in the recent chirps: whether other sensors hear its emitter, and the fraction of others' chirps that it
    hears, 0 to 1. `moved_mm`: distance from its surveyed position; null before a minute of chirps, or where no position
    fits them."""

    name: SensorName
    is_emitter_heard: bool
    heard_share: Finite
    moved_mm: Finite | None


class ChirpsRead(Strict):
    """Air state by chirps and arrows, with the survey in force; `is_believed`: most recent rounds agree. `exchanged`:
    the channels whose cables are exchanged, where that explains the chirps. `tape`: the taped distance of the survey
    does not fit, and is not used."""

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
    tape: MessageRead | None = None
