"""What recent chirps show about emitters, sensors and air, as numbers for a page. No I/O, no clock."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from appliance.core.air.chirps import ChirpRound
from appliance.core.air.state import SlowState
from appliance.core.calibration.exchange import Exchange, exchange_message
from appliance.core.calibration.self_survey import SelfSurvey
from appliance.core.geometry import Sensor
from appliance.core.message import Message, message
from appliance.messages.translation import described_if_any
from appliance.schema.chirps import ChirpChannelRead, ChirpsRead
from appliance.schema.survey import SurveyTape

KEPT_ROUNDS = 60
"""Largest number of rounds that findings are computed from: two minutes of them."""
LEAST_ROUNDS = 3
"""Fewest rounds for findings; most of the newest LEAST_ROUNDS must be believed, as one odd round is no finding."""
MOVED_MM = 5.0
"""Smallest distance from its place at which a sensor counts as moved or wrongly measured: an arrow beside it is off by
as much."""
MOVED_TIMES = 2.5
"""Smallest multiple of the median distance at which a sensor counts as moved: below it the whole survey is rough."""
WEAK_SHARE = 0.5
"""Share of the others' chirps below which a sensor is weak; a sound one hears nearly all."""
WELL_SHARE = 0.9
"""Smallest median share of chirps heard for a sensor to be called weak: below it the cause is noise."""


class JudgedRound(NamedTuple):
    """A round, and whether the air state agreed with it."""

    round: ChirpRound
    is_believed: bool


def findings(
    sensors: Sequence[Sensor],
    kept: Sequence[JudgedRound],
    air: SlowState,
    speed_mm_per_us: float,
    survey: SelfSurvey | None,
    exchanges: Sequence[Exchange] = (),
    taped: SurveyTape | None = None,
) -> ChirpsRead | None:
    """Results of the recent chirps; None before there are enough. `speed_mm_per_us`: by the thermometer."""
    if len(kept) < LEAST_ROUNDS:
        return None
    if exchanges:
        # where channels are exchanged, the fitted distances are those of other sensors
        survey = None
    count = len(sensors)
    rows = [one.round.times_us for one in kept]
    sounded = [
        [row[i] for row in rows if any(us is not None for k, us in enumerate(row[i]) if k != i)] for i in range(count)
    ]
    shares = [_share([row[j] is not None for i in range(count) if i != j for row in sounded[i]]) for j in range(count)]
    moved_mm = [None] * count if survey is None else [round(mm, 1) for mm in survey.moved_mm]
    names = [sensor.id for sensor in sensors]
    return ChirpsRead(
        rounds=len(kept),
        is_believed=2 * sum(one.is_believed for one in kept[-LEAST_ROUNDS:]) > LEAST_ROUNDS,
        wind_x_m_per_s=round(air.wind_mm_per_us[0] * 1000, 1),
        wind_y_m_per_s=round(air.wind_mm_per_us[1] * 1000, 1),
        wind_sigma_m_per_s=round(air.wind_sigma_mm_per_us * 1000, 2),
        speed_m_per_s=round(speed_mm_per_us * air.scale * 1000, 1),
        channels=[
            ChirpChannelRead(
                name=names[k], is_emitter_heard=bool(sounded[k]), heard_share=round(shares[k], 2), moved_mm=moved_mm[k]
            )
            for k in range(count)
        ],
        moved=[] if survey is None else _moved(names, survey.moved_mm),
        weak=[names[k] for k in range(count) if shares[k] < WEAK_SHARE and median(shares) >= WELL_SHARE],
        exchanged=described_if_any(exchange_message(exchanges, names)),
        tape=described_if_any(_tape_message(taped, survey)),
    )


def of_sensors(found: ChirpsRead) -> list[Message]:
    """Messages about sensors that a person should see to."""
    off_mm = {one.name: one.moved_mm for one in found.channels}
    moved = [message("sensor_moved_by_chirps", sensor=name, mm=off_mm[name] or 0.0) for name in found.moved]
    of_array = [one.message for one in (found.exchanged, found.tape) if one is not None]
    return [*of_array, *moved, *(message("sensor_weak_by_chirps", sensor=name) for name in found.weak)]


def _tape_message(taped: SurveyTape | None, survey: SelfSurvey | None) -> Message | None:
    if taped is None or survey is None or survey.tape_off_mm is None:
        return None
    return message("taped_distance_off", first=taped.first, second=taped.second, mm=round(abs(survey.tape_off_mm)))


def _share(heard: Sequence[bool]) -> float:
    return sum(heard) / len(heard) if heard else 0.0


def _moved(names: Sequence[str], moved_mm: Sequence[float]) -> list[str]:
    least_mm = max(MOVED_MM, MOVED_TIMES * median(moved_mm))
    return [name for name, mm in zip(names, moved_mm, strict=True) if mm >= least_mm]
