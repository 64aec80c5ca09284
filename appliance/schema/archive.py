"""The lines of an export file: a header, one line per row, and an end that says how many there were."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from appliance.schema.base import Query, Strict, UtcTime

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
]


class ImportQuery(Query):
    """How a file is brought back."""

    replace: bool = Field(default=False, description="become equal to the file; what was here is kept as a backup")


class ArchiveHeader(Strict):
    """First line. `schema_version` is the number of the newest migration of the database it came from."""

    kind: Literal["header"] = "header"
    format: Literal["arch-stats-export/1"] = FORMAT
    appliance_id: UUID
    version: str
    schema_version: int
    exported_at: UtcTime


class ArchiveRow(Strict):
    """One row; its keys are the columns."""

    kind: Literal["row"] = "row"
    table: TableName
    row: dict[str, Any]


class ArchiveEnd(Strict):
    """Last line: a file without it was cut off."""

    kind: Literal["end"] = "end"
    rows: dict[TableName, int]


ArchiveLine: TypeAdapter[ArchiveHeader | ArchiveRow | ArchiveEnd] = TypeAdapter(
    Annotated[ArchiveHeader | ArchiveRow | ArchiveEnd, Field(discriminator="kind")]
)
