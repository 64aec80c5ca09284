"""The lines of an export file: a header, one line per row, and an end that says how many there were."""

from typing import Annotated, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import Field, StringConstraints, TypeAdapter

from appliance.schema.archive_rows import (
    ArcherArrowRow,
    ArcherRow,
    ArrowRow,
    CalibrationRow,
    Count,
    DetectionRow,
    LossRow,
    RelocationRow,
    RosterRow,
    SensorRow,
    SessionArcherRow,
    SessionRow,
    SessionSpanRow,
    SetAsideRow,
    ShotRow,
    TargetRow,
)
from appliance.schema.base import Query, Strict, Text, UtcTime

FORMAT: Literal["arch-stats-export/1"] = "arch-stats-export/1"

TableName = Literal[
    "sessions",
    "arrows",
    "archers",
    "archer_arrows",
    "targets",
    "calibrations",
    "detections",
    "relocations",
    "shots",
    "rosters",
    "session_archers",
    "sensors",
    "session_spans",
    "losses",
    "set_aside",
]
ROWS: dict[TableName, type[Strict]] = {
    "sessions": SessionRow,
    "arrows": ArrowRow,
    "archers": ArcherRow,
    "archer_arrows": ArcherArrowRow,
    "targets": TargetRow,
    "calibrations": CalibrationRow,
    "detections": DetectionRow,
    "relocations": RelocationRow,
    "shots": ShotRow,
    "rosters": RosterRow,
    "session_archers": SessionArcherRow,
    "sensors": SensorRow,
    "session_spans": SessionSpanRow,
    "losses": LossRow,
    "set_aside": SetAsideRow,
}
Table = TypeVar("Table")
RowT = TypeVar("RowT", bound=Strict)


class ImportQuery(Query):
    """How a file is brought back."""

    replace: bool = Field(default=False, description="become equal to the file; what was here is kept as a backup")


class ArchiveHeader(Strict):
    """First line. `schema_version` grows with every migration of the database it came from."""

    kind: Literal["header"] = "header"
    format: Literal["arch-stats-export/1"] = FORMAT
    appliance_id: UUID
    version: Annotated[Text, StringConstraints(max_length=100)]
    schema_version: Annotated[int, Field(ge=1, lt=10_000)]
    exported_at: UtcTime


class ArchiveRow(Strict, Generic[Table, RowT]):
    """One row; its keys are the columns."""

    kind: Literal["row"]
    table: Table
    row: RowT


class ArchiveEnd(Strict):
    """Last line: a file without it was cut off."""

    kind: Literal["end"] = "end"
    rows: dict[TableName, Count]


AnyArchiveRow = Annotated[
    ArchiveRow[Literal["sessions"], SessionRow]
    | ArchiveRow[Literal["arrows"], ArrowRow]
    | ArchiveRow[Literal["archers"], ArcherRow]
    | ArchiveRow[Literal["archer_arrows"], ArcherArrowRow]
    | ArchiveRow[Literal["targets"], TargetRow]
    | ArchiveRow[Literal["calibrations"], CalibrationRow]
    | ArchiveRow[Literal["detections"], DetectionRow]
    | ArchiveRow[Literal["relocations"], RelocationRow]
    | ArchiveRow[Literal["shots"], ShotRow]
    | ArchiveRow[Literal["rosters"], RosterRow]
    | ArchiveRow[Literal["session_archers"], SessionArcherRow]
    | ArchiveRow[Literal["sensors"], SensorRow]
    | ArchiveRow[Literal["session_spans"], SessionSpanRow]
    | ArchiveRow[Literal["losses"], LossRow]
    | ArchiveRow[Literal["set_aside"], SetAsideRow],
    Field(discriminator="table"),
]
ArchiveLine: TypeAdapter[ArchiveHeader | AnyArchiveRow | ArchiveEnd] = TypeAdapter(
    Annotated[ArchiveHeader | AnyArchiveRow | ArchiveEnd, Field(discriminator="kind")]
)
