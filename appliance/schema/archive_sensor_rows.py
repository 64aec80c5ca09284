"""The rows of an export file that tell where the sensors are."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from appliance.core import limits
from appliance.schema.base import Finite, Plain, Strict, UtcTime
from appliance.schema.survey import Survey, SurveySource

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class SensorRow(Strict):
    """A row of sensors: as the survey in force says."""

    channel: Annotated[int, Field(ge=0, le=7)]
    name: Annotated[str, Plain(limits.SENSOR_NAME)]
    x_mm: Finite
    y_mm: Finite
    z_mm: Finite
    bias_us: Finite
    surveyed_at: UtcTime


class SurveyRow(Strict):
    """A row of surveys: where the sensors are, as it was said once."""

    id: UUID
    version: Annotated[int, Field(ge=1, lt=2**31)]
    created_at: UtcTime
    source: SurveySource
    file_digest: Digest | None
    survey: Survey
