"""Warnings that follow from the latest impacts: about sensors, boards and the air."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from appliance.core.errors import LocateReason
from appliance.core.message import message
from appliance.core.sensor_health import HISTORY, ChannelRecord, Trouble, trouble, trouble_message
from appliance.messages.translation import described
from appliance.models.base_db import Queryable
from appliance.models.sensors_db import SensorsDB
from appliance.schema.messages import MessageRead
from appliance.schema.sensors import RecentImpact, SensorQuery, SensorRead

FRESH = timedelta(minutes=30)
WINDY_M_PER_S = 1.5
SURE_SIGMAS = 2.0
MM_PER_M_PER_S = 2.4
"""Position error per m/s of unknown wind across, mm: 4.7 mm rms at 2 m/s over a 122 cm face."""
RECENT = 50
MANY_UNPLACED = 3
LOOKS_UNTIL_ALL = 100
"""One look in so many reads all impacts, the others the newest RECENT; so corrections of older ones are seen late."""
WIND: LocateReason = "wind_or_channel"


class ButtWatch:
    """The newest HISTORY impacts: new ones are read when there are any, and all of them every LOOKS_UNTIL_ALL looks."""

    def __init__(self, source: Queryable) -> None:
        self._sensors = SensorsDB(source)
        self._known: tuple[datetime, UUID, int | None] | None = None
        self._impacts: list[RecentImpact] = []
        self._looks = 0

    async def sensors(self, query: SensorQuery, now: datetime) -> list[SensorRead]:
        """The sensors by channel, each with its fault, if any. Raises DBUnavailable."""
        found = await self._sensors.find(query)
        impacts = await self._recent()
        return [_with_trouble(sensor, impacts, now) for sensor in found]

    async def sensor(self, channel: int, now: datetime) -> SensorRead:
        """The sensor of this channel with its fault, if any. Raises DBNotFound, DBUnavailable."""
        return _with_trouble(await self._sensors.get_one(channel), await self._recent(), now)

    async def weather(self, now: datetime) -> list[MessageRead]:
        """A message if there was wind lately. Raises DBUnavailable."""
        return _air(await self._recent(), now)

    async def warnings(self, now: datetime) -> list[MessageRead]:
        """Warnings about exchanged boards, sensors and unplaced impacts; empty when all is well. Raises
        DBUnavailable."""
        sensors = await self.sensors(SensorQuery(), now)
        impacts = await self._recent()
        troubles = [s.trouble for s in sensors if s.trouble]
        return [*_of_boards(*await self._sensors.boards()), *troubles, *_unplaced(impacts, now)]

    async def _recent(self) -> list[RecentImpact]:
        newest = await self._sensors.newest_impact()
        if newest != self._known:
            self._impacts = await self._added(newest) or await self._all()
            self._known = newest
        return self._impacts

    async def _all(self) -> list[RecentImpact]:
        self._looks = 0
        return await self._sensors.recent(HISTORY)

    async def _added(self, newest: tuple[datetime, UUID, int | None] | None) -> list[RecentImpact] | None:
        """The latest impacts and the known older ones; None where impacts between them may be missing, or the
        calibration is new."""
        self._looks += 1
        if newest is None or self._known is None or self._looks >= LOOKS_UNTIL_ALL:
            return None
        if newest[2] != self._known[2] or newest[1] == self._known[1]:
            return None
        latest = await self._sensors.recent(RECENT)
        if not latest or not self._impacts or self._impacts[0].detected_at < latest[-1].detected_at:
            return None
        older = [one for one in self._impacts if one.detected_at < latest[-1].detected_at]
        return [*latest, *older][:HISTORY]


def _with_trouble(sensor: SensorRead, impacts: Sequence[RecentImpact], now: datetime) -> SensorRead:
    found = trouble_of(sensor, impacts)
    if found is None:
        return sensor
    return sensor.model_copy(
        update={"trouble": described(trouble_message(sensor.name, found, now)), "trouble_since": found.since}
    )


def trouble_of(sensor: SensorRead, impacts: Sequence[RecentImpact]) -> Trouble | None:
    """The fault of a sensor, if any, by the impacts since it was last surveyed: moving it starts anew."""
    channel = sensor.channel
    heard = [
        ChannelRecord(i.detected_at, i.heard[channel], channel in i.left_out, i.residual_of(channel))
        for i in impacts
        if i.outcome == "located" and len(i.heard) > channel and i.detected_at >= sensor.surveyed_at
    ]
    return trouble(heard, impacts[0].sigma_us if impacts else 1.0)


def _of_boards(measured: str | None, newest: str | None) -> list[MessageRead]:
    """A warning where the newest impact is from another board than the surveyed one: its arrows would be placed
    anywhere."""
    if measured is None or newest is None or measured == newest:
        return []
    return [described(message("another_board", measured=measured, newest=newest))]


def _air(impacts: Sequence[RecentImpact], now: datetime) -> list[MessageRead]:
    # without a calibration, wrongly surveyed sensors look like wind
    recent = [i.wind for i in impacts if i.wind is not None and i.is_calibrated and now - i.detected_at <= FRESH]
    if not recent:
        return []
    x, y, doubt = recent[0]
    wind = math.hypot(x, y)
    # uncertainty of the wind must not be reported as wind
    if wind < WINDY_M_PER_S or wind <= SURE_SIGMAS * doubt:
        return []
    doubt_mm = max(doubt * MM_PER_M_PER_S, 0.5)
    return [described(message("wind_across", speed=round(wind), doubt_mm=doubt_mm))]


def _unplaced(impacts: Sequence[RecentImpact], now: datetime) -> list[MessageRead]:
    recent = [i for i in impacts[:RECENT] if now - i.detected_at <= FRESH]
    unplaced = [i for i in recent if i.outcome == "unplaced"]
    if len(unplaced) < MANY_UNPLACED:
        return []
    reasons = Counter(message("no_reason") if i.reason is None else i.reason.message for i in unplaced)
    reason, _ = reasons.most_common(1)[0]
    if reason.code == WIND:
        counts = message("impacts_unplaced_in_wind", unplaced=len(unplaced), impacts=len(recent), reason=reason)
    else:
        counts = message("impacts_unplaced", unplaced=len(unplaced), impacts=len(recent), reason=reason)
    return [described(counts)]
