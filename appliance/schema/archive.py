"""The lines of an export file: a header, one line per row, and an end with the numbers of rows."""

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, TypeVar, Union
from uuid import UUID

from pydantic import Field, StringConstraints, TypeAdapter

from appliance.schema.archive_rows import ROWS
from appliance.schema.base import Query, Strict, Text, UtcTime

Count = Annotated[int, Field(ge=0, lt=2**31)]
FORMAT: Literal["arch-stats-export/1"] = "arch-stats-export/1"

if TYPE_CHECKING:
    TableName = str
else:
    TableName = Literal[*ROWS]
Table = TypeVar("Table")
RowT = TypeVar("RowT", bound=Strict)


class ImportQuery(Query):
    """Query of an import."""

    replace: bool = Field(default=False, description="become equal to the file; what was here is kept as a backup")


class ArchiveHeader(Strict):
    """First line of an export file; `schema_version` grows with every migration of the source database."""

    kind: Literal["header"] = "header"
    format: Literal["arch-stats-export/1"] = FORMAT
    appliance_id: UUID
    version: Annotated[Text, StringConstraints(max_length=100)]
    schema_version: Annotated[int, Field(ge=1, lt=10_000)]
    exported_at: UtcTime


class ArchiveRow(Strict, Generic[Table, RowT]):
    """One table row of an export file, keyed by column."""

    kind: Literal["row"]
    table: Table
    row: RowT


class ArchiveLeftOut(Strict):
    """A row that could not be read when the file was written: its key, the column at fault, and what of it fits."""

    kind: Literal["left_out"] = "left_out"
    table: TableName
    key: Annotated[str, StringConstraints(max_length=100)]
    field: Annotated[str, StringConstraints(max_length=60)]
    row: Annotated[str, StringConstraints(max_length=100_000)]


class ArchiveEnd(Strict):
    """Last line of an export file with row counts; a file without it was truncated. Earlier versions read files that
    leave nothing out."""

    kind: Literal["end"] = "end"
    rows: dict[TableName, Count]
    left_out: dict[TableName, Count] = Field(default_factory=dict)


def any_archive_row() -> Any:
    """The type of a row of any table, discriminated by the table's name."""
    row_of: Any = ArchiveRow
    rows = tuple(row_of[Literal.__getitem__(table), row] for table, row in ROWS.items())
    return Annotated[Union[rows], Field(discriminator="table")]  # noqa: UP007  (built at run time)


@cache
def archive_line() -> TypeAdapter[ArchiveHeader | ArchiveRow[str, Strict] | ArchiveLeftOut | ArchiveEnd]:
    """The validator of one line of an export file, built on first use."""
    line: Any = Annotated[ArchiveHeader | any_archive_row() | ArchiveLeftOut | ArchiveEnd, Field(discriminator="kind")]
    return TypeAdapter(line)
