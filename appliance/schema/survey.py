"""The survey: the measured places of the sensors of a butt; the same model for the file and the API."""

from collections.abc import Sequence
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from appliance.core.calibration.self_survey import TapedDistance
from appliance.core.errors import GeometryError
from appliance.core.geometry import RectRegion, Sensor, SensorArray, separation_mm
from appliance.core.limits import SENSOR_NAME
from appliance.core.message import message
from appliance.schema.base import Coordinate, Plain, Positive, Strict, UtcTime

FARTHEST_SENSOR_MM = 1000.0
"""Largest distance of a sensor from the butt's edge and from its plane, mm; farther is a mistake of the unit."""

LONGEST_TAPE_MM = 10_000.0
TAPE_SHARE = 0.2
"""Largest relative difference of a taped distance from the surveyed one; more is a mistake of the unit or a sensor."""


class SurveyButt(Strict):
    """The butt's size, mm; sensor coordinates count from its lower left corner."""

    width_mm: Positive
    height_mm: Positive


class SurveyClock(Strict):
    """The node's counter, for a node that does not report its own."""

    tick_hz: Annotated[float, Field(ge=1e5, le=1e9)] = 8e6


class SurveyAcoustics(Strict):
    """Timing and sound; `sigma_us`: standard deviation of one time of arrival, electronics and air together;
    `speed_mm_per_us`: overrules the speed computed from the air."""

    sigma_us: Annotated[float, Field(gt=0, le=1000)] = 2.0
    speed_mm_per_us: Annotated[float, Field(gt=0.2, lt=10)] | None = None
    default_temp_c: Annotated[float, Field(ge=-40, le=60)] = 15.0
    default_rh_pct: Annotated[float, Field(ge=0, le=100)] = 50.0


class SurveyBoard(Strict):
    """The centre of a board that reports x and y itself, mm on the butt."""

    centre_x_mm: Coordinate
    centre_y_mm: Coordinate
    sigma_mm: Annotated[float, Field(gt=0, le=100)] = 2.0


class SurveySensor(Strict):
    """One sensor, its channel by its position in the list; mm, `z_mm` in front of the face."""

    id: Annotated[str, Plain(SENSOR_NAME)]
    x_mm: Coordinate
    y_mm: Coordinate
    z_mm: Coordinate = 0.0
    bias_us: Annotated[float, Field(ge=-10_000, le=10_000)] = 0.0


class SurveyTape(Strict):
    """A taped distance between two sensors; `sigma_mm`: its standard deviation. It sets the scale of a survey by
    chirps."""

    first: Annotated[str, Plain(SENSOR_NAME)]
    second: Annotated[str, Plain(SENSOR_NAME)]
    distance_mm: Annotated[float, Field(gt=0, le=LONGEST_TAPE_MM)]
    sigma_mm: Annotated[float, Field(ge=0.1, le=50)] = 1.0


class Survey(Strict):
    """A complete survey: butt, sensors, clock and acoustics."""

    butt: SurveyButt
    sensors: list[SurveySensor]
    clock: SurveyClock = SurveyClock()
    acoustics: SurveyAcoustics = SurveyAcoustics()
    board: SurveyBoard | None = None
    taped: SurveyTape | None = None

    @model_validator(mode="after")
    def _array_can_be(self) -> Self:
        array = self.array()
        for sensor in array.sensors:
            off_mm = array.region.excess_mm(sensor.x_mm, sensor.y_mm)
            if off_mm > FARTHEST_SENSOR_MM or abs(sensor.z_mm) > FARTHEST_SENSOR_MM:
                size = {"width": f"{self.butt.width_mm:g}", "height": f"{self.butt.height_mm:g}"}
                place = f"{sensor.x_mm:g}, {sensor.y_mm:g}, {sensor.z_mm:g}"
                raise GeometryError(message("sensor_far_away", sensor=repr(sensor.id), place=place, **size))
        if self.board is not None and array.region.excess_mm(self.board.centre_x_mm, self.board.centre_y_mm) > 0:
            raise GeometryError(message("board_beside_butt"))
        if self.taped is not None:
            _require_possible(self.taped, array.sensors)
        return self

    def array(self) -> SensorArray:
        """The array for the solver. Raises GeometryError (a ValueError) when it is impossible."""
        return SensorArray(
            tuple(Sensor(s.id, s.x_mm, s.y_mm, s.z_mm) for s in self.sensors),
            RectRegion(0.0, self.butt.width_mm, 0.0, self.butt.height_mm),
        )

    def taped_distance(self) -> TapedDistance | None:
        """The taped distance by channels; None: none."""
        if self.taped is None:
            return None
        names = [sensor.id for sensor in self.sensors]
        first, second = names.index(self.taped.first), names.index(self.taped.second)
        return TapedDistance(first, second, self.taped.distance_mm, self.taped.sigma_mm)


def _require_possible(taped: SurveyTape, sensors: Sequence[Sensor]) -> None:
    """Raise GeometryError unless it is between two known sensors, and close to their surveyed distance."""
    at = {sensor.id: sensor for sensor in sensors}
    for name in (taped.first, taped.second):
        if name not in at:
            raise GeometryError(message("taped_unknown_sensor", sensor=repr(name)))
    if taped.first == taped.second:
        raise GeometryError(message("taped_to_itself", sensor=repr(taped.first)))
    drawn_mm = separation_mm(at[taped.first], at[taped.second])
    if abs(taped.distance_mm - drawn_mm) > TAPE_SHARE * drawn_mm:
        pair = {"first": taped.first, "second": taped.second}
        raise GeometryError(message("taped_far_off", **pair, taped=round(taped.distance_mm), drawn=round(drawn_mm)))


SurveySource = Literal["file", "page", "kit"]
"""The source of a survey: the survey file, a person on the page, or one of the kits that the page offers."""


class SurveyCreate(Strict):
    """A survey from the page; `source` is `kit` for one of the kits, unchanged."""

    survey: Survey
    source: Literal["page", "kit"] = "page"


class SurveyRevision(Strict):
    """A survey's revision: when and from which source it was given."""

    id: UUID
    version: int
    created_at: UtcTime
    source: SurveySource
    sensors: int


class SurveyRead(Strict):
    """A stored survey."""

    id: UUID
    version: int
    created_at: UtcTime
    source: SurveySource
    survey: Survey


class SurveyInForceRead(Strict):
    """The survey in force (null: none yet), and all revisions, newest first."""

    current: SurveyRead | None
    history: list[SurveyRevision]
