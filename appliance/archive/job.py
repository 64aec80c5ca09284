"""The request and the answer of the process that reads and writes export files."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from appliance.database.location import DatabaseLocation
from appliance.schema.backups import BackupReason
from appliance.schema.messages import MessageRead

JobKind = Literal["export", "import", "replace", "contents", "backup", "verify", "seal"]
SEALING = "sealing"
"""The word that the process of a job is started with which encrypts or decrypts."""
OutcomeKind = Literal["done", "bad_file", "busy", "disk_full", "database_away", "out_of_memory"]


class ArchiveJob(BaseModel):
    """What is to be done with export files and backups; `scratch` is a folder for half-written files.

    `export` writes to `path`, `import` and `replace` read from it, `contents` only says what is in it, `seal`
    encrypts it; what is encrypted is so with `passphrase`. `backup` keeps one for `reason`; `verify` tries the one
    with this `number`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: JobKind
    location: DatabaseLocation
    scratch: Path
    backups: Path
    path: Path | None = None
    passphrase: str | None = None
    reason: BackupReason = "asked"
    number: int | None = None


class ArchiveOutcome(BaseModel):
    """The result of a job; `said` is how much is new, or what is wrong; `number` the backup that was kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: OutcomeKind
    said: list[MessageRead]
    number: int | None = None
