"""The request and the answer of the process that reads and writes export files."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from appliance.database.location import DatabaseLocation
from appliance.schema.messages import MessageRead

OutcomeKind = Literal["done", "bad_file", "busy", "disk_full", "database_away", "out_of_memory"]


class ArchiveJob(BaseModel):
    """An export to `path` or an import from it; `scratch` is a folder for half-written files."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["export", "import", "replace"]
    location: DatabaseLocation
    path: Path
    scratch: Path
    backups: Path


class ArchiveOutcome(BaseModel):
    """The result of a job; `text` says what is new, or what is wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: OutcomeKind
    said: list[MessageRead]
